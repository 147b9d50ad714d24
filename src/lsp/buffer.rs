//! The text of an open document.

use std::sync::Arc;

use gen_lsp_types::TextDocumentContentChangeEvent;

use super::encoding::{Encoding, Positions};

/// The text of a document that a client has open, which takes precedence over the file.
#[derive(Debug)]
pub struct Buffer {
    /// The version that the client gave it.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
}

impl Buffer {
    /// Creates the text of a document that was opened.
    #[must_use]
    pub fn new(text: String, version: i32) -> Self {
        Self {
            version,
            text: text.into(),
        }
    }

    /// Applies changes, each to the result of the one before.
    pub fn change(
        &mut self,
        changes: Vec<TextDocumentContentChangeEvent>,
        version: i32,
        encoding: Encoding,
    ) {
        let mut text = String::from(&*self.text);
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let span = Positions::new(&text, encoding).span(part.range);
                    text.replace_range(span.range(), &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    text = whole.text;
                }
            }
        }
        self.text = text.into();
        self.version = version;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(text: &str, changes: serde_json::Value, encoding: Encoding) -> String {
        let mut buffer = Buffer::new(text.to_owned(), 1);
        buffer.change(serde_json::from_value(changes).unwrap(), 2, encoding);
        String::from(&*buffer.text)
    }

    fn change(start: (u32, u32), end: (u32, u32), text: &str) -> serde_json::Value {
        json!({
            "range": {
                "start": {"line": start.0, "character": start.1},
                "end": {"line": end.0, "character": end.1},
            },
            "text": text,
        })
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let changes = json!([
            change((0, 1), (0, 1), "x\ny"),
            change((1, 0), (1, 1), "z"),
            change((9, 9), (9, 9), "!"),
        ]);
        assert_eq!(changed("ab\n", changes, Encoding::Utf16), "ax\nzb\n!");
        let whole = json!([{"text": "new"}]);
        assert_eq!(changed("ab\n", whole, Encoding::Utf16), "new");
    }

    #[test]
    fn characters_are_counted_as_the_client_does() {
        let text = "\u{1f600}e\u{301}x";
        let at = |character| json!([change((0, character), (0, character + 1), "y")]);
        let expected = "\u{1f600}e\u{301}y";
        assert_eq!(changed(text, at(4), Encoding::Utf16), expected);
        assert_eq!(changed(text, at(7), Encoding::Utf8), expected);
        assert_eq!(changed(text, at(3), Encoding::Utf32), expected);
    }

    #[test]
    fn an_impossible_range_changes_as_little_as_possible() {
        let reversed = json!([change((0, 3), (0, 1), "-")]);
        assert_eq!(changed("abcd", reversed, Encoding::Utf16), "abc-d");
        let inside = json!([change((0, 1), (0, 2), "")]);
        assert_eq!(changed("\u{1f600}", inside, Encoding::Utf16), "");
    }
}
