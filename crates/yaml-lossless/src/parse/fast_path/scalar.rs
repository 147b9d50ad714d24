//! Scalars without quotes.

use std::ops::Range;

use super::{Context, GiveUp, Read, Reader};
use crate::Style;

/// libyaml accepts no key longer than 1,024 characters, and decides about those near that limit.
const LONGEST_KEY: usize = 1_000;

/// A parsed scalar.
pub(super) struct Scalar {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) style: Style,
    /// Whether a `:` follows, which has been consumed.
    pub(super) is_key: bool,
    /// The bytes of the value; `None` if it contains escapes, see [`Reader::unescaped`].
    pub(super) written: Option<Range<usize>>,
}

impl Reader<'_> {
    /// Reads a scalar up to its end, or past the `:` that makes it a key.
    pub(super) fn scalar(&mut self, context: Context) -> Read<Scalar> {
        let (start, line) = (self.at, self.line);
        let first = self.expect()?;
        let (style, is_verbatim) = match first {
            b'"' => (Style::DoubleQuoted, self.quoted(first)?),
            b'\'' => (Style::SingleQuoted, self.quoted(first)?),
            _ => {
                self.plain(context)?;
                (Style::Plain, true)
            }
        };
        let end = self.at;
        let quote = usize::from(style != Style::Plain);
        let is_key = self.peek() == Some(b':');
        if is_key {
            self.at += 1;
            // A key on several lines, a very long one, or `"a":b` in brackets.
            if self.line != line || self.at - start >= LONGEST_KEY || !self.is_blank(self.at) {
                return Err(GiveUp::Rare);
            }
        }
        Ok(Scalar {
            start,
            end,
            style,
            is_key,
            written: is_verbatim.then_some(start + quote..end - quote),
        })
    }

    /// Reads the further lines of an unquoted scalar inside the block collection in column `outer`.
    pub(super) fn further_lines(&mut self, scalar: &mut Scalar, outer: usize) -> Read {
        // Quoted scalars read all of their lines themselves.
        if scalar.style != Style::Plain {
            return Ok(());
        }
        while self.may_continue_after(scalar.end) {
            let line = self.line;
            let breaks = self.skip_breaks();
            // After a comment, the next line would be another scalar.
            let is_comment = matches!(self.peek(), None | Some(b'#'));
            if is_comment || self.column() <= outer {
                // Back to the end of the scalar, from where the caller moves on.
                (self.at, self.line) = (scalar.end, line);
                break;
            }
            // Only now does the value differ from its source text.
            self.unfold(scalar)?;
            self.push_breaks(breaks);
            let end = self.plain_end();
            let line = self.yaml.get(self.at..end).ok_or(GiveUp::Bug)?;
            let text = line.trim_end_matches(' ');
            self.unescaped.push_str(text);
            scalar.end = self.at + text.len();
            self.at = scalar.end;
            // A key cannot span lines.
            if self.byte(end) == Some(b':') {
                return Err(GiveUp::Wrong);
            }
        }
        Ok(())
    }

    /// Whether only blanks follow on the line.
    fn may_continue_after(&self, end: usize) -> bool {
        let next = self
            .yaml
            .as_bytes()
            .get(end..)
            .unwrap_or_default()
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\r'));
        next == Some(&b'\n')
    }

    /// Copies a value that turns out to differ from its source text.
    fn unfold(&mut self, scalar: &mut Scalar) -> Read {
        if let Some(written) = scalar.written.take() {
            self.unescaped.clear();
            let text = self.yaml.get(written).ok_or(GiveUp::Bug)?;
            self.unescaped.push_str(text);
        }
        Ok(())
    }

    /// Skips blanks and line breaks, and counts the latter.
    pub(super) fn skip_breaks(&mut self) -> usize {
        let mut breaks = 0;
        while let Some(b' ' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
            if self.byte(self.at - 1) == Some(b'\n') {
                self.line = self.at;
                breaks += 1;
            }
        }
        breaks
    }

    /// Adds the value of line breaks between two parts of a scalar.
    pub(super) fn push_breaks(&mut self, breaks: usize) {
        if breaks == 1 {
            self.unescaped.push(' ');
        }
        self.unescaped
            .extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
    }

    /// Moves to the end of a scalar without quotes, or of its first line.
    fn plain(&mut self, context: Context) -> Read {
        if !self.may_start_plain(context) {
            return Err(GiveUp::Rare);
        }
        let end = match context {
            Context::Block => self.plain_end(),
            Context::Flow => self.plain_end_in_flow()?,
        };
        let line = self.yaml.get(self.at..end).ok_or(GiveUp::Bug)?;
        // Blanks before a comment, a `:` or the end of the line are not part of the value.
        self.at += line.trim_end_matches(' ').len();
        Ok(())
    }

    fn may_start_plain(&self, context: Context) -> bool {
        let next = self.byte(self.at + 1);
        match self.peek() {
            None => false,
            Some(b'-') if context == Context::Flow => {
                next.is_some_and(|byte| byte.is_ascii_alphanumeric())
            }
            Some(b'-') => !self.is_blank(self.at + 1) && !self.may_end_document(),
            Some(b'.') => !self.may_end_document(),
            Some(byte) => !is_mark(byte),
        }
    }

    /// The first `:` that ends a key, or ` #`, or the end of the line.
    fn plain_end(&self) -> usize {
        let rest = self.yaml.as_bytes().get(self.at..).unwrap_or_default();
        let end = memchr::memchr3_iter(b':', b'#', b'\n', rest)
            .map(|offset| self.at + offset)
            .find(|&at| match self.byte(at) {
                Some(b':') => self.is_blank(at + 1),
                Some(b'#') => at > self.at && self.byte(at - 1) == Some(b' '),
                _ => true,
            })
            .unwrap_or(self.yaml.len());
        let has_return = end > self.at && self.byte(end - 1) == Some(b'\r');
        end - usize::from(has_return)
    }

    /// The same inside brackets or braces, where more characters end it.
    fn plain_end_in_flow(&self) -> Read<usize> {
        let mut at = self.at;
        loop {
            match self.byte(at).ok_or(GiveUp::Wrong)? {
                b',' | b']' | b'}' | b'\n' | b'\r' => return Ok(at),
                b'[' | b'{' => return Err(GiveUp::Rare),
                b'#' if self.byte(at - 1) == Some(b' ') => return Ok(at),
                b':' if self.is_blank(at + 1) => return Ok(at),
                // Parsers differ on what follows a `:` here.
                b':' if matches!(
                    self.byte(at + 1),
                    Some(b',' | b'?' | b'[' | b']' | b'{' | b'}')
                ) =>
                {
                    return Err(GiveUp::Rare);
                }
                _ => at += 1,
            }
        }
    }
}

/// Whether no plain scalar starts with this byte.
fn is_mark(byte: u8) -> bool {
    let blank = matches!(byte, b' ' | b'\n' | b'\r');
    let bracket = matches!(byte, b'[' | b']' | b'{' | b'}' | b',');
    blank
        || bracket
        || matches!(byte, b'?' | b':' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>')
        || matches!(byte, b'\'' | b'"' | b'%' | b'@' | b'`')
}
