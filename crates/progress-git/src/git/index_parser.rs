//! The index, read from its file.
//!
//! libgit2 hashes and copies all of it and does not expose the tree cache. Here one pass over the
//! bytes is enough, and folders that match a known tree need no look at their files. Nothing is
//! ever written.

use std::io::{ErrorKind, Read, Take};
use std::ops::Range;

use super::index::{Index, Marks};
use super::object::{EntryKind, ObjectId};
use super::stat::Stat;

/// The reason why an index cannot be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It has an extension that only Git supports: it is split or sparse.
    Foreign,
    /// It is truncated or malformed.
    Broken,
}

/// Whether a path is wanted.
pub(super) type PathTest<'t> = &'t dyn Fn(&[u8]) -> bool;

/// Length of an entry's `stat` data, which is followed by the object ID and the flags.
const STAT: usize = 40;
const MODE: usize = 24;

const FLAGS: usize = 2;

/// The number of bytes to read at once: few enough to stay in the processor's cache.
const PIECE: usize = 64 << 10;

const ASSUME_VALID: u16 = 0x8000;
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
/// The mask for the length of the path; the length of a longer path is not stored.
const NAME: u16 = 0x0fff;
const SKIP_WORKTREE: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;

/// Reads the wanted entries of an index of `length` bytes, with object IDs of `id_length` bytes;
/// without a test, it reads all of them.
pub(super) fn parse(
    source: impl Read,
    length: u64,
    id_length: usize,
    is_wanted: Option<PathTest<'_>>,
) -> Result<Index, Unreadable> {
    // The file ends with its own hash, which Git does not check either.
    let end = length
        .checked_sub(id_length as u64)
        .ok_or(Unreadable::Broken)?;
    let mut window = Window::new(source.take(end));
    index(&mut window, end, id_length, is_wanted).ok_or(Unreadable::Broken)?
}

/// Whether bytes are a readable index; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn is_index(bytes: &[u8], id_length: usize) -> bool {
    parse(bytes, bytes.len() as u64, id_length, None).is_ok()
}

fn index(
    window: &mut Window<impl Read>,
    length: u64,
    id_length: usize,
    is_wanted: Option<PathTest<'_>>,
) -> Option<Result<Index, Unreadable>> {
    let (version, count) = window.next(header)?;
    if !(2..=4).contains(&version) {
        return Some(Err(Unreadable::Foreign));
    }
    let mut index = Index::default();
    if is_wanted.is_none() {
        // Growing step by step would copy everything twice. The number of entries may be wrong, but
        // `length` is the size of the file.
        let length = usize::try_from(length).ok()?;
        let fixed = STAT + id_length + FLAGS;
        let files = (length / fixed).min(count as usize);
        index = Index::with_capacity(files, length - files * fixed);
    }
    // Since version 4, a path shares a prefix with the one before it.
    let mut whole = Vec::new();
    for _ in 0..count {
        // Unwanted entries are parsed too, because only that shows where the next one starts.
        window.next(|bytes| {
            let entry = FileEntry::read(bytes, id_length, version)?;
            let mut path = entry.path;
            if let Some(dropped) = entry.dropped {
                // A malformed length is an error rather than a panic: any program may write the
                // file.
                whole.truncate(whole.len().checked_sub(dropped)?);
                whole.extend_from_slice(path);
                path = &whole;
            }
            let is_wanted = is_wanted.is_none_or(|is_wanted| is_wanted(path));
            if entry.is_there && !path.is_empty() && is_wanted {
                index.add(
                    path,
                    entry.kind,
                    entry.id,
                    entry.marks,
                    entry.stage,
                    entry.stat,
                );
            }
            Some(())
        })?;
    }
    while !window.is_at_end() {
        let (signature, content) = window.next(extension)?;
        match &signature {
            b"TREE" => folders(&content, id_length, &mut index),
            // Extensions with lowercase names are mandatory.
            _ if !signature[0].is_ascii_uppercase() => return Some(Err(Unreadable::Foreign)),
            // The other optional extensions say nothing about the files.
            _ => {}
        }
    }
    index.sort();
    Some(Ok(index))
}

/// A sliding window over a large file of which little is wanted.
struct Window<R> {
    source: Take<R>,
    bytes: Vec<u8>,
    /// The part of the bytes that was read and is still to be parsed.
    unread: Range<usize>,
}

impl<R: Read> Window<R> {
    fn new(source: Take<R>) -> Self {
        Self {
            source,
            bytes: vec![0; PIECE],
            unread: 0..0,
        }
    }

    /// Returns what `read` takes off the front of the input. `read` returns `None` if it needs more
    /// bytes, and must then have consumed nothing.
    fn next<T>(&mut self, mut read: impl FnMut(&mut &[u8]) -> Option<T>) -> Option<T> {
        loop {
            let mut rest = self.bytes.get(self.unread.clone())?;
            if let Some(found) = read(&mut rest) {
                self.unread.start = self.unread.end - rest.len();
                return Some(found);
            }
            if !self.fill() {
                return None;
            }
        }
    }

    fn is_at_end(&mut self) -> bool {
        self.unread.is_empty() && !self.fill()
    }

