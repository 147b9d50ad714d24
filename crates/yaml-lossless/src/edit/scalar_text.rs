//! Formatting of scalars: plain if every parser agrees on them, otherwise quoted.

use std::fmt::Write as _;

use crate::{Scalar, Style};

/// The context that a scalar is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// On its own line or after a key.
    Block,
    /// In brackets or braces.
    Flow,
}

/// Formats a text in the given style, if that style can represent it.
///
/// A plain scalar is put in `quotes` if YAML 1.1 or 1.2 would read it differently. Texts with
/// control characters or line breaks are always in double quotes.
#[must_use]
pub fn write_text(text: &str, style: Style, quotes: Style, context: Context) -> String {
    // Only double quotes have escapes.
    if text.chars().any(needs_escape) {
        return double_quoted(text);
    }
    match style {
        Style::Plain if is_plain_text(text, context) => text.to_owned(),
        Style::SingleQuoted => single_quoted(text),
        Style::DoubleQuoted => double_quoted(text),
        _ if quotes == Style::SingleQuoted => single_quoted(text),
        _ => double_quoted(text),
    }
}

/// Whether YAML 1.1 and 1.2 both read this text, without quotes, as a string.
pub(super) fn is_plain_text(text: &str, context: Context) -> bool {
    fits_plain(text, context) && Scalar::plain(text) == Scalar::Text(text) && !has_old_type(text)
}

/// Whether YAML 1.1 reads this text as a date or time.
pub(super) fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 8
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"-:.TtZz+ ".contains(byte))
        && bytes.last() != Some(&b' ')
        && !text.contains(": ")
        && !text.ends_with(':')
}

/// Whether this text can be written without quotes, whatever its YAML type.
pub(super) fn fits_plain(text: &str, context: Context) -> bool {
    // An empty text would be read as null.
    let Some(first) = text.chars().next() else {
        return false;
    };
    let blanks = [' ', '\t'];
    let ends_early = [": ", ":\t", " #", "\t#"];
    let flow_indicator = [',', '[', ']', '{', '}', ':'];
    let breaks = text.starts_with(blanks)
        || text.ends_with(blanks)
        || text.ends_with(':')
        // Stricter than YAML, which allows `-`, `?` and `:` before some characters.
        || "-?:,[]{}#&*!|>'\"%@`=".contains(first)
        // `...` ends a document, and `<<` is a merge key.
        || text.starts_with("...")
        || text.starts_with("<<")
        || ends_early.iter().any(|mark| text.contains(mark))
        || context == Context::Flow && text.contains(flow_indicator)
        || text.chars().any(needs_escape);
    !breaks
}

/// Whether YAML 1.1 may give a plain scalar a type that 1.2 does not; errs on the side of yes.
fn has_old_type(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "~"
    );
    let unsigned = lower.trim_start_matches(['+', '-']);
    // In YAML 1.1, `1_000` is an integer and `1:30` a number to base 60.
    let number_like = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && (unsigned
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"_.,e+-:".contains(&byte))
            || ["0x", "0o", "0b"].iter().any(|p| unsigned.starts_with(p))
            || matches!(unsigned, ".inf" | ".nan"));
    word || number_like || is_timestamp(text)
}

/// Whether a character can only be written as an escape in double quotes.
pub(super) fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // All of them fit in four digits.
            _ if needs_escape(c) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
