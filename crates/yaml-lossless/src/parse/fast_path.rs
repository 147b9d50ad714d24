//! Parses the YAML that nearly all documents use, without libyaml.
//!
//! libyaml is the reference. But it would take most of a run's time, and people use little of
//! YAML: block mappings and lists, flow collections, scalars of the usual kinds. Those are
//! parsed here; anything else (an anchor, a tag, a tab, an error) makes [`read`] [give up](GiveUp),
//! and the caller falls back to libyaml. The resulting tree is identical to the one from libyaml's
//! events, down to the byte; tests compare the two.

mod block_scalar;
mod flow;
mod quoted;
mod scalar;

use scalar::Scalar;

use super::Builder;
use crate::text::Span;
use crate::tree::Kind;
use crate::{Style, SyntaxError, Tree};

/// Why a document is left to libyaml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GiveUp {
    /// It uses YAML that people seldom write, or is invalid: only libyaml can tell.
    Rare,
    /// It is invalid. libyaml explains the error.
    Wrong,
    /// The reader is not where it should be, which is a bug in it.
    Bug,
}

/// The builder refuses trees beyond its limits, whoever reads them.
impl From<SyntaxError> for GiveUp {
    fn from(_: SyntaxError) -> Self {
        Self::Wrong
    }
}

/// The result of reading a part of a document.
type Read<T = ()> = Result<T, GiveUp>;

/// Parses a document that is a block mapping.
pub(super) fn read(yaml: &str, base: u32) -> Read<Tree> {
    if !is_ordinary(yaml) {
        return Err(GiveUp::Rare);
    }
    let mut reader = Reader {
        yaml,
        at: 0,
        line: 0,
        unescaped: String::new(),
        builder: Builder::new(yaml, base),
    };
    reader.skip()?;
    // libyaml reports that the document is empty.
    if reader.is_at_end() {
        return Err(GiveUp::Wrong);
    }
    // An indented top level is valid, but rare.
    if reader.column() > 0 {
        return Err(GiveUp::Rare);
    }
    let key = reader.scalar(Context::Block)?;
    if !key.is_key {
        return Err(GiveUp::Rare);
    }
    reader.mapping(&key)?;
    // Nothing is to the left of column 0.
    if !reader.is_at_end() {
        return Err(GiveUp::Bug);
    }
    Ok(reader.builder.finish()?)
}

/// Whether a text has none of the characters that are special everywhere: tabs, control
/// characters, line breaks other than `\n` and `\r\n`, byte order marks.
fn is_ordinary(yaml: &str) -> bool {
    let bytes = yaml.as_bytes();
    // A loop without early exit is vectorized.
    let any_control = bytes
        .iter()
        .fold(0, |any, &byte| any | u8::from(is_control(byte)));
    any_control == 0
        // A lone `\r` is a line break as well.
        && memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
        // In UTF-8, all special characters start with one of these bytes.
        && memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).all(|at| {
            let character = yaml.get(at..).and_then(|rest| rest.chars().next());
            character.is_some_and(|character| !is_special(character))
        })
}

fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\n' && byte != b'\r' || byte == 0x7f
}

fn is_special(character: char) -> bool {
    let is_break = matches!(character, '\u{2028}' | '\u{2029}');
    is_break || character.is_control() || matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The context of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Block,
    /// Inside brackets or braces.
    Flow,
}

/// The text, the position in it, and the tree so far.
struct Reader<'t> {
    yaml: &'t str,
    at: usize,
    /// The start of the line of `at`.
    line: usize,
    /// The last scalar's value, if it differs from its source text.
    unescaped: String,
    builder: Builder<'t>,
}

