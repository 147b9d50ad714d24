//! A cache of what progress files say, by blob, shared by all worktrees of a repository.
//!
//! Hooks read every file of the index; most have been read before.

use std::path::Path;
use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::task_links::Digest;
use progress_git::git::{ObjectId, Sharing};

use crate::cache::Cache;

/// A larger cache is reduced to the current files.
const MAX_BYTES: usize = 4 << 20;

/// Digests by blob and file name, because both decide whether a file is a progress file.
#[derive(Debug)]
pub(super) struct Digests {
    cache: Cache,
    /// Those that were needed so far; `None` for a file that is not a progress file.
    known: HashMap<String, Option<Arc<Digest>>>,
    has_new: bool,
}

impl Digests {
    /// Opens the cache in the folder shared by all worktrees.
    pub(super) fn open(common: &Path) -> Self {
        Self {
            cache: Cache::open(common, "digests", &[], MAX_BYTES),
            known: HashMap::default(),
            has_new: false,
        }
    }

    /// Whether a file is in the cache.
    pub(super) fn has(&mut self, name: &str, blob: ObjectId) -> bool {
        let key = key(name, blob);
        if self.known.contains_key(&key) {
            return true;
        }
        let Some(stored) = self.cache.get::<Option<Digest>>(&key) else {
            return false;
        };
        self.known.insert(key, stored.map(Arc::new));
        true
    }

    /// Returns the digest of a cached file; `None` if it is not a progress file.
    pub(super) fn get(&self, name: &str, blob: ObjectId) -> Option<Arc<Digest>> {
        self.known.get(&key(name, blob))?.clone()
    }

    /// Adds the digest of a file.
    pub(super) fn add(&mut self, name: &str, blob: ObjectId, digest: Option<Arc<Digest>>) {
        let key = key(name, blob);
        self.cache.put(&key, &digest.as_deref());
        self.known.insert(key, digest);
        self.has_new = true;
    }

    /// Stores what was added, for everybody who shares the repository.
    pub(super) fn save(self, sharing: impl FnOnce() -> Sharing) {
        if self.has_new {
            self.cache.save(sharing);
        }
    }
}

fn key(name: &str, blob: ObjectId) -> String {
    format!("{blob} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(digit: &str) -> ObjectId {
        ObjectId::from_hex(&digit.repeat(40)).unwrap()
    }

    #[test]
    fn a_file_that_was_read_is_cached() {
        let folder = tempfile::tempdir().unwrap();
        let digest = Arc::new(Digest {
            prd: Some("a".to_owned()),
            ..Digest::default()
        });
        let mut digests = Digests::open(folder.path());
        assert!(!digests.has("a.md", blob("1")));
        digests.add("a.md", blob("1"), Some(Arc::clone(&digest)));
        digests.add("b.md", blob("2"), None);
        assert_eq!(digests.get("a.md", blob("1")), Some(Arc::clone(&digest)));
        digests.save(|| Sharing::Umask);
        let mut digests = Digests::open(folder.path());
        assert!(digests.has("a.md", blob("1")) && digests.has("b.md", blob("2")));
        assert!(!digests.has("a.md", blob("2")));
        assert_eq!(digests.get("a.md", blob("1")), Some(digest));
        assert_eq!(digests.get("b.md", blob("2")), None);
    }
}
