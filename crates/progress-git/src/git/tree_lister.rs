//! Lists the wanted files of trees, caching folders.

use std::collections::BTreeMap;
use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::source::{folder_of, is_skipped_folder};

use super::index::Index;
use super::object::EntryKind;
use super::{Entry, GitError, ObjectId, Repository};

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
    /// Lists the folders that it has too, without reading their trees.
    index: Option<Arc<Index>>,
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
            index: None,
        }
    }

    /// Takes folders from the index if it has them too: for trees that hardly differ from it, such
    /// as that of the last commit.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn use_index(&mut self) -> Result<(), GitError> {
        self.index = Some(self.repository.whole_index()?);
        Ok(())
    }

    /// The wanted files of a tree.
    ///
    /// # Errors
    ///
    /// Fails if a tree cannot be read.
    pub fn list(&mut self, tree: ObjectId) -> Result<Listing, GitError> {
        self.folder(String::new(), tree, 0)
    }

    /// Whether a tree was listed before.
    #[must_use]
    pub fn has_listed(&self, tree: ObjectId) -> bool {
        self.seen.contains_key(&(String::new(), tree))
    }

    /// The wanted files of a tree that differs from a listed one only in these paths, each with what
    /// is there in this tree. No tree is read.
    pub fn list_changed<'c>(
        &mut self,
        tree: ObjectId,
        listed: &Listing,
        changes: impl Iterator<Item = (&'c [u8], Option<Entry>)>,
    ) -> Listing {
        let mut by_folder: BTreeMap<&str, Vec<(&str, Option<ObjectId>)>> = BTreeMap::new();
        for (path, entry) in changes {
            let Ok(path) = std::str::from_utf8(path) else {
                continue;
            };
            if (self.is_wanted)(path) && Self::is_reachable(folder_of(path)) {
                let entry = entry.filter(|entry| entry.kind.is_file());
                let of_folder = by_folder.entry(folder_of(path)).or_default();
                of_folder.push((path, entry.and_then(|entry| entry.id)));
            }
        }
        let mut listing = Arc::clone(listed);
        if !by_folder.is_empty() {
            let mut folders = listed.to_vec();
            for (path, files) in by_folder {
                change_folder(&mut folders, path, &files);
            }
            listing = folders.into();
        }
        self.seen
            .insert((String::new(), tree), Arc::clone(&listing));
        listing
    }

    /// Whether a folder is entered.
    fn is_reachable(folder: &str) -> bool {
        let mut names = folder.split('/').filter(|name| !name.is_empty());
        !names.clone().any(is_skipped_folder) && names.nth(MAX_DEPTH).is_none()
    }

    fn folder(&mut self, path: String, id: ObjectId, depth: usize) -> Result<Listing, GitError> {
        // The path is part of the key, because the test depends on it: the same tree may be at two
        // paths.
        let key = (path, id);
        if let Some(listing) = self.seen.get(&key) {
            return Ok(Arc::clone(listing));
        }
        // Not the root: two trees share their unchanged folders, each of which is to be one object.
        if depth > 0
            && let Some(index) = &self.index
            && index.folder(key.0.as_bytes()) == Some(id)
        {
            let listing = self.indexed(index, &key.0, depth);
            self.seen.insert(key, Arc::clone(&listing));
            return Ok(listing);
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

    /// The wanted files at or below a folder of the index, like [`folder`](Self::folder).
    fn indexed(&self, index: &Index, folder: &str, depth: usize) -> Listing {
        // With a slash at the end, folders are in the order of a tree.
        let mut folders: BTreeMap<String, Vec<(String, ObjectId)>> = BTreeMap::new();
        for file in index.below(folder.as_bytes()) {
            let Ok(path) = std::str::from_utf8(file.path) else {
                continue;
            };
            if !file.kind.is_file() || !(self.is_wanted)(path) {
                continue;
            }
            let name_at = path.rfind('/').map_or(0, |at| at + 1);
            let below = path.get(folder.len()..name_at).unwrap_or_default();
            let names = below.split('/').filter(|name| !name.is_empty());
            if names.clone().any(is_skipped_folder) || depth + names.count() > MAX_DEPTH {
                continue;
            }
            let of_folder = folders.entry(path[..name_at].to_owned()).or_default();
            of_folder.push((path.to_owned(), file.id));
        }
        let listed = folders.into_iter().map(|(path, files)| {
            let path = path.trim_end_matches('/').to_owned();
            Arc::new(ListedFolder { path, files })
        });
        listed.collect()
    }
}

/// Changes the files of one folder in a listing.
fn change_folder(
    folders: &mut Vec<Arc<ListedFolder>>,
    path: &str,
    changed: &[(&str, Option<ObjectId>)],
) {
    let place = folders.binary_search_by(|folder| in_order(&folder.path).cmp(in_order(path)));
    let mut files = match place {
        Ok(at) => folders[at].files.clone(),
        Err(_) => Vec::new(),
    };
    for (path, id) in changed {
        let found = files.binary_search_by(|(known, _)| known.as_str().cmp(path));
        match (found, id) {
            (Ok(at), Some(id)) => files[at].1 = *id,
            (Ok(at), None) => drop(files.remove(at)),
            (Err(at), Some(id)) => files.insert(at, ((*path).to_owned(), *id)),
            (Err(_), None) => {}
        }
    }
    let path = path.to_owned();
    match place {
        Ok(at) if files.is_empty() => drop(folders.remove(at)),
        Ok(at) => folders[at] = Arc::new(ListedFolder { path, files }),
        Err(_) if files.is_empty() => {}
        Err(at) => folders.insert(at, Arc::new(ListedFolder { path, files })),
    }
}

/// The bytes of a folder's path by which folders are in the order of their trees: the root first, and
/// others as if their names ended with a slash.
fn in_order(path: &str) -> impl Iterator<Item = u8> {
    path.bytes().chain((!path.is_empty()).then_some(b'/'))
}

/// Joins a folder, which is empty for the root, and a name.
fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        return name.to_owned();
    }
    // Called for every file of a history, so without the machinery of `format!`.
    [folder, "/", name].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> ObjectId {
        ObjectId::from_bytes(&[byte; 20]).unwrap()
    }

    fn listed(folders: &[(&str, &[(&str, u8)])]) -> Vec<Arc<ListedFolder>> {
        let mut listing = Vec::new();
        for (path, files) in folders {
            let files = files
                .iter()
                .map(|(path, byte)| ((*path).to_owned(), id(*byte)));
            listing.push(Arc::new(ListedFolder {
                path: (*path).to_owned(),
                files: files.collect(),
            }));
        }
        listing
    }

    #[test]
    fn changed_folders_stay_in_order() {
        let mut folders = listed(&[
            (".a", &[(".a/x", 1)]),
            ("a-b", &[("a-b/x", 1)]),
            ("a", &[("a/x", 1), ("a/z", 1)]),
        ]);
        let same = Arc::clone(&folders[1]);
        change_folder(&mut folders, "", &[("r", Some(id(2)))]);
        change_folder(&mut folders, "a", &[("a/x", None), ("a/y", Some(id(3)))]);
        change_folder(&mut folders, "a/b", &[("a/b/x", Some(id(4)))]);
        change_folder(&mut folders, "a.b", &[("a.b/x", Some(id(5)))]);
        change_folder(&mut folders, ".a", &[(".a/x", None)]);
        change_folder(&mut folders, "none", &[("none/x", None)]);
        let expected = listed(&[
            ("", &[("r", 2)]),
            ("a-b", &[("a-b/x", 1)]),
            ("a.b", &[("a.b/x", 5)]),
            ("a", &[("a/y", 3), ("a/z", 1)]),
            ("a/b", &[("a/b/x", 4)]),
        ]);
        assert_eq!(folders, expected);
        assert!(Arc::ptr_eq(&folders[1], &same));
    }
}
