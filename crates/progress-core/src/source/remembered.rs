//! Contents that keep what they have answered.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Contents, RootedPath};

/// Contents that remember whether a path exists: the files of a plan name the same ones.
pub struct Remembered<C> {
    below: C,
    existing: Mutex<HashMap<String, bool>>,
}

impl<C: Contents> Remembered<C> {
    /// Creates contents that know nothing yet.
    pub fn new(below: C) -> Self {
        Self {
            below,
            existing: Mutex::default(),
        }
    }
}

impl<C: Contents> Contents for Remembered<C> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        self.below.read(path)
    }

    fn exists(&self, path: &str) -> bool {
        let existing = || self.existing.lock().unwrap_or_else(PoisonError::into_inner);
        let known = existing().get(path).copied();
        known.unwrap_or_else(|| {
            // Not locked meanwhile: other threads need not wait.
            let exists = self.below.exists(path);
            existing().insert(path.to_owned(), exists);
            exists
        })
    }

    fn is_link(&self, path: &str) -> bool {
        self.below.is_link(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        self.below.siblings(folder)
    }

    fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<RootedPath> {
        self.below.left_out(is_wanted)
    }

    fn reads_disk(&self, path: &RootedPath) -> bool {
        self.below.reads_disk(path)
    }

    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        self.below.listed(folder, is_wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Contents that count how often they are asked.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Contents for Counting {
        fn read(&self, _: &RootedPath) -> io::Result<Vec<u8>> {
            Err(io::ErrorKind::NotFound.into())
        }

        fn exists(&self, path: &str) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed);
            path == "a"
        }

        fn siblings(&self, _: &str) -> Vec<RootedPath> {
            Vec::new()
        }
    }

    #[test]
    fn each_path_is_asked_about_once() {
        let counting = Counting::default();
        let contents = Remembered::new(&counting);
        for _ in 0..3 {
            assert!(contents.exists("a"));
            assert!(!contents.exists("b"));
        }
        assert_eq!(counting.0.load(Ordering::Relaxed), 2);
    }
}
