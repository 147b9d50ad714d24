//! `progress hook`: Git's hooks, one file a subcommand.

mod framework;
mod install;
mod run;
mod status;
mod uninstall;

pub(super) use run::broken;

use super::args::{HookArguments, HookCommand};
use super::failure::Failure;
use super::root::Root;
use super::{Console, ExitStatus};
use crate::git::{GitError, Repository};
use crate::hook::{Folder, InstallError};

pub(super) fn run(
    arguments: &HookArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    match &arguments.command {
        HookCommand::Install(arguments) => install::run(arguments, console),
        HookCommand::Uninstall => uninstall::run(console),
        HookCommand::Status(arguments) => status::run(arguments, console),
        HookCommand::Run { name, arguments } => framework::run(name, arguments, console),
    }
}

/// The repository at hand, whatever its settings.
pub(super) fn repository(console: &Console<'_>) -> Result<Repository, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    if let Some(refusal) = root.refusal {
        return Err(refusal);
    }
    root.repository.ok_or_else(|| {
        Failure::new("this is no Git repository").help("change into one: hooks are Git's")
    })
}

/// The folder of its hooks.
pub(super) fn folder(repository: &Repository) -> Result<Folder, Failure> {
    Folder::of(repository).map_err(|error| of_git(&error))
}

fn of_git(error: &GitError) -> Failure {
    Failure::new(format!("Git does not say where hooks belong: {error}"))
        .help("`git rev-parse --git-path hooks` must work")
}

fn failure(error: &InstallError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

/// A path as people read it: below the top of the working tree where it is.
pub(super) fn shown(path: &std::path::Path, repository: &Repository) -> String {
    let path = path.strip_prefix(repository.root()).unwrap_or(path);
    path.display().to_string()
}
