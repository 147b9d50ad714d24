//! Changes progress files for a commit that is about to be made, such that if the process is killed
//! at any moment, the next commit repairs what is left.
//!
//! First the journal records what will be added, then the files are changed, and finally the
//! journal records that they were.

use std::collections::BTreeMap;

use progress_git::git::Repository;

use super::RecordError;
use super::aborted::Leftover;
use super::file_state::FileState;
use super::journal::{Addition, Journal, PendingCommit};
use super::outcome::{BeforeCommit, Deferred, Filled};
use super::stashed::Stashed;
use super::versions::{ListEdit, Obstacle, Prepared, in_both};

/// The changes to both versions of one file.
#[derive(Default)]
pub(super) struct FileEdits {
    pub tree: ListEdit,
    pub index: ListEdit,
    /// Those of the added paths that belong to this commit.
    pub own: Vec<String>,
}

impl FileEdits {
    /// Adds paths to both versions.
    pub(super) fn add(&mut self, paths: &[String]) {
        self.tree.add.extend_from_slice(paths);
        self.index.add.extend_from_slice(paths);
    }

    /// Removes paths from both versions.
    pub(super) fn remove(&mut self, paths: &[String]) {
        self.tree.remove.extend_from_slice(paths);
        self.index.remove.extend_from_slice(paths);
    }
}

/// A file that is about to be changed.
struct Planned {
    file: String,
    edit: ListEdit,
    /// The paths of this commit.
    own: Vec<String>,
    prepared: Option<Prepared>,
    filled: Filled,
    additions: Vec<Addition>,
}

/// The changes for one commit.
pub(super) struct Fill<'r> {
    pub repository: &'r Repository,
    /// The commit in `HEAD`.
    pub parent: Option<String>,
    /// What earlier attempts left.
    pub leftovers: Vec<Leftover>,
}

