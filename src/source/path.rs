//! Paths relative to the root of the workspace.

use std::io;
use std::path::{Component, Path, PathBuf};

/// A file: how it is named in findings, and where it is.
///
/// The name is relative to the root, with `/`; a file outside the root is named by its
/// absolute path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RootedPath {
    name: String,
    absolute: PathBuf,
}

impl RootedPath {
    /// Names the file `path` (absolute, or relative to `root`).
    #[must_use]
    pub fn new(root: &Path, path: &Path) -> Self {
        let absolute = normalize(&root.join(path));
        let shown = absolute.strip_prefix(root).unwrap_or(&absolute);
        let name = shown
            .to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/");
        Self { name, absolute }
    }

    /// The name in findings.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Where the file is.
    #[must_use]
    pub fn absolute(&self) -> &Path {
        &self.absolute
    }
}

/// The path of an existing file or folder without links, spelled in one way.
///
/// # Errors
///
/// Fails where nothing is there, or it cannot be looked at.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize().map(simplified)
}

/// The folder of a name in findings; empty for the root.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a name in findings.
#[must_use]
pub fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `C:\…` instead of `\\?\C:\…`, which neither people nor libgit2 write.
#[cfg(windows)]
fn simplified(path: PathBuf) -> PathBuf {
    let mut parts = path.components();
    match parts.next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            std::path::Prefix::VerbatimDisk(letter) => {
                let disk = PathBuf::from(format!("{}:\\", char::from(letter)));
                disk.join(parts.as_path())
            }
            _ => path,
        },
        _ => path,
    }
}

#[cfg(not(windows))]
fn simplified(path: PathBuf) -> PathBuf {
    path
}

/// Resolves `.` and `..` by text alone: no link is followed, nothing needs to exist.
fn normalize(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_root() {
        let root = Path::new("/r");
        assert_eq!(
            RootedPath::new(root, Path::new("a/../b/c.md")).as_str(),
            "b/c.md"
        );
        assert_eq!(RootedPath::new(root, Path::new("/r/x.md")).as_str(), "x.md");
        assert_eq!(
            RootedPath::new(root, Path::new("../o/x.md")).as_str(),
            "/o/x.md"
        );
        assert_eq!(
            (folder_of("a/b/c.md"), name_of("a/b/c.md")),
            ("a/b", "c.md")
        );
        assert_eq!((folder_of("c.md"), name_of("c.md")), ("", "c.md"));
    }
}
