//! Files of the index or of a commit.

use std::io;
use std::path::{Component, Path, PathBuf};

use progress_core::source::{Contents, MAX_BYTES, RootedPath};

use crate::git::{Entry, EntryKind, GitError, Snapshot};

/// Maximum number of links followed to a file.
const MAX_LINKS: usize = 5;

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

    /// The bytes of a file in the root, following links to other files of the snapshot; `None` if
    /// it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if it is not a file, cannot be read, or is a dangling link.
    pub fn root_file(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let mut path = RootedPath::new(&self.root, Path::new(name));
        for _ in 0..MAX_LINKS {
            let Some(relative) = self.relative(&path) else {
                return Err(io::Error::other("link leads out of the repository"));
            };
            let entry = self.snapshot.entry(&relative).map_err(failed)?;
            let target = match entry {
                Some(Entry {
                    kind: EntryKind::Link,
                    id: Some(id),
                }) => self.snapshot.blob(id).map_err(failed)?,
                // Only the file itself may be missing; a missing target makes the link a dangling
                // one.
                None if path.as_str() == name => return Ok(None),
                _ => return self.read(&path).map(Some),
            };
            // A link's target is relative to the folder that contains the link.
            let folder = path.absolute().parent().unwrap_or(&self.root).to_path_buf();
            let linked = match native(&target) {
                Some(target) => folder.join(target),
                None => PathBuf::new(),
            };
            path = RootedPath::new(&self.root, &linked);
        }
        Err(io::Error::other("too many links"))
    }

    /// A path from the root, as Git writes it; `None` outside the root.
    fn relative(&self, path: &RootedPath) -> Option<Vec<u8>> {
        relative(&self.root, path.absolute())
    }
}

/// A path below `root` as Git writes it; `None` for one outside.
#[must_use]
pub fn relative(root: &Path, path: &Path) -> Option<Vec<u8>> {
    let below = path.strip_prefix(root).ok()?;
    let mut bytes = Vec::new();
    for part in below.components() {
        let Component::Normal(part) = part else {
            return None;
        };
        if !bytes.is_empty() {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(part.as_encoded_bytes());
    }
    Some(bytes)
}

/// The path below `root` for a path in Git's form; `None` if it is invalid on this system.
#[must_use]
pub fn rooted(root: &Path, path: &[u8]) -> Option<RootedPath> {
    Some(RootedPath::new(root, native(path)?))
}

#[cfg(unix)]
#[allow(
    clippy::unnecessary_wraps,
    reason = "elsewhere not all bytes are a path"
)]
fn native(path: &[u8]) -> Option<&Path> {
    use std::os::unix::ffi::OsStrExt;
    Some(Path::new(std::ffi::OsStr::from_bytes(path)))
}

#[cfg(not(unix))]
fn native(path: &[u8]) -> Option<&Path> {
    std::str::from_utf8(path).ok().map(Path::new)
}

fn failed(error: GitError) -> io::Error {
    let kind = if error.is_missing() {
        io::ErrorKind::NotFound
    } else {
        io::ErrorKind::Other
    };
    io::Error::new(kind, error)
}

impl Contents for Recorded<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        let Some(relative) = self.relative(path) else {
            return Err(io::Error::other("outside the repository"));
        };
        let bytes = self.snapshot.read(&relative).map_err(failed)?;
        if bytes.len() as u64 > MAX_BYTES {
            let message = "larger than 64 MiB";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(bytes)
    }

    fn exists(&self, path: &str) -> bool {
        let mut parts = Vec::new();
        for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if part == ".." {
                return false;
            }
            parts.push(part);
        }
        let entry = self.snapshot.entry(parts.join("/").as_bytes());
        // An unreadable entry is not known to be absent, nor are files of a submodule.
        entry.map_or(true, |entry| entry.is_some())
            || (1..parts.len()).any(|end| self.is_submodule(&parts[..end].join("/")))
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

impl Recorded<'_> {
    fn is_submodule(&self, path: &str) -> bool {
        let entry = self.snapshot.entry(path.as_bytes());
        entry.is_ok_and(|entry| entry.is_some_and(|it| it.kind == EntryKind::Submodule))
    }
}
