//! Lines that are conflict markers.

use progress_core::collections::HashMap;

use super::examples::Examples;

/// The length of Git's markers, and the minimum of Jujutsu's.
const MIN_SIZE: usize = 7;

/// What a marker introduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A conflict.
    Start,
    /// Git: the base.
    Base,
    /// Git: the other side.
    Separator,
    /// The text after a conflict.
    End,
    /// Jujutsu: a diff from a base to a side.
    Diff,
    /// Jujutsu: a side.
    Side,
    /// Jujutsu: a base.
    Removed,
    /// Jujutsu: more of the label of the line above.
    Note,
}

/// A line, and whether it is a marker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub bytes: &'t [u8],
    /// Where it starts in the text.
    pub start: usize,
    /// Its number, from 1.
    pub number: usize,
    pub kind: Option<Kind>,
}

impl Line<'_> {
    /// The text after a marker.
    pub(super) fn label(&self) -> String {
        let Some(first) = self.bytes.first() else {
            return String::new();
        };
        let text = self.bytes.iter().skip_while(|byte| *byte == first);
        let text: Vec<u8> = text.copied().collect();
        String::from_utf8_lossy(&text).trim().to_owned()
    }
}

/// The lines of a text whose markers have this length.
pub(super) fn lines(text: &[u8], size: usize) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive(|byte| *byte == b'\n')
        .enumerate()
        .map(move |(index, bytes)| {
            let line = Line {
                bytes,
                start,
                number: index + 1,
                kind: kind(bytes, size),
            };
            start += bytes.len();
            line
        })
}

/// The length of a text's markers: that of the first start marker that also has an end marker.
///
/// Any other line of these characters is text, such as the underline of a heading.
pub(super) fn marker_size(text: &[u8], examples: &Examples) -> Option<usize> {
    let mut last_ends = HashMap::default();
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if let Some((b'>', size)) = run(line) {
            last_ends.insert(size, index);
        }
    }
    if last_ends.is_empty() {
        return None;
    }
    let mut start = 0;
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if let Some((b'<', size)) = run(line)
            && last_ends.get(&size).is_some_and(|end| *end > index)
            && !examples.contain(start)
        {
            return Some(size);
        }
        start += line.len();
    }
    None
}

/// Whether a line is a longer marker, as Git writes into the base if the bases were in conflict
/// with each other.
pub(super) fn is_inner(line: &[u8], size: usize) -> bool {
    matches!(run(line), Some((b'<' | b'>', length)) if length > size)
}

/// What a line introduces, if it is a marker of this length.
pub(super) fn kind(line: &[u8], size: usize) -> Option<Kind> {
    let (byte, length) = run(line)?;
    if length != size {
        return None;
    }
    Some(match byte {
        b'<' => Kind::Start,
        b'|' => Kind::Base,
        b'=' => Kind::Separator,
        b'>' => Kind::End,
        b'%' => Kind::Diff,
        b'+' => Kind::Side,
        b'-' => Kind::Removed,
        b'\\' => Kind::Note,
        _ => return None,
    })
}

/// The character that a line starts with, and how often, if that may be a marker.
fn run(line: &[u8]) -> Option<(u8, usize)> {
    let first = *line.first()?;
    let length = line.iter().take_while(|byte| **byte == first).count();
    // As in Git and Jujutsu, a blank separates the label.
    let is_apart = line.get(length).is_none_or(u8::is_ascii_whitespace);
    if length >= MIN_SIZE && is_apart {
        Some((first, length))
    } else {
        None
    }
}
