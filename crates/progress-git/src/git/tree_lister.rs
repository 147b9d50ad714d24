//! Lists the wanted files of trees, caching folders.

use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::source::is_skipped_folder;

use super::object::EntryKind;
use super::{GitError, ObjectId, Repository};

/// Deeper folders are not entered.
const MAX_DEPTH: usize = 64;

/// A folder that directly contains wanted files: its path, and each file's path and blob.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedFolder {
    /// The path, relative to the root; empty for the root.
    pub path: String,
    /// The files, by path.
    pub files: Vec<(String, ObjectId)>,
}

/// The wanted files of a tree, by folder.
pub type Listing = Arc<[Arc<ListedFolder>]>;

/// Lists trees, reading only the few folders that change from one commit to the next.
pub struct Lister<'r> {
    repository: &'r Repository,
    is_wanted: Box<dyn Fn(&str) -> bool + 'r>,
    seen: HashMap<(String, ObjectId), Listing>,
}

impl std::fmt::Debug for Lister<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seen = self.seen.len();
        f.debug_struct("Lister")
            .field("seen", &seen)
            .finish_non_exhaustive()
    }
}

impl<'r> Lister<'r> {
    /// Creates a lister of the files whose paths pass a test.
    pub fn new(repository: &'r Repository, is_wanted: impl Fn(&str) -> bool + 'r) -> Self {
        Self {
            repository,
            is_wanted: Box::new(is_wanted),
            seen: HashMap::default(),
        }
    }

    /// The wanted files of a tree.
    ///
    /// # Errors
    ///
    /// Fails if a tree cannot be read.
    pub fn list(&mut self, tree: ObjectId) -> Result<Listing, GitError> {
        self.folder(String::new(), tree, 0)
    }

    fn folder(&mut self, path: String, id: ObjectId, depth: usize) -> Result<Listing, GitError> {
        // The path is part of the key, because the test depends on it: the same tree may be at two
        // paths.
        let key = (path, id);
        if let Some(listing) = self.seen.get(&key) {
            return Ok(Arc::clone(listing));
        }
        let (mut files, mut below) = (Vec::new(), Vec::new());
        for entry in self.repository.objects.tree(id)?.entries() {
            // A path that is not UTF-8 is not a candidate.
            let Ok(name) = std::str::from_utf8(entry.name) else {
                continue;
            };
            if entry.kind == EntryKind::Folder && depth < MAX_DEPTH && !is_skipped_folder(name) {
                let path = joined(&key.0, name);
                below.push(self.folder(path, entry.id, depth + 1)?);
            } else if entry.kind.is_file() {
                let path = joined(&key.0, name);
                if (self.is_wanted)(&path) {
                    files.push((path, entry.id));
                }
            }
        }
        let mut folders = Vec::new();
        if !files.is_empty() {
            folders.push(Arc::new(ListedFolder {
                path: key.0.clone(),
                files,
            }));
        }
        for listing in &below {
            folders.extend(listing.iter().cloned());
        }
        let listing: Listing = folders.into();
        self.seen.insert(key, Arc::clone(&listing));
        Ok(listing)
    }
}

/// Joins a folder, which is empty for the root, and a name.
fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        return name.to_owned();
    }
    format!("{folder}/{name}")
}

impl Repository {
    /// The files directly in these folders of `HEAD`, by path within each.
    ///
    /// # Errors
    ///
    /// Fails if a tree cannot be read.
    pub fn committed<'f>(
        &self,
        folders: impl Iterator<Item = &'f str>,
    ) -> Result<Vec<(String, ObjectId)>, GitError> {
        let Some(head) = self.head_tree()? else {
            return Ok(Vec::new());
        };
        let head = self.tree(head);
        let mut found = Vec::new();
        let mut seen = HashSet::default();
        for folder in folders.filter(|folder| seen.insert(*folder)) {
            for child in head.children(folder.as_bytes())?.iter() {
                let name = std::str::from_utf8(&child.name).ok();
                if let (Some(name), Some(id), true) = (name, child.id, child.kind.is_file()) {
                    found.push((joined(folder, name), id));
                }
            }
        }
        Ok(found)
    }
}
