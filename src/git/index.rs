//! The index, read for a few of its entries.
//!
//! libgit2 checks and unpacks every entry of the file, which takes longer than all else that a
//! hook does in a repository of 100,000 files. Plain indexes are read here in one pass; those
//! with features that change what entries mean are left to libgit2.

use std::path::Path;

use super::{GitError, ObjectId, Repository};

/// Bytes of an entry before its path; two more where it has extended flags.
const FIXED: usize = 62;
const EXTENDED: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;
const STAGE: u16 = 0x3000;

impl Repository {
    /// The files in an index that pass a test, with their blobs, in the order of their paths.
    ///
    /// `index` is the file to read; by default the repository's own. Paths that are not UTF-8,
    /// links, and entries that are in conflict are left out.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn indexed(
        &self,
        index: Option<&Path>,
        is_wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<(String, ObjectId)>, GitError> {
        let own = || self.inner.path().join("index");
        let path = index.map_or_else(own, Path::to_path_buf);
        let found = match std::fs::read(&path) {
            Ok(bytes) => read(&bytes, is_wanted),
            Err(_) => None,
        };
        match found {
            Some(found) => Ok(found),
            None => unusual(&path, is_wanted),
        }
    }
}

/// An index that is not plain, as libgit2 reads it.
fn unusual(
    path: &Path,
    is_wanted: &dyn Fn(&[u8]) -> bool,
) -> Result<Vec<(String, ObjectId)>, GitError> {
    let index = git2::Index::open(path)?;
    let found = index.iter().filter_map(|entry| {
        let is_plain = entry.mode & 0o170_000 == 0o100_000
            && entry.flags & STAGE == 0
            && entry.flags_extended & INTENT_TO_ADD == 0;
        let path = String::from_utf8(entry.path).ok();
        let path = path.filter(|path| is_plain && is_wanted(path.as_bytes()))?;
        Some((path, entry.id.into()))
    });
    Ok(found.collect())
}

/// The wanted entries of a plain index; `None` where it is none.
fn read(bytes: &[u8], is_wanted: &dyn Fn(&[u8]) -> bool) -> Option<Vec<(String, ObjectId)>> {
    if bytes.get(..4)? != b"DIRC" || !matches!(number(bytes, 4)?, 2 | 3) {
        return None;
    }
    let count = number(bytes, 8)?;
    let mut found = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let entry = bytes.get(at..)?;
        let flags = u16::from_be_bytes(entry.get(60..62)?.try_into().ok()?);
        let is_extended = flags & EXTENDED != 0;
        let more = if is_extended {
            u16::from_be_bytes(entry.get(62..64)?.try_into().ok()?)
        } else {
            0
        };
        let start = FIXED + if is_extended { 2 } else { 0 };
        let length = match usize::from(flags & 0x0fff) {
            0x0fff => memchr::memchr(0, entry.get(start..)?)?,
            length => length,
        };
        let path = entry.get(start..start + length)?;
        let is_file = number(entry, 24)? & 0o170_000 == 0o100_000;
        let is_plain = is_file && flags & STAGE == 0 && more & INTENT_TO_ADD == 0;
        if is_plain
            && is_wanted(path)
            && let Ok(path) = std::str::from_utf8(path)
        {
            let id = git2::Oid::from_bytes(entry.get(40..60)?).ok()?;
            found.push((path.to_owned(), id.into()));
        }
        // Each entry ends with one to eight zeroes.
        at += (start + length + 8) & !7;
    }
    has_plain_extensions(bytes, at).then_some(found)
}

/// Whether nothing behind the entries changes what they mean: such extensions have names in
/// small letters.
fn has_plain_extensions(bytes: &[u8], mut at: usize) -> bool {
    let end = bytes.len().saturating_sub(20);
    while at < end {
        let is_optional = bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let length = number(bytes, at + 4).and_then(|length| usize::try_from(length).ok());
        let Some(length) = length.filter(|_| is_optional) else {
            return false;
        };
        at = at.saturating_add(8).saturating_add(length);
    }
    true
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
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

    fn paths(bytes: &[u8]) -> Option<Vec<String>> {
        let found = read(bytes, &|path| path.ends_with(b".md"))?;
        Some(found.into_iter().map(|(path, _)| path).collect())
    }

    #[test]
    fn plain_indexes_are_read() {
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
    fn others_are_left_to_libgit2() {
        for extension in [b"link\0\0\0\0", b"sdir\0\0\0\0"] {
            assert_eq!(paths(&index(&[("a.md", false)], extension)), None);
        }
        let mut version_4 = index(&[("a.md", false)], b"");
        version_4[7] = 4;
        assert_eq!(paths(&version_4), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), cut in 0_usize..300) {
            let _ = paths(&bytes);
            let whole = index(&[("a.md", false), ("b.md", true)], b"");
            bytes.splice(..0, whole.into_iter().take(cut));
            let _ = paths(&bytes);
        }
    }
}
