//! The tasks being worked on in a worktree, as `progress start` records them for hooks.
//!
//! The record lies in Git's own folder for the worktree (`progress/active`), so that each
//! worktree has its own and no commit ever holds it: a JSON list, the latest start last.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::git::Repository;
use crate::write::{Lock, PATIENCE, WriteError};

/// A larger record is none of ours.
const MAX_BYTES: u64 = 1 << 20;

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

/// The record cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum ActiveError {
    /// It cannot be written.
    #[error("cannot write `{}`: {source}", .path.display())]
    Unwritable {
        /// The record.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It cannot be locked.
    #[error(transparent)]
    Locked(#[from] WriteError),
}

/// The tasks that were started in this worktree and not ended; none where the record cannot be
/// read.
#[must_use]
pub fn read(repository: &Repository) -> Vec<ActiveTask> {
    let path = path(repository);
    let is_record = path
        .metadata()
        .is_ok_and(|found| found.is_file() && found.len() <= MAX_BYTES);
    let bytes = fs::read(&path).ok().filter(|_| is_record);
    let tasks = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    tasks.unwrap_or_default()
}

/// Changes the record of this worktree.
///
/// # Errors
///
/// Fails where the record cannot be locked or written; it is then as it was.
pub fn change(
    repository: &Repository,
    change: impl FnOnce(&mut Vec<ActiveTask>),
) -> Result<(), ActiveError> {
    let path = path(repository);
    let failed = |source| ActiveError::Unwritable {
        path: path.clone(),
        source,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let _lock = Lock::take(
        &path.with_extension("lock"),
        "the record of started tasks",
        PATIENCE,
    )?;
    let old = read(repository);
    let mut new = old.clone();
    change(&mut new);
    if new == old {
        return Ok(());
    }
    if new.is_empty() {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        };
    }
    let temporary = path.with_extension("new");
    let bytes = serde_json::to_vec_pretty(&new).map_err(|error| failed(error.into()))?;
    fs::write(&temporary, bytes).map_err(failed)?;
    fs::rename(&temporary, &path).map_err(failed)
}

fn path(repository: &Repository) -> PathBuf {
    repository.git_dir().join("progress").join("active")
}
