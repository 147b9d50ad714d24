//! What a hook knows about the commit at hand.

use progress_core::config::Settings;
use progress_git::git::Repository;

use super::RecordError;
use crate::linking::{Active, ActiveFacts, StagedCommit, Undecided, active};

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
    let staged = StagedCommit::read(facts.repository, facts.settings, facts.branch)?;
    Ok(active(&facts.active(&staged)))
}

impl<'a> Facts<'a> {
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
