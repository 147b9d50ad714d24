//! Trees, parsed from their bytes.

use std::cmp::Ordering;

use super::{EntryKind, ObjectId};

/// The length of a folder's mode, `40000`, and the space after it.
const SHORTEST_MODE: usize = 6;

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

    /// The number of its bytes.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The entries, in Git's order; stops at malformed data.
    pub(super) fn entries(&self) -> Entries<'_> {
        Entries {
            rest: &self.bytes,
            id_length: self.id_length,
        }
    }
}

/// The entries of a tree that are left to read.
#[derive(Clone, Debug)]
pub(super) struct Entries<'t> {
    rest: &'t [u8],
    id_length: usize,
}

impl<'t> Entries<'t> {
    /// Skips the entries that both have next, which are most of them if one tree is a later version
    /// of the other: comparing bytes is much cheaper than parsing them.
    pub(super) fn skip_common(&mut self, other: &mut Self) {
        if self.rest == other.rest {
            self.rest = &[];
            other.rest = &[];
            return;
        }
        while let Some((first, after)) = self.split_first() {
            let Some(rest) = other.rest.strip_prefix(first) else {
                return;
            };
            self.rest = after;
            other.rest = rest;
        }
    }

    /// The bytes of the first entry, which may be malformed, and those after it.
    fn split_first(&self) -> Option<(&'t [u8], &'t [u8])> {
        // A mode and the space after it are at least this long, and contain no zero byte.
        let name = self.rest.get(SHORTEST_MODE..)?;
        let end = SHORTEST_MODE + memchr::memchr(0, name)? + 1;
        self.rest.split_at_checked(end + self.id_length)
    }

    /// The next entry that an earlier version of the same folder does not have.
    pub(super) fn next_new(&mut self, earlier: &mut Self) -> Option<RawEntry<'t>> {
        loop {
            self.skip_common(earlier);
            let mut after = self.clone();
            let entry = after.next()?;
            let mut earlier_after = earlier.clone();
            let other = earlier_after.next();
            let order = other.map(|other| other.order().cmp(&entry.order()));
            if order.is_some_and(Ordering::is_le) {
                *earlier = earlier_after;
            }
            // An entry that was removed says nothing about those that follow it.
            if order != Some(Ordering::Less) {
                *self = after;
                return Some(entry);
            }
        }
    }
}

impl<'t> Iterator for Entries<'t> {
    type Item = RawEntry<'t>;

    fn next(&mut self) -> Option<RawEntry<'t>> {
        let parts = Parts::of(self.rest, self.id_length)?;
        self.rest = parts.after;
        Some(RawEntry {
            name: parts.name,
            kind: EntryKind::of_mode(parts.mode),
            id: ObjectId::from_bytes(parts.id)?,
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

/// The parts of the first entry, and what follows it.
struct Parts<'t> {
    mode: u32,
    name: &'t [u8],
    id: &'t [u8],
    after: &'t [u8],
}

impl<'t> Parts<'t> {
    /// Splits off an entry; `None` if it is malformed.
    fn of(bytes: &'t [u8], id_length: usize) -> Option<Self> {
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
        Some(Self {
            mode,
            name: &rest[..end],
            id,
            after,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn what_trees_have_in_common_is_skipped() {
        let tree = |files: &[(&str, u8)]| {
            let mut bytes = Vec::new();
            for (name, id) in files {
                bytes.extend(format!("100644 {name}\0").bytes());
                bytes.extend([*id; 20]);
            }
            bytes
        };
        let left = |one: &[(&str, u8)], other: &[(&str, u8)]| {
            let trees = [tree(one), tree(other)].map(|bytes| RawTree::new(bytes, 20));
            let [mut one, mut other] = [trees[0].entries(), trees[1].entries()];
            one.skip_common(&mut other);
            [one, other].map(|rest| rest.flat_map(|entry| entry.name.to_vec()).collect())
        };
        let both = [("a", 1), ("b", 1)];
        let cases: [(&[_], &[_], [&[u8]; 2]); 5] = [
            (&both, &both, [b"", b""]),
            (&both, &[("a", 1), ("b", 2)], [b"b", b"b"]),
            (&both, &[("a", 1)], [b"b", b""]),
            (&[("b", 1)], &both, [b"b", b"ab"]),
            // IDs may contain any bytes, including the one that ends a name.
            (&[("a", 0), ("b", 0)], &[("a", 0), ("c", 0)], [b"b", b"c"]),
        ];
        for (one, other, names) in cases {
            let rest: [Vec<u8>; 2] = left(one, other);
            assert_eq!(rest, names, "{one:?} {other:?}");
        }
    }

    #[test]
    fn only_new_entries_are_read() {
        let tree = |files: &[(&str, u8)]| {
            let mut bytes = Vec::new();
            for (name, id) in files {
                bytes.extend(format!("100644 {name}\0").bytes());
                bytes.extend([*id; 20]);
            }
            RawTree::new(bytes, 20)
        };
        let earlier = tree(&[("a", 1), ("c", 1), ("d", 1), ("f", 1)]);
        let cases: [(&[_], &[_]); 6] = [
            (&[("a", 1), ("c", 1), ("d", 1), ("f", 1)], &[]),
            (&[("a", 1), ("b", 1), ("c", 1), ("f", 1)], &["b"]),
            (&[("a", 2), ("d", 1), ("f", 2)], &["a", "f"]),
            (&[("f", 1), ("g", 1)], &["g"]),
            (&[], &[]),
            // Out of order, an entry may seem to be new, but none is left out.
            (&[("f", 1), ("e", 1), ("a", 1)], &["e", "a"]),
        ];
        for (files, expected) in cases {
            let later = tree(files);
            let [mut new, mut old] = [later.entries(), earlier.entries()];
            let found = std::iter::from_fn(|| new.next_new(&mut old));
            let names: Vec<String> = found
                .map(|entry| String::from_utf8_lossy(entry.name).into_owned())
                .collect();
            assert_eq!(names, expected, "{files:?}");
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
