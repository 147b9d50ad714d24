//! A file's text, and spans within it.

use std::ops::Range;
use std::sync::OnceLock;

use super::{LineIndex, Position};

/// A half-open range of byte offsets into one text.
///
/// Offsets are 32 bits wide: a text of 4 GiB or more has no spans after its first 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: narrow(start),
            end: narrow(end.max(start)),
        }
    }

    /// The span as a range that can index a string.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `offset` is inside.
    #[must_use]
    pub fn contains(self, offset: usize) -> bool {
        self.range().contains(&offset)
    }

    /// Whether it contains no bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The text of one file, with its line index built on first use.
#[derive(Debug)]
pub struct Text {
    content: String,
    invalid_utf8: Option<u32>,
    lines: OnceLock<Box<LineIndex>>,
}

impl Text {
    /// Decodes the bytes of a file.
    ///
    /// Invalid UTF-8 is replaced with U+FFFD; [`Text::invalid_utf8`] then returns the offset of the
    /// first replacement. Up to there, all offsets agree with the bytes of the file.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(content) => Self::from(content),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let content = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Self {
                    invalid_utf8: Some(Span::new(at, at).start),
                    ..Self::from(content)
                }
            }
        }
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Offset of the first byte that is not UTF-8.
    #[must_use]
    pub fn invalid_utf8(&self) -> Option<usize> {
        self.invalid_utf8.map(|at| at as usize)
    }

    /// The text inside `span`; empty if the span does not fit the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.content.get(span.range()).unwrap_or_default()
    }

    /// The line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&self.content, offset)
    }

    /// The index of the text's lines.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines
            .get_or_init(|| Box::new(LineIndex::new(&self.content)))
    }
}

impl From<String> for Text {
    fn from(content: String) -> Self {
        Self {
            content,
            invalid_utf8: None,
            lines: OnceLock::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_are_replaced_and_located() {
        let text = Text::from_bytes(b"ab\xffcd".to_vec());
        assert_eq!(text.as_str(), "ab\u{fffd}cd");
        assert_eq!(text.invalid_utf8(), Some(2));
    }

    #[test]
    fn a_span_outside_the_text_is_empty() {
        let text = Text::from("abc".to_owned());
        assert_eq!(text.slice(Span::new(1, 3)), "bc");
        assert_eq!(text.slice(Span::new(2, 9)), "");
    }
}
