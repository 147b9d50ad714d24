//! Changes to the index, and staged changes.
//!
//! Only the `git` command writes the index: libgit2 drops Git's data about untracked files, the
//! file system monitor and sparse folders.

use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::index::{Index, Marks};
use super::index_lock::patiently;
use super::object::EntryKind;
use super::renames::find_renames;
use super::sharing::Sharing;
use super::{Change, GitError, ObjectId, Repository, Snapshot, changes};

/// A Git operation in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A merge that is not committed yet.
    Merge,
    /// A rebase, or patches that are being applied.
    Rebase,
    /// A cherry-pick.
    CherryPick,
    /// A revert.
    Revert,
}

/// The differences between a tree and an index. Hooks ask for them several times.
pub(super) struct Staged {
    tree: Option<ObjectId>,
    index: Arc<Index>,
    changes: Vec<Change>,
}

impl Repository {
    /// The operation in progress in this worktree.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        // Before the others: a rebase picks commits, and has `CHERRY_PICK_HEAD` while it stops at
        // one.
        if self.has_state("rebase-merge") || self.has_state("rebase-apply") {
            return Some(Operation::Rebase);
        }
        if self.has_state("MERGE_HEAD") {
            return Some(Operation::Merge);
        }
        if self.has_state("REVERT_HEAD") {
            return Some(Operation::Revert);
        }
        // Between two commits of a sequence, only the sequencer's folder is there.
        if self.has_state("CHERRY_PICK_HEAD") || self.has_state("sequencer") {
            return Some(Operation::CherryPick);
        }
        None
    }

    /// Whether Git has a state file or folder of this name.
    fn has_state(&self, name: &str) -> bool {
        self.git_dir().join(name).exists()
    }

    /// Whether Git is cherry-picking or reverting a commit.
    #[must_use]
    pub fn is_picking(&self) -> bool {
        self.has_state("CHERRY_PICK_HEAD") || self.has_state("REVERT_HEAD")
    }

    /// Whether the operation may continue with more commits, unlike a single cherry-pick.
    #[must_use]
    pub fn is_in_sequence(&self) -> bool {
        self.has_state("rebase-merge")
            || self.has_state("rebase-apply")
            || self.has_state("sequencer")
    }

    /// The staged changes, with renames.
    ///
    /// # Errors
    ///
    /// Fails if the index or a tree cannot be read.
    pub fn staged_changes(&self) -> Result<Vec<Change>, GitError> {
        Ok(find_renames(self, self.staged_paths()?))
    }

    /// The staged changes, with both paths of a renamed file: faster than with renames.
    ///
    /// # Errors
    ///
    /// Fails if the index or a tree cannot be read.
    pub fn staged_paths(&self) -> Result<Vec<Change>, GitError> {
        let tree = self.head_tree()?;
        let index = self.whole_index()?;
        let mut kept = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(staged) = kept.as_ref()
            && staged.tree == tree
            && Arc::ptr_eq(&staged.index, &index)
        {
            return Ok(staged.changes.clone());
        }
        let head = match tree {
            Some(tree) => self.tree(tree),
            None => self.empty_tree(),
        };
        let changes = changes(&head, &Snapshot::of_index(self, Arc::clone(&index)))?;
        *kept = Some(Staged {
            tree,
            index,
            changes: changes.clone(),
        });
        Ok(changes)
    }

    /// Writes the unfiltered bytes of a file as a Git object.
    ///
    /// # Errors
    ///
    /// Fails if they cannot be written.
    pub fn write_blob(&self, bytes: &[u8]) -> Result<ObjectId, GitError> {
        if let Some(library) = self.object_writer() {
            let id = library.blob(bytes)?;
            return ObjectId::from_bytes(id.as_bytes())
                .ok_or_else(|| GitError::new("libgit2 returned a malformed object name"));
        }
        let ask = ["hash-object", "-w", "--no-filters", "--stdin"];
        let output = self.git.feed(&ask, bytes)?;
        ObjectId::from_hex(String::from_utf8_lossy(&output).trim())
            .ok_or_else(|| GitError::new("`git hash-object` returned a malformed object name"))
    }

    /// libgit2, if it writes objects to the same place and with the same permissions as Git: it
    /// supports neither `GIT_OBJECT_DIRECTORY` nor `core.sharedRepository`.
    fn object_writer(&self) -> Option<MutexGuard<'_, git2::Repository>> {
        let is_usual = self.objects.are_in(&self.common_dir().join("objects"));
        let is_shared = self.sharing() != Sharing::Umask;
        if is_usual && !is_shared && self.id_length == 20 {
            self.library()
        } else {
            None
        }
    }

    /// Sets the content of a file in an index, by default Git's current one. Its flags are kept:
    /// otherwise Git would treat a file outside the sparse checkout as deleted, and commit private
    /// changes.
    ///
    /// If the working tree has the same content, the index notes that it does.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot write the index.
    pub fn set_entry(
        &self,
        index: Option<&Path>,
        path: &str,
        kind: EntryKind,
        id: ObjectId,
        marks: Marks,
    ) -> Result<(), GitError> {
        let mode = match kind {
            EntryKind::Executable => "100755",
            _ => "100644",
        };
        let entry = format!("{mode},{id},{path}");
        let mut git = self.git.clone().keeping_monitor();
        if let Some(index) = index {
            git = git.with("GIT_INDEX_FILE", index);
        }
        // Never parsed as an option, whatever its name.
        let named = format!("./{path}");
        let mut ask = vec!["update-index", "--cacheinfo", &entry];
        if marks.is_left_out {
            ask.extend(["--skip-worktree", &named]);
        }
        if marks.is_assumed {
            ask.extend(["--assume-unchanged", &named]);
        }
        let locked = index.unwrap_or(&self.index_file).as_os_str().to_owned();
        let done = patiently(&locked, || git.run(&ask));
        // The stamp alone may miss a change within the resolution of the file system's clock.
        *self.index_at_hand() = None;
        done?;
        if !marks.is_left_out && !marks.is_assumed {
            // Otherwise `git diff-index --quiet HEAD`, by which scripts tell whether anything is
            // modified, would report the file. A failure does not matter: the content is staged.
            let ask = ["--literal-pathspecs", "add", "--refresh", "--", path];
            let _ = patiently(&locked, || git.run(&ask));
        }
        Ok(())
    }
}
