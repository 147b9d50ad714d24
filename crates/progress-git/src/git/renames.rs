//! Rename detection, as in Git.
//!
//! History does not record renames: deleted and added files are paired by content. Identical
//! contents come first, then those that share at least half.

use std::cmp::Reverse;

use progress_core::collections::{HashMap, hash_of};

use super::{Change, ObjectId, Repository};

/// With more pairs to compare than this, only identical contents are paired.
const MAX_PAIRS: usize = 160_000;
/// Larger files are not compared.
const MAX_BYTES: usize = 4 << 20;
/// Contents are compared in pieces, which end with a line or at this length.
const PIECE: usize = 64;

/// A deleted or added file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side<'p> {
    /// Its path.
    pub path: &'p [u8],
    /// The ID of its content, if known.
    pub id: Option<ObjectId>,
}

/// Pairs deleted files with added ones, by index, best pairs first.
///
/// `read` returns the bytes of a file, of a deleted one if its first argument is true; `None` if
/// they cannot be read.
pub fn pair_renames(
    gone: &[Side<'_>],
    new: &[Side<'_>],
    read: &mut dyn FnMut(bool, usize) -> Option<Vec<u8>>,
) -> Vec<(usize, usize)> {
    let mut pairs = identical(gone, new);
    let mut is_paired = (vec![false; gone.len()], vec![false; new.len()]);
    for (old_at, new_at) in &pairs {
        is_paired.0[*old_at] = true;
        is_paired.1[*new_at] = true;
    }
    let gone_left: Vec<usize> = (0..gone.len()).filter(|at| !is_paired.0[*at]).collect();
    let new_left: Vec<usize> = (0..new.len()).filter(|at| !is_paired.1[*at]).collect();
    // A reorganization of a large repository would otherwise compare millions of contents.
    let count = gone_left.len().saturating_mul(new_left.len());
    if count > 0 && count <= MAX_PAIRS {
        pairs.extend(similar(gone, new, (&gone_left, &new_left), read));
    }
    pairs
}

/// Merges pairs of changes that are renames.
pub(super) fn find_renames(repository: &Repository, changes: Vec<Change>) -> Vec<Change> {
    let mut gone = Vec::new();
    let mut new = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        match (change.old, change.new) {
            // Links and submodules have no content to compare.
            (Some(old), None) if old.kind.is_file() => gone.push(at),
            (None, Some(added)) if added.kind.is_file() => new.push(at),
            _ => {}
        }
    }
    if gone.is_empty() || new.is_empty() {
        return changes;
    }
    let old_sides: Vec<Side<'_>> = gone.iter().map(|&at| side_of(&changes[at])).collect();
    let new_sides: Vec<Side<'_>> = new.iter().map(|&at| side_of(&changes[at])).collect();
    // Files that cannot be read, for example in a partial clone, are not renames.
    let pairs = pair_renames(&old_sides, &new_sides, &mut |is_gone, at| {
        let sides = if is_gone { &old_sides } else { &new_sides };
        repository.blob(sides.get(at)?.id?).ok()
    });
    joined(changes, &gone, &new, &pairs)
}

/// The only side of a change.
fn side_of(change: &Change) -> Side<'_> {
    let entry = change.old.or(change.new);
    Side {
        path: &change.path,
        id: entry.and_then(|entry| entry.id),
    }
}

/// The changes with each pair merged into one.
fn joined(
    mut changes: Vec<Change>,
    gone: &[usize],
    new: &[usize],
    pairs: &[(usize, usize)],
) -> Vec<Change> {
    let mut is_moved = vec![false; changes.len()];
    for (old_at, new_at) in pairs {
        let (old_at, new_at) = (gone[*old_at], new[*new_at]);
        is_moved[old_at] = true;
        let (from, old) = (changes[old_at].path.clone(), changes[old_at].old);
        changes[new_at].from = Some(from);
        changes[new_at].old = old;
    }
    let mut moved = is_moved.into_iter();
    changes.retain(|_| !moved.next().unwrap_or_default());
    changes
}

