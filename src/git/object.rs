//! Objects in plain types, parsed from their bytes: the same whoever read them.

use std::fmt;

/// The name of an object: 20 bytes of SHA-1, or 32 of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl ObjectId {
    /// libgit2's form of the name; `None` of one that it cannot know.
    pub(super) fn oid(&self) -> Option<git2::Oid> {
        git2::Oid::from_bytes(self.as_bytes()).ok()
    }

    /// The name with these bytes; `None` where their number is that of no hash.
    #[must_use]
    pub fn from_bytes(raw: &[u8]) -> Option<Self> {
        let length = u8::try_from(raw.len()).ok()?;
        if !matches!(length, 20 | 32) {
            return None;
        }
        let mut bytes = [0; 32];
        bytes.get_mut(..raw.len())?.copy_from_slice(raw);
        Some(Self { bytes, length })
    }

    /// The name written in hexadecimal.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
        let pairs = hex.as_bytes().chunks_exact(2);
        let is_whole = pairs.remainder().is_empty();
        let bytes: Option<Vec<u8>> = pairs
            .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
            .collect();
        bytes
            .filter(|_| is_whole)
            .and_then(|bytes| Self::from_bytes(&bytes))
    }

    /// The first digits, as people quote them.
    #[must_use]
    pub fn short(&self) -> String {
        let mut digits = self.to_string();
        digits.truncate(8);
        digits
    }

    /// The name that a file's content has where names are SHA-1.
    #[must_use]
    pub fn of_blob(bytes: &[u8]) -> Option<Self> {
        let id = git2::Oid::hash_object(git2::ObjectType::Blob, bytes).ok()?;
        Some(id.into())
    }

    /// The bytes of the name.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl From<git2::Oid> for ObjectId {
    fn from(id: git2::Oid) -> Self {
        let mut bytes = [0; 32];
        for (byte, given) in bytes.iter_mut().zip(id.as_bytes()) {
            *byte = *given;
        }
        Self { bytes, length: 20 }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Thousands of names are compared as text: not digit by digit through the formatter.
        let mut digits = [0; 64];
        let bytes = self.as_bytes();
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        let digits = std::str::from_utf8(&digits[..bytes.len() * 2]);
        f.write_str(digits.map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectKind {
    /// The content of a file.
    Blob,
    /// The content of a folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

/// What a path names in a tree or in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A file.
    File,
    /// A file that can be run.
    Executable,
    /// A symbolic link.
    Link,
    /// The commit of a submodule.
    Submodule,
    /// A folder.
    Folder,
}

impl EntryKind {
    /// The kind of a mode, as trees and the index write it.
    #[must_use]
    pub fn of_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Folder,
            0o120_000 => Self::Link,
            0o160_000 => Self::Submodule,
            _ if mode & 0o100 != 0 => Self::Executable,
            _ => Self::File,
        }
    }

    /// Whether there is a content to read.
    #[must_use]
    pub fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Executable)
    }
}

/// What lies directly in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeEntry {
    /// Its name in the folder.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// Its content.
    pub id: ObjectId,
}

/// What lies directly in a folder of the index or of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its name in the folder.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// Its content; of a folder only where it is known.
    pub id: Option<ObjectId>,
}

impl From<TreeEntry> for Child {
    fn from(entry: TreeEntry) -> Self {
        Self {
            name: entry.name,
            kind: entry.kind,
            id: Some(entry.id),
        }
    }
}

/// The entries of a tree object, in Git's order; ends at what makes no sense.
pub(super) fn tree_entries(bytes: &[u8], id_length: usize) -> Vec<TreeEntry> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some((entry, after)) = tree_entry(rest, id_length) {
        entries.push(entry);
        rest = after;
    }
    entries
}

fn tree_entry(bytes: &[u8], id_length: usize) -> Option<(TreeEntry, &[u8])> {
    let space = memchr::memchr(b' ', bytes)?;
    let mode = std::str::from_utf8(&bytes[..space]).ok()?;
    let mode = u32::from_str_radix(mode, 8).ok()?;
    let rest = &bytes[space + 1..];
    let end = memchr::memchr(0, rest)?;
    let (id, after) = rest[end + 1..].split_at_checked(id_length)?;
    let entry = TreeEntry {
        name: rest[..end].to_vec(),
        kind: EntryKind::of_mode(mode),
        id: ObjectId::from_bytes(id)?,
    };
    Some((entry, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn names_are_read_and_written() {
        let id = ObjectId::from_hex(HEX).unwrap();
        assert_eq!(id.to_string(), HEX);
        assert_eq!(ObjectId::from_bytes(id.as_bytes()), Some(id));
        let long = HEX.repeat(2)[..64].to_owned();
        assert_eq!(ObjectId::from_hex(&long).unwrap().to_string(), long);
        for wrong in ["", "0123", "0", &HEX.replace('a', "g"), &format!("{HEX}0")] {
            assert_eq!(ObjectId::from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_tree_ends_where_it_makes_no_sense() {
        let mut bytes = Vec::new();
        for (mode, name) in [("100644", "a b"), ("40000", "c"), ("120000", "d")] {
            bytes.extend(format!("{mode} {name}\0").bytes());
            bytes.extend([7; 20]);
        }
        let kinds = |bytes: &[u8]| -> Vec<EntryKind> {
            let entries = tree_entries(bytes, 20).into_iter();
            entries.map(|entry| entry.kind).collect()
        };
        let all = [EntryKind::File, EntryKind::Folder, EntryKind::Link];
        assert_eq!(kinds(&bytes), all);
        for end in 0..bytes.len() {
            assert!(kinds(&bytes[..end]).len() < 3);
        }
    }
}
