//! The output of `progress hook install`.

use std::io::{self, Write};

use progress_core::display::visible;
use progress_git::git::Repository;

use crate::cli::hook::{shown, who_runs};
use crate::hook::hook_status::HookStatus;
use crate::hook::manager::Manager;
use crate::hook::setup::Outcome;
use crate::hook::{Done, Folder, HOOKS, Hook, by_config, merging as driver};

/// Reports what was written to the hooks folder.
pub(super) fn folder(
    outcome: &Outcome,
    folder: &Folder,
    repository: &Repository,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = shown(&folder.path, repository);
    let path = visible(&path);
    if outcome.hooks.iter().all(is_kept) {
        writeln!(out, "the hooks in `{path}` are up to date")?;
    } else {
        writeln!(out, "installed hooks in `{path}`:")?;
    }
    for (hook, done) in &outcome.hooks {
        let name = hook.name;
        match done {
            Done::Written => writeln!(out, "  {name}")?,
            Done::Updated => writeln!(out, "  {name}: updated from another version")?,
            Done::JoinedBelow => writeln!(out, "  {name}: added below the existing hook")?,
            Done::MovedAside => writeln!(
                out,
                "  {name}: the existing hook is now `{}`, and runs first",
                hook.moved_name()
            )?,
            Done::Newer => writeln!(out, "  {name}: not changed, installed by a newer version")?,
            // A hook that was up to date needs no line.
            _ => {}
        }
    }
    who_runs(folder, repository, out)
}

fn is_kept((_, done): &(Hook, Done)) -> bool {
    *done == Done::Kept
}

/// Reports what was set up for merging.
pub(super) fn merging(
    outcome: &Outcome,
    repository: &Repository,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !outcome.merging {
        return Ok(());
    }
    writeln!(out, "set up the merge driver for progress files")?;
    // Committed attributes reach every clone, so there is nothing left to suggest.
    if !driver::is_committed(repository) {
        writeln!(
            out,
            "hint: this applies to this clone only; for all clones, commit a `.gitattributes` with \
             the lines of `{}`",
            visible(&shown(
                &repository.common_dir().join("info/attributes"),
                repository
            ))
        )?;
    }
    Ok(())
}

/// Reports what was written to Git's configuration.
pub(super) fn config(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    if outcome.hooks.iter().all(is_kept) {
        return writeln!(out, "the hooks in Git's configuration are up to date");
    }
    writeln!(out, "installed hooks in Git's configuration:")?;
    for (hook, _) in outcome.hooks.iter().filter(|hook| !is_kept(hook)) {
        writeln!(out, "  {}: hook.{}", hook.name, by_config::name(*hook))?;
    }
    writeln!(
        out,
        "note: Git before 2.54, such as one bundled with an editor, silently ignores them"
    )
}

/// Reports whether managers list the progress hooks, and whether Git runs them here.
pub(super) fn managers(
    managers: &[Manager],
    standings: &[HookStatus],
    called: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for manager in managers {
        let (name, file) = (manager.name(), visible(&manager.file));
        if let Some(fault) = &manager.fault {
            let fault = visible(fault);
            writeln!(out, "warning: {name} rejects `{file}`: {fault}")?;
        }
        let lacks = manager.lacks();
        // Listed or not, Git does not run these.
        let idle: Vec<Hook> = standings
            .iter()
            .filter(|it| it.ways.is_empty())
            .map(|it| it.hook)
            .collect();
        // A hook that Git runs in another way need not be listed as well.
        let lacks: Vec<Hook> = lacks
            .into_iter()
            .filter(|hook| idle.contains(hook))
            .collect();
        if !manager.calls_us() {
            writeln!(
                out,
                "hooks not installed: {name} manages hooks here (use --force to install anyway)\n"
            )?;
            write!(out, "{}", manager.lines(HOOKS))?;
            continue;
        }
        let named: Vec<&str> = manager
            .names
            .iter()
            .filter(|hook| idle.contains(hook))
            .map(|hook| hook.name)
            .collect();
        if named.is_empty() {
            writeln!(out, "{name} runs the progress hooks listed in `{file}`")?;
        } else {
            writeln!(
                out,
                "warning: `{file}` lists progress hooks, but {name} is not installed for them in this \
                 clone: Git does not run {}\n  help: run `{}`; run `{called} doctor` for details",
                named.join(", "),
                manager.kind.install()
            )?;
        }
        if !lacks.is_empty() {
            writeln!(out, "`{file}` does not list all progress hooks:\n")?;
            write!(out, "{}", manager.lines(&lacks))?;
        }
    }
    Ok(())
}
