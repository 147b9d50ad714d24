//! What `progress hook install` did, in words.

use std::io::{self, Write};

use super::super::shown;
use crate::git::Repository;
use crate::hook::manager::Manager;
use crate::hook::setup::Outcome;
use crate::hook::ways::Standing;
use crate::hook::{Done, Folder, HOOKS, Hook, by_config, merging as driver};
use crate::text::visible;

/// What went into the folder of hooks.
pub(super) fn folder(
    outcome: &Outcome,
    folder: &Folder,
    repository: &Repository,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = shown(&folder.path, repository);
    let path = visible(&path);
    let is_kept = |(_, done): &&(Hook, Done)| *done == Done::Kept;
    if outcome.hooks.iter().filter(is_kept).count() == outcome.hooks.len() {
        writeln!(out, "the hooks in `{path}` are up to date")?;
    } else {
        writeln!(out, "installed hooks in `{path}`:")?;
    }
    for (hook, done) in &outcome.hooks {
        let name = hook.name;
        match done {
            Done::Written => writeln!(out, "  {name}")?,
            Done::Updated => writeln!(out, "  {name}: replaced the one of another version")?,
            Done::JoinedBelow => writeln!(out, "  {name}: below the hook that stands there")?,
            Done::MovedAside => writeln!(
                out,
                "  {name}: the hook that stood there is now `{}`, and runs first",
                hook.moved_name()
            )?,
            Done::Newer => writeln!(out, "  {name}: left alone, it is of a newer version")?,
            _ => {}
        }
    }
    if folder.is_in_tree {
        writeln!(
            out,
            "note: `{path}` is part of the working tree: what is committed there, others get too"
        )?;
    }
    if let Some(setting) = folder.setting.as_ref().filter(|_| folder.is_shared()) {
        let origin = visible(&setting.origin);
        writeln!(
            out,
            "note: `core.hooksPath` in `{origin}` makes these the hooks of every repository"
        )?;
    }
    Ok(())
}

/// What was set up for merging.
pub(super) fn merging(
    outcome: &Outcome,
    repository: &Repository,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !outcome.merging {
        return Ok(());
    }
    writeln!(out, "set up the merge driver for progress files")?;
    if !driver::is_committed(repository) {
        writeln!(
            out,
            "hint: it works in this clone; for all clones, commit a `.gitattributes` with the lines \
             of `{}`",
            visible(&shown(
                &repository.common_dir().join("info/attributes"),
                repository
            ))
        )?;
    }
    Ok(())
}

/// What went into Git's configuration.
pub(super) fn config(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let is_kept = |(_, done): &(Hook, Done)| *done == Done::Kept;
    if outcome.hooks.iter().all(is_kept) {
        return writeln!(out, "the hooks in Git's configuration are up to date");
    }
    writeln!(out, "installed hooks in Git's configuration:")?;
    for (hook, _) in outcome.hooks.iter().filter(|done| !is_kept(done)) {
        writeln!(out, "  {}: hook.{}", hook.name, by_config::name(*hook))?;
    }
    writeln!(
        out,
        "note: a Git before 2.54, perhaps that of an editor, ignores them without a word"
    )
}

/// What managers are told of ours, and whether Git runs them here.
pub(super) fn managers(
    managers: &[Manager],
    standings: &[Standing],
    out: &mut dyn Write,
) -> io::Result<()> {
    for manager in managers {
        let (name, file) = (manager.name(), visible(&manager.file));
        if let Some(fault) = &manager.fault {
            let fault = visible(fault);
            writeln!(out, "warning: {name} does not accept `{file}`: {fault}")?;
        }
        let lacks = manager.lacks();
        let is_idle = |it: &&Standing| it.ways.is_empty();
        let idle: Vec<Hook> = standings.iter().filter(is_idle).map(|it| it.hook).collect();
        let lacks: Vec<Hook> = lacks
            .into_iter()
            .filter(|hook| idle.contains(hook))
            .collect();
        if !manager.calls_us() {
            writeln!(
                out,
                "hooks are not installed: {name} manages them here (--force installs nevertheless)\n"
            )?;
            write!(out, "{}", manager.lines(HOOKS))?;
            continue;
        }
        let named = manager.names.iter().filter(|hook| idle.contains(hook));
        let named: Vec<&str> = named.map(|hook| hook.name).collect();
        if named.is_empty() {
            writeln!(out, "{name} runs our hooks: `{file}` names them")?;
        } else {
            writeln!(
                out,
                "warning: `{file}` names our hooks, but {name} is not installed for them in this \
                 clone: Git does not run {}\n  help: run `{}`; `progress doctor` says more",
                named.join(", "),
                manager.kind.install()
            )?;
        }
        if !lacks.is_empty() {
            writeln!(out, "`{file}` does not name all of them:\n")?;
            write!(out, "{}", manager.lines(&lacks))?;
        }
    }
    Ok(())
}
