//! The layout of a file, so that additions match its style.

use std::cell::OnceCell;

use super::prevailing_style::PrevailingStyle;
use super::{EditError, Reason};
use crate::text::Span;
use crate::{Node, Style, Tree};

/// A tree with its text and its detected style.
#[derive(Debug)]
pub struct Layout<'a> {
    pub(super) text: &'a str,
    pub(super) tree: &'a Tree,
    prevailing: OnceCell<PrevailingStyle<'a>>,
}

impl<'a> Layout<'a> {
    /// Detects the layout of a tree that was parsed from `text`.
    #[must_use]
    pub fn new(text: &'a str, tree: &'a Tree) -> Self {
        Self {
            text,
            tree,
            prevailing: OnceCell::new(),
        }
    }

    /// The style that prevails in the file.
    pub(super) fn prevailing(&self) -> &PrevailingStyle<'a> {
        self.prevailing
            .get_or_init(|| PrevailingStyle::of(self.text, self.tree))
    }

    /// The style of a new list under `key`, and of its scalars.
    pub(super) fn list_style(&self, key: &str, is_top: bool) -> (Style, Style) {
        self.prevailing().list(key, is_top)
    }

    /// The line ending of the file.
    pub(super) fn newline(&self) -> &'static str {
        // In a file with mixed line endings, the first one counts.
        match memchr::memchr(b'\n', self.text.as_bytes()) {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// A line break, and spaces up to a column.
    pub(super) fn new_line(&self, column: usize) -> String {
        format!("{}{}", self.newline(), " ".repeat(column))
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)
    }

    /// The end of the line, before its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let line = self
            .text
            .get(at..)
            .unwrap_or_default()
            .split('\n')
            .next()
            .unwrap_or_default();
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The start of the next line.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.text.len(), |newline| at + newline + 1)
    }

    /// The column of a node that starts a line, ignoring list dashes.
    pub(super) fn column(&self, at: usize) -> Result<usize, EditError> {
        let start = self.line_start(at);
        let before = self.slice(start, at);
        if before.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
            return Ok(before.len());
        }
        Err(EditError::new(Reason::Layout, Span::new(at, at)))
    }

    /// Whether a node is the first thing on its line.
    pub(super) fn starts_line(&self, at: usize) -> bool {
        self.slice(self.line_start(at), at).trim().is_empty()
    }

    /// The offset at which lines can be added after a value of a block collection.
    pub(super) fn end_of(&self, value: Node<'_>) -> Result<usize, EditError> {
        let leaf = last_leaf(value);
        let end = leaf.span().end as usize;
        if leaf.style() == Style::Literal || leaf.style() == Style::Folded {
            return Ok(self.end_of_block_scalar(leaf));
        }
        let line_end = self.line_end(end);
        if is_blank_or_comment(self.slice(end, line_end)) {
            return Ok(line_end);
        }
        Err(EditError::new(Reason::Layout, Span::new(end, line_end)))
    }

    /// The end of a block scalar: after `|+`, trailing blank lines are part of the text.
    fn end_of_block_scalar(&self, leaf: Node<'_>) -> usize {
        let span = leaf.span();
        let mut end = self.line_end(span.end as usize);
        let header = self.slice(span.start as usize, self.line_end(span.start as usize));
        // A comment may follow the indicators.
        let indicators = header.split('#').next().unwrap_or_default();
        while indicators.contains('+') {
            let next = self.next_line(end);
            let next_end = self.line_end(next);
            if next >= self.text.len() || !self.slice(next, next_end).trim().is_empty() {
                break;
            }
            end = next_end;
        }
        end
    }

    /// Fails if `span` contains a comment, which would be lost.
    pub(super) fn no_comment(&self, span: Span) -> Result<(), EditError> {
        let refused = EditError::new(Reason::Comment, span);
        let mut from = span.start as usize;
        // A `#` inside a scalar starts no comment, so only the text between scalars is searched.
        for leaf in self.tree.nodes_in(span).filter(|node| is_leaf(*node)) {
            let range = leaf.span().range();
            if self.slice(from, range.start).contains('#') {
                return Err(refused);
            }
            from = from.max(range.end);
        }
        if self.slice(from, span.end as usize).contains('#') {
            return Err(refused);
        }
        Ok(())
    }

    /// The offset after the colon of a value's key.
    pub(super) fn after_colon(&self, value: Node<'_>) -> Result<usize, EditError> {
        let refused = EditError::new(Reason::Layout, value.span());
        let Some(key) = value.key() else {
            return Err(refused);
        };
        let end = key.span().end as usize;
        let rest = self.slice(end, self.line_end(end));
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if rest[blanks..].starts_with(':') {
            return Ok(end + blanks + 1);
        }
        Err(refused)
    }
}

fn is_leaf(node: Node<'_>) -> bool {
    node.is_alias() || !(node.is_sequence() || node.is_mapping())
}

/// The last node of a block collection that is on its own lines.
fn last_leaf(mut node: Node<'_>) -> Node<'_> {
    while !node.is_alias() && node.style() == Style::Block {
        let last = if node.is_mapping() {
            node.entries().next_back().map(|(_, value)| value)
        } else {
            node.items().next_back()
        };
        match last {
            Some(last) => node = last,
            None => break,
        }
    }
    node
}

fn is_blank_or_comment(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches([' ', '\t']);
    // Without a blank before it, `#` starts no comment.
    trimmed.is_empty() || (trimmed.starts_with('#') && trimmed.len() < rest.len())
}
