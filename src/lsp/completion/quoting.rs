//! How a value is written inside quotes.

use std::fmt::Write as _;

use progress_core::display::visible;

/// A value inside quotes of this kind, or with its own; `None` if these quotes cannot contain it.
pub(super) fn written(value: &str, quote: Option<char>) -> Option<String> {
    if quote == Some('\'') {
        // Single quotes have no escapes for a line break or a control character.
        return (visible(value) == value).then(|| value.replace('\'', "''"));
    }
    let mut text = String::with_capacity(value.len() + 2);
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            // A line break or a control character would end or break the text.
            _ if visible(character.encode_utf8(&mut [0; 4])) != *character.to_string() => {
                let _ = write!(text, "\\U{:08X}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    if quote.is_none() {
        text = format!("\"{text}\"");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_for_their_quotes() {
        let check = |value, quote, expected: Option<&str>| {
            assert_eq!(written(value, quote).as_deref(), expected, "{value:?}");
        };
        check("ann", None, Some("\"ann\""));
        check("a\"b\\c", None, Some("\"a\\\"b\\\\c\""));
        check("a\u{7}\n", Some('"'), Some("a\\U00000007\\U0000000A"));
        check("it's", Some('\''), Some("it''s"));
        check("a\u{7}", Some('\''), None);
        check("a\nb", Some('\''), None);
        check("a\u{202e}b", Some('\''), None);
    }
}
