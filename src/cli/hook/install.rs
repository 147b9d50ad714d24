//! `progress hook install`: put the hooks into a repository.

use std::io::{self, Write};

use super::super::args::InstallArguments;
use super::super::failure::Failure;
use super::super::project::Project;
use super::super::{Console, ExitStatus};
use super::{failure, folder, shown};
use crate::git::Repository;
use crate::hook::doctor::unset;
use crate::hook::manager::{Manager, managers};
use crate::hook::setup::{self, Outcome};
use crate::hook::{Done, Folder, Hook, merging, program};
use crate::text::visible;

pub(super) fn run(
    arguments: &InstallArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // The settings tell which files are progress files.
    let project = Project::of_history(None, console)?;
    let repository = project.root.repository.as_ref().ok_or_else(|| {
        Failure::new("this is no Git repository").help("change into one: hooks are Git's")
    })?;
    if repository.is_store() {
        let failure = Failure::new("this repository is bare: nobody commits here");
        return Err(failure.help("install hooks in clones that have a working tree"));
    }
    let managers = managers(repository.root());
    let own = if managers.is_empty() || arguments.force {
        Some(checked(folder(repository)?)?)
    } else {
        None
    };
    let program = program::at_hand()
        .ok_or_else(|| Failure::new("this program cannot tell where it lies itself"))?;
    let patterns = project.settings.include.patterns();
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let outcome = setup::install(repository, own.as_ref(), &program, &patterns)
        .map_err(|error| failure(&error))?;
    console.finish(ExitStatus::Clean, |out| {
        if let Some(folder) = &own {
            tell(&outcome, folder, repository, out)?;
        }
        tell_merging(&outcome, repository, out)?;
        if own.is_none() {
            tell_managers(&managers, out)?;
        }
        Ok(())
    })
}

/// The folder, into which hooks can be put.
fn checked(folder: Folder) -> Result<Folder, Failure> {
    if !folder.is_off() {
        return Ok(folder);
    }
    let path = folder.path.display().to_string();
    Err(match &folder.setting {
        Some(setting) => Failure::new(format!(
            "hooks are switched off: `core.hooksPath` is `{}` in `{}` ({})",
            setting.value, setting.origin, setting.scope
        ))
        .help(unset(&setting.scope)),
        None => Failure::new(format!("`{path}` is no folder"))
            .help("Git looks for hooks there; make it a folder"),
    })
}

fn tell(
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

fn tell_merging(outcome: &Outcome, repository: &Repository, out: &mut dyn Write) -> io::Result<()> {
    if !outcome.merging {
        return Ok(());
    }
    writeln!(out, "set up the merge driver for progress files")?;
    if !merging::is_committed(repository) {
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

fn tell_managers(managers: &[Manager], out: &mut dyn Write) -> io::Result<()> {
    for manager in managers {
        let (name, file) = (manager.name(), manager.file);
        if manager.calls_us {
            writeln!(out, "{name} runs our hooks: `{file}` names them")?;
            continue;
        }
        writeln!(
            out,
            "hooks are not installed: {name} manages them here (--force installs nevertheless)\n"
        )?;
        write!(out, "{}", manager.lines())?;
    }
    Ok(())
}
