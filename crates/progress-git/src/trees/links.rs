//! Symbolic links in the index or a commit, followed without looking at the disk.

use std::io;
use std::path::Path;

use super::git_paths::{native, relative};
use crate::git::{Entry, EntryKind, GitError, Snapshot};

/// Maximum number of links followed for a path, as in Linux and Git.
const MAX_LINKS: usize = 40;
/// Maximum length of a link's target, in bytes; Linux allows no more.
const MAX_TARGET: usize = 4096;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An entry of the snapshot, which is not a link.
    Entry(Entry),
    /// There is nothing: no such entry, or a dangling link.
    Nothing,
    /// More links than any system follows, as in a loop.
    Loop,
    /// Something outside the repository, or in a submodule.
    Elsewhere,
}

/// Finds what a path from the root leads to, following the links in it.
///
/// # Errors
///
/// Fails if a folder or a link cannot be read.
pub(super) fn follow(snapshot: &Snapshot<'_>, root: &Path, path: &[u8]) -> io::Result<Found> {
    // Most paths have no links.
    if let Some(entry) = snapshot.entry(path).map_err(failed)?
        && entry.kind != EntryKind::Link
    {
        return Ok(Found::Entry(entry));
    }
    let mut links = 0;
    let mut rest = parts_of(path);
    let mut here: Vec<Vec<u8>> = Vec::new();
    while let Some(part) = rest.pop() {
        if part == b".." {
            // Above the root.
            if here.pop().is_none() {
                return Ok(Found::Elsewhere);
            }
            continue;
        }
        here.push(part);
        let Some(entry) = snapshot.entry(&here.join(&b'/')).map_err(failed)? else {
            return Ok(Found::Nothing);
        };
        match entry {
            Entry {
                kind: EntryKind::Link,
                id: Some(id),
            } => {
                links += 1;
                if links > MAX_LINKS {
                    return Ok(Found::Loop);
                }
                // The target is relative to the folder that contains the link.
                here.pop();
                let target = snapshot.blob(id).map_err(failed)?;
                if target.len() > MAX_TARGET {
                    return Err(io::Error::other("link too long"));
                }
                let Some(path) = native(&target) else {
                    return Ok(Found::Elsewhere);
                };
                // On Windows, `/x` has a root but is not absolute.
                if path.has_root() {
                    here.clear();
                    let Some(below) = relative(root, path) else {
                        return Ok(Found::Elsewhere);
                    };
                    rest.extend(parts_of(&below));
                } else {
                    rest.extend(parts_of(&target));
                }
            }
            Entry {
                kind: EntryKind::Submodule,
                ..
            } if !rest.is_empty() => return Ok(Found::Elsewhere),
            _ => {}
        }
    }
    let entry = snapshot.entry(&here.join(&b'/')).map_err(failed)?;
    Ok(entry.map_or(Found::Nothing, Found::Entry))
}

/// The parts of a path, the last one first.
fn parts_of(path: &[u8]) -> Vec<Vec<u8>> {
    let parts = path.split(|byte| *byte == b'/').rev();
    let parts = parts.filter(|part| !matches!(*part, b"" | b"."));
    parts.map(<[u8]>::to_vec).collect()
}

pub(super) fn failed(error: GitError) -> io::Error {
    let kind = if error.is_missing() {
        io::ErrorKind::NotFound
    } else {
        io::ErrorKind::Other
    };
    io::Error::new(kind, error)
}
