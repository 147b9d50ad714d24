//! The paths that a history ever had, for a process that keeps running.

use std::sync::{Mutex, PoisonError};

use progress_core::collections::HashSet;
use progress_git::git::{EveryPath, ObjectId, Repository};

use super::past_paths;

/// All paths of the history of `HEAD`, read once.
///
/// While somebody types a path, each of its beginnings is a path that never existed. Without this,
/// every keystroke would search the whole history.
#[derive(Debug, Default)]
pub struct PastPaths {
    reading: Mutex<Reading>,
}

#[derive(Debug, Default)]
enum Reading {
    /// Nothing was read.
    #[default]
    Nothing,
    /// The paths read so far, and whether these are all.
    Some(EveryPath, bool),
    /// All paths, which were read for something else.
    Known(EveryPath),
    /// The history of this commit cannot be kept in memory.
    Impossible(ObjectId),
}

impl PastPaths {
    /// Takes the paths that a command has read for something else. Answers are stored for later
    /// commands.
    #[must_use]
    pub fn known(every: EveryPath) -> Self {
        Self {
            reading: Mutex::new(Reading::Known(every)),
        }
    }

    /// Reads more of the history of a commit, at most so many commits; returns whether nothing is
    /// left to read.
    pub fn prepare(&self, repository: &Repository, tip: ObjectId, limit: usize) -> bool {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut every = match std::mem::take(&mut *reading) {
            Reading::Some(every, true) if every.tip() == tip => {
                *reading = Reading::Some(every, true);
                return true;
            }
            Reading::Some(every, false) if every.tip() == tip => every,
            // After a commit, only that one is new. After a rebase, some paths may be gone.
            Reading::Some(mut every, true)
                if repository.merge_base(every.tip(), tip).ok().flatten() == Some(every.tip()) =>
            {
                every.extend(tip);
                every
            }
            Reading::Impossible(known) if known == tip => {
                *reading = Reading::Impossible(tip);
                return true;
            }
            _ => EveryPath::start(tip),
        };
        let is_done = repository.read_paths(&mut every, limit);
        *reading = match is_done {
            Some(is_done) => Reading::Some(every, is_done),
            None => Reading::Impossible(tip),
        };
        is_done != Some(false)
    }

    /// Returns which of the paths were ever in the history of a commit; `None` if that is unknown.
    pub fn existing<'p>(
        &self,
        repository: &Repository,
        tip: ObjectId,
        paths: &[&'p str],
    ) -> Option<HashSet<&'p str>> {
        if let Reading::Known(every) = &*self.reading.lock().unwrap_or_else(PoisonError::into_inner)
        {
            return past_paths::existing_in(repository, (tip, Some(every)), paths);
        }
        self.prepare(repository, tip, usize::MAX);
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Reading::Some(every, true) = &*reading {
            let existing = paths.iter().filter(|path| every.has(path.as_bytes()));
            return Some(existing.copied().collect());
        }
        // Too long to be kept in memory; the answers on disk may still help.
        past_paths::existing(repository, tip, paths)
    }
}
