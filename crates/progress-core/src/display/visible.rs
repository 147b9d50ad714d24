//! Escaping of text from files for safe display.
//!
//! A progress file may contain terminal escapes, bidirectional overrides or unexpected line breaks.
//! Everything quoted in a message goes through [`visible`].

use std::borrow::Cow;
use std::fmt::Write as _;

/// Replaces control, bidirectional and invisible formatting characters with `\u{…}`.
///
/// Line breaks and tabs count as control characters: a message is one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_unsafe_to_show) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        match character {
            c if is_joiner(c) && joins(before) && joins(after) => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if is_unsafe_to_show(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
        before = character;
    }
    Cow::Owned(shown)
}

/// Whether a text consists of printable ASCII characters, which take a column each.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    // Without an early exit, the compiler can compare many bytes at once.
    text.bytes().fold(true, |is_plain, byte| {
        is_plain & matches!(byte, b' '..=b'~')
    })
}

/// Whether a character decides how its neighbours are joined: in Persian and in scripts of India, and
/// in emoji that consist of several.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner has a meaning next to this character. Between Latin letters it only makes one
/// name look like another.
fn joins(character: char) -> bool {
    !character.is_ascii() && !is_unsafe_to_show(character)
}

/// Whether a character could control a terminal or hide the real content of a line.
#[must_use]
pub fn is_unsafe_to_show(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_borrowed() {
        assert!(matches!(visible("Prüfung ✓ 完了"), Cow::Borrowed(_)));
    }

    #[test]
    fn joiners_are_kept_where_they_have_a_meaning() {
        for text in ["👩\u{200d}💻 pairs", "می\u{200c}خواهم"] {
            assert_eq!(visible(text), text);
        }
        assert_eq!(visible("ad\u{200d}min"), "ad\\u{200d}min");
        assert_eq!(visible("é\u{200d}"), "é\\u{200d}");
        assert_eq!(visible("é\u{200d}\u{200d}é"), "é\\u{200d}\\u{200d}é");
    }

    #[test]
    fn escapes_and_overrides_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("x\u{202e}y\n::error::"), "x\\u{202e}y\\n::error::");
    }
}
