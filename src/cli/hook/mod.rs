//! `progress hook`: Git hooks, one file per subcommand.

mod install;
mod run;
mod status;
mod uninstall;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use progress_core::display::visible;
use progress_git::git::{GitError, Repository};
use progress_git::jujutsu;
pub(super) use run::broken;
pub(super) use uninstall::left;

use super::args::{HookArguments, HookCommand};
use super::failure::Failure;
use super::{Console, ExitStatus};
use crate::hook::doctor::{JUJUTSU, JUJUTSU_HELP};
use crate::hook::{Folder, InstallError};
use crate::hook_run::HookInput;
use crate::project::{Root, RootError};

pub(super) fn run(
    arguments: &HookArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    match &arguments.command {
        HookCommand::Install(arguments) => install::run(arguments, console),
        HookCommand::Uninstall => uninstall::run(console),
        HookCommand::Status(arguments) => status::run(arguments, console),
        HookCommand::Run { name, arguments } => run_hook(name, arguments, console),
    }
}

/// Runs a hook with everything that Git gave it.
fn run_hook(
    name: &str,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let given = HookInput::of(name, arguments, &variable);
    let Some(text) = given.stdin else {
        return run::run(name, &given.arguments, console);
    };
    let mut stdin = text.as_bytes();
    // It cannot be cloned, because an I/O error cannot.
    let folder = std::mem::replace(&mut console.folder, Err(io::ErrorKind::Other.into()));
    let mut inner = Console {
        stdin: &mut stdin,
        stdout: &mut *console.stdout,
        stderr: &mut *console.stderr,
        terminal: console.terminal.clone(),
        called: console.called,
        folder,
    };
    run::run(name, &given.arguments, &mut inner)
}

/// The value of an environment variable, unless it is empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Opens the current repository, whatever its settings.
pub(super) fn open_repository(console: &Console<'_>) -> Result<Repository, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    if let Some(refusal) = root.refusal {
        return Err(RootError::Refused(refusal).into());
    }
    let folder = root.folder;
    root.repository.ok_or_else(|| not_in_git(&folder))
}

/// The failure for a folder without a Git repository.
fn not_in_git(root: &Path) -> Failure {
    if jujutsu::is_workspace(root) {
        return Failure::new(JUJUTSU).help(JUJUTSU_HELP);
    }
    Failure::new("not in a Git repository").help("change to a Git repository first")
}

/// Returns the folder of the repository's hooks.
pub(super) fn hooks_folder(repository: &Repository) -> Result<Folder, Failure> {
    Folder::of(repository).map_err(|error| of_git(&error))
}

fn of_git(error: &GitError) -> Failure {
    Failure::new(format!("cannot determine Git's hooks directory: {error}"))
        .help("check that `git rev-parse --git-path hooks` works")
}

fn failure(error: &InstallError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

/// Says so if others, or other repositories, use the same hooks.
pub(super) fn who_runs(
    folder: &Folder,
    repository: &Repository,
    out: &mut dyn Write,
) -> io::Result<()> {
    if folder.is_in_tree {
        let path = shown(&folder.path, repository);
        writeln!(
            out,
            "note: `{}` is in the working tree: hooks committed there are shared with others",
            visible(&path)
        )?;
    }
    if let Some(setting) = &folder.setting
        && folder.is_shared()
    {
        let origin = visible(&setting.origin);
        writeln!(
            out,
            "note: `core.hooksPath` in `{origin}` applies these hooks to every repository"
        )?;
    }
    Ok(())
}

/// Returns a path for display: relative to the top of the working tree if it is inside.
pub(super) fn shown(path: &Path, repository: &Repository) -> String {
    match path.strip_prefix(repository.root()) {
        Ok(inside) => inside.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
