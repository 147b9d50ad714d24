//! Changes to the index, and what it changes against `HEAD`.
//!
//! The index is written by the `git` command alone: libgit2 drops what Git keeps in it about
//! untracked files, the file system's monitor and sparse folders.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::index::Marks;
use super::object::EntryKind;
use super::renames::find_renames;
use super::sharing::Sharing;
use super::{Change, GitError, ObjectId, Repository, changes};

/// So long another process may hold the lock of the index: a program that refreshes it does for
/// some milliseconds, and Git itself never waits.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// What Git is in the middle of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A merge that is not committed yet.
    Merge,
    /// A rebase, or patches that are being applied.
    Rebase,
    /// Commits that are picked from elsewhere.
    CherryPick,
    /// Commits that are taken back.
    Revert,
}

impl Repository {
    /// What Git is in the middle of in this worktree.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        let has = |name: &str| self.git_dir().join(name).exists();
        if has("rebase-merge") || has("rebase-apply") {
            return Some(Operation::Rebase);
        }
        if has("MERGE_HEAD") {
            return Some(Operation::Merge);
        }
        if has("REVERT_HEAD") {
            return Some(Operation::Revert);
        }
        (has("CHERRY_PICK_HEAD") || has("sequencer")).then_some(Operation::CherryPick)
    }

    /// Whether the commit that Git is at work on is one that it picks or takes back.
    #[must_use]
    pub fn is_picking(&self) -> bool {
        let has = |name: &str| self.git_dir().join(name).exists();
        has("CHERRY_PICK_HEAD") || has("REVERT_HEAD")
    }

    /// Whether more may come of what Git is in the middle of: one commit alone is picked without.
    #[must_use]
    pub fn is_in_sequence(&self) -> bool {
        let has = |name: &str| self.git_dir().join(name).exists();
        has("rebase-merge") || has("rebase-apply") || has("sequencer")
    }

    /// What the index changes against `HEAD`; renames are found.
    ///
    /// # Errors
    ///
    /// Fails where the index or a tree cannot be read.
    pub fn staged_changes(&self) -> Result<Vec<Change>, GitError> {
        let head = match self.head_tree()? {
            Some(tree) => self.tree(tree),
            None => self.empty_tree(),
        };
        Ok(find_renames(self, changes(&head, &self.index()?)?))
    }

    /// Keeps the bytes of a file, as they are, among Git's objects.
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
        let id = self.git.feed(&ask, bytes)?;
        let id = String::from_utf8_lossy(&id);
        ObjectId::from_hex(id.trim())
            .ok_or_else(|| GitError::new("`git hash-object` returned a malformed object name"))
    }

    /// libgit2, if it puts objects where Git would and with the same permissions: it knows
    /// neither `GIT_OBJECT_DIRECTORY` nor `core.sharedRepository`.
    fn object_writer(&self) -> Option<MutexGuard<'_, git2::Repository>> {
        let is_usual = self.objects.are_in(&self.common_dir().join("objects"));
        let is_shared = self.sharing() != Sharing::Umask;
        self.library()
            .filter(|_| is_usual && !is_shared && self.id_length == 20)
    }

    /// Gives a file of an index other content; by default of the index that Git uses. Its
    /// marks stay: Git would take what is left out for deleted, and commit what is private.
    ///
    /// If the working tree has the same content, the index notes that it does.
    ///
    /// # Errors
    ///
    /// Fails where `git` cannot write the index.
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
        let git = self.git.clone().keeping_monitor();
        let git = match index {
            Some(index) => git.with("GIT_INDEX_FILE", index),
            None => git,
        };
        // Not an option, whatever it is called.
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

/// Writes an index as soon as nobody else does.
fn patiently<T>(
    index: &OsStr,
    mut write: impl FnMut() -> Result<T, GitError>,
) -> Result<T, GitError> {
    let mut lock = index.to_owned();
    lock.push(".lock");
    let lock = PathBuf::from(lock);
    let started = Instant::now();
    loop {
        let written = write();
        // Whether Git found the lock is seen from its message alone; to try again does no harm.
        let is_refused = matches!(&written, Err(error) if error.to_string().contains(".lock'"));
        if !is_refused || started.elapsed() >= PATIENCE {
            return written;
        }
        sleep(PAUSE);
        while lock.exists() && started.elapsed() < PATIENCE {
            sleep(PAUSE);
        }
    }
}
