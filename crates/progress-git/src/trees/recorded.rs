//! Files of the index or of a commit.

use std::io;
use std::path::{Path, PathBuf};

use progress_core::source::{Contents, MAX_BYTES, RootedPath};

use super::git_paths::{relative, rooted};
use super::links::{Found, failed, follow};
use crate::git::{Entry, EntryKind, Snapshot};

/// The files of a snapshot. The working tree is never accessed.
#[derive(Debug)]
pub struct Recorded<'r> {
    root: PathBuf,
    snapshot: Snapshot<'r>,
}

impl<'r> Recorded<'r> {
    /// Creates the contents of a snapshot, with paths below `root`.
    #[must_use]
    pub fn new(root: PathBuf, snapshot: Snapshot<'r>) -> Self {
        Self { root, snapshot }
    }

    /// The root of the files' paths.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The names of a folder's direct children.
    #[must_use]
    pub fn names_in(&self, folder: &RootedPath) -> Vec<String> {
        let folder = self.relative(folder).unwrap_or_default();
        let children = self.snapshot.children(&folder).unwrap_or_default();
        children
            .iter()
            .map(|child| String::from_utf8_lossy(&child.name).into_owned())
            .collect()
    }

    /// The snapshot.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot<'r> {
        &self.snapshot
    }

    /// The kind of the entry at a path.
    #[must_use]
    pub fn kind(&self, path: &RootedPath) -> Option<EntryKind> {
        let entry = self.snapshot.entry(&self.relative(path)?).ok()?;
        entry.map(|entry| entry.kind)
    }

    /// Whether there certainly is an entry at a path from the root; `exists` is also true for what
    /// cannot be read.
    #[must_use]
    pub fn has_entry(&self, path: &str) -> bool {
        self.kind(&RootedPath::new(&self.root, Path::new(path)))
            .is_some()
    }

    /// Whether a file certainly has the content here that was read from the disk, without reading it.
    #[must_use]
    pub fn has_as_on_disk(&self, path: &RootedPath, content: &[u8]) -> bool {
        let Some(name) = self.relative(path) else {
            return false;
        };
        match (self.snapshot.entry(&name), std::str::from_utf8(&name)) {
            (Ok(Some(Entry { kind, id: Some(id) })), Ok(name)) if kind.is_file() => {
                let repository = self.snapshot.repository();
                repository.is_stored_as(id, name, path.absolute(), content)
            }
            _ => false,
        }
    }

    /// Whether a path from the root leads out of the repository, or into a submodule.
    #[must_use]
    pub fn leads_elsewhere(&self, path: &str) -> bool {
        let path = RootedPath::new(&self.root, Path::new(path));
        let relative = self.relative(&path);
        relative.is_some_and(|relative| {
            let found = follow(&self.snapshot, &self.root, &relative);
            matches!(found, Ok(Found::Elsewhere))
        })
    }

    /// The bytes of a file in the root, following links to other files of the snapshot; `None` if
    /// it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if it is not a file, cannot be read, or is a dangling link.
    pub fn root_file(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let path = RootedPath::new(&self.root, Path::new(name));
        // Only the file itself may be missing; a link without a target is an error.
        match self.relative(&path) {
            Some(relative) if self.snapshot.entry(&relative).map_err(failed)?.is_none() => Ok(None),
            _ => self.read(&path).map(Some),
        }
    }

    /// The bytes of a file, without following links: what is reached through a link is not linted.
    ///
    /// # Errors
    ///
    /// Fails if it is absent or not a file, cannot be read, or is larger than [`MAX_BYTES`].
    pub fn regular_file(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        let relative = self.relative(path).ok_or_else(outside)?;
        match self.snapshot.entry(&relative).map_err(failed)? {
            Some(entry) => self.bytes_of(entry),
            None => Err(not_found()),
        }
    }

    fn bytes_of(&self, entry: Entry) -> io::Result<Vec<u8>> {
        let Some(id) = entry.id.filter(|_| entry.kind.is_file()) else {
            return Err(io::Error::other("not a file"));
        };
        let bytes = self.snapshot.blob(id).map_err(failed)?;
        if bytes.len() as u64 > MAX_BYTES {
            let message = "larger than 64 MiB";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(bytes)
    }

    /// A path from the root, as Git writes it; `None` outside the root.
    fn relative(&self, path: &RootedPath) -> Option<Vec<u8>> {
        relative(&self.root, path.absolute())
    }
}

impl Contents for Recorded<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        let relative = self.relative(path).ok_or_else(outside)?;
        match follow(&self.snapshot, &self.root, &relative)? {
            Found::Entry(entry) => self.bytes_of(entry),
            Found::Elsewhere => Err(io::Error::other("link leads out of the repository")),
            Found::Nothing => Err(not_found()),
            Found::Loop => Err(io::Error::other("too many links")),
        }
    }

    fn exists(&self, path: &str) -> bool {
        if path.split('/').any(|part| part == "..") {
            return false;
        }
        let found = follow(&self.snapshot, &self.root, path.as_bytes());
        // What cannot be read is not known to be absent, nor is what is elsewhere.
        !matches!(found, Ok(Found::Nothing | Found::Loop))
    }

    fn is_link(&self, path: &str) -> bool {
        let path = RootedPath::new(&self.root, Path::new(path));
        self.kind(&path) == Some(EntryKind::Link)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let Some(folder) = relative(&self.root, &self.root.join(folder)) else {
            return Vec::new();
        };
        let children = self.snapshot.children(&folder).unwrap_or_default();
        let slash: &[u8] = if folder.is_empty() { b"" } else { b"/" };
        let mut files = Vec::new();
        for child in children.iter().filter(|child| child.kind.is_file()) {
            let path = [&folder, slash, &child.name].concat();
            files.extend(rooted(&self.root, &path));
        }
        files.sort();
        files
    }

    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        let mut files = Vec::new();
        let below = relative(&self.root, folder).unwrap_or_default();
        let walked = self.snapshot.walk(&below, &mut |path, entry| {
            let text = String::from_utf8_lossy(path);
            if entry.kind.is_file() && is_wanted(&text) {
                files.extend(rooted(&self.root, path));
            }
        });
        Some(walked.map(|()| files).map_err(failed))
    }
}

fn outside() -> io::Error {
    io::Error::other("outside the repository")
}

fn not_found() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "file not found")
}
