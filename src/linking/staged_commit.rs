//! Links a commit that is about to be made to tasks, for hooks.

use std::path::Path;
use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::source::{folder_of, name_of};
use progress_core::task_links::{
    Digest, Evidence, FileChange, KnownFile, Message, Outcome, TaskIndex, link,
};
use progress_git::git::{GitError, ObjectId, Repository};
use rayon::prelude::*;

use super::Linker;
use super::digests::Digests;

/// Fewer files are read without starting threads, which would take longer.
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
        let files = repository.indexed(index, &|path| is_wanted(settings, path))?;
        // Only folders that still have progress files are compared. `links()` reads the others if
        // the message claims a task in one of them.
        let in_head = repository.committed(files.iter().map(|(path, _)| folder_of(path)))?;
        let old = changed(&in_head, &files);
        let mut reader = Reader {
            repository,
            digests: Digests::open(repository.common_dir()),
        };
        reader.fill(files.iter().chain(old.iter().copied()))?;
        let committed: HashMap<&str, ObjectId> = in_head
            .iter()
            .map(|(path, blob)| (path.as_str(), *blob))
            .collect();
        // Tasks that the commit removes are known as well, because its message may name them.
        let mut known = Vec::with_capacity(files.len());
        let mut steps = Vec::new();
        for (path, blob) in &files {
            let now = reader.digest(path, *blob);
            match committed.get(path.as_str()) {
                Some(old) if old == blob => {
                    known.extend(now.map(|digest| KnownFile::at(path, digest)));
                }
                old => steps.push(FileChange {
                    path: path.clone(),
                    was: old.and_then(|old| reader.digest(path, *old)),
                    now,
                }),
            }
        }
        steps.extend(deletions(&reader, settings, &old, &files));
        for step in &steps {
            known.extend(merged(step).map(|digest| KnownFile::at(&step.path, digest)));
        }
        let mut evidence = Evidence {
            branch: branch.map(str::to_owned),
            ..Evidence::default()
        };
        evidence.note(steps, &settings.statuses);
        reader.digests.save(|| repository.sharing());
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
        // Usually every claim is known, and the tree of `HEAD` need not be read.
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
pub(super) fn merged(step: &FileChange) -> Option<Arc<Digest>> {
    match (&step.was, &step.now) {
        (Some(was), Some(now)) => Some(Arc::new(now.with_tasks_of(was))),
        (was, now) => now.as_ref().or(was.as_ref()).map(Arc::clone),
    }
}

/// Whether a path is that of a candidate. The first test is the cheaper one, and an index can have
/// a million paths.
pub(super) fn is_wanted(settings: &Settings, path: &[u8]) -> bool {
    settings.include.may_match(path)
        && std::str::from_utf8(path).is_ok_and(|path| settings.is_candidate(path))
}

/// Returns the changes that delete a progress file, given the committed files that changed.
fn deletions(
    reader: &Reader<'_>,
    settings: &Settings,
    old: &[&(String, ObjectId)],
    files: &[(String, ObjectId)],
) -> Vec<FileChange> {
    let kept: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let mut steps = Vec::new();
    for (path, blob) in old {
        if !kept.contains(path.as_str()) && is_wanted(settings, path.as_bytes()) {
            steps.push(FileChange {
                path: path.clone(),
                was: reader.digest(path, *blob),
                now: None,
            });
        }
    }
    steps
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
    digests: Digests,
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
            if !self.digests.has(name, *blob) {
                contents.push((name, *blob, self.repository.blob(*blob)?));
            }
        }
        let digests: Vec<_> = if contents.len() < WORTH_THREADS {
            contents.into_iter().map(digested).collect()
        } else {
            contents.into_par_iter().map(digested).collect()
        };
        for (name, blob, digest) in digests {
            self.digests.add(name, blob, digest);
        }
        Ok(())
    }

    fn digest(&self, path: &str, blob: ObjectId) -> Option<Arc<Digest>> {
        self.digests.get(name_of(path), blob)
    }
}

/// Reads and parses a file.
fn digested(
    (name, blob, bytes): (&str, ObjectId, Vec<u8>),
) -> (&str, ObjectId, Option<Arc<Digest>>) {
    (name, blob, Digest::read(name, bytes).map(Arc::new))
}
