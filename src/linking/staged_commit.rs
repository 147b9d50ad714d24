//! Links a commit that is about to be made to tasks, for hooks.

use std::sync::Arc;

use progress_core::collections::HashSet;
use progress_core::config::Settings;
use progress_core::parallel::MANY_FILES;
use progress_core::source::{folder_of, name_of};
use progress_core::task_links::{
    Digest, Evidence, FileChange, KnownFile, Message, Outcome, TaskIndex, link,
};
use progress_git::git::{Change, Entry, GitError, ObjectId, Repository};
use rayon::prelude::*;

use super::Linker;
use super::digests::Digests;

/// The commit that is about to be made: the index compared with `HEAD`.
#[derive(Debug)]
pub struct StagedCommit {
    /// The tasks in the index.
    pub known: TaskIndex,
    /// The changes to progress files.
    pub evidence: Evidence,
}

impl StagedCommit {
    /// Reads the progress files of the index, and how they differ from `HEAD`.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index, a tree or a file.
    pub fn read(
        repository: &Repository,
        settings: &Settings,
        branch: Option<&str>,
    ) -> Result<Self, GitError> {
        let files = repository.indexed(None, &|path| is_wanted(settings, path))?;
        let staged = repository.staged_paths()?;
        let mut changes = changes_of_files(settings, &staged);
        // A plan that the commit deletes altogether is no longer worked on. `links()` reads it if
        // the message claims one of its tasks.
        let folders: HashSet<&str> = files.iter().map(|(path, _)| folder_of(path)).collect();
        changes.retain(|change| change.new.is_some() || folders.contains(folder_of(change.path)));
        let mut reader = Reader {
            repository,
            digests: Digests::open(repository.common_dir()),
        };
        let old = changes
            .iter()
            .filter_map(|change| Some((change.path, change.old?)));
        reader.fill(
            files
                .iter()
                .map(|(path, blob)| (path.as_str(), *blob))
                .chain(old),
        )?;
        let paths: HashSet<&str> = changes.iter().map(|change| change.path).collect();
        let mut known = Vec::with_capacity(files.len());
        for (path, blob) in &files {
            if !paths.contains(path.as_str()) {
                let now = reader.digest(path, *blob);
                known.extend(now.map(|digest| KnownFile::at(path, digest)));
            }
        }
        let steps: Vec<FileChange> = changes.iter().map(|change| reader.step(change)).collect();
        // Tasks that the commit removes are known as well, because its message may name them.
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
pub(crate) fn is_wanted(settings: &Settings, path: &[u8]) -> bool {
    settings.include.may_match(path)
        && std::str::from_utf8(path).is_ok_and(|path| settings.is_candidate(path))
}

/// A candidate that the commit changes, with its content before and after.
struct ChangedFile<'c> {
    path: &'c str,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
}

/// Returns the changes to candidates; links and submodules are none.
fn changes_of_files<'c>(settings: &Settings, changes: &'c [Change]) -> Vec<ChangedFile<'c>> {
    let mut files = Vec::new();
    for change in changes {
        let Ok(path) = std::str::from_utf8(&change.path) else {
            continue;
        };
        let (old, new) = (content(change.old), content(change.new));
        if is_wanted(settings, &change.path) && (old.is_some() || new.is_some()) {
            files.push(ChangedFile { path, old, new });
        }
    }
    files
}

fn content(entry: Option<Entry>) -> Option<ObjectId> {
    entry.filter(|entry| entry.kind.is_file())?.id
}

struct Reader<'r> {
    repository: &'r Repository,
    digests: Digests,
}

impl Reader<'_> {
    /// Reads the files that are not in the cache.
    fn fill<'f>(
        &mut self,
        files: impl Iterator<Item = (&'f str, ObjectId)>,
    ) -> Result<(), GitError> {
        let mut contents = Vec::new();
        for (path, blob) in files {
            let name = name_of(path);
            if !self.digests.has(name, blob) {
                contents.push((name, blob, self.repository.blob(blob)?));
            }
        }
        let digests: Vec<_> = if contents.len() < MANY_FILES {
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

    fn step(&self, change: &ChangedFile<'_>) -> FileChange {
        FileChange {
            path: change.path.to_owned(),
            was: change.old.and_then(|blob| self.digest(change.path, blob)),
            now: change.new.and_then(|blob| self.digest(change.path, blob)),
        }
    }
}

/// Reads and parses a file.
fn digested(
    (name, blob, bytes): (&str, ObjectId, Vec<u8>),
) -> (&str, ObjectId, Option<Arc<Digest>>) {
    (name, blob, Digest::read(name, bytes).map(Arc::new))
}