/// Pairs files with the same content, preferring the same file name.
fn identical(gone: &[Side<'_>], new: &[Side<'_>]) -> Vec<(usize, usize)> {
    let mut taken = (vec![false; gone.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    // A file moved to another folder usually keeps its name, so that is tried first: boilerplate
    // such as empty `__init__.py` files is identical everywhere.
    for by_name in [true, false] {
        let mut places: HashMap<(ObjectId, Vec<u8>), Vec<usize>> = HashMap::default();
        // Backwards, so that `pop` takes the first.
        for (at, side) in gone.iter().enumerate().rev() {
            if !taken.0[at]
                && let Some(key) = content_key(side, by_name)
            {
                places.entry(key).or_default().push(at);
            }
        }
        for (at, side) in new.iter().enumerate() {
            if taken.1[at] {
                continue;
            }
            let found = content_key(side, by_name).and_then(|key| places.get_mut(&key)?.pop());
            if let Some(old_at) = found {
                (taken.0[old_at], taken.1[at]) = (true, true);
                pairs.push((old_at, at));
            }
        }
    }
    pairs
}

/// The content of a file, with its name if that has to be the same too.
fn content_key(side: &Side<'_>, by_name: bool) -> Option<(ObjectId, Vec<u8>)> {
    let name = if by_name { name(side.path) } else { b"" };
    Some((side.id?, name.to_vec()))
}

/// Pairs files that share at least half of their content, most similar first.
fn similar(
    gone: &[Side<'_>],
    new: &[Side<'_>],
    left: (&[usize], &[usize]),
    read: &mut dyn FnMut(bool, usize) -> Option<Vec<u8>>,
) -> Vec<(usize, usize)> {
    let gone_pieces = pieces_of(left.0, &mut |at| read(true, at));
    let new_pieces = pieces_of(left.1, &mut |at| read(false, at));
    let mut scored = Vec::new();
    for (old_at, old) in &gone_pieces {
        for (new_at, other) in &new_pieces {
            if let Some(score) = old.score(other) {
                let is_named_alike = name(gone[*old_at].path) == name(new[*new_at].path);
                scored.push((Reverse((score, is_named_alike)), *old_at, *new_at));
            }
        }
    }
    // Positions break ties, so that the result is always the same.
    scored.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut taken = (vec![false; gone.len()], vec![false; new.len()]);
    for (_, old_at, new_at) in scored {
        if !taken.0[old_at] && !taken.1[new_at] {
            (taken.0[old_at], taken.1[new_at]) = (true, true);
            pairs.push((old_at, new_at));
        }
    }
    pairs
}

/// The pieces of the files at these indices, as far as they can be read and compared.
fn pieces_of(
    indices: &[usize],
    read: &mut dyn FnMut(usize) -> Option<Vec<u8>>,
) -> Vec<(usize, Pieces)> {
    let mut all = Vec::new();
    for &at in indices {
        if let Some(pieces) = read(at).and_then(|bytes| Pieces::of(&bytes)) {
            all.push((at, pieces));
        }
    }
    all
}

fn name(path: &[u8]) -> &[u8] {
    let start = memchr::memrchr(b'/', path).map_or(0, |at| at + 1);
    &path[start..]
}

/// Content as a multiset of pieces: bytes by hash.
struct Pieces {
    counts: Vec<(u64, usize)>,
    size: usize,
}

impl Pieces {
    /// Splits content into pieces; `None` if it is empty or too large to compare.
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() || bytes.len() > MAX_BYTES {
            return None;
        }
        let mut counts: Vec<(u64, usize)> = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let pieces = line.chunks(PIECE);
            counts.extend(pieces.map(|piece| (hash_of(piece), piece.len())));
        }
        counts.sort_unstable();
        counts.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                kept.1 += later.1;
            }
            is_same
        });
        let size = bytes.len();
        Some(Self { counts, size })
    }

    /// The share of the larger one that is in both, in thousandths; `None` if below half.
    fn score(&self, other: &Self) -> Option<usize> {
        let (small, large) = (self.size.min(other.size), self.size.max(other.size));
        // The smaller one cannot contain half of the larger one.
        if small * 2 < large {
            return None;
        }
        let mut others = other.counts.iter().peekable();
        let mut shared = 0;
        for (hash, count) in &self.counts {
            while others.next_if(|(other, _)| other < hash).is_some() {}
            if let Some((_, other)) = others.next_if(|(other, _)| other == hash) {
                shared += count.min(other);
            }
        }
        if shared * 2 < large {
            return None;
        }
        Some(shared * 1_000 / large)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> Option<ObjectId> {
        ObjectId::from_bytes(&[byte; 20])
    }

    /// Files: path, ID of the content, and content.
    type Files<'f> = &'f [(&'f str, u8, &'f str)];

    fn paired(gone: Files<'_>, new: Files<'_>) -> Vec<(usize, usize)> {
        let gone_sides: Vec<Side<'_>> = gone.iter().map(as_side).collect();
        let new_sides: Vec<Side<'_>> = new.iter().map(as_side).collect();
        let mut pairs = pair_renames(&gone_sides, &new_sides, &mut |is_gone, at| {
            let files = if is_gone { gone } else { new };
            Some(files[at].2.as_bytes().to_vec())
        });
        pairs.sort_unstable();
        pairs
    }

    fn as_side<'f>(file: &(&'f str, u8, &'f str)) -> Side<'f> {
        Side {
            path: file.0.as_bytes(),
            id: id(file.1),
        }
    }

    #[test]
    fn identical_files_of_the_same_name_come_first() {
        let gone = [("a/x.md", 1, "same\n"), ("b/y.md", 1, "same\n")];
        let new = [("c/y.md", 1, "same\n"), ("c/z.md", 1, "same\n")];
        assert_eq!(paired(&gone, &new), [(0, 1), (1, 0)]);
    }

    #[test]
    fn half_of_the_larger_one_is_enough() {
        let text = "one line\ntwo line\nred line\nblu line\n";
        let gone = [("a.md", 1, text), ("b.md", 2, "entirely\ndifferent\n")];
        let half = "one line\ntwo line\nsomethin\nnot her!\n";
        let less = "one line\nsomethin\nelse, an\nd more.\n";
        assert_eq!(paired(&gone, &[("c.md", 3, half)]), [(0, 0)]);
        assert_eq!(paired(&gone, &[("c.md", 3, less)]), []);
        let both = [("c.md", 3, half), ("d.md", 4, &text[..27])];
        assert_eq!(paired(&gone, &both), [(0, 1)]);
    }
}
