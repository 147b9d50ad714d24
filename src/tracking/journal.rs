//! What we added to progress files, kept in Git's own folder of the worktree.

use serde::{Deserialize, Serialize};

use super::RecordError;
use super::versions::Left;
use crate::git::Repository;
use crate::write::{Kept, from_json, to_json};

/// So many commits are remembered; an amend or a rebase hardly reaches further back.
const KEPT: usize = 500;

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
pub(super) struct PendingCommit {
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
    pub(super) deferred: Vec<PendingCommit>,
}

impl Journal {
    /// Reads the journal of the worktree.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read: what we added would else be taken for what people wrote.
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

/// The text of a journal as it would be written anew; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn rewritten_journal(text: &[u8]) -> Option<Vec<u8>> {
    let journal: Journal = from_json(text).ok()?;
    to_json(&journal).ok()
}

fn kept(repository: &Repository) -> Kept<'_> {
    let what = "what was recorded";
    Kept::new(repository, repository.git_dir(), "added.json", what)
}
