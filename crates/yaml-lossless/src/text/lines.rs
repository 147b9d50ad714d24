//! Conversion of byte offsets to lines and columns.

use super::Span;

/// A position in a text as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1. A byte order mark is not counted.
    pub column: usize,
    /// Byte offset, from 0.
    pub byte: usize,
}

/// The starts of a text's lines.
///
/// Lines end with `\n`; the `\r` of `\r\n` belongs to the line's ending.
#[derive(Debug)]
pub struct LineIndex {
    /// Offsets of 32 bits, as in [`Span`].
    starts: Vec<u32>,
    /// The number of characters before each block of [`BLOCK`] bytes; empty if every line is
    /// shorter than a block.
    characters: Vec<usize>,
}

/// Block size: columns are counted from the start of a block, so that long lines cost no more.
const BLOCK: usize = 1 << 10;

impl LineIndex {
    /// Finds the lines of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        /// A lower estimate of the average line length.
        const USUAL: usize = 24;
        let mut starts = Vec::with_capacity(text.len() / USUAL + 1);
        starts.push(0);
        let (mut longest, mut start) = (0, 0);
        for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
            longest = longest.max(at + 1 - start);
            start = at + 1;
            starts.push(narrow(start));
        }
        longest = longest.max(text.len() - start);
        let mut counted = 0;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            counted += characters(block);
            counted
        });
        // Only long lines need blocks.
        let characters = if longest >= BLOCK {
            std::iter::once(0).chain(blocks).collect()
        } else {
            Vec::new()
        };
        Self { starts, characters }
    }

    /// Number of lines; a final line break starts one more, empty line.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The offsets of the line breaks inside `span`.
    pub fn breaks(&self, span: Span) -> impl Iterator<Item = usize> {
        // Every line but the first starts after a line break. The first is skipped, because no span
        // starts before it.
        let first = self.starts.partition_point(|&start| start <= span.start);
        let end = self.starts.partition_point(|&start| start <= span.end);
        self.starts
            .get(first..end)
            .unwrap_or_default()
            .iter()
            .map(|&start| start as usize - 1)
    }

    /// The line, from 0, that holds `offset`.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts
            // The first line starts at 0, so there is always a line before.
            .partition_point(|&start| start as usize <= offset)
            - 1
    }

    /// The bytes of a line, from 0, without its ending.
    #[must_use]
    pub fn span(&self, text: &str, line: usize) -> Span {
        let Some(&start) = self.starts.get(line) else {
            return Span::new(text.len(), text.len());
        };
        let end = match self.starts.get(line + 1) {
            Some(&next) => next as usize,
            None => text.len(),
        };
        let line = text.get(start as usize..end).unwrap_or_default();
        let ending = if line.ends_with("\r\n") {
            2
        } else {
            usize::from(line.ends_with(['\r', '\n']))
        };
        Span::new(start as usize, start as usize + line.len() - ending)
    }

    /// The line and column of `offset`; an offset inside a character counts as that character's.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let byte = offset.min(text.len());
        let line = self.line_of(byte);
        let start = self.starts[line] as usize;
        let before = match text.as_bytes().get(start..byte) {
            Some(short) if short.len() < BLOCK => characters(short),
            _ => self.characters_before(text, byte) - self.characters_before(text, start),
        };
        let mark = usize::from(line == 0 && byte > 0 && text.starts_with('\u{feff}'));
        Position {
            line: line + 1,
            column: before - mark + 1,
            byte,
        }
    }
}

impl LineIndex {
    /// The number of characters that start before `offset`.
    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = text.as_bytes().get(block * BLOCK..offset);
        let before = self.characters.get(block).copied();
        before.unwrap_or_default() + characters(rest.unwrap_or_default())
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The number of characters that start in these bytes; UTF-8 continuation bytes do not count.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize) -> (usize, usize) {
        let position = LineIndex::new(text).position(text, offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "é: x\nab: ü!";
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(at(text, 2), (1, 2));
        assert_eq!(at(text, text.len()), (2, 7));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(at("\u{feff}a: b", 3), (1, 1));
        assert_eq!(at("\u{feff}a: b", 6), (1, 4));
    }

    #[test]
    fn columns_of_long_lines_are_counted_on() {
        let text = format!("\u{feff}a\n{}é\n", "完".repeat(BLOCK));
        assert_eq!(at(&text, 5 + 3 * BLOCK), (2, BLOCK + 1));
        assert_eq!(at(&text, 5 + 3 * BLOCK + 2), (2, BLOCK + 2));
        let whole = "x".repeat(2 * BLOCK);
        assert_eq!(at(&whole, whole.len()), (1, 2 * BLOCK + 1));
    }

    #[test]
    fn spans_leave_line_endings_out() {
        let text = "a\r\nbc\n";
        let lines = LineIndex::new(text);
        assert_eq!(lines.count(), 3);
        assert_eq!(lines.span(text, 0), Span::new(0, 1));
        assert_eq!(lines.span(text, 1), Span::new(3, 5));
        assert_eq!(lines.span(text, 2), Span::new(6, 6));
        assert_eq!(lines.span(text, 9), Span::new(6, 6));
    }
}
