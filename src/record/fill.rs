//! Changing progress files for a commit that is about to be made, so that being killed at any
//! moment leaves nothing that the next commit would not put right.
//!
//! First it is written down what is to be added, then the files are changed, and in the end it is
//! written down that they are.

use std::collections::BTreeMap;

use super::RecordError;
use super::before::{BeforeCommit, Filled};
use super::journal::{Addition, Journal};
use super::leftover::Leftover;
use super::place::{Left, Prepared, Wish, in_tree};
use crate::git::Repository;

/// What is to become of both versions of one file.
#[derive(Default)]
pub(super) struct Wishes {
    pub tree: Wish,
    pub index: Wish,
    /// Of the paths to add, those of this commit.
    pub own: Vec<String>,
}

/// A file that is about to be changed.
struct Planned {
    file: String,
    wish: Wish,
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
        wishes: BTreeMap<String, Wishes>,
        done: &mut BeforeCommit,
    ) -> Result<(), RecordError> {
        let mut planned = Vec::with_capacity(wishes.len());
        for (file, wishes) in wishes {
            planned.push(self.plan(file, wishes)?);
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
            made.extend(self.apply(planned, done)?);
        }
        // All that was written down before of commits on top of this one is dealt with.
        let is_settled = |it: &Addition| {
            let is_leftover = { self.leftovers.iter() }.any(|left| left.addition == *it);
            it.commit.is_none() && (it.parent == self.parent || is_leftover)
        };
        Journal::change(self.repository, |journal| {
            journal.additions.retain(|it| !is_settled(it));
            journal.additions.extend(made);
        })
    }

    fn plan(&self, file: String, mut wishes: Wishes) -> Result<Planned, RecordError> {
        for wish in [&mut wishes.tree, &mut wishes.index] {
            let Wish { add, remove } = wish;
            remove.retain(|path| !add.contains(path));
        }
        let index = self.repository.index()?;
        let new = wishes.index.missing(&index, &file)?;
        let prepared = Prepared::of(self.repository, &index, &file, &wishes.index)?;
        let (own, folded): (Vec<String>, Vec<String>) =
            new.iter().cloned().partition(|it| wishes.own.contains(it));
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
        let kept = earlier.filter(|it| wishes.index.add.contains(it) && !new.contains(it));
        let (own_kept, folded_kept): (Vec<String>, Vec<String>) =
            kept.cloned().partition(|it| wishes.own.contains(it));
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
            wish: wishes.tree,
            filled,
            additions,
            prepared,
            file,
        })
    }

    /// Changes both versions of a file.
    fn apply(
        &self,
        planned: Planned,
        done: &mut BeforeCommit,
    ) -> Result<Vec<Addition>, RecordError> {
        let Planned {
            file,
            wish,
            mut additions,
            ..
        } = planned;
        // The working tree first: were the index alone changed, the commit would seem to have
        // been undone there, and the next `git commit --all` would undo it.
        if let Err(error) = in_tree(self.repository, &file, &wish) {
            done.unwritten.push(error);
            return Ok(Vec::new());
        }
        if let Some(prepared) = planned.prepared {
            prepared.put(self.repository, None, &file)?;
        }
        if !additions.is_empty() {
            let left = Left::of(self.repository, &file);
            for addition in &mut additions {
                addition.left.clone_from(&left);
            }
        }
        if planned.filled.added + planned.filled.folded > 0 {
            done.filled.push(planned.filled);
        }
        Ok(additions)
    }
}
