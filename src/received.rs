//! JSON from other programs.
//!
//! JavaScript counts in UTF-16, so a program that cuts off or edits a text may cut a character into
//! two, and writes what is left as an escape without its counterpart. No Rust string can hold that.

use std::borrow::Cow;

/// The length of an escape such as `\ud83d`.
const LENGTH: usize = 6;
/// The escape of what stands for a character that is not known.
const REPLACEMENT: &str = "\\ufffd";

/// Replaces escapes that are only half of a character, each by one that takes as much in UTF-16.
#[must_use]
pub fn without_halves(json: &str) -> Cow<'_, str> {
    let mut whole = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = json[at..].find('\\') {
        at += found;
        let rest = &json[at..];
        at += match (unit(rest), rest.get(LENGTH..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * LENGTH,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str(&json[copied..at]);
                whole.push_str(REPLACEMENT);
                copied = at + LENGTH;
                LENGTH
            }
            // Another escape: of two backslashes, the second begins none.
            _ => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if copied == 0 {
        return json.into();
    }
    whole.push_str(&json[copied..]);
    whole.into()
}

/// The UTF-16 code unit of the escape that a text begins with.
fn unit(json: &str) -> Option<u16> {
    let digits = json.strip_prefix("\\u")?.get(..LENGTH - 2)?;
    u16::from_str_radix(digits, 16).ok()
}
