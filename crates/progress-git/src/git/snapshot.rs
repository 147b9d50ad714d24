//! The files of the index or of a commit, by path.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::index::{Index, Marks};
use super::object::{Child, EntryKind, ObjectId};
use super::{GitError, Repository};

/// Maximum depth of folders, the same as Git's.
pub(super) const MAX_DEPTH: usize = 2_048;

/// The files of the index or of a commit, read on demand.
pub struct Snapshot<'r> {
    repository: &'r Repository,
    files: Files,
}

impl std::fmt::Debug for Snapshot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

/// The children of folders, by path.
type Folders = HashMap<Vec<u8>, Listed>;

/// The children of a folder.
#[derive(Clone, Default)]
struct Listed {
    children: Arc<[Child]>,
    /// Whether they are in Git's order; a damaged tree may have any.
    is_sorted: bool,
}

impl Listed {
    fn new(children: Vec<Child>) -> Self {
        let is_less =
            |one: &Child, other: &Child| cmp_names(sort_key(one), sort_key(other)).is_lt();
        Self {
            is_sorted: children.is_sorted_by(is_less),
            children: children.into(),
        }
    }

    fn child(&self, name: &[u8]) -> Option<&Child> {
        if !self.is_sorted {
            return self.children.iter().find(|child| child.name == name);
        }
        let find = |is_folder| {
            let key = (name, is_folder);
            let found = self
                .children
                .binary_search_by(|it| cmp_names(sort_key(it), key));
            self.children.get(found.ok()?)
        };
        find(false).or_else(|| find(true))
    }
}

/// The name of an entry of a tree, and whether it is a folder.
type SortKey<'n> = (&'n [u8], bool);

fn sort_key(child: &Child) -> SortKey<'_> {
    (&child.name, child.kind == EntryKind::Folder)
}

/// Compares two entries as Git sorts them: folders as if they ended with a slash.
fn cmp_names((one, is_folder): SortKey<'_>, (other, is_other_folder): SortKey<'_>) -> Ordering {
    let common = one.len().min(other.len());
    let (one_start, one_end) = one.split_at(common);
    let (other_start, other_end) = other.split_at(common);
    let slash = |is_folder: bool| is_folder.then_some(b'/');
    one_start.cmp(other_start).then_with(|| {
        let one_end = one_end.iter().copied().chain(slash(is_folder));
        one_end.cmp(other_end.iter().copied().chain(slash(is_other_folder)))
    })
}

enum Files {
    Index(Arc<Index>),
    Tree {
        root: Option<ObjectId>,
        /// Folders already read, by path.
        seen: Mutex<Folders>,
    },
}

/// An entry at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Its kind.
    pub kind: EntryKind,
    /// Its content; for a folder only if known.
    pub id: Option<ObjectId>,
}

impl<'r> Snapshot<'r> {
    pub(super) fn of_index(repository: &'r Repository, index: Arc<Index>) -> Self {
        let files = Files::Index(index);
        Self { repository, files }
    }

    pub(super) fn of_tree(repository: &'r Repository, root: Option<ObjectId>) -> Self {
        let seen = Mutex::default();
        let files = Files::Tree { root, seen };
        Self { repository, files }
    }

    /// The entry at a path relative to the root.
    ///
    /// # Errors
    ///
    /// Fails if a parent folder cannot be read.
    pub fn entry(&self, path: &[u8]) -> Result<Option<Entry>, GitError> {
        if path.is_empty() {
            return Ok(Some(self.root()));
        }
        match &self.files {
            Files::Index(index) => Ok(match index.file(path) {
                Some(file) => Some(Entry {
                    kind: file.kind,
                    id: Some(file.id),
                }),
                None if index.is_folder(path) => Some(Entry {
                    kind: EntryKind::Folder,
                    id: index.folder(path),
                }),
                None => None,
            }),
            Files::Tree { seen, .. } => {
                let (folder, name) = match memchr::memrchr(b'/', path) {
                    Some(at) => (&path[..at], &path[at + 1..]),
                    None => (&b""[..], path),
                };
                let listed = self.listed(folder, seen)?;
                Ok(listed.child(name).map(|child| Entry {
                    kind: child.kind,
                    id: child.id,
                }))
            }
        }
    }

    /// The direct children of a folder, which need not exist.
    ///
    /// # Errors
    ///
    /// Fails if a folder cannot be read.
    pub fn children(&self, folder: &[u8]) -> Result<Arc<[Child]>, GitError> {
        match &self.files {
            Files::Index(index) => Ok(index.children(folder).into()),
            Files::Tree { seen, .. } => Ok(self.listed(folder, seen)?.children),
        }
    }

    /// The children of a folder of a tree.
    fn listed(&self, folder: &[u8], seen: &Mutex<Folders>) -> Result<Listed, GitError> {
        if let Some(listed) = locked(seen).get(folder) {
            return Ok(listed.clone());
        }
        let listed = match self.entry(folder)? {
            Some(Entry {
                kind: EntryKind::Folder,
                id: Some(id),
            }) => Listed::new(self.tree(id)?),
            _ => Listed::default(),
        };
        // Not locked while reading, which uses the folders above.
        locked(seen).insert(folder.to_vec(), listed.clone());
        Ok(listed)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// Fails if it does not exist or cannot be read.
    pub fn read(&self, path: &[u8]) -> Result<Vec<u8>, GitError> {
        match self.entry(path)? {
            Some(Entry { kind, id: Some(id) }) if kind.is_file() => self.blob(id),
            Some(_) => Err(GitError::new("not a file")),
            None => Err(GitError::missing("file not found")),
        }
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        self.repository.objects.blob(id)
    }

    /// The bytes of a blob; `None` if there are more than `max`. Asking for the size takes longer
    /// than reading most blobs, but reading a large one could take much time and memory.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub fn blob_within(&self, id: ObjectId, max: usize) -> Result<Option<Vec<u8>>, GitError> {
        self.repository.objects.blob_within(id, max)
    }

