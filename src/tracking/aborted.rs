//! Finds what was added for a commit that was never made: a hook blocked it, its message was left
//! empty, or the user pressed Ctrl-C.

use progress_git::git::{Commit, Repository, Snapshot};

use super::RecordError;
use super::file_state::FileState;
use super::journal::{Addition, Journal};

/// An addition that no later commit has adopted.
pub(super) struct Leftover {
    pub addition: Addition,
    /// Whether it is in the index too, and not only in the working tree.
    pub in_index: bool,
}

/// Returns what is left of additions for commits that were never made.
///
/// A version may be changed if it is exactly as we left it, or if we were killed before we could
/// record that. Otherwise, what we added may have been discarded and then written again by the
/// user, even byte for byte, but at another time.
pub(super) fn find_leftovers(
    repository: &Repository,
    head: Option<&Commit>,
) -> Result<Vec<Leftover>, RecordError> {
    let mut additions = Journal::read(repository)?.additions;
    additions.retain(|it| it.commit.is_none());
    if additions.is_empty() {
        return Ok(Vec::new());
    }
    let index = repository.index()?;
    let committed = match head {
        Some(head) => repository.tree(head.tree),
        None => repository.empty_tree(),
    };
    let name = head.map(|head| head.id.to_string());
    let mut left = Vec::new();
    for addition in additions {
        let is_here = addition.parent == name;
        let blob = content(&index, &addition.file)?;
        // post-commit may not have run for a commit that was made: `HEAD` then has the very blob
        // that we put into the index.
        let is_committed =
            addition.blob.is_some() && content(&committed, &addition.file)? == addition.blob;
        let tree = TreeState::of(repository, &addition);
        // A later commit has adopted it, or somebody has written the same: it is no longer ours.
        if is_committed || tree == TreeState::Rewritten {
            continue;
        }
        // Without the first condition, a file that is in neither would count as ours.
        let in_index = blob.is_some() && addition.blob == blob;
        let in_tree = match tree {
            TreeState::AsLeft => true,
            // With the same `HEAD`, we may have been killed between writing it and recording that.
            TreeState::Unknown => is_here,
            TreeState::Changed | TreeState::Rewritten => false,
        };
        if in_index || in_tree {
            left.push(Leftover { addition, in_index });
        }
    }
    Ok(left)
}

/// Returns the ID of a snapshot's content at a path.
fn content(snapshot: &Snapshot<'_>, file: &str) -> Result<Option<String>, RecordError> {
    let entry = snapshot.entry(file.as_bytes())?;
    let id = entry.and_then(|entry| entry.id);
    Ok(id.map(|id| id.to_string()))
}

/// What has happened to a file in the working tree since we changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TreeState {
    /// Nothing.
    AsLeft,
    /// The same bytes were written again.
    Rewritten,
    /// The content is different.
    Changed,
    /// We never wrote it, or were killed before we could record that.
    Unknown,
}

impl TreeState {
    fn of(repository: &Repository, addition: &Addition) -> Self {
        let Some(left) = &addition.left else {
            return Self::Unknown;
        };
        match FileState::of(repository, &addition.file) {
            Some(now) if now == *left => Self::AsLeft,
            // A checkout or a stash that restores the file changes the time too, so its entries are
            // then left alone.
            Some(now) if now.content == left.content => Self::Rewritten,
            _ => Self::Changed,
        }
    }
}
