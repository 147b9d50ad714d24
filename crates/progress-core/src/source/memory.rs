//! In-memory contents that override others.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{Contents, RootedPath};

/// In-memory files over another source: an editor's unsaved buffer, a test.
pub struct Overlay<C> {
    /// `None` for removed files.
    files: BTreeMap<RootedPath, Option<Vec<u8>>>,
    below: C,
}

impl<C: Contents> Overlay<C> {
    /// Creates an overlay of `files` over `below`.
    pub fn new(files: impl IntoIterator<Item = (RootedPath, Vec<u8>)>, below: C) -> Self {
        let kept = files.into_iter().map(|(path, bytes)| (path, Some(bytes)));
        Self::changed(kept, below)
    }

    /// Creates an overlay of `files` over `below`; `None` removes a file.
    pub fn changed(
        files: impl IntoIterator<Item = (RootedPath, Option<Vec<u8>>)>,
        below: C,
    ) -> Self {
        Self {
            files: files.into_iter().collect(),
            below,
        }
    }

    fn own(&self) -> impl Iterator<Item = &RootedPath> {
        let kept = self.files.iter().filter(|(_, bytes)| bytes.is_some());
        kept.map(|(path, _)| path)
    }

    fn removes(&self, path: &str) -> bool {
        self.files
            .iter()
            .any(|(file, bytes)| bytes.is_none() && file.as_str() == path)
    }

    /// Drops removed files and sorts the rest.
    fn settle(&self, files: &mut Vec<RootedPath>) {
        // The contents below may still list files that are removed here.
        files.retain(|path| self.files.get(path).is_none_or(Option::is_some));
        files.sort();
        // What is overridden is listed both here and below.
        files.dedup();
    }
}

impl<C: Contents> Contents for Overlay<C> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            Some(None) => Err(io::ErrorKind::NotFound.into()),
            None => self.below.read(path),
        }
    }

    fn exists(&self, path: &str) -> bool {
        let has_own = self.own().any(|file| {
            let rest = file.as_str().strip_prefix(path);
            // A folder exists if it contains a file: `src` for `src/a.rs`, but not for `srcs/a.rs`.
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        has_own || !self.removes(path) && self.below.exists(path)
    }

    fn is_link(&self, path: &str) -> bool {
        let mut changed = self.files.keys();
        !changed.any(|file| file.as_str() == path) && self.below.is_link(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let mut files = self.below.siblings(folder);
        let own = self
            .own()
            .filter(|file| super::folder_of(file.as_str()) == folder);
        files.extend(own.cloned());
        self.settle(&mut files);
        files
    }

    fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<RootedPath> {
        self.below.left_out(is_wanted)
    }

    fn reads_disk(&self, path: &RootedPath) -> bool {
        !self.files.contains_key(path) && self.below.reads_disk(path)
    }

    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        let found = self.below.listed(folder, is_wanted)?;
        Some(found.map(|mut files| {
            files.extend(
                self.own()
                    .filter(|file| file.absolute().starts_with(folder) && is_wanted(file.as_str()))
                    .cloned(),
            );
            self.settle(&mut files);
            files
        }))
    }
}

/// No files at all, such as the contents below an [`Overlay`] that stands alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Contents for Nothing {
    fn read(&self, _: &RootedPath) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn exists(&self, _: &str) -> bool {
        false
    }

    fn siblings(&self, _: &str) -> Vec<RootedPath> {
        Vec::new()
    }
}
