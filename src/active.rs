//! The tasks being worked on in a worktree, recorded by `progress start` for hooks.
//!
//! The record is a JSON list in Git's folder for the worktree (`progress/active`), latest start
//! last. So each worktree has its own, and it is never committed.

use progress_git::git::Repository;
use progress_git::write::{Kept, KeptError};
use serde::{Deserialize, Serialize};

/// A task that was started in this worktree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveTask {
    /// The plan (`prd`), for people; tasks are identified by path and ID.
    pub plan: Option<String>,
    /// The file, relative to the top of the working tree, with `/`.
    pub path: String,
    /// The task's ID.
    pub task: String,
}

/// The tasks that were started in this worktree and not finished.
///
/// # Errors
///
/// Fails if the record cannot be read.
pub fn read(repository: &Repository) -> Result<Vec<ActiveTask>, KeptError> {
    kept(repository).read()
}

/// Changes this worktree's record.
///
/// # Errors
///
/// Fails if the record cannot be read, locked or written. It is then unchanged.
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
