//! The bases of conflicts written with `zdiff3`.
//!
//! That style moves lines that both sides have out of a conflict, although the base has its own
//! version of them inside: the key `files_modified:` above, and `files_modified: []` in the base. A
//! base with both is unreadable.

use super::{Conflicted, Part};

/// How many lines around a conflict are compared with its base.
const MAX_LINES: usize = 20;

/// Where a YAML key is, and the key.
type Key<'l> = (usize, &'l [u8]);

impl Conflicted<'_> {
    /// The first base, without lines around conflicts whose keys the base has inside. Both sides
    /// have these lines, so the base does not decide about them.
    pub(in super::super) fn trimmed_base(&self) -> Vec<u8> {
        let mut text: Vec<u8> = Vec::new();
        let mut inside: Vec<Key<'_>> = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(lines) => text.extend_from_slice(after(lines, &inside)),
                Part::Hunk(hunk) => {
                    let base = hunk.bases.first().and_then(Option::as_deref);
                    let base = base.unwrap_or_default();
                    inside = split(base).filter_map(key).collect();
                    text.truncate(before(&text, &inside));
                    text.extend_from_slice(base);
                }
            }
        }
        text
    }
}

/// The length of a text without the lines from the last one with one of these keys.
fn before(text: &[u8], keys: &[Key<'_>]) -> usize {
    let mut end = text.len();
    let lines: Vec<&[u8]> = split(text).collect();
    for line in lines.iter().rev().take(MAX_LINES) {
        end -= line.len();
        if key(line).is_some_and(|key| keys.contains(&key)) {
            return end;
        }
    }
    text.len()
}

/// A text without the lines up to the first one with one of these keys.
fn after<'t>(text: &'t [u8], keys: &[Key<'_>]) -> &'t [u8] {
    let mut start = 0;
    for line in split(text).take(MAX_LINES) {
        start += line.len();
        if key(line).is_some_and(|key| keys.contains(&key)) {
            return &text[start..];
        }
    }
    text
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

/// The key of an entry of a block mapping.
fn key(line: &[u8]) -> Option<Key<'_>> {
    let indent = line.iter().take_while(|byte| **byte == b' ').count();
    let rest = &line[indent..];
    let end = rest.iter().position(|byte| *byte == b':')?;
    Some((indent, &rest[..end]))
}
