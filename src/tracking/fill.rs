//! Changing progress files for a commit that is about to be made, so that being killed at any
//! moment leaves nothing that the next commit would not put right.
//!
//! First it is written down what is to be added, then the files are changed, and in the end it is
//! written down that they are.

use std::collections::BTreeMap;

use super::RecordError;
use super::aborted::Leftover;
use super::aside::Aside;
use super::journal::{Addition, Journal, PendingCommit};
use super::pre_commit::{BeforeCommit, Deferred, Filled};
use super::versions::{Left, ListEdit, Obstacle, Prepared, in_both};
use crate::git::Repository;

/// What is to become of both versions of one file.
#[derive(Default)]
pub(super) struct FileEdits {
    pub tree: ListEdit,
    pub index: ListEdit,
    /// Of the paths to add, those of this commit.
    pub own: Vec<String>,
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
    /// What `HEAD` is.
    pub parent: Option<String>,
    /// What earlier tries left.
    pub leftovers: Vec<Leftover>,
}

impl Fill<'_> {
    pub fn all(
        &self,
        edits: BTreeMap<String, FileEdits>,
        done: &mut BeforeCommit,
    ) -> Result<(), RecordError> {
        let mut planned = Vec::with_capacity(edits.len());
        let mut aside = Aside::default();
        if !edits.is_empty() {
            aside = Aside::now(self.repository);
        }
        for (file, edits) in edits {
            match self.obstacle(&aside, &file, &edits)? {
                Some(obstacle) => done.deferred.push(Deferred {
                    file,
                    obstacle,
                    paths: edits.own,
                }),
                None => planned.push(self.plan(file, edits)?),
            }
        }
        let intended = planned.iter().flat_map(|it| &it.additions).cloned();
        let intended: Vec<Addition> = intended.collect();
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

    /// Writes down what is in the files now, and what is to wait instead.
    fn conclude(&self, made: Vec<Addition>, deferred: &[Deferred]) -> Result<(), RecordError> {
        let leftovers = || self.leftovers.iter().map(|left| &left.addition);
        // All that was written down before of commits on top of this one is dealt with.
        let is_settled = |it: &Addition| {
            let is_leftover = leftovers().any(|left| left == it);
            it.commit.is_none() && (it.parent == self.parent || is_leftover)
        };
        let is_deferred = |it: &&Addition| deferred.iter().any(|other| other.file == it.file);
        let kept: Vec<Addition> = leftovers().filter(is_deferred).cloned().collect();
        let held = deferred.iter().filter(|it| !it.paths.is_empty());
        let held = held.map(|it| PendingCommit {
            parent: self.parent.clone(),
            file: it.file.clone(),
            paths: it.paths.clone(),
        });
        Journal::change(self.repository, |journal| {
            journal.additions.retain(|it| !is_settled(it));
            journal.additions.extend(kept);
            journal.additions.extend(made);
            journal.deferred = held.collect();
        })
    }

    /// What stands in the way of what is to be changed in a file.
    fn obstacle(
        &self,
        aside: &Aside,
        file: &str,
        edits: &FileEdits,
    ) -> Result<Option<Obstacle>, RecordError> {
        let index = self.repository.index()?;
        let is_wanted = !edits.tree.remove.is_empty()
            || !edits.index.remove.is_empty()
            || !edits.index.missing(&index, file)?.is_empty();
        Ok(if is_wanted {
            Obstacle::before(self.repository, aside, file)
        } else {
            None
        })
    }

    fn plan(&self, file: String, mut edits: FileEdits) -> Result<Planned, RecordError> {
        for edit in [&mut edits.tree, &mut edits.index] {
            let ListEdit { add, remove } = edit;
            remove.retain(|path| !add.contains(path));
        }
        let index = self.repository.index()?;
        let new = edits.index.missing(&index, &file)?;
        let prepared = Prepared::of(self.repository, &index, &file, &edits.index)?;
        let (own, folded): (Vec<String>, Vec<String>) =
            new.iter().cloned().partition(|it| edits.own.contains(it));
        let filled = Filled {
            file: file.clone(),
            added: own.len(),
            folded: folded.len(),
        };
        // What an earlier try added and this one wants too is ours still.
        let earlier = self.leftovers.iter().map(|left| &left.addition);
        let earlier = earlier
            .filter(|it| it.file == file)
            .flat_map(|it| &it.paths);
        let kept = earlier.filter(|it| edits.index.add.contains(it) && !new.contains(it));
        let (own_kept, folded_kept): (Vec<String>, Vec<String>) =
            kept.cloned().partition(|it| edits.own.contains(it));
        let addition = |paths: [Vec<String>; 2], is_folded| Addition {
            parent: self.parent.clone(),
            commit: None,
            file: file.clone(),
            paths: paths.concat(),
            blob: prepared.as_ref().map(|it| it.id.to_string()),
            left: None,
            is_folded,
        };
        let mut additions = vec![
            addition([own, own_kept], false),
            addition([folded, folded_kept], true),
        ];
        additions.retain(|it| !it.paths.is_empty());
        Ok(Planned {
            edit: edits.tree,
            own: edits.own,
            filled,
            additions,
            prepared,
            file,
        })
    }

    /// Changes both versions of a file, and tells what was added.
    fn apply(&self, planned: Planned, done: &mut BeforeCommit) -> Vec<Addition> {
        let Planned {
            file,
            edit,
            own,
            mut additions,
            prepared,
            filled,
        } = planned;
        if let Err(obstacle) = in_both(self.repository, &file, &edit, prepared) {
            done.deferred.push(Deferred {
                file,
                obstacle,
                paths: own,
            });
            return Vec::new();
        }
        if !additions.is_empty() {
            let left = Left::of(self.repository, &file);
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
