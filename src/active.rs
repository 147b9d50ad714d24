//! The tasks being worked on in a worktree, as `progress start` records them for hooks.
//!
//! The record lies in Git's own folder for the worktree (`progress/active`), so that each
//! worktree has its own and no commit ever holds it: a JSON list, the latest start last.

use serde::{Deserialize, Serialize};

use crate::git::Repository;
use crate::write::{Kept, KeptError};

/// A task that was started in this worktree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveTask {
    /// The plan (`prd`), for people to read; path and task tell tasks apart.
    pub plan: Option<String>,
    /// The file, relative to the top of the working tree, with `/`.
    pub path: String,
    /// The task's ID.
    pub task: String,
}

/// The tasks that were started in this worktree and not ended.
///
/// # Errors
///
/// Fails if the record cannot be read.
pub fn read(repository: &Repository) -> Result<Vec<ActiveTask>, KeptError> {
    kept(repository).read()
}

/// Changes the record of this worktree.
///
/// # Errors
///
/// Fails if the record cannot be read, locked or written; it is then as it was.
pub fn change(
    repository: &Repository,
    change: impl FnOnce(&mut Vec<ActiveTask>),
) -> Result<(), KeptError> {
    kept(repository).change(change)
}

fn kept(repository: &Repository) -> Kept<'_> {
    let what = "the list of started tasks";
    Kept::new(repository, repository.git_dir(), "active", what)
}
