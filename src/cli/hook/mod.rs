//! `progress hook`: Git hooks, one file per subcommand.

mod install;
mod pre_commit_input;
mod run;
mod status;
mod uninstall;

use progress_git::git::{GitError, Repository};
pub(super) use run::broken;

use super::args::{HookArguments, HookCommand};
use super::failure::Failure;
use super::{Console, ExitStatus};
use crate::hook::{Folder, InstallError};
use crate::project::{Root, RootError};

pub(super) fn run(
    arguments: &HookArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    match &arguments.command {
        HookCommand::Install(arguments) => install::run(arguments, console),
        HookCommand::Uninstall => uninstall::run(console),
        HookCommand::Status(arguments) => status::run(arguments, console),
        HookCommand::Run { name, arguments } => pre_commit_input::run(name, arguments, console),
    }
}

/// Opens the current repository, whatever its settings.
pub(super) fn open_repository(console: &Console<'_>) -> Result<Repository, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    if let Some(refusal) = root.refusal {
        return Err(RootError::Refused(refusal).into());
    }
    root.repository.ok_or_else(not_in_git)
}

fn not_in_git() -> Failure {
    Failure::new("not in a Git repository").help("change to a Git repository first")
}

/// Returns the folder of the repository's hooks.
pub(super) fn hooks_folder(repository: &Repository) -> Result<Folder, Failure> {
    Folder::of(repository).map_err(|error| of_git(&error))
}

fn of_git(error: &GitError) -> Failure {
    Failure::new(format!("cannot determine Git's hooks folder: {error}"))
        .help("check that `git rev-parse --git-path hooks` works")
}

fn failure(error: &InstallError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

/// Returns a path for display: relative to the top of the working tree if it is inside.
pub(super) fn shown(path: &std::path::Path, repository: &Repository) -> String {
    match path.strip_prefix(repository.root()) {
        Ok(inside) => inside.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
