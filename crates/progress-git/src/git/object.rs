//! Objects as plain types, parsed from their bytes, however they were read.

use std::cmp::Ordering;
use std::fmt;

/// The ID of an object: 20 bytes for SHA-1, or 32 for SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The ID of a file without content in SHA-1 and in SHA-256 repositories.
const EMPTY: [&[u8]; 2] = [
    b"\xe6\x9d\xe2\x9b\xb2\xd1\xd6\x43\x4b\x8b\x29\xae\x77\x5a\xd8\xc2\xe4\x8c\x53\x91",
    b"\x47\x3a\x0f\x4c\x3b\xe8\xa9\x36\x81\xa2\x67\xe3\xb1\xe9\xa7\xdc\xda\x11\x85\x43\x6f\xe1\x41\xf7\x74\x91\x20\xa3\x03\x72\x18\x13",
];

impl ObjectId {
    /// Whether it is that of a file without content.
    #[must_use]
    pub fn is_empty_blob(self) -> bool {
        EMPTY.contains(&self.as_bytes())
    }

    /// libgit2's form of the ID; `None` for SHA-256.
    pub(super) fn oid(&self) -> Option<git2::Oid> {
        git2::Oid::from_bytes(self.as_bytes()).ok()
    }

    /// Creates an ID from its bytes; `None` if their number is wrong.
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

    /// Parses a hexadecimal ID.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let pairs = hex.as_bytes().chunks_exact(2);
        if !pairs.remainder().is_empty() {
            return None;
        }
        let mut bytes = Vec::with_capacity(32);
        for pair in pairs {
            bytes.push(digit(pair[0])? << 4 | digit(pair[1])?);
        }
        Self::from_bytes(&bytes)
    }

    /// The usual abbreviation.
    #[must_use]
    pub fn short(&self) -> String {
        let mut digits = self.to_string();
        digits.truncate(8);
        digits
    }

    /// The SHA-1 ID of a file's content.
    #[must_use]
    pub fn of_blob(bytes: &[u8]) -> Option<Self> {
        let id = git2::Oid::hash_object(git2::ObjectType::Blob, bytes).ok()?;
        Some(id.into())
    }

    /// The bytes of the ID.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
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
        // Thousands of IDs are compared as text, so the formatter is not called for each digit.
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

/// The kind of an object.
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

/// The kind of an entry in a tree or the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A file.
    File,
    /// An executable file.
    Executable,
    /// A symbolic link.
    Link,
    /// The commit of a submodule.
    Submodule,
    /// A folder.
    Folder,
}

impl EntryKind {
    /// The kind for a mode of a tree or index entry.
    pub(super) fn of_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Folder,
            0o120_000 => Self::Link,
            0o160_000 => Self::Submodule,
            // Like Git, which looks at the owner's bit only: old versions wrote modes such as
            // `100664`.
            _ if mode & 0o100 != 0 => Self::Executable,
            _ => Self::File,
        }
    }

    /// Whether it has content to read.
    #[must_use]
    pub fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Executable)
    }
}

/// A direct child of a folder in the index or a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its name in the folder.
    pub name: Vec<u8>,
    /// Its kind.
    pub kind: EntryKind,
    /// Its content; for a folder only if known.
    pub id: Option<ObjectId>,
}

impl From<RawEntry<'_>> for Child {
    fn from(entry: RawEntry<'_>) -> Self {
        Self {
            name: entry.name.to_vec(),
            kind: entry.kind,
            id: Some(entry.id),
        }
    }
}

/// The bytes of a tree object.
#[derive(Debug, Default)]
pub(super) struct RawTree {
    bytes: Vec<u8>,
    id_length: usize,
}

/// A direct child of a folder, in the bytes of its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawEntry<'t> {
    /// Its name in the folder.
    pub name: &'t [u8],
    /// Its kind.
    pub kind: EntryKind,
    /// Its content.
    pub id: ObjectId,
}

impl RawTree {
    /// Takes the bytes of a tree in a repository with IDs of this length.
    pub(super) fn new(bytes: Vec<u8>, id_length: usize) -> Self {
        Self { bytes, id_length }
    }

    /// The entries, in Git's order; stops at malformed data.
    pub(super) fn entries(&self) -> impl Iterator<Item = RawEntry<'_>> {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            let (entry, after) = tree_entry(rest, self.id_length)?;
            rest = after;
            Some(entry)
        })
    }
}

impl RawEntry<'_> {
    /// Its place among the entries of a folder.
    pub(super) fn order(&self) -> Order<'_> {
        Order {
            name: self.name,
            is_folder: self.kind == EntryKind::Folder,
        }
    }
}

/// The place of an entry in its folder: that of a folder is where its name with a slash would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order<'n> {
    /// The name in the folder.
    pub name: &'n [u8],
    /// Whether the entry is a folder.
    pub is_folder: bool,
}

impl Ord for Order<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let common = self.name.len().min(other.name.len());
        let (start, rest) = self.name.split_at(common);
        let (other_start, other_rest) = other.name.split_at(common);
        let order = start.cmp(other_start);
        order.then_with(|| self.next_byte(rest).cmp(&other.next_byte(other_rest)))
    }
}

impl PartialOrd for Order<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Order<'_> {
    fn next_byte(self, rest: &[u8]) -> u8 {
        let end = if self.is_folder { b'/' } else { 0 };
        rest.first().copied().unwrap_or(end)
    }
}

fn tree_entry(bytes: &[u8], id_length: usize) -> Option<(RawEntry<'_>, &[u8])> {
    let mut mode = 0_u32;
    let mut length = 0;
    // A mode is five or six octal digits.
    for &byte in bytes.iter().take(7) {
        length += 1;
        match byte {
            b'0'..=b'7' => mode = mode << 3 | u32::from(byte - b'0'),
            b' ' => break,
            _ => return None,
        }
    }
    let rest = bytes.get(length..)?;
    let end = memchr::memchr(0, rest)?;
    let (id, after) = rest[end + 1..].split_at_checked(id_length)?;
    let entry = RawEntry {
        name: &rest[..end],
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
    fn a_malformed_tree_is_cut_off() {
        let mut bytes = Vec::new();
        for (mode, name) in [("100644", "a b"), ("40000", "c"), ("120000", "d")] {
            bytes.extend(format!("{mode} {name}\0").bytes());
            bytes.extend([7; 20]);
        }
        let kinds = |bytes: &[u8]| -> Vec<EntryKind> {
            let tree = RawTree::new(bytes.to_vec(), 20);
            tree.entries().map(|entry| entry.kind).collect()
        };
        let all = [EntryKind::File, EntryKind::Folder, EntryKind::Link];
        assert_eq!(kinds(&bytes), all);
        for end in 0..bytes.len() {
            assert!(kinds(&bytes[..end]).len() < 3);
        }
    }

    #[test]
    fn a_folder_is_ordered_as_if_its_name_ended_with_a_slash() {
        let order = |name: &'static str, is_folder| Order {
            name: name.as_bytes(),
            is_folder,
        };
        let sorted = [
            order("a", false),
            order("a-b", false),
            order("a", true),
            order("a0", true),
            order("ab", false),
        ];
        for (at, one) in sorted.iter().enumerate() {
            for (other_at, other) in sorted.iter().enumerate() {
                assert_eq!(one.cmp(other), at.cmp(&other_at), "{one:?} {other:?}");
            }
        }
    }
}
