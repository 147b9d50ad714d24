//! Objects as plain types, parsed from their bytes, however they were read.

use std::fmt;

use super::raw_tree::RawEntry;

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
}
