//! Positions in a text, as clients count them.

use gen_lsp_types::{Position, PositionEncodingKind, Range};
use yaml_lossless::text::Span;

/// The unit in which a client counts characters within a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16: what every client supports.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// Chooses among those that a client offers. Bytes need no conversion, so they come first.
    #[must_use]
    pub fn choose(offered: &[PositionEncodingKind]) -> Self {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offered.contains(&PositionEncodingKind::UTF16) || offered.is_empty() {
            Self::Utf16
        } else if offered.contains(&PositionEncodingKind::UTF32) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    /// Its name in the protocol.
    #[must_use]
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// The length of a character.
    fn length(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// The lines of a text, for converting positions.
///
/// In the protocol a lone `\r` ends a line too, unlike in the rest of this program.
#[derive(Debug)]
pub struct Positions<'t> {
    text: &'t str,
    encoding: Encoding,
    starts: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            // The `\n` of `\r\n` ends the line.
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at + 1);
        }
        Self {
            text,
            encoding,
            starts,
        }
    }

    /// The position of a byte offset. An offset inside a character counts as that character's, and
    /// one inside `\r\n` as the end of the line.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        if self.text[..offset].ends_with('\r') && self.text[offset..].starts_with('\n') {
            offset -= 1;
        }
        // The first line starts at 0, so there is always a line before.
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = &self.text[self.starts[line]..offset];
        let character = match self.encoding {
            Encoding::Utf8 => before.len(),
            _ => before.chars().map(|it| self.encoding.length(it)).sum(),
        };
        Position {
            line: narrow(line),
            character: narrow(character),
        }
    }

    /// The byte offset of a position. One beyond the end of a line means its end, and one inside a
    /// character means its start.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else {
            return self.text.len();
        };
        let line = self.line(position.line as usize);
        let mut left = position.character as usize;
        for (at, character) in line.char_indices() {
            let length = self.encoding.length(character);
            if left < length {
                return start + at;
            }
            left -= length;
        }
        start + line.len()
    }

    /// The range of a span.
    #[must_use]
    pub fn range(&self, span: Span) -> Range {
        let std::ops::Range { start, end } = span.range();
        Range {
            start: self.position(start),
            end: self.position(end),
        }
    }

    /// The span of a range. If its end is before its start, it is empty.
    #[must_use]
    pub fn span(&self, range: Range) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }

    /// A line without its ending.
    fn line(&self, line: usize) -> &'t str {
        let start = self.starts[line];
        let end = self.starts.get(line + 1).copied();
        let whole = &self.text[start..end.unwrap_or(self.text.len())];
        let Some(unended) = whole.strip_suffix('\n') else {
            return whole.strip_suffix('\r').unwrap_or(whole);
        };
        unended.strip_suffix('\r').unwrap_or(unended)
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with characters beyond the BMP, combining marks and all line endings.
    fn texts() -> impl Strategy<Value = String> {
        let parts = prop::sample::select(vec![
            "a",
            "id: ",
            "é",
            "e\u{301}",
            "\u{1f600}",
            "\u{1f469}\u{200d}\u{1f680}",
            "中",
            "\u{feff}",
            "\n",
            "\r\n",
            "\r",
            "\u{2028}",
            "-",
        ]);
        prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat())
    }

    fn encodings() -> impl Strategy<Value = Encoding> {
        prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32])
    }

    /// Counts in the slowest and plainest way.
    fn expected(text: &str, offset: usize, encoding: Encoding) -> Position {
        let (mut line, mut character) = (0, 0);
        let mut before = text[..offset].chars().peekable();
        while let Some(it) = before.next() {
            let next = before.peek().copied().or(text[offset..].chars().next());
            if it == '\n' || it == '\r' && next != Some('\n') {
                (line, character) = (line + 1, 0);
                continue;
            }
            if it == '\r' {
                // The rest of the ending follows.
                continue;
            }
            character += match encoding {
                Encoding::Utf8 => it.to_string().len(),
                Encoding::Utf16 => it.to_string().encode_utf16().count(),
                Encoding::Utf32 => 1,
            };
        }
        Position {
            line,
            character: u32::try_from(character).unwrap(),
        }
    }

    proptest! {
        #[test]
        fn every_character_has_the_expected_position(text in texts(), encoding in encodings()) {
            let positions = Positions::new(&text, encoding);
            for (offset, character) in text.char_indices().chain([(text.len(), ' ')]) {
                let position = positions.position(offset);
                prop_assert_eq!(position, expected(&text, offset, encoding));
                // Only the place between `\r` and `\n` has no position of its own.
                if character == '\n' && text[..offset].ends_with('\r') {
                    continue;
                }
                prop_assert_eq!(positions.offset(position), offset);
            }
        }

        #[test]
        fn any_position_is_on_a_character_boundary(
            text in texts(),
            encoding in encodings(),
            line in 0_u32..12,
            character in 0_u32..40,
        ) {
            let positions = Positions::new(&text, encoding);
            let offset = positions.offset(Position { line, character });
            prop_assert!(text.is_char_boundary(offset));
            let back = positions.position(offset);
            let last = u32::try_from(positions.starts.len() - 1).unwrap();
            prop_assert_eq!(back.line, line.min(last));
        }
    }

    #[test]
    fn bytes_are_preferred_and_utf_16_is_the_default() {
        let kind = |name: &'static str| PositionEncodingKind::from(name.to_owned());
        assert_eq!(Encoding::choose(&[]), Encoding::Utf16);
        assert_eq!(
            Encoding::choose(&[kind("utf-16"), kind("utf-8")]),
            Encoding::Utf8
        );
        assert_eq!(
            Encoding::choose(&[kind("utf-32"), kind("utf-16")]),
            Encoding::Utf16
        );
        assert_eq!(Encoding::choose(&[kind("utf-32")]), Encoding::Utf32);
        assert_eq!(Encoding::choose(&[kind("utf-7")]), Encoding::Utf16);
    }
}