impl Fill<'_> {
    /// Changes all files that can be changed; the others are deferred.
    pub(super) fn apply_all(
        &self,
        edits: BTreeMap<String, FileEdits>,
        done: &mut BeforeCommit,
    ) -> Result<(), RecordError> {
        let mut planned = Vec::with_capacity(edits.len());
        let mut stashed = Stashed::default();
        // The caches of hook managers are only searched if there is a file to protect.
        if !edits.is_empty() {
            stashed = Stashed::now(self.repository);
        }
        for (file, edits) in edits {
            match self.plan(&stashed, file, edits)? {
                Ok(it) => planned.push(it),
                Err(deferred) => done.deferred.push(deferred),
            }
        }
        let intended: Vec<Addition> = planned
            .iter()
            .flat_map(|it| &it.additions)
            .cloned()
            .collect();
        // Before any file is written: if the process is killed in between, the next commit must be
        // able to tell these entries from those of people.
        if !intended.is_empty() {
            Journal::change(self.repository, |journal| {
                journal.additions.extend(intended);
            })?;
        }
        let mut made = Vec::new();
        for planned in planned {
            made.extend(self.apply(planned, done));
        }
        self.conclude(made, &done.deferred)
    }

    /// Records what the files contain now, and what is postponed.
    fn conclude(&self, made: Vec<Addition>, deferred: &[Deferred]) -> Result<(), RecordError> {
        // A leftover in a file that cannot be changed now is still there, so its record must
        // outlive this attempt.
        let mut kept = Vec::new();
        for Leftover { addition, .. } in &self.leftovers {
            if deferred.iter().any(|other| other.file == addition.file) {
                kept.push(addition.clone());
            }
        }
        let mut held = Vec::new();
        for it in deferred {
            // Pending paths of earlier commits stay pending anyway, and need no record here.
            if !it.paths.is_empty() {
                held.push(PendingCommit {
                    parent: self.parent.clone(),
                    file: it.file.clone(),
                    paths: it.paths.clone(),
                });
            }
        }
        // Usually there is nothing to change, so the lock is not needed.
        if made.is_empty() && held.is_empty() && kept.is_empty() {
            let journal = Journal::read(self.repository)?;
            let is_settled = journal.additions.iter().any(|it| self.is_settled(it));
            if !is_settled && journal.deferred.is_empty() {
                return Ok(());
            }
        }
        Journal::change(self.repository, |journal| {
            journal.additions.retain(|it| !self.is_settled(it));
            journal.additions.extend(kept);
            journal.additions.extend(made);
            // Replaces what an earlier attempt at this commit postponed: that is in `held` again if
            // it still applies.
            journal.deferred = held;
        })
    }

    /// Whether an addition was recorded for an earlier attempt at this commit: this attempt records
    /// anew what is left of it.
    fn is_settled(&self, addition: &Addition) -> bool {
        let is_leftover = self.leftovers.iter().any(|it| it.addition == *addition);
        addition.commit.is_none() && (addition.parent == self.parent || is_leftover)
    }

    /// Returns the obstacle to changing a file, if any. A file with nothing to change has none.
    fn obstacle(
        &self,
        stashed: &Stashed,
        file: &str,
        edits: &FileEdits,
    ) -> Result<Option<Obstacle>, RecordError> {
        let index = self.repository.index()?;
        let is_wanted = !edits.tree.remove.is_empty()
            || !edits.index.remove.is_empty()
            || !edits.index.missing(&index, file)?.is_empty();
        Ok(if is_wanted {
            Obstacle::before(self.repository, stashed, file)
        } else {
            None
        })
    }

    /// Prepares the change of a file, without changing it yet.
    fn plan(
        &self,
        stashed: &Stashed,
        file: String,
        mut edits: FileEdits,
    ) -> Result<Result<Planned, Deferred>, RecordError> {
        if let Some(obstacle) = self.obstacle(stashed, &file, &edits)? {
            let paths = edits.own;
            return Ok(Err(Deferred {
                file,
                obstacle,
                paths,
            }));
        }
        // What an earlier attempt added and this one needs too stays where it is.
        edits.tree.drop_removals_of_added();
        edits.index.drop_removals_of_added();
        let index = self.repository.index()?;
        let new = edits.index.missing(&index, &file)?;
        let prepared = match Prepared::of(self.repository, &index, &file, &edits.index)? {
            Ok(prepared) => prepared,
            Err(error) => {
                return Ok(Err(Deferred {
                    file,
                    obstacle: Obstacle::Staged(error),
                    paths: edits.own,
                }));
            }
        };
        let (own, folded): (Vec<String>, Vec<String>) =
            new.into_iter().partition(|path| edits.own.contains(path));
        let filled = Filled {
            file: file.clone(),
            added: own.len(),
            folded: folded.len(),
        };
        let additions = self.additions(&file, &edits, prepared.as_ref(), own, folded);
        Ok(Ok(Planned {
            edit: edits.tree,
            own: edits.own,
            filled,
            additions,
            prepared,
            file,
        }))
    }

    /// Returns what the journal will say about a file: the new paths of this commit, those of
    /// earlier commits, and with each what an earlier attempt added and this one needs too, which
    /// is still ours.
    fn additions(
        &self,
        file: &str,
        edits: &FileEdits,
        prepared: Option<&Prepared>,
        mut own: Vec<String>,
        mut folded: Vec<String>,
    ) -> Vec<Addition> {
        let leftovers = self.leftovers.iter().map(|left| &left.addition);
        for path in leftovers
            .filter(|addition| addition.file == file)
            .flat_map(|addition| &addition.paths)
        {
            // A path that is not added again is being removed, and needs no record.
            if !edits.index.add.contains(path) || own.contains(path) || folded.contains(path) {
                continue;
            }
            if edits.own.contains(path) {
                own.push(path.clone());
            } else {
                folded.push(path.clone());
            }
        }
        let mut additions = Vec::new();
        for (paths, is_folded) in [(own, false), (folded, true)] {
            if !paths.is_empty() {
                additions.push(Addition {
                    parent: self.parent.clone(),
                    commit: None,
                    file: file.to_owned(),
                    paths,
                    blob: prepared.map(|it| it.id.to_string()),
                    left: None,
                    is_folded,
                });
            }
        }
        additions
    }

    /// Changes both versions of a file, and returns what was added.
    fn apply(&self, planned: Planned, done: &mut BeforeCommit) -> Vec<Addition> {
        let Planned {
            file,
            edit,
            own,
            mut additions,
            prepared,
            filled,
        } = planned;
        // The record of what was intended is dropped in `conclude()`, because nothing is returned
        // here.
        if let Err(obstacle) = in_both(self.repository, &file, &edit, prepared) {
            done.deferred.push(Deferred {
                file,
                obstacle,
                paths: own,
            });
            return Vec::new();
        }
        if !additions.is_empty() {
            let left = FileState::of(self.repository, &file);
            for addition in &mut additions {
                addition.left.clone_from(&left);
            }
        }
        if filled.added + filled.folded > 0 {
            done.filled.push(filled);
        }
        additions
    }
}