impl Reader<'_> {
    /// Parses a mapping whose first key has been read.
    fn mapping(&mut self, first: &Scalar) -> Read {
        let column = first.start - self.line;
        self.begin(Kind::Mapping(0, 0), Style::Block, first.start)?;
        self.add(first)?;
        self.value(column)?;
        while self.has_next(column)? {
            let key = self.scalar(Context::Block)?;
            if !key.is_key {
                // It may be followed by blanks and a `:`.
                return Err(GiveUp::Rare);
            }
            self.add(&key)?;
            self.value(column)?;
        }
        // A block collection ends with its last child, so the span is not used.
        self.builder.end(Span::default());
        Ok(())
    }

    /// Parses the value after the `:` of a key in `column`, and moves to the next token.
    fn value(&mut self, column: usize) -> Read {
        let (mark, line) = (self.at, self.line);
        self.skip()?;
        let is_list = self.is_at_entry();
        if self.line == line && !self.is_at_end() {
            // Neither a list nor another mapping can be on the line of its key.
            return if is_list {
                Err(GiveUp::Wrong)
            } else {
                self.inline(column)
            };
        }
        match self.column() {
            // libyaml places an empty value directly after its colon.
            _ if self.is_at_end() => self.empty(mark),
            found if found > column => self.node(column),
            found if found == column && is_list => self.list(),
            _ => self.empty(mark),
        }
    }

    /// Parses a list whose first `-` is next. It may be in the column of its mapping's keys.
    fn list(&mut self) -> Read {
        let column = self.column();
        self.begin(Kind::Sequence(0, 0), Style::Block, self.at)?;
        loop {
            self.at += 1;
            let (mark, line) = (self.at, self.line);
            self.skip()?;
            // A line that is not indented further belongs to another item or to an outer
            // collection, so this item is empty.
            let is_here = self.line == line || self.column() > column;
            if is_here && !self.is_at_end() {
                self.node(column)?;
            } else {
                self.empty(mark)?;
            }
            if !(self.has_next(column)? && self.is_at_entry()) {
                break;
            }
        }
        self.builder.end(Span::default());
        Ok(())
    }

    /// Whether the collection in `column` has another entry.
    fn has_next(&self, column: usize) -> Read<bool> {
        let found = self.column();
        if self.is_at_end() || found < column {
            return Ok(false);
        }
        if found > column {
            // All lines of the value before it have been read.
            return Err(GiveUp::Wrong);
        }
        Ok(true)
    }

    /// Parses any node inside the collection in column `outer`, and moves to the next token.
    fn node(&mut self, outer: usize) -> Read {
        if self.is_at_entry() {
            return self.list();
        }
        match self.expect()? {
            b'[' | b'{' | b'|' | b'>' => self.inline(outer),
            _ => {
                let mut scalar = self.scalar(Context::Block)?;
                if scalar.is_key {
                    return self.mapping(&scalar);
                }
                self.further_lines(&mut scalar, outer)?;
                self.add(&scalar)?;
                self.end_line()
            }
        }
    }

    /// Parses a node that can follow its key on the same line, and moves to the next token.
    fn inline(&mut self, outer: usize) -> Read {
        match self.expect()? {
            b'[' | b'{' => self.flow()?,
            b'|' => return self.block_scalar(Style::Literal, outer),
            b'>' => return self.block_scalar(Style::Folded, outer),
            _ => {
                let mut scalar = self.scalar(Context::Block)?;
                // As in `a: b: c`.
                if scalar.is_key {
                    return Err(GiveUp::Wrong);
                }
                self.further_lines(&mut scalar, outer)?;
                self.add(&scalar)?;
            }
        }
        self.end_line()
    }

    fn begin(&mut self, kind: Kind, style: Style, start: usize) -> Read {
        let span = self.span(start, start);
        Ok(self.builder.begin(kind, style, span, None, false)?)
    }

    fn add(&mut self, scalar: &Scalar) -> Read {
        let span = self.span(scalar.start, scalar.end);
        let value = match &scalar.written {
            Some(range) => self.yaml.get(range.clone()).ok_or(GiveUp::Bug)?,
            None => &self.unescaped,
        };
        self.builder.scalar(value, scalar.style, span, false)?;
        Ok(())
    }

    /// Adds an empty value after its indicator.
    fn empty(&mut self, mark: usize) -> Read {
        let span = self.span(mark, mark);
        self.builder.scalar("", Style::Plain, span, false)?;
        Ok(())
    }

    /// Moves to the next token, after a node that nothing may follow on its line.
    fn end_line(&mut self) -> Read {
        let line = self.line;
        self.skip()?;
        if self.line > line || self.is_at_end() {
            return Ok(());
        }
        // Such as the `:` of a key with blanks before it.
        Err(GiveUp::Rare)
    }

    /// Moves to the next token, over blanks, comments and line breaks.
    fn skip(&mut self) -> Read {
        loop {
            match self.peek() {
                Some(b' ' | b'\r') => self.at += 1,
                Some(b'\n') => {
                    self.at += 1;
                    self.line = self.at;
                }
                Some(b'#') if self.at == self.line || self.byte(self.at - 1) == Some(b' ') => {
                    self.at = self.line_end();
                }
                // libyaml sees a comment also here, directly after a quote or a bracket.
                Some(b'#') => return Err(GiveUp::Rare),
                _ => return Ok(()),
            }
        }
    }

    /// The end of the line of `at`, before its line break.
    fn line_end(&self) -> usize {
        let rest = self.yaml.as_bytes().get(self.at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(self.yaml.len(), |length| self.at + length);
        let has_return = end > self.at && self.byte(end - 1) == Some(b'\r');
        end - usize::from(has_return)
    }

    fn is_at_entry(&self) -> bool {
        self.peek() == Some(b'-') && self.is_blank(self.at + 1)
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.yaml.len()
    }

    /// Whether the next characters would end the document if they were in column 0.
    fn may_end_document(&self) -> bool {
        let rest = self.yaml.get(self.at..).unwrap_or_default();
        rest.starts_with("---") || rest.starts_with("...")
    }

    /// Whether there is a blank, the end of a line, or nothing at an offset.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b' ' | b'\n' | b'\r'))
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    /// The next byte, of which there is one.
    fn expect(&self) -> Read<u8> {
        self.peek().ok_or(GiveUp::Bug)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.yaml.as_bytes().get(at).copied()
    }

    /// A span of the file, from offsets in the document.
    fn span(&self, start: usize, end: usize) -> Span {
        let base = self.builder.base as usize;
        Span::new(base + start, base + end)
    }
}

#[cfg(test)]
mod tests;
