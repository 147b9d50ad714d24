//! Symbolic links in the index or a commit, followed without looking at the disk.

use std::io;
use std::path::Path;

use super::git_paths::native;
use crate::git::{Entry, EntryKind, GitError, Snapshot};

/// Maximum number of links followed for a path, as in Linux and Git.
const MAX_LINKS: usize = 40;
/// Maximum length of the targets of these links together, in bytes; in Linux, that of a path.
/// Otherwise, a few links could name millions of folders.
const MAX_LENGTH: usize = 4096;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An entry of the snapshot, which is not a link.
    Entry(Entry),
    /// There is nothing: no such entry, or a dangling link.
    Nothing,
    /// A loop, or more links than a system follows.
    Loop,
    /// Something outside the repository, or in a submodule.
    Elsewhere,
}

/// Finds what a path from the root leads to, following the links in it.
///
/// # Errors
///
/// Fails if a folder or a link cannot be read, or the targets of the links are too long.
pub(super) fn follow(snapshot: &Snapshot<'_>, root: &Path, path: &[u8]) -> io::Result<Found> {
    // Most paths have no links.
    if let Some(entry) = snapshot.entry(path).map_err(failed)?
        && entry.kind != EntryKind::Link
    {
        return Ok(Found::Entry(entry));
    }
    let (mut links, mut length) = (0, 0);
    let mut rest = parts_of(path);
    let mut here: Vec<Vec<u8>> = Vec::new();
    let mut is_folder = true;
    while let Some(part) = rest.pop() {
        // Nothing is below a file, not even `.`, which a slash at the end stands for.
        if !is_folder {
            return Ok(Found::Nothing);
        }
        match part.as_slice() {
            b"" | b"." => continue,
            b".." => {
                // Above the root.
                if here.pop().is_none() {
                    return Ok(Found::Elsewhere);
                }
                continue;
            }
            _ => here.push(part),
        }
        let Some(entry) = snapshot.entry(&here.join(&b'/')).map_err(failed)? else {
            return Ok(Found::Nothing);
        };
        match (entry.kind, entry.id) {
            (EntryKind::Link, Some(id)) => {
                links += 1;
                if links > MAX_LINKS {
                    return Ok(Found::Loop);
                }
                let target = snapshot.blob_within(id, MAX_LENGTH - length);
                let Some(target) = target.map_err(failed)? else {
                    return Err(io::Error::other("links too long"));
                };
                length += target.len();
                // The target is relative to the folder that contains the link.
                here.pop();
                let Some(path) = native(&target) else {
                    return Ok(Found::Elsewhere);
                };
                // On Windows, `/x` has a root but is not absolute.
                if path.has_root() {
                    here.clear();
                    let Ok(below) = path.strip_prefix(root) else {
                        return Ok(Found::Elsewhere);
                    };
                    let parts = below.components().rev();
                    rest.extend(parts.map(|part| part.as_os_str().as_encoded_bytes().to_vec()));
                } else {
                    rest.extend(parts_of(&target));
                }
            }
            (EntryKind::Submodule, _) if !rest.is_empty() => return Ok(Found::Elsewhere),
            (kind, _) => is_folder = kind == EntryKind::Folder,
        }
    }
    let entry = snapshot.entry(&here.join(&b'/')).map_err(failed)?;
    Ok(entry.map_or(Found::Nothing, Found::Entry))
}

/// The parts of a path, the last one first.
fn parts_of(path: &[u8]) -> Vec<Vec<u8>> {
    let parts = path.split(|byte| *byte == b'/').rev();
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
