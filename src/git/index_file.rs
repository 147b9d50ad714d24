//! The index, read from its file.
//!
//! libgit2 hashes and copies the whole of it and keeps the tree cache to itself; here one pass
//! over the bytes is enough, and folders that are as some tree has them are known without a
//! look at their files. Nothing is ever written.

use super::index::Index;
use super::object::{EntryKind, ObjectId};

/// Why an index cannot be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It has a part that only Git understands: it is split, or its folders are folded.
    Foreign,
    /// It ends too early, or makes no sense.
    Broken,
}

/// Where an entry's flags start, behind what `stat` said; the name of the object is between.
const STAT: usize = 40;
const MODE: usize = 24;

const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const SKIP_WORKTREE: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;

/// Reads the entries of an index that are wanted, given its bytes; its objects have names of
/// `id_length` bytes.
pub(super) fn parse(
    bytes: &[u8],
    id_length: usize,
    is_wanted: &dyn Fn(&[u8]) -> bool,
) -> Result<Index, Unreadable> {
    // The hash of the file itself, which Git does not check either.
    let end = bytes
        .len()
        .checked_sub(id_length)
        .ok_or(Unreadable::Broken)?;
    let mut reader = Reader {
        bytes: &bytes[..end],
        at: 0,
        id_length,
    };
    reader.index(is_wanted).ok_or(Unreadable::Broken)?
}

struct FileEntry {
    kind: EntryKind,
    id: ObjectId,
    stage: u16,
    is_skipped: bool,
    /// Whether a commit would have it.
    is_there: bool,
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    id_length: usize,
}

impl<'b> Reader<'b> {
    fn index(&mut self, is_wanted: &dyn Fn(&[u8]) -> bool) -> Option<Result<Index, Unreadable>> {
        if self.take(4)? != b"DIRC" {
            return None;
        }
        let version = self.number()?;
        let count = self.number()? as usize;
        if !(2..=4).contains(&version) {
            return Some(Err(Unreadable::Foreign));
        }
        let mut index = Index::default();
        let mut name = Vec::new();
        for _ in 0..count {
            let entry = self.entry(version, &mut name)?;
            if entry.is_there && is_wanted(&name) {
                index.add(&name, entry.kind, entry.id, entry.is_skipped, entry.stage)?;
            }
        }
        while self.at < self.bytes.len() {
            let signature = self.take(4)?;
            let size = self.number()? as usize;
            let content = self.take(size)?;
            match signature {
                b"TREE" => folders(content, self.id_length, &mut index),
                // Those with small letters cannot be understood without.
                _ if !signature[0].is_ascii_uppercase() => return Some(Err(Unreadable::Foreign)),
                _ => {}
            }
        }
        index.sort();
        Some(Ok(index))
    }

    /// An entry, whose path is left in `name`, where the one before stands.
    fn entry(&mut self, version: u32, name: &mut Vec<u8>) -> Option<FileEntry> {
        let start = self.at;
        let fixed = self.take(STAT)?;
        let mode = u32::from_be_bytes(fixed.get(MODE..MODE + 4)?.try_into().ok()?);
        let id = ObjectId::from_bytes(self.take(self.id_length)?)?;
        let flags = self.half()?;
        let further = if flags & EXTENDED == 0 {
            0
        } else {
            self.half()?
        };
        if version == 4 {
            let dropped = self.varint()?;
            name.truncate(name.len().checked_sub(dropped)?);
            name.extend_from_slice(self.text()?);
        } else {
            name.clear();
            name.extend_from_slice(self.text()?);
            // An entry ends with one to eight zeros, the first of which is read.
            let length = (self.at - 1 - start + 8) & !7;
            self.at = start.checked_add(length)?;
        }
        // What is only meant to be added is in no commit yet; what stands for an entry of the
        // shared part of a split index has no name.
        Some(FileEntry {
            kind: EntryKind::of_mode(mode),
            id,
            stage: (flags & STAGE) >> 12,
            is_skipped: further & SKIP_WORKTREE != 0,
            is_there: further & INTENT_TO_ADD == 0 && !name.is_empty(),
        })
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn half(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// Bytes up to a zero, which is taken too.
    fn text(&mut self) -> Option<&'b [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let end = memchr::memchr(0, rest)?;
        self.at += end + 1;
        rest.get(..end)
    }

    /// A number in groups of seven bits, the first the most important.
    fn varint(&mut self) -> Option<usize> {
        let mut byte = self.take(1)?[0];
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.take(1)?[0];
            value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
        }
        Some(value)
    }
}

