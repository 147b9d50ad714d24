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

/// The lines of a part of a text, without fences and without comments that start a line: of HTML,
/// Obsidian (`%%`) and Liquid (`{% comment %}`).
pub fn lines(text: &Text, body: Span) -> impl Iterator<Item = Line> {
    let mut reader = Reader::default();
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
        let kind = reader.read(content);
        if !is_line {
            return None;
        }
        Some(Line { span, kind: kind? })
    })
}

/// What was read so far, as far as it decides about the next line.
struct Reader {
    state: State,
    /// Whether the last line was blank or indented code, so that indented code may follow.
    may_be_code: bool,
    /// Whether indented lines may continue a list.
    in_list: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            state: State::Prose,
            may_be_code: true,
            in_list: false,
        }
    }
}

impl Reader {
    /// Returns the kind of the next line; `None` for one to leave out.
    fn read(&mut self, line: &str) -> Option<LineKind> {
        let is_prose = matches!(self.state, State::Prose);
        if is_prose && self.is_indented_code(line) {
            return Some(LineKind::Code);
        }
        let (kind, next) = self.state.step(line);
        self.state = next;
        kind
    }

    /// Whether a line is code because four blanks precede it.
    fn is_indented_code(&mut self, line: &str) -> bool {
        let bytes = line.as_bytes();
        let first = bytes.first().copied();
        match first {
            // Fast path: most lines are not indented.
            Some(byte) if !matches!(byte, b' ' | b'\t') => {
                let begins_item = starts_item(line);
                // A line after a blank one that is not indented ends a list.
                self.in_list = begins_item || self.in_list && !self.may_be_code;
                self.may_be_code = false;
                false
            }
            _ if line.trim().is_empty() => {
                self.may_be_code = true;
                false
            }
            _ => {
                let text = line.trim_start_matches(' ');
                // In CommonMark, a tab reaches the fourth column as well.
                let is_deep = line.len() - text.len() >= 4 || text.starts_with('\t');
                // In a list, blanks may be the indentation of an item; after a paragraph, they
                // continue it.
                let is_code = is_deep && self.may_be_code && !self.in_list;
                self.in_list |= !is_deep && starts_item(text);
                self.may_be_code = is_code;
                is_code
            }
        }
    }
}

/// Whether a line starts with the marker of a list item.
fn starts_item(line: &str) -> bool {
    let bytes = line.as_bytes();
    let after = match bytes.first() {
        Some(b'-' | b'*' | b'+') => bytes.get(1),
        Some(byte) if byte.is_ascii_digit() => {
            let digits = bytes
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            match bytes.get(digits) {
                Some(b'.' | b')') => bytes.get(digits + 1),
                _ => return false,
            }
        }
        // A quotation may contain a list.
        Some(b'>') => return true,
        _ => return false,
    };
    matches!(after, None | Some(b' ' | b'\t'))
}

#[derive(Clone, Copy)]
enum State {
    Prose,
    /// Inside a fence of this character, at least this often.
    Fence(char, usize),
    /// Inside a comment, until a line with this.
    Comment(&'static str),
}

impl State {
    /// Returns the kind of a line, and the state after it.
    fn step(self, line: &str) -> (Option<LineKind>, Self) {
        match self {
            // Fast path: nearly every line begins with another character.
            Self::Fence(mark, length)
                if first_mark(line).map(char::from) == Some(mark) && closes(line, mark, length) =>
            {
                (None, Self::Prose)
            }
            Self::Fence(..) => (Some(LineKind::Code), self),
            Self::Comment(end) if line.contains(end) => (None, Self::Prose),
            Self::Comment(_) => (None, self),
            // Fast path: nearly every line begins with none of these.
            Self::Prose if !matches!(first_mark(line), Some(b'`' | b'~' | b'<' | b'%' | b'{')) => {
                (Some(LineKind::Prose), self)
            }
            Self::Prose => match (opening(line), comment(line)) {
                (Some((mark, length)), _) => (None, Self::Fence(mark, length)),
                (None, Some((rest, end))) if rest.contains(end) => (None, Self::Prose),
                (None, Some((_, end))) => (None, Self::Comment(end)),
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
    if length < 3 || mark == '`' && rest.contains('`') {
        return None;
    }
    Some((mark, length))
}

fn closes(line: &str, mark: char, length: usize) -> bool {
    run(line).is_some_and(|(found, count, rest)| {
        found == mark && count >= length && rest.trim().is_empty()
    })
}

fn run(line: &str) -> Option<(char, usize, &str)> {
    let content = line.trim_start_matches([' ', '\t', '>']);
    let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = content.trim_start_matches(mark);
    Some((mark, content.len() - rest.len(), rest))
}

/// How comments begin and end.
const COMMENTS: &[(&str, &str)] = &[
    ("<!--", "-->"),
    ("%%", "%%"),
    ("{% comment %}", "{% endcomment %}"),
    ("{%- comment -%}", "{%- endcomment -%}"),
];

/// The text after the beginning of a comment, and what ends it.
fn comment(line: &str) -> Option<(&str, &'static str)> {
    let content = line.trim_start();
    let mut comments = COMMENTS.iter();
    comments.find_map(|(begin, end)| Some((content.strip_prefix(begin)?, *end)))
}
