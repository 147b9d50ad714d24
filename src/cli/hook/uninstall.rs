//! `progress hook uninstall`: removes the hooks from a repository.

use std::io::{self, Write};
use std::path::Path;

use progress_core::display::visible;
use progress_git::git::Repository;

use super::{failure, hooks_folder, open_repository, shown};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook::{Done, Hook, setup};

pub(super) fn run(console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let repository = open_repository(console)?;
    let folder = hooks_folder(&repository)?;
    let outcome = setup::uninstall(&repository, &folder).map_err(|error| failure(&error))?;
    // If `core.hooksPath` was set after an installation, the old hooks are still in Git's own
    // folder.
    let unused = quoted(&repository.common_dir().join("hooks"), &repository);
    let path = quoted(&folder.path, &repository);
    console.finish(ExitStatus::Clean, |out| {
        let parts = [
            (path.as_str(), &outcome.hooks),
            (unused.as_str(), &outcome.unused),
            ("Git's configuration", &outcome.configured),
        ];
        if parts.iter().all(|(_, hooks)| hooks.is_empty()) {
            writeln!(out, "no progress hooks in {path}")?;
        }
        for (place, hooks) in parts {
            tell(place, hooks, out)?;
        }
        if outcome.merging {
            writeln!(out, "removed the merge driver")?;
        }
        Ok(())
    })
}

fn quoted(path: &Path, repository: &Repository) -> String {
    format!("`{}`", visible(&shown(path, repository)))
}

/// Reports what was done to the hooks of one place.
fn tell(place: &str, hooks: &[(Hook, Done)], out: &mut dyn Write) -> io::Result<()> {
    if !hooks.is_empty() {
        writeln!(out, "removed hooks from {place}:")?;
    }
    for (hook, done) in hooks {
        let name = hook.name;
        match (left(*hook, *done), done) {
            (Some(left), _) => writeln!(out, "  {name}: {left}")?,
            (None, Done::MovedBack) => writeln!(out, "  {name}: restored the previous hook")?,
            (None, _) => writeln!(out, "  {name}")?,
        }
    }
    Ok(())
}

/// What a removal left of a hook, and why.
pub(in crate::cli) fn left(hook: Hook, done: Done) -> Option<String> {
    let moved = hook.moved_name();
    match done {
        Done::Left => Some(format!(
            "kept `{moved}`, because another hook has taken its place"
        )),
        Done::Newer => Some(
            "kept, because a newer version installed it; uninstall it with that version".to_owned(),
        ),
        Done::Edited => Some("kept, because it was edited; delete it manually".to_owned()),
        Done::LinesKept => Some("kept the lines that were added to it".to_owned()),
        _ => None,
    }
}
