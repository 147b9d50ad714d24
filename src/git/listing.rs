//! The files of a tree that are wanted, with what was read once not read again.

use std::sync::Arc;

use super::{GitError, ObjectId, Repository};
use crate::collections::{HashMap, HashSet};

/// Deeper folders are not entered.
const MAX_DEPTH: usize = 64;

/// A folder that holds wanted files directly: its path, and each file's path and blob.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedFolder {
    /// The path, relative to the root; empty for the root.
    pub path: String,
    /// The files, by path.
    pub files: Vec<(String, ObjectId)>,
}

/// The wanted files of a tree, by folder.
pub type Listing = Arc<[Arc<ListedFolder>]>;

/// Lists trees. From one commit to the next few folders change, and only those are read.
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
    /// Lists the files whose paths pass a test.
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
    /// Fails where a tree cannot be read.
    pub fn list(&mut self, tree: ObjectId) -> Result<Listing, GitError> {
        self.folder(String::new(), tree, 0)
    }

    fn folder(&mut self, path: String, id: ObjectId, depth: usize) -> Result<Listing, GitError> {
        let key = (path, id);
        if let Some(listing) = self.seen.get(&key) {
            return Ok(Arc::clone(listing));
        }
        let tree = self.repository.inner.find_tree(id.oid()?)?;
        let (mut files, mut below) = (Vec::new(), Vec::new());
        for entry in &tree {
            // A path that is not UTF-8 is no candidate.
            let Ok(name) = std::str::from_utf8(entry.name_bytes()) else {
                continue;
            };
            let path = if key.0.is_empty() {
                name.to_owned()
            } else {
                format!("{}/{name}", key.0)
            };
            match entry.kind() {
                Some(git2::ObjectType::Blob) if is_file(&entry) && (self.is_wanted)(&path) => {
                    files.push((path, entry.id().into()));
                }
                Some(git2::ObjectType::Tree) if depth < MAX_DEPTH && name != "node_modules" => {
                    below.push(self.folder(path, entry.id().into(), depth + 1)?);
                }
                _ => {}
            }
        }
        let own = (!files.is_empty()).then(|| {
            Arc::new(ListedFolder {
                path: key.0.clone(),
                files,
            })
        });
        let below = below.iter().flat_map(|listing| listing.iter().cloned());
        let listing: Listing = own.into_iter().chain(below).collect();
        self.seen.insert(key, Arc::clone(&listing));
        Ok(listing)
    }
}

/// Whether an entry is a file and no link.
fn is_file(entry: &git2::TreeEntry<'_>) -> bool {
    entry.filemode() & 0o170_000 == 0o100_000
}

impl Repository {
    /// The files that `HEAD` holds directly in these folders, by path within each.
    ///
    /// # Errors
    ///
    /// Fails where a tree cannot be read.
    pub fn committed<'f>(
        &self,
        folders: impl Iterator<Item = &'f str>,
    ) -> Result<Vec<(String, ObjectId)>, GitError> {
        let Some(head) = self.head_tree()? else {
            return Ok(Vec::new());
        };
        let root = self.inner.find_tree(head.oid()?)?;
        let mut found = Vec::new();
        let mut seen = HashSet::default();
        for folder in folders.filter(|folder| seen.insert(*folder)) {
            let tree = if folder.is_empty() {
                Some(root.clone())
            } else {
                let entry = root.get_path(std::path::Path::new(folder)).ok();
                entry.and_then(|entry| self.inner.find_tree(entry.id()).ok())
            };
            for entry in tree.iter().flatten().filter(is_file) {
                if let Ok(name) = std::str::from_utf8(entry.name_bytes()) {
                    let slash = if folder.is_empty() { "" } else { "/" };
                    found.push((format!("{folder}{slash}{name}"), entry.id().into()));
                }
            }
        }
        Ok(found)
    }

    /// The tree of `HEAD`; `None` before the first commit.
    ///
    /// # Errors
    ///
    /// Fails where `HEAD` cannot be read.
    pub fn head_tree(&self) -> Result<Option<ObjectId>, GitError> {
        match self.inner.head() {
            Ok(head) => Ok(Some(head.peel_to_tree()?.id().into())),
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
