//! What all hooks need to know.

use super::super::super::Console;
use super::super::super::failure::Failure;
use super::super::super::project::Project;
use crate::commit::KnownFile;
use crate::git::Repository;
use crate::record::{Facts, RecordError};

/// The repository, the settings, and what tells which phase is being worked on.
pub(super) struct Session {
    pub project: Project,
    pub branch: Option<String>,
    variable: Option<String>,
    started: Vec<(String, String)>,
}

impl Session {
    pub fn open(console: &mut Console<'_>) -> Result<Self, Failure> {
        let project = Project::here(None, console)?;
        let Some(repository) = &project.root.repository else {
            let failure = Failure::new("there is no Git repository here that can be read");
            return Err(failure.help("hooks are run by Git, at the top of a working tree"));
        };
        let started = crate::active::read(repository).into_iter();
        let branch = repository.branch().filter(|it| it.from_variable.is_none());
        Ok(Self {
            branch: branch.map(|branch| branch.name),
            variable: std::env::var("PROGRESS_TASK").ok(),
            started: started.map(|task| (task.path, task.task)).collect(),
            project,
        })
    }

    pub fn repository(&self) -> Result<&Repository, Failure> {
        self.project.root.require_repository("progress hook run")
    }

    pub fn facts(&self) -> Result<Facts<'_>, Failure> {
        Ok(Facts {
            repository: self.repository()?,
            settings: &self.project.settings,
            branch: self.branch.as_deref(),
            variable: self.variable.as_deref(),
            started: &self.started,
        })
    }
}

/// What could not be recorded, and what that means.
pub(in crate::cli) fn broken(error: impl Into<RecordError>) -> Failure {
    Failure::new(error.into().to_string())
}

/// `plan:ID` where the ID alone could be another task's.
pub(super) fn task_name(file: &KnownFile, id: &str, holders: usize) -> String {
    if holders > 1 {
        format!("{}:{id}", file.plan())
    } else {
        id.to_owned()
    }
}

/// `3 paths`.
pub(super) fn paths(count: usize) -> String {
    match count {
        1 => "1 path".to_owned(),
        count => format!("{count} paths"),
    }
}
