//! JSON from other programs.
//!
//! JavaScript counts in UTF-16, so a program that truncates or edits a text may cut a character in
//! half, and write the rest as an escape without its counterpart. No Rust string can hold that.

use std::borrow::Cow;

/// The length of an escape such as `\ud83d`.
const LENGTH: usize = 6;
/// The escape of the character that stands for an unknown one.
const REPLACEMENT: &str = "\\ufffd";

/// Replaces each escape of half a character with one of the same length in UTF-16.
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
            // Another escape: the second of two backslashes does not begin one.
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