    /// Reads further bytes; returns whether there were any.
    fn fill(&mut self) -> bool {
        self.bytes.copy_within(self.unread.clone(), 0);
        let end = self.unread.len();
        // Doubling keeps the total effort linear if one extension needs many attempts.
        if self.bytes.len() < 2 * end {
            self.bytes.resize(2 * end, 0);
        }
        let read = loop {
            match self.source.read(&mut self.bytes[end..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read.unwrap_or_default(),
            }
        };
        self.unread = 0..end + read;
        read > 0
    }
}

/// The version and the number of entries.
fn header(rest: &mut &[u8]) -> Option<(u32, u32)> {
    let signature = rest.split_off(..4)?;
    let numbers = (number(rest)?, number(rest)?);
    if signature != b"DIRC" {
        return None;
    }
    Some(numbers)
}

/// The name and the bytes of an extension.
fn extension(rest: &mut &[u8]) -> Option<([u8; 4], Vec<u8>)> {
    let signature = rest.split_off(..4)?.try_into().ok()?;
    let size = number(rest)?;
    let content = rest.split_off(..usize::try_from(size).ok()?)?;
    Some((signature, content.to_vec()))
}

struct FileEntry<'b> {
    path: &'b [u8],
    /// How many bytes of the previous path are dropped, in the prefix-compressed format.
    dropped: Option<usize>,
    kind: EntryKind,
    id: ObjectId,
    stage: u16,
    marks: Marks,
    stat: Stat,
    /// Whether a commit would contain it. Placeholders for entries of the shared part of a split
    /// index have no name and do not count.
    is_there: bool,
}

impl<'b> FileEntry<'b> {
    fn read(rest: &mut &'b [u8], id_length: usize, version: u32) -> Option<Self> {
        let start = rest.len();
        let fixed = rest.split_off(..STAT)?;
        let mode = u32::from_be_bytes(fixed.get(MODE..MODE + 4)?.try_into().ok()?);
        let id = ObjectId::from_bytes(rest.split_off(..id_length)?)?;
        let flags = half(rest)?;
        let further = if flags & EXTENDED == 0 {
            0
        } else {
            half(rest)?
        };
        let dropped = if version == 4 {
            Some(varint(rest)?)
        } else {
            None
        };
        let path = match usize::from(flags & NAME) {
            length if dropped.is_none() && rest.get(length) == Some(&0) => {
                let (path, behind) = rest.split_at_checked(length)?;
                *rest = behind.get(1..)?;
                path
            }
            _ => until(0, rest)?,
        };
        if dropped.is_none() {
            // It is padded with one to eight zeros, the first of which has been read.
            let zeros = 7 - (start - rest.len() - 1) % 8;
            rest.split_off(..zeros)?;
        }
        Some(Self {
            path,
            dropped,
            kind: EntryKind::of_mode(mode),
            id,
            stage: (flags & STAGE) >> 12,
            marks: Marks {
                is_left_out: further & SKIP_WORKTREE != 0,
                is_assumed: flags & ASSUME_VALID != 0,
            },
            stat: Stat::parse(fixed)?,
            is_there: further & INTENT_TO_ADD == 0,
        })
    }
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let bytes = rest.split_off(..4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn half(rest: &mut &[u8]) -> Option<u16> {
    let bytes = rest.split_off(..2)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

/// A variable-length number in groups of seven bits, most significant first.
fn varint(rest: &mut &[u8]) -> Option<usize> {
    let mut byte = *rest.split_off_first()?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = *rest.split_off_first()?;
        // Each continuation adds one, so that no number has two encodings.
        value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
    }
    Some(value)
}

/// Reads the tree cache: the IDs of the folders' trees, as far as it is valid.
fn folders(content: &[u8], id_length: usize, index: &mut Index) {
    let mut rest = content;
    // Each entry takes at least an ID, two numbers and two flags.
    index.reserve_folders(content.len() / (id_length + 4));
    // For each open folder, the number of subfolders still to come and the length of its path.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut path = Vec::new();
    while let Some((name, count, children)) = folder(&mut rest) {
        if !path.is_empty() && !name.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        // A count of -1 marks a folder that has changed since its tree was written; no ID follows.
        if count.is_some() {
            let id = rest.split_off(..id_length);
            let Some(id) = id.and_then(ObjectId::from_bytes) else {
                return;
            };
            index.add_folder(&path, id);
        }
        open.push((children, path.len()));
        // A folder is complete with its last subfolder, which may complete several above it.
        while let Some((0, _)) = open.last() {
            open.pop();
            if let Some((left, _)) = open.last_mut() {
                *left = left.saturating_sub(1);
            }
        }
        path.truncate(open.last().map_or(0, |(_, length)| *length));
    }
}

/// A folder's name, its number of entries if known, and its number of subfolders.
fn folder<'b>(rest: &mut &'b [u8]) -> Option<(&'b [u8], Option<u32>, usize)> {
    let name = until(0, rest)?;
    let numbers = until(b'\n', rest)?;
    let (count, children) = std::str::from_utf8(numbers).ok()?.split_once(' ')?;
    Some((name, count.parse().ok(), children.parse().ok()?))
}

/// The bytes up to a delimiter, which is consumed.
fn until<'b>(mark: u8, rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (taken, behind) = rest.split_at_checked(memchr::memchr(mark, rest)? + 1)?;
    *rest = behind;
    taken.split_last().map(|(_, taken)| taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index with these entries: the path, and whether it is only intended to be added.
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
        let is_wanted = |path: &[u8]| path.ends_with(b".md");
        let index = parse(bytes, bytes.len() as u64, 20, Some(&is_wanted))?;
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
    fn unsupported_extensions_are_left_to_git() {
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
