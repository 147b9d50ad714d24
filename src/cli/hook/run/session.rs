//! What all hooks need.

use std::ffi::OsString;
use std::path::PathBuf;

use progress_git::git::Repository;

use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::project::{unopened, warn_of_misnamed};
use crate::hook_run::HookError;
use crate::project::{Project, ProjectError};
use crate::tracking::Facts;

/// The repository, the settings, and what determines the current phase.
pub(super) struct Session {
    pub project: Project,
    pub branch: Option<String>,
    /// The value of the variable `PROGRESS_TASK`.
    pub variable: Option<String>,
    /// The files and IDs of the tasks started in this worktree.
    pub started: Vec<(String, String)>,
}

/// Why a hook cannot start.
pub(super) enum SessionError {
    /// The current directory cannot be accessed.
    Folder(Failure),
    /// The project cannot be opened.
    Project(ProjectError),
}

impl From<ProjectError> for SessionError {
    fn from(error: ProjectError) -> Self {
        Self::Project(error)
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Folder(failure) => failure,
            SessionError::Project(error) => unopened(&error),
        }
    }
}

impl Session {
    /// Opens what a hook needs; only pre-push works without a working tree.
    pub(super) fn open(hook: &str, console: &mut Console<'_>) -> Result<Self, SessionError> {
        let current = console.current_folder().map_err(SessionError::Folder)?;
        let project = Project::of_index(current, hook == "pre-push")?;
        // The hooks that follow would repeat what the first one says of a misnamed file.
        if hook.starts_with("pre-") {
            warn_of_misnamed(&project, console);
        }
        let repository = project.root.repository.as_ref();
        let started = match repository.map_or(Ok(Vec::new()), crate::active::read) {
            Ok(started) => started,
            Err(error) => {
                // Something else, such as the branch, may still determine the phase.
                console.warn(&broken(error));
                Vec::new()
            }
        };
        let branch = match repository.and_then(Repository::branch) {
            // Only a branch that is checked out gets the commit.
            Some(branch) if branch.from_variable.is_none() => Some(branch.name),
            _ => None,
        };
        Ok(Self {
            branch,
            variable: std::env::var("PROGRESS_TASK").ok(),
            started: started
                .into_iter()
                .map(|task| (task.path, task.task))
                .collect(),
            project,
        })
    }

    pub(super) fn repository(&self) -> Result<&Repository, Failure> {
        Ok(self.project.root.require_repository("progress hook run")?)
    }

    pub(super) fn facts(&self) -> Result<Facts<'_>, Failure> {
        Ok(Facts {
            repository: self.repository()?,
            settings: &self.project.settings,
            branch: self.branch.as_deref(),
            variable: self.variable.as_deref(),
            started: &self.started,
        })
    }
}

/// Returns the path of the message that Git passes to a hook; it is relative to the current folder.
pub(super) fn message_file(
    arguments: &[OsString],
    console: &Console<'_>,
) -> Result<PathBuf, Failure> {
    let Some(file) = arguments.first() else {
        return Err(Failure::new(
            "missing argument: the file with the commit message",
        ));
    };
    Ok(console.current_folder()?.join(file))
}

/// Creates the failure for an error, with its help.
pub(in crate::cli) fn broken(error: impl Into<HookError>) -> Failure {
    let hook_error: HookError = error.into();
    Failure::of(&hook_error, hook_error.help())
}

/// Returns `1 path`, `3 paths`.
pub(super) fn paths(count: usize) -> String {
    match count {
        1 => "1 path".to_owned(),
        count => format!("{count} paths"),
    }
}
