//! The journal of what we added to progress files, kept in the Git folder of the worktree.

use progress_git::git::Repository;
use progress_git::write::{Kept, from_json, to_json};
use serde::{Deserialize, Serialize};

use super::RecordError;
use super::file_state::FileState;
use super::pending::Pending;

/// Maximum number of commits remembered; amends and rebases rarely go back further.
const KEPT: usize = 500;

/// What we added to one file for one commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addition {
    /// The commit that was `HEAD`; `None` before the first commit.
    pub parent: Option<String>,
    /// The commit, once it is made.
    pub commit: Option<String>,
    /// The progress file, relative to the top of the working tree.
    pub file: String,
    /// The paths that were added.
    pub paths: Vec<String>,
    /// The content of the index at that time: if the file has changed since, people may have
    /// written the same.
    #[serde(default)]
    pub blob: Option<String>,
    /// The state of the working tree at that time, once it was written.
    #[serde(default)]
    pub left: Option<FileState>,
    /// Whether all the paths belong to earlier commits and were pending.
    #[serde(default)]
    pub is_folded: bool,
}

impl Addition {
    /// Assigns it to a commit. If that does not change some of the paths, they are no longer part
    /// of the addition, and their removal is returned.
    ///
    /// Paths of earlier commits are never removed: this commit need not change them.
    pub(super) fn assign_to(
        &mut self,
        commit: &str,
        branch: &str,
        is_changed: impl Fn(&String) -> bool,
    ) -> Option<Pending> {
        self.commit = Some(commit.to_owned());
        if self.is_folded {
            return None;
        }
        let all = std::mem::take(&mut self.paths).into_iter();
        let (kept, stale): (Vec<String>, Vec<String>) = all.partition(is_changed);
        self.paths = kept;
        if stale.is_empty() {
            return None;
        }
        Some(Pending {
            branch: branch.to_owned(),
            file: self.file.clone(),
            commit: commit.to_owned(),
            paths: Vec::new(),
            stale,
            is_active: false,
        })
    }
}

/// The paths of a commit that is being made while its progress file cannot be changed: during a
/// rebase, or because of some other obstacle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PendingCommit {
    /// The commit that was `HEAD`.
    pub parent: Option<String>,
    /// The progress file of the active phase.
    pub file: String,
    /// The paths to add.
    pub paths: Vec<String>,
}

/// Everything that we added and may still have to remove.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// In chronological order.
    pub additions: Vec<Addition>,
    /// What will be pending once the current commit is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) deferred: Vec<PendingCommit>,
}

impl Journal {
    /// Reads the journal of the worktree.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read: what we added could be mistaken for what people wrote.
    pub fn read(repository: &Repository) -> Result<Self, RecordError> {
        Ok(kept(repository).read()?)
    }

    /// Changes the journal of the worktree.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, locked or written.
    pub fn change(
        repository: &Repository,
        change: impl FnOnce(&mut Self),
    ) -> Result<(), RecordError> {
        let changed = kept(repository).change(|journal: &mut Self| {
            change(journal);
            let surplus = journal.additions.len().saturating_sub(KEPT);
            journal.additions.drain(..surplus);
        });
        Ok(changed?)
    }
}

/// Returns a journal's text as it would be rewritten; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn rewritten_journal(text: &[u8]) -> Option<Vec<u8>> {
    let journal: Journal = from_json(text).ok()?;
    to_json(&journal).ok()
}

fn kept(repository: &Repository) -> Kept<'_> {
    let what = "the record of added paths";
    // Unlike pending paths, additions belong to one worktree: they describe its index and its
    // files.
    Kept::new(repository, repository.git_dir(), "added.json", what)
}
