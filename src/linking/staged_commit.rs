//! Links a commit that is about to be made to tasks, for hooks.

use std::path::Path;
use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::source::{folder_of, name_of};
use progress_core::task_links::{
    Digest, Evidence, KnownFile, Message, Outcome, Step, TaskIndex, link,
};
use progress_git::git::{GitError, ObjectId, Repository};
use rayon::prelude::*;

use super::Linker;
use super::cache::Cache;

/// Fewer files are read without starting threads.
const WORTH_THREADS: usize = 12;

/// The commit that is about to be made: the index compared with `HEAD`.
#[derive(Debug)]
pub struct StagedCommit {
    /// The tasks in the index.
    pub known: TaskIndex,
    /// The changes to progress files.
    pub evidence: Evidence,
}

impl StagedCommit {
    /// Reads the progress files of an index, by default the repository's own, and how they differ
    /// from `HEAD`.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index, a tree or a file.
    pub fn read(
        repository: &Repository,
        settings: &Settings,
        index: Option<&Path>,
        branch: Option<&str>,
    ) -> Result<Self, GitError> {
        let is_wanted = |path: &[u8]| {
            settings.include.may_match(path)
                && std::str::from_utf8(path).is_ok_and(|path| settings.is_candidate(path))
        };
        let files = repository.indexed(index, &is_wanted)?;
        let committed = repository.committed(files.iter().map(|(path, _)| folder_of(path)))?;
        let old: Vec<&(String, ObjectId)> = changed(&committed, &files);
        let all = files.iter().chain(old.iter().copied());
        let mut reader = Reader {
            repository,
            cache: Cache::open(repository.common_dir(), all.clone()),
        };
        reader.fill(all)?;
        let mut evidence = Evidence {
            branch: branch.map(str::to_owned),
            ..Evidence::default()
        };
        let before: HashMap<&str, ObjectId> = old
            .iter()
            .map(|(path, blob)| (path.as_str(), *blob))
            .collect();
        let same: HashSet<(&str, ObjectId)> = committed
            .iter()
            .map(|(path, blob)| (path.as_str(), *blob))
            .collect();
        let mut known = Vec::with_capacity(files.len());
        let mut steps = Vec::new();
        for (path, blob) in &files {
            let now = reader.digest(path, *blob);
            if same.contains(&(path.as_str(), *blob)) {
                known.extend(now.map(|digest| KnownFile::at(path, digest)));
                continue;
            }
            let was = before
                .get(path.as_str())
                .and_then(|blob| reader.digest(path, *blob));
            let path = path.clone();
            let step = Step { path, was, now };
            known.extend(merged(&step).map(|digest| KnownFile::at(&step.path, digest)));
            steps.push(step);
        }
        let kept: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for (path, blob) in old.iter().filter(|(path, _)| !kept.contains(path.as_str())) {
            if is_wanted(path.as_bytes()) {
                let was = reader.digest(path, *blob);
                let (path, now) = (path.clone(), None);
                let step = Step { path, was, now };
                known.extend(merged(&step).map(|digest| KnownFile::at(&step.path, digest)));
                steps.push(step);
            }
        }
        evidence.note(steps, &settings.statuses);
        reader.cache.save(&files, || repository.sharing());
        Ok(Self {
            known: TaskIndex::of_files(known),
            evidence,
        })
    }

    /// Returns the links of the commit, given its message.
    ///
    /// `message` is the edited message without comments. Without progress files in the repository,
    /// nothing is linked, and no claim is unknown: its trailers have other meanings.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the tree of `HEAD`.
    pub fn links(
        &self,
        repository: &Repository,
        settings: &Settings,
        message: &Message<'_>,
    ) -> Result<Outcome, GitError> {
        let outcome = link(message, &self.known, &self.evidence);
        if outcome.unknown.is_empty() {
            return Ok(outcome);
        }
        // The commit may delete the whole folder that contains a claimed task.
        let committed = match repository.head_tree()? {
            Some(head) => Linker::new(repository, settings).known(head)?,
            None => TaskIndex::default(),
        };
        let known = self.known.with(&committed);
        let mut outcome = link(message, &known, &self.evidence);
        if known.is_empty() {
            outcome.unknown.clear();
        }
        Ok(outcome)
    }
}

/// Returns the tasks that a file has before or after a commit.
pub(super) fn merged(step: &Step) -> Option<Arc<Digest>> {
    match (&step.was, &step.now) {
        (Some(was), Some(now)) => Some(Arc::new(now.with_tasks_of(was))),
        (was, now) => now.as_ref().or(was.as_ref()).map(Arc::clone),
    }
}

/// Returns the committed files that the index no longer has, or has with other content.
fn changed<'c>(
    committed: &'c [(String, ObjectId)],
    files: &[(String, ObjectId)],
) -> Vec<&'c (String, ObjectId)> {
    let same: HashSet<&(String, ObjectId)> = files.iter().collect();
    committed
        .iter()
        .filter(|file| !same.contains(file))
        .collect()
}

struct Reader<'r> {
    repository: &'r Repository,
    cache: Cache,
}

impl Reader<'_> {
    /// Reads the files that are not in the cache.
    fn fill<'f>(
        &mut self,
        files: impl Iterator<Item = &'f (String, ObjectId)>,
    ) -> Result<(), GitError> {
        let mut contents = Vec::new();
        for (path, blob) in files {
            let name = name_of(path);
            if !self.cache.has(name, *blob) {
                contents.push((name, *blob, self.repository.blob(*blob)?));
            }
        }
        let digests: Vec<_> = if contents.len() < WORTH_THREADS {
            contents.into_iter().map(digested).collect()
        } else {
            contents.into_par_iter().map(digested).collect()
        };
        for (name, blob, digest) in digests {
            self.cache.add(name, blob, digest);
        }
        Ok(())
    }

    fn digest(&self, path: &str, blob: ObjectId) -> Option<Arc<Digest>> {
        self.cache.get(name_of(path), blob)
    }
}

/// Reads and parses a file.
fn digested(
    (name, blob, bytes): (&str, ObjectId, Vec<u8>),
) -> (&str, ObjectId, Option<Arc<Digest>>) {
    (name, blob, Digest::read(name, bytes).map(Arc::new))
}
