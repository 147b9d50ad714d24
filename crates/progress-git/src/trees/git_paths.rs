//! Paths as Git writes them.

use std::path::{Component, Path};

use progress_core::source::RootedPath;

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
pub(super) fn native(path: &[u8]) -> Option<&Path> {
    use std::os::unix::ffi::OsStrExt;
    Some(Path::new(std::ffi::OsStr::from_bytes(path)))
}

#[cfg(not(unix))]
pub(super) fn native(path: &[u8]) -> Option<&Path> {
    std::str::from_utf8(path).ok().map(Path::new)
}
