//! `progress hook install`: installs the hooks in a repository.

mod output;

use super::not_in_git;
use crate::cli::args::InstallArguments;
use crate::cli::failure::Failure;
use crate::cli::project;
use crate::cli::{Console, ExitStatus};
use crate::hook::installation::{InstallRequest, Installation, NotInstallable};
use crate::hook::setup::Target;

pub(super) fn run(
    arguments: &InstallArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // The settings decide which files are progress files.
    let project = project::of_history(None, console)?;
    let repository = project.root.repository.as_ref();
    let repository = repository.ok_or_else(|| not_in_git(&project.root.folder))?;
    let request = InstallRequest {
        only: &arguments.only,
        force: arguments.force,
        config: arguments.config,
    };
    let installation =
        Installation::prepare(repository, request).map_err(|error| failure(&error))?;
    for (hook, file) in &installation.kept {
        console.note(&format!(
            "note: `{}` already runs as `{file}`: run `progress hook uninstall` first to \
             reinstall it",
            hook.name
        ));
    }
    let patterns = project.settings.include.patterns().iter();
    let patterns: Vec<&str> = patterns.map(String::as_str).collect();
    let outcome = installation
        .carry_out(&patterns)
        .map_err(|error| failure(&error))?;
    let called = console.called;
    console.finish(ExitStatus::Clean, |out| {
        match installation.target() {
            Target::Folder(..) if outcome.hooks.is_empty() => {}
            Target::Folder(folder, _) => output::folder(&outcome, folder, repository, out)?,
            Target::Config => output::config(&outcome, out)?,
        }
        output::merging(&outcome, repository, out)?;
        if installation.is_left_to_managers {
            output::managers(&installation.managers, &installation.statuses, called, out)?;
        }
        Ok(())
    })
}

fn failure(error: &NotInstallable) -> Failure {
    Failure::of(error, error.help())
}
