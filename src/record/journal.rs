//! What we added to progress files, kept in Git's own folder of the worktree.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::RecordError;
use super::place::Left;
use crate::git::Repository;
use crate::write::{Lock, PATIENCE};

/// So many commits are remembered; an amend or a rebase hardly reaches further back.
const KEPT: usize = 500;
/// A larger record is none of ours.
const MAX_BYTES: u64 = 8 << 20;

/// What we added to one file for one commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addition {
    /// What `HEAD` was; nothing before the first commit.
    pub parent: Option<String>,
    /// The commit, once it is made.
    pub commit: Option<String>,
    /// The progress file, relative to the top of the working tree.
    pub file: String,
    /// The paths.
    pub paths: Vec<String>,
    /// What stood in the index then: of a file that has changed since, people may have written
    /// the same.
    #[serde(default)]
    pub blob: Option<String>,
    /// What stood in the working tree then, once it was written.
    #[serde(default)]
    pub left: Option<Left>,
    /// Whether all of them are of earlier commits and had waited.
    #[serde(default)]
    pub is_folded: bool,
}

/// The paths of a commit that is being made, while its progress file cannot be changed: in the
/// middle of a rebase, or because something else stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    /// What `HEAD` was.
    pub parent: Option<String>,
    /// The progress file of the phase that was active.
    pub file: String,
    /// The paths.
    pub paths: Vec<String>,
}

/// All that we added and still may have to take back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// By time, the latest last.
    pub additions: Vec<Addition>,
    /// What is to wait once the commit at hand is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) deferred: Vec<Held>,
}

impl Journal {
    /// Reads the journal of the worktree; empty where it cannot be read.
    #[must_use]
    pub fn read(repository: &Repository) -> Self {
        read(&path(repository))
    }

    /// Changes the journal of the worktree.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be locked or written.
    pub fn change(
        repository: &Repository,
        change: impl FnOnce(&mut Self),
    ) -> Result<(), RecordError> {
        update(&path(repository), |journal: &mut Self| {
            change(journal);
            let surplus = journal.additions.len().saturating_sub(KEPT);
            journal.additions.drain(..surplus);
        })
    }
}

fn path(repository: &Repository) -> PathBuf {
    repository.git_dir().join("progress").join("added.json")
}

/// Reads a record; its default where there is none that can be read.
pub(super) fn read<T: DeserializeOwned + Default>(path: &Path) -> T {
    let is_record = path
        .metadata()
        .is_ok_and(|found| found.is_file() && found.len() <= MAX_BYTES);
    let bytes = fs::read(path).ok().filter(|_| is_record);
    let record = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    record.unwrap_or_default()
}

/// Changes a record under its lock, whole or not at all.
pub(super) fn update<T>(path: &Path, change: impl FnOnce(&mut T)) -> Result<(), RecordError>
where
    T: DeserializeOwned + Serialize + Default + Clone + PartialEq,
{
    let failed = |source| RecordError::State {
        path: path.display().to_string(),
        source,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let _lock = Lock::take(&path.with_extension("lock"), "what was recorded", PATIENCE)?;
    let old: T = read(path);
    let mut new = old.clone();
    change(&mut new);
    if new == old {
        return Ok(());
    }
    if new == T::default() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        };
    }
    let temporary = path.with_extension("new");
    let bytes = serde_json::to_vec_pretty(&new).map_err(|error| failed(error.into()))?;
    fs::write(&temporary, bytes).map_err(failed)?;
    fs::rename(&temporary, path).map_err(failed)
}
