//! Splits a message into words that may be task IDs.

use yaml_lossless::text::Span;

/// A run of characters that IDs consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The run, without leading and trailing `-`, `.` and `_`.
    pub text: &'a str,
    /// Its position in the text.
    pub span: Span,
}

impl Token<'_> {
    /// Returns the byte before it, if any.
    #[must_use]
    pub fn before(&self, text: &str) -> Option<u8> {
        let at = (self.span.start as usize).checked_sub(1)?;
        text.as_bytes().get(at).copied()
    }
}

/// Returns the tokens of a text, in order.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    // The characters of IDs are ASCII, so bytes are compared: every message is split like this.
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        // `TASK-1.1.` ends a sentence, and `-TASK-1.1` is an item of a list.
        let mut rest = bytes.get(from..)?.iter();
        let start = from + rest.position(u8::is_ascii_alphanumeric)?;
        let end = rest
            .position(|byte| !is_id_byte(*byte))
            .map_or(bytes.len(), |length| start + 1 + length);
        from = end;
        let run = text.get(start..end)?.trim_end_matches(is_separator);
        Some(Token {
            text: run,
            span: Span::new(start, start + run.len()),
        })
    })
}

fn is_id_byte(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_')
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).map(|token| token.text).collect()
    }

    #[test]
    fn runs_are_trimmed() {
        assert_eq!(
            texts("feat: x (P2-T5, P2-T7)."),
            ["feat", "x", "P2-T5", "P2-T7"]
        );
        assert_eq!(texts("- TASK-1.1 -- é1 …"), ["TASK-1.1", "1"]);
        assert_eq!(texts("FE-6.1–6.9"), ["FE-6.1", "6.9"]);
        assert_eq!(texts("--- ._"), [""; 0]);
    }

    #[test]
    fn spans_are_relative_to_the_text() {
        let text = "é (TASK-1.2).";
        for token in tokens(text) {
            assert_eq!(&text[token.span.range()], token.text);
        }
    }
}
