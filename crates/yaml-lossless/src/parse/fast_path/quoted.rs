//! Quoted scalars, which may span lines.

use super::{GiveUp, Read, Reader};

impl Reader<'_> {
    /// Moves past a scalar in quotes. Returns whether its value is the text between them; if not,
    /// it is in [`Reader::unescaped`].
    pub(super) fn quoted(&mut self, quote: u8) -> Read<bool> {
        // Single quotes have no escapes but the quote itself, doubled.
        let mark = match quote {
            b'"' => b'\\',
            _ => quote,
        };
        self.unescaped.clear();
        let mut is_verbatim = true;
        let mut from = self.at + 1;
        loop {
            let rest = self.yaml.as_bytes().get(from..).ok_or(GiveUp::Bug)?;
            let length = memchr::memchr3(quote, mark, b'\n', rest).ok_or(GiveUp::Wrong)?;
            let at = from + length;
            let found = self.byte(at).ok_or(GiveUp::Bug)?;
            let is_end = found == quote && !(mark == quote && self.byte(at + 1) == Some(quote));
            // Usually nothing has to be copied.
            if is_end && is_verbatim {
                self.at = at + 1;
                return Ok(true);
            }
            is_verbatim = false;
            let part = self.yaml.get(from..at).ok_or(GiveUp::Bug)?;
            if found == b'\n' {
                // Blanks around a line break are not part of the value.
                self.unescaped.push_str(part.trim_end_matches([' ', '\r']));
                self.at = at;
                let breaks = self.skip_breaks();
                self.push_breaks(breaks);
            } else {
                self.unescaped.push_str(part);
                self.at = at + 1;
                if is_end {
                    return Ok(false);
                }
                self.escape(quote)?;
            }
            from = self.at;
            // libyaml rejects a document marker even inside quotes.
            if self.at == self.line && self.may_end_document() {
                return Err(GiveUp::Rare);
            }
        }
    }

    /// Reads the second of two single quotes, or an escape after its `\`.
    fn escape(&mut self, quote: u8) -> Read {
        let byte = self.peek().ok_or(GiveUp::Wrong)?;
        if quote == b'\'' {
            self.at += 1;
            self.unescaped.push('\'');
            return Ok(());
        }
        if matches!(byte, b'\n' | b'\r') {
            let breaks = self.skip_breaks();
            // The first line break is the escaped one.
            self.unescaped
                .extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
            return Ok(());
        }
        self.at += 1;
        let digits = match byte {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => {
                self.unescaped.push(unescaped(byte).ok_or(GiveUp::Rare)?);
                return Ok(());
            }
        };
        let digits = self.yaml.get(self.at..self.at + digits);
        let code = digits.and_then(hexadecimal).ok_or(GiveUp::Wrong)?;
        self.at += digits.unwrap_or_default().len();
        self.unescaped.push(code);
        Ok(())
    }
}

/// The character with a hexadecimal number.
fn hexadecimal(digits: &str) -> Option<char> {
    // `from_str_radix` also accepts a sign.
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
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
