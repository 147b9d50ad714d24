//! What a hook knows about the commit at hand.

use progress_core::config::Settings;
use progress_core::model::BranchName;
use progress_git::git::{Change, GitError, Repository};

use super::RecordError;
use crate::linking::{Active, ActiveFacts, StagedCommit, Undecided, active, is_wanted};

/// The input of a hook.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The settings in force.
    pub settings: &'a Settings,
    /// The current branch; `None` if `HEAD` is detached.
    pub branch: Option<&'a str>,
    /// The value of the variable `PROGRESS_TASK`.
    pub variable: Option<&'a str>,
    /// What `progress start` recorded.
    pub started: &'a [(String, String)],
}

/// Returns the phase that the current commit works on, or why it is unknown.
///
/// # Errors
///
/// Fails if Git cannot read the index, a tree or a file.
pub fn active_phase(facts: &Facts<'_>) -> Result<Result<Active, Undecided>, RecordError> {
    if !facts.may_have_active()? {
        return Ok(Err(Undecided::Nothing));
    }
    let staged = StagedCommit::read(facts.repository, facts.settings, facts.branch)?;
    Ok(active(&facts.active(&staged)))
}

impl<'a> Facts<'a> {
    /// Whether anything could tell the phase that the current commit works on. If nothing could, no
    /// progress file has to be read.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index or a tree.
    pub fn may_have_active(&self) -> Result<bool, GitError> {
        let is_named = self.variable.is_some_and(|text| !text.trim().is_empty());
        let is_on_branch = self
            .branch
            .is_some_and(|branch| !BranchName::is_long_lived(branch));
        if is_named || is_on_branch || !self.started.is_empty() {
            return Ok(true);
        }
        self.stages_candidates()
    }

    /// Whether the current commit changes a file that may be a progress file.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index or a tree.
    pub fn stages_candidates(&self) -> Result<bool, GitError> {
        let staged = self.repository.staged_paths()?;
        Ok(self.has_candidates(&staged))
    }

    /// Whether `HEAD` changes a file that may be a progress file. If the current commit amends it,
    /// the new one does too.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read a commit or a tree.
    pub fn may_amend_candidates(&self) -> Result<bool, GitError> {
        let Some(head) = self.repository.head()? else {
            return Ok(false);
        };
        // A merge belongs to no task.
        if head.parents.len() > 1 {
            return Ok(false);
        }
        let changes = self.repository.changes_apart(&head)?;
        Ok(self.has_candidates(&changes))
    }

    fn has_candidates(&self, changes: &[Change]) -> bool {
        changes
            .iter()
            .any(|change| is_wanted(self.settings, &change.path))
    }

    /// What determines the phase that the current commit works on.
    #[must_use]
    pub fn active(&self, staged: &'a StagedCommit) -> ActiveFacts<'a> {
        ActiveFacts {
            variable: self.variable,
            flips: &staged.evidence.flips,
            started: self.started,
            branch: self.branch,
            known: &staged.known,
            statuses: &self.settings.statuses,
            root: self.repository.root(),
        }
    }
}
