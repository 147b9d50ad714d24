//! Quoted scalars, which may span lines.

use super::Reader;
use super::scalar::Scalar;
use crate::Style;

impl Reader<'_> {
    pub(super) fn quoted(&mut self, quote: u8) -> Option<Scalar> {
        let start = self.at;
        let (style, mark) = match quote {
            b'"' => (Style::DoubleQuoted, b'\\'),
            _ => (Style::SingleQuoted, quote),
        };
        self.unescaped.clear();
        let mut is_written = true;
        let mut from = start + 1;
        loop {
            let rest = self.yaml.as_bytes().get(from..)?;
            let at = from + memchr::memchr3(quote, mark, b'\n', rest)?;
            let found = self.byte(at)?;
            let is_end = found == quote && !(mark == quote && self.byte(at + 1) == Some(quote));
            if is_end && is_written {
                break Some(start + 1..at).map(|written| Scalar {
                    start,
                    end: at + 1,
                    style,
                    is_key: false,
                    written: Some(written),
                });
            }
            is_written = false;
            let part = self.yaml.get(from..at)?;
            if found == b'\n' {
                self.unescaped.push_str(part.trim_end_matches([' ', '\r']));
                self.at = at;
                let breaks = self.skip_breaks();
                self.push_breaks(breaks);
            } else {
                self.unescaped.push_str(part);
                if is_end {
                    break Some(Scalar {
                        start,
                        end: at + 1,
                        style,
                        is_key: false,
                        written: None,
                    });
                }
                self.at = at + 1;
                self.escape(quote)?;
            }
            from = self.at;
            if self.at == self.line && self.may_end_document() {
                return None;
            }
        }
    }

    /// Reads the second of two single quotes, or an escape after its `\`.
    fn escape(&mut self, quote: u8) -> Option<()> {
        let byte = self.peek()?;
        if quote == b'\'' {
            self.at += 1;
            self.unescaped.push('\'');
            return Some(());
        }
        if matches!(byte, b'\n' | b'\r') {
            let breaks = self.skip_breaks();
            // The first line break is the escaped one.
            self.unescaped
                .extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
            return Some(());
        }
        self.at += 1;
        let digits = match byte {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => {
                self.unescaped.push(unescaped(byte)?);
                return Some(());
            }
        };
        let digits = self.yaml.get(self.at..self.at + digits)?;
        self.at += digits.len();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
        self.unescaped.push(char::from_u32(code)?);
        Some(())
    }
}

/// The meaning of a common one-character escape.
fn unescaped(byte: u8) -> Option<char> {
    match byte {
        b'"' | b'\\' | b'/' | b' ' => Some(char::from(byte)),
        b'n' => Some('\n'),
        b'r' => Some('\r'),
        b't' => Some('\t'),
        _ => None,
    }
}
