//! Lines, classified as prose or code.

use yaml_lossless::text::{Span, Text};

/// The kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Ordinary text.
    Prose,
    /// A line inside a fence.
    Code,
}

/// A line of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its bytes without the ending.
    pub span: Span,
    /// Its kind.
    pub kind: LineKind,
}

/// The lines of a part of a text, without the fences themselves and without comments that
/// start a line.
pub fn lines(text: &Text, body: Span) -> impl Iterator<Item = Line> {
    let mut state = State::Prose;
    let std::ops::Range {
        mut start,
        end: last,
    } = body.range();
    let breaks = text.lines().breaks(body);
    breaks.chain([last]).filter_map(move |end| {
        let line = text.as_str().get(start..end)?;
        let content = line.strip_suffix('\r').unwrap_or(line);
        let span = Span::new(start, start + content.len());
        // After the last line break there is a line only if it has text.
        let is_line = end < last || start < end;
        start = end + 1;
        let (kind, next) = state.step(content);
        state = next;
        kind.filter(|_| is_line).map(|kind| Line { span, kind })
    })
}

#[derive(Clone, Copy)]
enum State {
    Prose,
    /// Inside a fence of so many of these.
    Fence(char, usize),
    Comment,
}

impl State {
    /// Returns the kind of a line, and the state after it.
    fn step(self, line: &str) -> (Option<LineKind>, Self) {
        match self {
            Self::Fence(mark, length) if closes(line, mark, length) => (None, Self::Prose),
            Self::Fence(..) => (Some(LineKind::Code), self),
            Self::Comment if line.contains("-->") => (None, Self::Prose),
            Self::Comment => (None, self),
            // Fast path: nearly every line begins with none of these.
            Self::Prose if !matches!(first_mark(line), Some(b'`' | b'~' | b'<')) => {
                (Some(LineKind::Prose), self)
            }
            Self::Prose => match (opening(line), comment(line)) {
                (Some((mark, length)), _) => (None, Self::Fence(mark, length)),
                (None, Some(comment)) if comment.contains("-->") => (None, Self::Prose),
                (None, Some(_)) => (None, Self::Comment),
                (None, None) => (Some(LineKind::Prose), self),
            },
        }
    }
}

/// The first byte of a line that is neither a blank nor a quotation's `>`.
pub(super) fn first_mark(line: &str) -> Option<u8> {
    let mut bytes = line.bytes();
    bytes.find(|byte| !matches!(byte, b' ' | b'\t' | b'>'))
}

/// The character and length of the fence that a line opens, at any list depth.
fn opening(line: &str) -> Option<(char, usize)> {
    let (mark, length, rest) = run(line)?;
    // Backticks that are closed on the same line are inline code.
    (length >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, length))
}

fn closes(line: &str, mark: char, length: usize) -> bool {
    run(line).is_some_and(|(found, count, rest)| {
        found == mark && count >= length && rest.trim().is_empty()
    })
}

fn run(line: &str) -> Option<(char, usize, &str)> {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    Some((mark, line.len() - rest.len(), rest))
}

fn comment(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("<!--")
}
