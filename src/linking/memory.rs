//! What earlier runs found out about commits. A commit never changes, and neither does what it
//! touched, or which tasks it belongs to by its own evidence.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::sync::Arc;

use progress_core::collections::{Fnv, HashMap};
use progress_core::config::Settings;
use progress_core::source::name_of;
use progress_core::task_links::{CitedCommit, Digest, FileVersion, KnownFile, Outcome, Target};
use progress_git::git::{GitError, ObjectId, Repository};
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

/// The question of which commits the progress files of a tree name.
const CITED: &str = "cited";
/// The question of which candidates a commit changes.
const TOUCHED: &str = "touched";

/// The facts about a repository's commits.
#[derive(Debug)]
pub(super) struct Memory {
    cache: RefCell<Cache>,
    /// Digests that were stored or read before, by their key.
    digests: RefCell<HashMap<String, Arc<Digest>>>,
    /// The keys of digests by their address, with the digest itself, which keeps it there.
    keys: RefCell<HashMap<usize, (String, Arc<Digest>)>>,
}

impl Memory {
    /// Opens the memory of a repository; `None` if facts about its commits may change.
    pub(super) fn open(repository: &Repository, settings: &Settings) -> Option<Self> {
        // The history of a shallow clone grows at its old end, where facts depend on parents.
        if repository.has_alterable_history() {
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
            keys: RefCell::default(),
        })
    }

    /// Stores what was found out.
    pub(super) fn save(self, repository: &Repository) {
        self.cache.into_inner().save(|| repository.sharing());
    }

    /// Returns a fact about a commit or a tree.
    pub(super) fn recall<T: DeserializeOwned>(
        &self,
        question: &str,
        commit: ObjectId,
    ) -> Option<T> {
        self.cache.borrow().get(&about(question, commit))
    }

    /// Keeps a fact about a commit or a tree.
    pub(super) fn keep<T: Serialize>(&self, question: &str, commit: ObjectId, fact: &T) {
        self.cache.borrow_mut().put(&about(question, commit), fact);
    }

    /// Returns what was found out last, if it was in the same circumstances.
    pub(super) fn last<T: DeserializeOwned>(
        &self,
        question: &str,
        circumstances: &str,
    ) -> Option<T> {
        let (then, fact): (String, T) = self.cache.borrow().get(question)?;
        (then == circumstances).then_some(fact)
    }

    /// Keeps what was found out in these circumstances, instead of what was found out before.
    pub(super) fn keep_last<T: Serialize>(&self, question: &str, circumstances: &str, fact: &T) {
        let mut cache = self.cache.borrow_mut();
        cache.put(question, &(circumstances, fact));
    }

    /// Whether the candidates that a commit changes are known.
    pub(super) fn has_touched(&self, commit: ObjectId) -> bool {
        self.cache.borrow().has(&about(TOUCHED, commit))
    }

    /// Returns the candidates that a commit changes.
    pub(super) fn touched(&self, commit: ObjectId) -> Option<Vec<Vec<Touched>>> {
        let stored: Vec<Vec<StoredTouched>> = self.recall(TOUCHED, commit)?;
        let mut parents = Vec::with_capacity(stored.len());
        for files in stored {
            let touched: Option<Vec<Touched>> = files.into_iter().map(touched_by).collect();
            parents.push(touched?);
        }
        Some(parents)
    }

    /// Keeps the candidates that a commit changes.
    pub(super) fn keep_touched(&self, commit: ObjectId, touched: &[Vec<Touched>]) {
        let mut parents: Vec<Vec<StoredTouched>> = Vec::with_capacity(touched.len());
        for files in touched {
            let sides = files
                .iter()
                .map(|file| (stored(file.old.as_ref()), stored(file.new.as_ref())));
            parents.push(sides.collect());
        }
        self.keep(TOUCHED, commit, &parents);
    }

    /// Returns what a commit was linked to.
    pub(super) fn outcome(&self, question: &str, commit: ObjectId) -> Option<Outcome> {
        let stored: Outcome<StoredFile> = self.recall(question, commit)?;
        stored.with_files(&mut |(path, digest)| {
            Some(Arc::new(KnownFile::at(&path, self.digest(&digest)?)))
        })
    }

    /// Keeps what a commit was linked to.
    pub(super) fn keep_outcome(&self, question: &str, commit: ObjectId, outcome: &Outcome) {
        let stored = outcome.clone().with_files(&mut |file| {
            let digest = self.keep_digest(&file.digest)?;
            Some((file.path.clone(), digest))
        });
        if let Some(stored) = stored {
            self.keep(question, commit, &stored);
        }
    }

    /// Returns the commits that the progress files of a tree name.
    pub(super) fn cited(&self, tree: ObjectId) -> Option<Vec<(String, Target)>> {
        let stored: Vec<(String, Target<StoredFile>)> = self.recall(CITED, tree)?;
        let mut cited = Vec::with_capacity(stored.len());
        for (name, target) in stored {
            let target = target.with_file(&mut |(path, digest)| {
                Some(Arc::new(KnownFile::at(&path, self.digest(&digest)?)))
            })?;
            cited.push((name, target));
        }
        Some(cited)
    }

    /// Keeps the commits that the progress files of a tree name.
    pub(super) fn keep_cited(&self, tree: ObjectId, cited: &[(String, Target)]) {
        let mut stored = Vec::with_capacity(cited.len());
        for (name, target) in cited {
            let target = target.clone().with_file(&mut |file| {
                let digest = self.keep_digest(&file.digest)?;
                Some((file.path.clone(), digest))
            });
            let Some(target) = target else { return };
            stored.push((name.clone(), target));
        }
        self.keep(CITED, tree, &stored);
    }

    /// Returns what a file says, which is read if it is not known; `None` if it is not a progress
    /// file.
    pub(super) fn file(
        &self,
        path: &str,
        blob: ObjectId,
        read: impl FnOnce() -> Result<Option<FileVersion>, GitError>,
    ) -> Result<Option<FileVersion>, GitError> {
        let key = of_file(path, blob);
        let known = self.cache.borrow().get(&key);
        if let Some(known) = known {
            let Some(StoredReading { digest, cited }) = known else {
                return Ok(None);
            };
            if let Some(digest) = self.digest(&digest) {
                return Ok(Some(FileVersion { digest, cited }));
            }
        }
        let file = read()?;
        let mut stored = None;
        if let Some(file) = &file {
            let Some(digest) = self.keep_digest(&file.digest) else {
                return Ok(Some(file.clone()));
            };
            stored = Some(StoredReading {
                digest,
                cited: file.cited.clone(),
            });
        }
        self.cache.borrow_mut().put(&key, &stored);
        Ok(file)
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
        // Many commits are linked to the same version of a file.
        let address = Arc::as_ptr(digest).addr();
        if let Some((key, _)) = self.keys.borrow().get(&address) {
            return Some(key.clone());
        }
        let json = serde_json::to_string(&**digest).ok()?;
        let mut hash = Fnv::new();
        hash.add(&json);
        let key = format!("digest {hash}");
        if self.digest(&key).is_none_or(|known| known != *digest) {
            self.cache.borrow_mut().put_json(&key, &json);
            let mut digests = self.digests.borrow_mut();
            digests.insert(key.clone(), Arc::clone(digest));
        }
        let mut keys = self.keys.borrow_mut();
        keys.insert(address, (key.clone(), Arc::clone(digest)));
        Some(key)
    }
}

fn stored(file: Option<&(String, ObjectId)>) -> Option<(String, String)> {
    file.map(|(path, id)| (path.clone(), id.to_string()))
}

/// Returns the versions of a file; `None` if an ID is damaged.
fn touched_by((old, new): StoredTouched) -> Option<Touched> {
    let mut touched = Touched {
        old: None,
        new: None,
    };
    if let Some((path, id)) = old {
        touched.old = Some((path, ObjectId::from_hex(&id)?));
    }
    if let Some((path, id)) = new {
        touched.new = Some((path, ObjectId::from_hex(&id)?));
    }
    Some(touched)
}

fn about(question: &str, commit: ObjectId) -> String {
    // One allocation: there are several for each commit of a history.
    let mut key = String::with_capacity(question.len() + 65);
    let _ = write!(key, "{question} {commit}");
    key
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
