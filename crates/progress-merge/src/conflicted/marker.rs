//! Lines that are conflict markers.

use std::ops::Range;

use progress_core::collections::HashMap;

use super::MarkerError;
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

/// A line that is a marker of some length, or looks like one.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Its character.
    pub byte: u8,
    /// How often it has that.
    pub size: usize,
    /// Where it is in the text.
    pub range: Range<usize>,
}

/// The lines of a text that look like markers.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// All of them, in their order.
    pub all: Vec<Run>,
    /// Where the last end marker of each length starts.
    last_ends: HashMap<usize, usize>,
}

impl Runs {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut runs = Self::default();
        let mut start = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let range = start..start + line.len();
            start = range.end;
            if let Some((byte, size)) = run(line) {
                if byte == b'>' {
                    runs.last_ends.insert(size, range.start);
                }
                runs.all.push(Run { byte, size, range });
            }
        }
        runs
    }

    /// Whether the conflict that starts here has an end marker of the same length.
    pub(super) fn is_closed(&self, start: usize, size: usize) -> bool {
        self.last_ends.get(&size).is_some_and(|end| *end > start)
    }
}

/// The length of a text's markers: that of the first start marker that also has an end marker.
///
/// Any other line of these characters is text, such as the underline of a heading.
pub(super) fn marker_size(runs: &Runs, examples: &Examples) -> Option<usize> {
    let mut starts = runs.all.iter().filter(|it| it.byte == b'<');
    let first = starts
        .find(|it| runs.is_closed(it.range.start, it.size) && !examples.contain(it.range.start))?;
    Some(first.size)
}

/// What is wrong with a line outside of conflicts whose markers have a length, if there are any: it
/// would stay behind when they are resolved.
pub(super) fn left_behind(
    line: &Line<'_>,
    runs: &Runs,
    size: Option<usize>,
) -> Option<MarkerError> {
    let (byte, length) = run(line.bytes)?;
    let number = line.number;
    if Some(length) == size {
        return None;
    }
    match byte {
        b'<' if runs.is_closed(line.start, length) => Some(MarkerError::OtherSize { line: number }),
        // Only Git's own length, because a longer line of these characters is often text.
        b'<' if length == MIN_SIZE => Some(MarkerError::Unclosed { line: number }),
        b'>' if length == MIN_SIZE => Some(MarkerError::Stray { line: number }),
        _ => None,
    }
}

/// Whether a side of a conflict has a conflict with markers of another length.
pub(super) fn has_conflict(side: &[u8]) -> bool {
    let runs = Runs::of(side);
    let mut starts = runs.all.iter().filter(|it| it.byte == b'<');
    starts.any(|it| runs.is_closed(it.range.start, it.size))
}

/// Whether a line is a longer marker, as Git writes into the base if the bases were in conflict
/// with each other.
pub(super) fn is_inner(line: &[u8], size: usize) -> bool {
    matches!(run(line), Some((b'<' | b'>', length)) if length > size)
}

/// What a line introduces, if it is a marker of this length.
pub(super) fn kind(line: &[u8], size: usize) -> Option<Kind> {
    let (byte, length) = apart(line)?;
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

/// The character that a line starts with, and how often, if that may be a marker of any text.
fn run(line: &[u8]) -> Option<(u8, usize)> {
    apart(line).filter(|(_, length)| *length >= MIN_SIZE)
}

/// The character that a line starts with, and how often, if a blank or nothing follows.
fn apart(line: &[u8]) -> Option<(u8, usize)> {
    let first = *line.first()?;
    let length = line.iter().take_while(|byte| **byte == first).count();
    // As in Git and Jujutsu, a blank separates the label.
    let is_apart = line.get(length).is_none_or(u8::is_ascii_whitespace);
    is_apart.then_some((first, length))
}
