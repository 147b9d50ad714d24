//! Contents that are not on disk, laid over others that are.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{Contents, RootedPath};

/// Files in memory before those of another source: an editor's unsaved buffer, a test.
pub struct Overlay<C> {
    files: BTreeMap<RootedPath, Vec<u8>>,
    below: C,
}

impl<C: Contents> Overlay<C> {
    /// Lays `files` over `below`.
    pub fn new(files: impl IntoIterator<Item = (RootedPath, Vec<u8>)>, below: C) -> Self {
        Self {
            files: files.into_iter().collect(),
            below,
        }
    }
}

impl<C: Contents> Contents for Overlay<C> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.below.read(path),
        }
    }

    fn exists(&self, path: &str) -> bool {
        let is_here = |file: &RootedPath| {
            let rest = file.as_str().strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.keys().any(is_here) || self.below.exists(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let mut files = self.below.siblings(folder);
        let own = self
            .files
            .keys()
            .filter(|file| super::folder_of(file.as_str()) == folder);
        files.extend(own.cloned());
        files.sort();
        files.dedup();
        files
    }

    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        let found = self.below.listed(folder, is_wanted)?;
        let is_found =
            |file: &&RootedPath| file.absolute().starts_with(folder) && is_wanted(file.as_str());
        Some(found.map(|mut files| {
            files.extend(self.files.keys().filter(is_found).cloned());
            files.sort();
            files.dedup();
            files
        }))
    }
}
