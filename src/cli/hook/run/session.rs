//! What all hooks need.

use progress_core::task_links::KnownFile;
use progress_git::git::Repository;

use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::project::{IndexError, Project};
use crate::linking::{ActiveFacts, StagedCommit};
use crate::tracking::{Facts, RecordError};

/// The repository, the settings, and what determines the current phase.
pub(super) struct Session {
    pub project: Project,
    pub branch: Option<String>,
    /// The value of the variable `PROGRESS_TASK`.
    pub variable: Option<String>,
    /// The files and IDs of the tasks started in this worktree.
    pub started: Vec<(String, String)>,
}

impl Session {
    /// Opens what a hook needs; only pre-push works without a working tree.
    pub(super) fn open(hook: &str, console: &mut Console<'_>) -> Result<Self, IndexError> {
        let project = Project::of_index(hook, console)?;
        let repository = project.root.repository.as_ref();
        let started = repository
            .map_or(Ok(Vec::new()), crate::active::read)
            .unwrap_or_else(|error| {
                console.warn(&broken(error));
                Vec::new()
            });
        let branch = repository.and_then(Repository::branch);
        let branch = branch.filter(|branch| branch.from_variable.is_none());
        Ok(Self {
            branch: branch.map(|branch| branch.name),
            variable: std::env::var("PROGRESS_TASK").ok(),
            started: started
                .into_iter()
                .map(|task| (task.path, task.task))
                .collect(),
            project,
        })
    }

    /// Whether there can be anything to do: hooks may be installed for every repository. Our own
    /// records are checked first, because that is fastest.
    pub(super) fn has_plans(&self) -> Result<bool, Failure> {
        let settings = &self.project.settings;
        let is_wanted = |path: &[u8]| {
            settings.include.may_match(path)
                && std::str::from_utf8(path).is_ok_and(|path| settings.is_candidate(path))
        };
        let repository = self.repository()?;
        if has_record(repository) {
            return Ok(true);
        }
        let files = repository.indexed(None, &is_wanted).map_err(broken)?;
        Ok(!files.is_empty())
    }

    pub(super) fn repository(&self) -> Result<&Repository, Failure> {
        self.project.root.require_repository("progress hook run")
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

    /// Returns what determines the phase that the current commit works on.
    pub(super) fn active_facts<'a>(&'a self, at_hand: &'a StagedCommit) -> ActiveFacts<'a> {
        ActiveFacts {
            variable: self.variable.as_deref(),
            flips: &at_hand.evidence.flips,
            started: &self.started,
            branch: self.branch.as_deref(),
            known: &at_hand.known,
            statuses: &self.project.settings.statuses,
            root: &self.project.root.folder,
        }
    }
}

/// Whether we keep any records in the Git folder of the worktree.
pub(super) fn has_record(repository: &Repository) -> bool {
    repository.git_dir().join("progress").exists()
}

/// Converts an error, with its help.
pub(in crate::cli) fn broken(error: impl Into<RecordError>) -> Failure {
    let error = error.into();
    let failure = Failure::new(error.to_string());
    match error {
        RecordError::Kept(error) => failure.help(error.help()),
        _ => failure,
    }
}

/// Returns `ID`, or `plan:ID` if another plan has a task of that ID.
pub(super) fn task_name(file: &KnownFile, id: &str, holders: usize) -> String {
    if holders > 1 {
        format!("{}:{id}", file.plan())
    } else {
        id.to_owned()
    }
}

/// Returns `1 path`, `3 paths`.
pub(super) fn paths(count: usize) -> String {
    match count {
        1 => "1 path".to_owned(),
        count => format!("{count} paths"),
    }
}