    /// Visits every file below a folder, in Git's order, including symbolic links and submodules.
    ///
    /// # Errors
    ///
    /// Fails if a folder cannot be read.
    pub fn walk(&self, folder: &[u8], visit: &mut dyn FnMut(&[u8], Entry)) -> Result<(), GitError> {
        match &self.files {
            Files::Index(index) => {
                for file in index.below(folder) {
                    let (kind, id) = (file.kind, Some(file.id));
                    visit(file.path, Entry { kind, id });
                }
                Ok(())
            }
            Files::Tree { .. } => match self.entry(folder)? {
                Some(Entry {
                    kind: EntryKind::Folder,
                    id: Some(id),
                }) => self.walk_tree(folder, id, MAX_DEPTH, visit),
                _ => Ok(()),
            },
        }
    }

    /// Walks a tree without caching, since a walk visits every folder once.
    fn walk_tree(
        &self,
        folder: &[u8],
        id: ObjectId,
        depth: usize,
        visit: &mut dyn FnMut(&[u8], Entry),
    ) -> Result<(), GitError> {
        let depth_left = depth.checked_sub(1).ok_or_else(too_deep)?;
        for child in self.repository.objects.tree(id)?.entries() {
            let path = joined(folder, child.name);
            if child.kind == EntryKind::Folder {
                self.walk_tree(&path, child.id, depth_left, visit)?;
            } else {
                let (kind, id) = (child.kind, Some(child.id));
                visit(&path, Entry { kind, id });
            }
        }
        Ok(())
    }

    /// The unmerged paths of the index; only our side of them is included.
    pub fn unmerged(&self) -> impl Iterator<Item = &[u8]> {
        let index = match &self.files {
            Files::Index(index) => Some(index),
            Files::Tree { .. } => None,
        };
        let files = index.into_iter().flat_map(|index| index.files());
        files.filter(|file| file.is_unmerged).map(|file| file.path)
    }

    /// Whether a file of the index is outside the sparse checkout.
    #[must_use]
    pub fn is_left_out(&self, path: &[u8]) -> bool {
        self.marks(path).is_left_out
    }

    /// The flags of a file of the index.
    #[must_use]
    pub fn marks(&self, path: &[u8]) -> Marks {
        let file = match &self.files {
            Files::Index(index) => index.file(path),
            Files::Tree { .. } => None,
        };
        file.map(|file| file.marks).unwrap_or_default()
    }

    pub(crate) fn repository(&self) -> &'r Repository {
        self.repository
    }

    fn root(&self) -> Entry {
        let id = match &self.files {
            Files::Index(index) => index.folder(b""),
            Files::Tree { root, .. } => *root,
        };
        let kind = EntryKind::Folder;
        Entry { kind, id }
    }

    fn tree(&self, id: ObjectId) -> Result<Vec<Child>, GitError> {
        let tree = self.repository.objects.tree(id)?;
        Ok(tree.entries().map(Child::from).collect())
    }

    /// The tree of a commit's files; `None` if these are the files of the index.
    pub(super) fn as_tree(&self) -> Option<(&'r Repository, Option<ObjectId>)> {
        match &self.files {
            Files::Index(_) => None,
            Files::Tree { root, .. } => Some((self.repository, *root)),
        }
    }
}

/// The folders read so far. A panic elsewhere leaves them complete.
fn locked(seen: &Mutex<Folders>) -> MutexGuard<'_, Folders> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn too_deep() -> GitError {
    GitError::new("directories nested too deeply")
}

/// A path in a folder; the root's is empty.
pub(super) fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() {
        return name.to_vec();
    }
    [folder, b"/", name].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn children(names: &[&str]) -> Vec<Child> {
        let child = |name: &&str| Child {
            name: name.trim_end_matches('/').as_bytes().to_vec(),
            kind: if name.ends_with('/') {
                EntryKind::Folder
            } else {
                EntryKind::File
            },
            id: None,
        };
        names.iter().map(child).collect()
    }

    #[test]
    fn children_are_found_in_any_order() {
        let sorted = ["a", "a-b/", "a.md", "a/", "a0", "b/", "bc"];
        let unsorted = ["b/", "a/", "a0", "a", "bc", "a.md", "a-b/"];
        for (names, is_sorted) in [(sorted, true), (unsorted, false)] {
            let listed = Listed::new(children(&names));
            assert_eq!(listed.is_sorted, is_sorted);
            for child in listed.children.iter() {
                let found = listed.child(&child.name).unwrap();
                assert_eq!(found.name, child.name);
            }
            for name in ["", "A", "a-", "ab", "b.md", "c"] {
                assert_eq!(listed.child(name.as_bytes()), None, "{name}");
            }
        }
    }
}