/// Reads the tree cache: the names of the trees that folders would be, as far as it is valid.
fn folders(content: &[u8], id_length: usize, index: &mut Index) {
    let mut reader = Reader {
        bytes: content,
        at: 0,
        id_length,
    };
    // How many folders are still to come below each one that is open, and how long its path is.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut path = Vec::new();
    while let Some((name, count, children)) = folder(&mut reader) {
        if !path.is_empty() && !name.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        if count.is_some() {
            let Some(id) = reader.take(id_length).and_then(ObjectId::from_bytes) else {
                return;
            };
            index.add_folder(&path, id);
        }
        open.push((children, path.len()));
        while let Some((0, _)) = open.last() {
            open.pop();
            if let Some((left, _)) = open.last_mut() {
                *left = left.saturating_sub(1);
            }
        }
        path.truncate(open.last().map_or(0, |(_, length)| *length));
    }
}

/// A folder's name, its number of entries where they are known, and its number of folders.
fn folder<'b>(reader: &mut Reader<'b>) -> Option<(&'b [u8], Option<u32>, usize)> {
    let name = reader.text()?;
    let rest = reader.bytes.get(reader.at..)?;
    let end = memchr::memchr(b'\n', rest)?;
    reader.at += end + 1;
    let (count, children) = std::str::from_utf8(&rest[..end]).ok()?.split_once(' ')?;
    Some((name, count.parse().ok(), children.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index with these entries: path, and whether it is only intended to be added.
    fn index(entries: &[(&str, bool)], extension: &[u8]) -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0\x03".to_vec();
        bytes.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
        for (path, is_intended) in entries {
            let mut entry = vec![0; 24];
            entry.extend(0o100_644_u32.to_be_bytes());
            entry.extend([0; 12]);
            entry.extend([7; 20]);
            let length = u16::try_from(path.len()).unwrap();
            let extended = if *is_intended { EXTENDED } else { 0 };
            entry.extend((length | extended).to_be_bytes());
            if *is_intended {
                entry.extend(INTENT_TO_ADD.to_be_bytes());
            }
            entry.extend(path.as_bytes());
            let padded = (entry.len() + 8) & !7;
            entry.resize(padded, 0);
            bytes.extend(entry);
        }
        bytes.extend(extension);
        bytes.extend([0; 20]);
        bytes
    }

    fn paths(bytes: &[u8]) -> Result<Vec<String>, Unreadable> {
        let index = parse(bytes, 20, &|path| path.ends_with(b".md"))?;
        let paths = index.files().map(|file| file.path.to_vec());
        Ok(paths
            .filter_map(|path| String::from_utf8(path).ok())
            .collect())
    }

    #[test]
    fn wanted_entries_are_read() {
        let bytes = index(
            &[
                ("a.md", false),
                ("b.txt", false),
                ("c.md", true),
                ("dd.md", false),
            ],
            b"",
        );
        assert_eq!(paths(&bytes).unwrap(), ["a.md", "dd.md"]);
        let tree = index(&[("a.md", false)], b"TREE\0\0\0\x02xx");
        assert_eq!(paths(&tree).unwrap(), ["a.md"]);
    }

    #[test]
    fn what_only_git_understands_is_left_to_it() {
        for extension in [b"link\0\0\0\0", b"sdir\0\0\0\0"] {
            let bytes = index(&[("a.md", false)], extension);
            assert_eq!(paths(&bytes), Err(Unreadable::Foreign));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), cut in 0_usize..300) {
            let _ = paths(&bytes);
            let whole = index(&[("a.md", false), ("b.md", true)], b"TREE\0\0\0\x02xx");
            bytes.splice(..0, whole.into_iter().take(cut));
            let _ = paths(&bytes);
        }
    }
}
