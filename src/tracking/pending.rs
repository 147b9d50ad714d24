//! Pending paths: only the commit's message named their phase, so they wait for the next commit on
//! the branch.

use progress_git::git::Repository;
use progress_git::write::Kept;
use serde::{Deserialize, Serialize};

use super::RecordError;

/// Paths to be added to a progress file, or removed from it, by a later commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The branch on which the commit was made.
    pub branch: String,
    /// The progress file, relative to the top of the working tree.
    pub file: String,
    /// The commit that changed them.
    pub commit: String,
    /// The paths to add.
    pub paths: Vec<String>,
    /// Paths that we added for a commit that no longer changes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
    /// Whether no message links the commit to the phase: it was the active one when the commit was
    /// made, and its file could not be changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_active: bool,
}

/// Returns what is pending on all branches, in the order of the commits.
pub(super) fn all(repository: &Repository) -> Result<Vec<Pending>, RecordError> {
    Ok(kept(repository).read()?)
}

/// Changes what is pending on any branch.
pub(super) fn change(
    repository: &Repository,
    change: impl FnOnce(&mut Vec<Pending>),
) -> Result<(), RecordError> {
    let changed = kept(repository).change(|all: &mut Vec<Pending>| {
        change(all);
        all.retain(|pending| !(pending.paths.is_empty() && pending.stale.is_empty()));
    });
    Ok(changed?)
}

/// Shared by all worktrees, because a branch may move from one to another.
fn kept(repository: &Repository) -> Kept<'_> {
    let what = "the record of pending paths";
    Kept::new(repository, repository.common_dir(), "pending.json", what)
}
