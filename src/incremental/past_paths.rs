//! Which paths a history ever had.
//!
//! Only a search of every commit shows that a path never existed, so answers are kept: when the
//! next commit is checked, only that one remains to be searched.

use std::collections::BTreeSet;

use progress_core::collections::HashSet;
use progress_git::git::{EveryPath, ObjectId, Repository};
use serde::{Deserialize, Serialize};

use crate::cache::Cache;

/// The key of the answers.
const KEY: &str = "answers";
/// The number of tips with answers: worktrees are on different branches.
const MAX_TIPS: usize = 8;
/// A larger cache is reduced to what the current command needs.
const MAX_BYTES: usize = 8 << 20;
/// With more paths, the answers of earlier commands are dropped.
const MAX_PATHS: usize = 50_000;

/// What is known about the history of a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Answers {
    tip: String,
    existed: BTreeSet<String>,
    missing: BTreeSet<String>,
}

/// Returns which of the paths were ever in a commit reachable from `tip`; `None` if the history is
/// shallow or incomplete.
pub fn existing<'p>(
    repository: &Repository,
    tip: ObjectId,
    paths: &[&'p str],
) -> Option<HashSet<&'p str>> {
    existing_in(repository, (tip, None), paths)
}

/// Like [`existing`], given all paths of the history if they are known.
pub(super) fn existing_in<'p>(
    repository: &Repository,
    (tip, every): (ObjectId, Option<&EveryPath>),
    paths: &[&'p str],
) -> Option<HashSet<&'p str>> {
    if repository.is_shallow() {
        return None;
    }
    let every = every.filter(|every| every.tip() == tip);
    if repository.has_alterable_history() {
        return once(repository, (tip, every), paths);
    }
    let mut cache = Cache::open(repository.common_dir(), "paths", &[], MAX_BYTES);
    let mut kept: Vec<Answers> = cache.get(KEY).unwrap_or_default();
    let earlier = take_nearest(&mut kept, repository, tip);
    let mut answers = earlier.carried_to(repository, tip, paths)?;
    let new: Vec<&str> = paths
        .iter()
        .copied()
        .filter(|path| !answers.existed.contains(*path) && !answers.missing.contains(*path))
        .collect();
    answers.ask(repository, (tip, every), None, &new)?;
    let existing = paths
        .iter()
        .copied()
        .filter(|path| answers.existed.contains(*path))
        .collect();
    if answers != earlier {
        kept.insert(0, answers);
        kept.truncate(MAX_TIPS);
        cache.put(KEY, &kept);
        cache.save(|| repository.sharing());
    }
    Some(existing)
}

/// Like [`existing`], for a history about which nothing can be kept.
fn once<'p>(
    repository: &Repository,
    history: (ObjectId, Option<&EveryPath>),
    paths: &[&'p str],
) -> Option<HashSet<&'p str>> {
    let mut answers = Answers::default();
    answers.ask(repository, history, None, paths)?;
    let existing = paths.iter().copied();
    Some(
        existing
            .filter(|path| answers.existed.contains(*path))
            .collect(),
    )
}

/// Takes the answers that are the most useful for a tip: its own, else the latest ones.
fn take_nearest(kept: &mut Vec<Answers>, repository: &Repository, tip: ObjectId) -> Answers {
    let name = tip.to_string();
    let mut found = kept.iter().position(|it| it.tip == name);
    if found.is_none() {
        let has_commit = |it: &Answers| it.commit().is_some_and(|id| repository.commit(id).is_ok());
        found = kept.iter().position(has_commit);
    }
    found.map(|at| kept.remove(at)).unwrap_or_default()
}

impl Answers {
    fn commit(&self) -> Option<ObjectId> {
        ObjectId::from_hex(&self.tip)
    }

    /// Returns the answers about `paths` that also hold for another tip; `None` if its history
    /// cannot be read.
    fn carried_to(&self, repository: &Repository, tip: ObjectId, paths: &[&str]) -> Option<Self> {
        let name = tip.to_string();
        if self.tip == name {
            let is_full = self.existed.len() + self.missing.len() > MAX_PATHS;
            return Some(if is_full {
                Self::at(name)
            } else {
                self.clone()
            });
        }
        let mut carried = Self::at(name);
        let Some(known) = self.commit() else {
            return Some(carried);
        };
        // What existed may be on a branch that the other tip does not contain.
        if repository.merge_base(known, tip).ok()? == Some(known) {
            let still = paths.iter().filter(|path| self.existed.contains(**path));
            carried.existed = still.map(|path| (*path).to_owned()).collect();
        }
        // What was missing can only be in the commits that were not looked at.
        let missing: Vec<&str> = paths
            .iter()
            .copied()
            .filter(|path| self.missing.contains(*path))
            .collect();
        carried.ask(repository, (tip, None), Some(known), &missing)?;
        Some(carried)
    }

    fn at(tip: String) -> Self {
        Self {
            tip,
            ..Self::default()
        }
    }

    /// Looks for paths in the commits that are not reachable from `known`.
    fn ask(
        &mut self,
        repository: &Repository,
        (tip, every): (ObjectId, Option<&EveryPath>),
        known: Option<ObjectId>,
        paths: &[&str],
    ) -> Option<()> {
        if paths.is_empty() {
            return Some(());
        }
        let names: Vec<Vec<u8>> = paths.iter().map(|path| path.as_bytes().to_vec()).collect();
        let found = match every {
            Some(every) => names.iter().map(|name| every.has(name)).collect(),
            None => repository.ever_had(tip, known, &names)?,
        };
        for (path, existed) in paths.iter().zip(found) {
            let answers = if existed {
                &mut self.existed
            } else {
                &mut self.missing
            };
            answers.insert((*path).to_owned());
        }
        Some(())
    }
}
