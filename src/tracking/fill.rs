//! Changes progress files for a commit that is about to be made, such that if the process is killed
//! at any moment, the next commit repairs what is left.
//!
//! First the journal records what will be added, then the files are changed, and finally the
//! journal records that they were.

use std::collections::BTreeMap;

use progress_git::git::Repository;

use super::RecordError;
use super::aborted::Leftover;
use super::aside::Aside;
use super::journal::{Addition, Journal, PendingCommit};
use super::pre_commit::{BeforeCommit, Deferred, Filled};
use super::versions::{Left, ListEdit, Obstacle, Prepared, in_both};

/// The changes to both versions of one file.
#[derive(Default)]
pub(super) struct FileEdits {
    pub tree: ListEdit,
    pub index: ListEdit,
    /// Those of the added paths that belong to this commit.
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
    /// The commit in `HEAD`.
    pub parent: Option<String>,
    /// What earlier attempts left.
    pub leftovers: Vec<Leftover>,
}

impl Fill<'_> {
    pub(super) fn all(
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
                None => match self.plan(file, edits)? {
                    Ok(it) => planned.push(it),
                    Err(deferred) => done.deferred.push(deferred),
                },
            }
        }
        let intended: Vec<Addition> = planned
            .iter()
            .flat_map(|it| &it.additions)
            .cloned()
            .collect();
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
        let leftovers = || self.leftovers.iter().map(|left| &left.addition);
        // Everything recorded for earlier attempts at this commit is settled.
        let is_settled = |it: &Addition| {
            let is_leftover = leftovers().any(|left| left == it);
            it.commit.is_none() && (it.parent == self.parent || is_leftover)
        };
        let kept: Vec<Addition> = leftovers()
            .filter(|it| deferred.iter().any(|other| other.file == it.file))
            .cloned()
            .collect();
        let held = deferred
            .iter()
            .filter(|it| !it.paths.is_empty())
            .map(|it| PendingCommit {
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

    /// Returns the obstacle to changing a file, if any.
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

    fn plan(
        &self,
        file: String,
        mut edits: FileEdits,
    ) -> Result<Result<Planned, Deferred>, RecordError> {
        for edit in [&mut edits.tree, &mut edits.index] {
            let ListEdit { add, remove } = edit;
            remove.retain(|path| !add.contains(path));
        }
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
            new.iter().cloned().partition(|it| edits.own.contains(it));
        let filled = Filled {
            file: file.clone(),
            added: own.len(),
            folded: folded.len(),
        };
        // What an earlier attempt added and this one needs too is still ours.
        let kept = self
            .leftovers
            .iter()
            .map(|left| &left.addition)
            .filter(|it| it.file == file)
            .flat_map(|it| &it.paths)
            .filter(|it| edits.index.add.contains(it) && !new.contains(it));
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
        Ok(Ok(Planned {
            edit: edits.tree,
            own: edits.own,
            filled,
            additions,
            prepared,
            file,
        }))
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
