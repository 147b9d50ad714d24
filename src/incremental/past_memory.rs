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
    read: Mutex<Option<(ObjectId, Option<EveryPath>)>>,
}

impl PastPaths {
    /// Reads the history of a commit, unless that was done already.
    pub fn prepare(&self, repository: &Repository, tip: ObjectId) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.as_ref().is_none_or(|(of, _)| *of != tip) {
            *read = Some((tip, repository.every_path(tip)));
        }
    }

    /// Returns which of the paths were ever in the history of a commit; `None` if that is unknown.
    pub(super) fn existing<'p>(
        &self,
        repository: &Repository,
        tip: ObjectId,
        paths: &[&'p str],
    ) -> Option<HashSet<&'p str>> {
        self.prepare(repository, tip);
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, Some(every))) = &*read {
            let existing = paths.iter().filter(|path| every.has(path.as_bytes()));
            return Some(existing.copied().collect());
        }
        // Too long to be kept in memory; the answers on disk may still help.
        past_paths::existing(repository, tip, paths)
    }
}
