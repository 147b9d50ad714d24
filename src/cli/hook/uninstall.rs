//! `progress hook uninstall`: take the hooks out of a repository.

use super::super::failure::Failure;
use super::super::{Console, ExitStatus};
use super::{failure, folder, repository, shown};
use crate::hook::{Done, setup};
use crate::text::visible;

pub(super) fn run(console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let repository = repository(console)?;
    let folder = folder(&repository)?;
    let outcome = setup::uninstall(&repository, &folder).map_err(|error| failure(&error))?;
    let path = shown(&folder.path, &repository);
    let path = visible(&path);
    console.finish(ExitStatus::Clean, |out| {
        if outcome.hooks.is_empty() {
            writeln!(out, "no hooks of ours stand in `{path}`")?;
        } else {
            writeln!(out, "took hooks out of `{path}`:")?;
        }
        for (hook, done) in &outcome.hooks {
            let (name, moved) = (hook.name, hook.moved_name());
            match done {
                Done::MovedBack => writeln!(out, "  {name}: the hook that stood there is back")?,
                Done::Left => writeln!(
                    out,
                    "  {name}: `{moved}` stays, because another hook stands in its place"
                )?,
                Done::Newer => writeln!(
                    out,
                    "  {name}: stays, because it is of a newer version; uninstall with that one"
                )?,
                Done::Edited => writeln!(
                    out,
                    "  {name}: stays, because somebody edited it; delete it by hand"
                )?,
                Done::Unconfigured => writeln!(out, "  {name}: from Git's configuration")?,
                _ => writeln!(out, "  {name}")?,
            }
        }
        if outcome.merging {
            writeln!(out, "took the merge driver out")?;
        }
        Ok(())
    })
}
