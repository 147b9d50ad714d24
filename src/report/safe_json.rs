//! JSON that is safe to show: characters that could control a terminal are `\u`-escaped.

use std::io::{self, Write};

use progress_core::display::is_unsafe_to_show;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes a value on one line.
pub(crate) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Escaping);
    value.serialize(&mut serializer)?;
    writeln!(out)
}

struct Escaping;

impl Formatter for Escaping {
    /// Writes a part of a string that needs no escaping for JSON itself.
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe_to_show) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut characters = from.chars();
            // A character outside the basic plane takes two escapes.
            let mut units = [0; 2];
            for unit in characters
                .next()
                .unwrap_or_default()
                .encode_utf16(&mut units)
            {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_without_loss() {
        let text = "é\u{7f}\u{202e}\u{e0041}\u{1b}\n\"完";
        let mut out = Vec::new();
        write(&text, &mut out).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(json, "\"é\\u007f\\u202e\\udb40\\udc41\\u001b\\n\\\"完\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
