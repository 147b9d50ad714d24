//! What earlier runs found out about commits. A commit never changes, and neither does what it
//! touched, or which tasks it belongs to by its own evidence.

use std::cell::RefCell;
use std::sync::Arc;

use progress_core::collections::{Fnv, HashMap};
use progress_core::config::Settings;
use progress_core::source::name_of;
use progress_core::task_links::{CitedCommit, Digest, FileVersion, KnownFile, Outcome};
use progress_git::git::{Commit, ObjectId, Repository};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Touched;
use crate::cache::Cache;

/// A larger cache is reduced to what the current command needs: enough for some 100,000 commits.
const MAX_BYTES: usize = 64 << 20;

/// A file as the cache represents it: its path, and the key of its digest, which many commits
/// share.
type StoredFile = (String, String);

/// What a progress file says, as the cache represents it.
#[derive(Serialize, Deserialize)]
struct StoredReading {
    digest: String,
    cited: Vec<CitedCommit>,
}

/// The versions of a file before and after a commit, each with the hexadecimal ID of its content.
type StoredTouched = (Option<(String, String)>, Option<(String, String)>);

/// The question of which candidates a commit changes.
const TOUCHED: &str = "touched";

/// The facts about a repository's commits.
#[derive(Debug)]
pub(super) struct Memory {
    cache: RefCell<Cache>,
    /// Digests that were stored or read before, by their key.
    digests: RefCell<HashMap<String, Arc<Digest>>>,
}

impl Memory {
    /// Opens the memory of a repository; `None` if facts about its commits may change.
    pub(super) fn open(repository: &Repository, settings: &Settings) -> Option<Self> {
        // The history of a shallow clone grows at its old end, where facts depend on parents.
        if repository.is_shallow() {
            return None;
        }
        let globs = [&settings.include, &settings.exclude, &settings.unrecorded];
        let patterns = globs.map(progress_core::config::Globs::patterns);
        let of_settings = format!("{patterns:?} {:?}", settings.statuses);
        let cache = Cache::open(
            repository.common_dir(),
            "commits",
            &[&of_settings],
            MAX_BYTES,
        );
        Some(Self {
            cache: RefCell::new(cache),
            digests: RefCell::default(),
        })
    }

    /// Stores what was found out.
    pub(super) fn save(self, repository: &Repository) {
        self.cache.into_inner().save(|| repository.sharing());
    }

    /// Returns a fact about a commit.
    pub(super) fn recall<T: DeserializeOwned>(&self, question: &str, commit: &Commit) -> Option<T> {
        self.cache.borrow().get(&about(question, commit))
    }

    /// Keeps a fact about a commit.
    pub(super) fn keep<T: Serialize>(&self, question: &str, commit: &Commit, fact: &T) {
        self.cache.borrow_mut().put(&about(question, commit), fact);
    }

    /// Returns the candidates that a commit changes.
    pub(super) fn touched(&self, commit: &Commit) -> Option<Vec<Vec<Touched>>> {
        let stored: Vec<Vec<StoredTouched>> = self.recall(TOUCHED, commit)?;
        let mut parents = Vec::with_capacity(stored.len());
        for files in stored {
            let mut touched = Vec::with_capacity(files.len());
            for (old, new) in files {
                touched.push(Touched {
                    old: version(old)?,
                    new: version(new)?,
                });
            }
            parents.push(touched);
        }
        Some(parents)
    }

    /// Keeps the candidates that a commit changes.
    pub(super) fn keep_touched(&self, commit: &Commit, touched: &[Vec<Touched>]) {
        let mut parents: Vec<Vec<StoredTouched>> = Vec::with_capacity(touched.len());
        for files in touched {
            let sides = files
                .iter()
                .map(|file| (stored(&file.old), stored(&file.new)));
            parents.push(sides.collect());
        }
        self.keep(TOUCHED, commit, &parents);
    }

    /// Returns what a commit was linked to.
    pub(super) fn outcome(&self, question: &str, commit: &Commit) -> Option<Outcome> {
        let stored: Outcome<StoredFile> = self.recall(question, commit)?;
        stored.with_files(&mut |(path, digest)| {
            Some(Arc::new(KnownFile::at(&path, self.digest(&digest)?)))
        })
    }

    /// Keeps what a commit was linked to.
    pub(super) fn keep_outcome(&self, question: &str, commit: &Commit, outcome: &Outcome) {
        let stored = outcome.clone().with_files(&mut |file| {
            let digest = self.keep_digest(&file.digest)?;
            Some((file.path.clone(), digest))
        });
        if let Some(stored) = stored {
            self.keep(question, commit, &stored);
        }
    }

    /// Returns what a file says: `Some(None)` if it is not a progress file.
    pub(super) fn reading(&self, path: &str, blob: ObjectId) -> Option<Option<FileVersion>> {
        let stored: Option<StoredReading> = self.cache.borrow().get(&of_file(path, blob))?;
        let Some(stored) = stored else {
            return Some(None);
        };
        Some(Some(FileVersion {
            digest: self.digest(&stored.digest)?,
            cited: stored.cited,
        }))
    }

    /// Keeps what a file says.
    pub(super) fn keep_reading(&self, path: &str, blob: ObjectId, reading: Option<&FileVersion>) {
        let mut stored = None;
        if let Some(reading) = reading {
            let Some(digest) = self.keep_digest(&reading.digest) else {
                return;
            };
            stored = Some(StoredReading {
                digest,
                cited: reading.cited.clone(),
            });
        }
        self.cache.borrow_mut().put(&of_file(path, blob), &stored);
    }

    fn digest(&self, key: &str) -> Option<Arc<Digest>> {
        if let Some(digest) = self.digests.borrow().get(key) {
            return Some(Arc::clone(digest));
        }
        let digest: Arc<Digest> = Arc::new(self.cache.borrow().get(key)?);
        let mut digests = self.digests.borrow_mut();
        digests.insert(key.to_owned(), Arc::clone(&digest));
        Some(digest)
    }

    /// Stores a digest once; returns its key.
    fn keep_digest(&self, digest: &Arc<Digest>) -> Option<String> {
        let json = serde_json::to_string(&**digest).ok()?;
        let mut hash = Fnv::new();
        hash.add(&json);
        let key = format!("digest {hash}");
        if self.digest(&key).is_none_or(|known| known != *digest) {
            self.cache.borrow_mut().put(&key, &**digest);
            let mut digests = self.digests.borrow_mut();
            digests.insert(key.clone(), Arc::clone(digest));
        }
        Some(key)
    }
}

fn stored(file: &Option<(String, ObjectId)>) -> Option<(String, String)> {
    file.as_ref()
        .map(|(path, id)| (path.clone(), id.to_string()))
}

/// Returns a version of a file, if there is one; `None` if its ID is damaged.
fn version(stored: Option<(String, String)>) -> Option<Option<(String, ObjectId)>> {
    match stored {
        None => Some(None),
        Some((path, id)) => Some(Some((path, ObjectId::from_hex(&id)?))),
    }
}

fn about(question: &str, commit: &Commit) -> String {
    format!("{question} {}", commit.id)
}

fn of_file(path: &str, blob: ObjectId) -> String {
    format!("file {blob} {}", name_of(path))
}

/// The question of which tasks a commit belongs to, with the evidence that is not its own: the
/// branch on which it is asked, and what progress files said later.
pub(super) fn question_of_link(branch: Option<&str>, cited: &impl std::fmt::Debug) -> String {
    let mut hash = Fnv::new();
    hash.add(&format!("{branch:?} {cited:?}"));
    format!("link {hash}")
}
