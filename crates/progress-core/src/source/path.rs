//! Paths relative to the root of the workspace.

use std::path::{Component, Path, PathBuf};

/// A file's name in findings and its location.
///
/// The name is relative to the root, with `/`; a file outside the root is named by its
/// absolute path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RootedPath {
    name: String,
    absolute: PathBuf,
}

impl RootedPath {
    /// Creates the path of a file (absolute, or relative to `root`).
    #[must_use]
    pub fn new(root: &Path, path: &Path) -> Self {
        let absolute = normalize(root.join(path));
        // A name that is not UTF-8 is shown only approximately; `absolute` still finds the file.
        let name = match name_below(root, &absolute) {
            Some(name) => name.to_owned(),
            None => with_slashes(absolute.strip_prefix(root).unwrap_or(&absolute)),
        };
        Self { name, absolute }
    }

    /// The name in findings.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The path of another file, by its name relative to the root.
    #[must_use]
    pub fn other(&self, name: &str) -> Option<Self> {
        // The absolute name of a file outside the root has more parts than it has ancestors.
        let root = self
            .absolute
            .ancestors()
            .nth(self.name.split('/').count())?;
        Some(Self::new(root, Path::new(name)))
    }

    /// The absolute path.
    #[must_use]
    pub fn absolute(&self) -> &Path {
        &self.absolute
    }
}

/// A path with `/` on every system, as names in findings and in Git have it.
#[must_use]
pub fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        return text.into_owned();
    }
    text.replace(std::path::MAIN_SEPARATOR, "/")
}

/// Whether the files in a folder of this name are never linted: installed third-party packages, and
/// the versions that Jujutsu puts beside each other into the Git commit for one in conflict.
#[must_use]
pub fn is_skipped_folder(name: &str) -> bool {
    name == "node_modules" || name.starts_with(".jjconflict-")
}

/// The folder of a name in findings; empty for the root.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    match memchr::memrchr(b'/', path.as_bytes()) {
        Some(at) => path.get(..at).unwrap_or_default(),
        None => "",
    }
}

/// The last component of a name in findings.
#[must_use]
pub fn name_of(path: &str) -> &str {
    match memchr::memrchr(b'/', path.as_bytes()) {
        Some(at) => path.get(at + 1..).unwrap_or_default(),
        None => path,
    }
}

/// Resolves `.` and `..` lexically: links are not followed, and nothing needs to exist.
fn normalize(path: PathBuf) -> PathBuf {
    if is_normal(&path) {
        return path;
    }
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                // Above the root of the file system there is nothing, so `..` stays there.
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

/// The name of a file below `root`, if that is simply the rest of its path.
fn name_below<'p>(root: &Path, absolute: &'p Path) -> Option<&'p str> {
    if std::path::MAIN_SEPARATOR != '/' {
        return None;
    }
    absolute
        .to_str()?
        .strip_prefix(root.to_str()?)?
        .strip_prefix('/')
}

/// Whether there is certainly nothing to resolve. Almost every path is like this.
fn is_normal(path: &Path) -> bool {
    // Windows separates names in two ways.
    if std::path::MAIN_SEPARATOR != '/' {
        return false;
    }
    let bytes = path.as_os_str().as_encoded_bytes();
    let Some(rest) = bytes.strip_prefix(b"/") else {
        return false;
    };
    let mut parts = rest.split(|&byte| byte == b'/');
    parts.all(|part| !matches!(part, b"" | b"." | b".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_slashes_on_every_system() {
        let path: PathBuf = ["docs", "progress", "x.md"].iter().collect();
        assert_eq!(with_slashes(&path), "docs/progress/x.md");
    }

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
