//! Reads the YAML that nearly all frontmatter is written in, without libyaml.
//!
//! What YAML is, libyaml decides. But it takes most of a run's time, and people write little
//! of what it knows: block mappings and lists, flow collections, scalars of the usual kinds.
//! That much is read here, and whatever else appears (an anchor, a tag, a tab, anything wrong)
//! makes [`read`] give up, so that the caller asks libyaml. What is not given up is the tree
//! that libyaml's events would have made, down to the byte; tests hold the two against each
//! other.

mod block_scalar;
mod flow;
mod quoted;
mod scalar;

use super::super::tree::Kind;
use super::super::{Style, Tree};
use super::Builder;
use crate::text::Span;
use scalar::Scalar;

/// Reads a document that is a block mapping; `None` where libyaml must be asked.
pub(super) fn read(yaml: &str, base: u32) -> Option<Tree> {
    if !is_ordinary(yaml) {
        return None;
    }
    let mut reader = Reader {
        yaml,
        at: 0,
        line: 0,
        unescaped: String::new(),
        builder: Builder::new(yaml, base),
    };
    reader.skip()?;
    if reader.column() > 0 {
        return None;
    }
    let key = reader.scalar(Context::Block)?;
    reader.mapping(&key)?;
    if reader.at < yaml.len() {
        return None;
    }
    reader.builder.finish().ok()
}

/// Whether a text has none of the characters that mean something special everywhere: tabs,
/// control characters, line breaks other than `\n` and `\r\n`, byte order marks.
fn is_ordinary(yaml: &str) -> bool {
    let bytes = yaml.as_bytes();
    let is_control = |byte: u8| byte < b' ' && byte != b'\n' && byte != b'\r' || byte == 0x7f;
    // Without a way out of the loop, it is done for many bytes at once.
    let any_control = bytes
        .iter()
        .fold(0, |any, &byte| any | u8::from(is_control(byte)));
    any_control == 0
        && memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
        && memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).all(|at| {
            let character = yaml.get(at..).and_then(|rest| rest.chars().next());
            character.is_some_and(|character| !is_special(character))
        })
}

fn is_special(character: char) -> bool {
    let is_break = matches!(character, '\u{2028}' | '\u{2029}');
    is_break || character.is_control() || matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// What a scalar stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Block,
    /// Inside brackets or braces.
    Flow,
}

/// The text, how far it is read, and the tree so far. Every method gives up with `None`.
struct Reader<'t> {
    yaml: &'t str,
    at: usize,
    /// Where the line of `at` starts.
    line: usize,
    /// The last scalar's value, where that is not what is written.
    unescaped: String,
    builder: Builder<'t>,
}

impl Reader<'_> {
    /// A mapping whose first key is read.
    fn mapping(&mut self, first: &Scalar) -> Option<()> {
        if !first.is_key {
            return None;
        }
        let column = first.start - self.line;
        self.begin(Kind::Mapping(0, 0), Style::Block, first.start)?;
        self.add(first)?;
        self.value(column)?;
        while self.goes_on(column)? {
            let key = self.scalar(Context::Block)?;
            if !key.is_key {
                return None;
            }
            self.add(&key)?;
            self.value(column)?;
        }
        self.builder.end(Span::default());
        Some(())
    }

    /// What stands behind the `:` of a key in `column`, and the way to what follows.
    fn value(&mut self, column: usize) -> Option<()> {
        let (mark, line) = (self.at, self.line);
        self.skip()?;
        let is_list = self.is_at_entry();
        if self.line == line && !self.is_at_end() {
            // In the line of its key stands neither a list nor another mapping.
            return if is_list { None } else { self.inline(column) };
        }
        match self.column() {
            _ if self.is_at_end() => self.empty(mark),
            found if found > column => self.node(column),
            found if found == column && is_list => self.list(),
            _ => self.empty(mark),
        }
    }

    /// A list whose first `-` is next. It may stand in the column of its mapping's keys.
    fn list(&mut self) -> Option<()> {
        let column = self.column();
        self.begin(Kind::Sequence(0, 0), Style::Block, self.at)?;
        loop {
            self.at += 1;
            let (mark, line) = (self.at, self.line);
            self.skip()?;
            let is_here = self.line == line || self.column() > column;
            if is_here && !self.is_at_end() {
                self.node(column)?;
            } else {
                self.empty(mark)?;
            }
            if !(self.goes_on(column)? && self.is_at_entry()) {
                break;
            }
        }
        self.builder.end(Span::default());
        Some(())
    }

    /// Whether the collection in `column` has another entry.
    fn goes_on(&self, column: usize) -> Option<bool> {
        let found = self.column();
        if self.is_at_end() || found < column {
            return Some(false);
        }
        // Deeper stands the second line of a scalar, or a mistake.
        (found == column).then_some(true)
    }

    /// Any node inside the collection in column `outer`, and the way to what follows.
    fn node(&mut self, outer: usize) -> Option<()> {
        if self.is_at_entry() {
            return self.list();
        }
        match self.peek()? {
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

    /// A node that may stand behind its key, and the way to what follows.
    fn inline(&mut self, outer: usize) -> Option<()> {
        match self.peek()? {
            b'[' | b'{' => self.flow()?,
            b'|' => return self.block_scalar(Style::Literal, outer),
            b'>' => return self.block_scalar(Style::Folded, outer),
            _ => {
                let mut scalar = self.scalar(Context::Block)?;
                if scalar.is_key {
                    return None;
                }
                self.further_lines(&mut scalar, outer)?;
                self.add(&scalar)?;
            }
        }
        self.end_line()
    }

    fn begin(&mut self, kind: Kind, style: Style, start: usize) -> Option<()> {
        let span = self.span(start, start);
        self.builder.begin(kind, style, span, None, false).ok()
    }

    fn add(&mut self, scalar: &Scalar) -> Option<()> {
        let span = self.span(scalar.start, scalar.end);
        let value = match &scalar.written {
            Some(range) => self.yaml.get(range.clone())?,
            None => &self.unescaped,
        };
        self.builder.scalar(value, scalar.style, span, false).ok()?;
        Some(())
    }

    /// A value that is not there, behind the mark that announces it.
    fn empty(&mut self, mark: usize) -> Option<()> {
        let span = self.span(mark, mark);
        self.builder.scalar("", Style::Plain, span, false).ok()?;
        Some(())
    }

    /// Moves on to what is next, behind a node that nothing may follow in its line.
    fn end_line(&mut self) -> Option<()> {
        let line = self.line;
        self.skip()?;
        (self.line > line || self.is_at_end()).then_some(())
    }

    /// Moves on to what is next, over blanks, comments and the ends of lines.
    fn skip(&mut self) -> Option<()> {
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
                Some(b'#') => return None,
                _ => return Some(()),
            }
        }
    }

    /// Where the line of `at` ends, its line break left out.
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

    /// Whether what is next would end the document, were it in column 0.
    fn may_end_document(&self) -> bool {
        let rest = self.yaml.get(self.at..).unwrap_or_default();
        rest.starts_with("---") || rest.starts_with("...")
    }

    /// Whether a blank, the end of a line, or nothing stands somewhere.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b' ' | b'\n' | b'\r'))
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.yaml.as_bytes().get(at).copied()
    }

    /// A span of the file, from offsets in the frontmatter.
    fn span(&self, start: usize, end: usize) -> Span {
        let base = self.builder.base as usize;
        Span::new(base + start, base + end)
    }
}

#[cfg(test)]
mod tests;
