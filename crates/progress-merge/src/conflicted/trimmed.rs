//! The bases of conflicts written with `zdiff3`.
//!
//! That style moves lines that both sides have out of a conflict, although the base has its own
//! version of them inside: the key `files_modified:` above, and `files_modified: []` in the base. A
//! base with both is unreadable. So is one with the last lines of a task that both sides have added,
//! after a task that has such lines already.

use progress_core::document::Document;

use super::super::fallback::{OddLine, odd_lines};
use super::{Conflicted, Part};

/// How often the base is read to find lines that do not belong in it.
const MAX_ROUNDS: usize = 20;

/// A line of a base.
struct BaseLine<'l> {
    bytes: &'l [u8],
    /// Whether it is outside of conflicts, so that both sides have it.
    is_shared: bool,
}

impl Conflicted<'_> {
    /// The first base, without lines outside of conflicts that make it unreadable. Both sides have
    /// these lines, so the base does not decide about them.
    pub(in super::super) fn trimmed_base(&self) -> Vec<u8> {
        let mut lines: Vec<BaseLine<'_>> = Vec::new();
        for part in &self.parts {
            let (text, is_shared) = match part {
                Part::Text(text) => (*text, true),
                Part::Hunk(hunk) => {
                    let base = hunk.bases.first().and_then(Option::as_deref);
                    (base.unwrap_or_default(), false)
                }
            };
            let split = text.split_inclusive(|byte| *byte == b'\n');
            lines.extend(split.map(|bytes| BaseLine { bytes, is_shared }));
        }
        for _ in 0..MAX_ROUNDS {
            if !drop_odd(&mut lines) {
                break;
            }
        }
        joined(&lines)
    }
}

/// Removes the shared lines that make a text unreadable, with what belongs to them; returns whether
/// there were any.
fn drop_odd(lines: &mut Vec<BaseLine<'_>>) -> bool {
    let is_shared = |number: &usize| lines.get(number - 1).is_some_and(|line| line.is_shared);
    let mut shared: Vec<usize> = odd_lines(&Document::parse(joined(lines)))
        .into_iter()
        .filter_map(|odd| {
            let OddLine { line, first } = odd;
            Some(line).filter(is_shared).or(first.filter(is_shared))
        })
        .collect();
    shared.sort_unstable();
    shared.dedup();
    // The last one first, so that the numbers of the others stay right.
    for number in shared.iter().rev() {
        let start = number - 1;
        lines.drain(start..end_of_entry(lines, start));
    }
    !shared.is_empty()
}

/// The end of the shared lines that belong to the entry that starts at a line: those indented more
/// deeply.
fn end_of_entry(lines: &[BaseLine<'_>], start: usize) -> usize {
    let (key_indent, is_item) = outline(lines[start].bytes);
    let mut end = start + 1;
    for (at, line) in lines.iter().enumerate().skip(end) {
        if line.bytes.trim_ascii().is_empty() {
            continue;
        }
        let (indent, is_below) = outline(line.bytes);
        // The items of a list may be as far to the left as its key.
        let belongs = indent > key_indent || indent == key_indent && is_below && !is_item;
        if !line.is_shared || !belongs {
            break;
        }
        end = at + 1;
    }
    end
}

/// How far a line is indented, and whether it starts an item of a list.
fn outline(line: &[u8]) -> (usize, bool) {
    let content = line.trim_ascii_start();
    (line.len() - content.len(), content.starts_with(b"- "))
}

fn joined(lines: &[BaseLine<'_>]) -> Vec<u8> {
    let bytes: Vec<&[u8]> = lines.iter().map(|line| line.bytes).collect();
    bytes.concat()
}
