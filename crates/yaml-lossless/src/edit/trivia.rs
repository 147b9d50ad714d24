//! Comments above and after values.

use super::Layout;
use crate::text::Span;
use crate::{Node, Style};

impl<'a> Layout<'a> {
    /// The blank lines and comments before an entry that starts at `start`, or before the end.
    #[must_use]
    pub fn lead(&self, start: usize) -> Span {
        let end = self.line_start(start);
        let after = self
            .tree
            .last_before(end)
            .map_or(0, |node| node.span().end as usize);
        let mut start = end;
        while let Some(above) = start.checked_sub(1).map(|at| self.line_start(at)) {
            let line = self.slice(above, start).trim();
            // The rest of the line on which the node before ends belongs to that node.
            if above < after || !(line.is_empty() || line.starts_with('#')) {
                break;
            }
            start = above;
        }
        Span::new(start, end)
    }

    /// The rest of the line after a value, or after the colon for a value on its own lines: only a
    /// comment can be there.
    #[must_use]
    pub fn tail(&self, node: Node<'a>) -> Option<Span> {
        let start = match node.style() {
            // After the last line of a block scalar, `#` would be text.
            Style::Literal | Style::Folded => return None,
            Style::Block => self.after_colon(node).ok()?,
            _ => node.span().end as usize,
        };
        let end = self.line_end(start);
        let rest = self.slice(start, end);
        let is_comment =
            rest.trim().is_empty() || rest.starts_with([' ', '\t']) && rest.trim().starts_with('#');
        is_comment.then(|| Span::new(start, end))
    }

    /// The start of an entry: its key, its dash, or otherwise the value.
    #[must_use]
    pub fn start_of(&self, node: Node<'a>) -> usize {
        let own = node.key().unwrap_or(node).span().start as usize;
        let list = node
            .parent()
            .filter(|parent| parent.is_sequence() && parent.style() == Style::Block);
        let dash = list.and_then(|list| super::block::dash_of(self, list, node));
        dash.unwrap_or(own)
    }

    /// The text of a span.
    #[must_use]
    pub fn text_of(&self, span: Span) -> &'a str {
        self.slice(span.start as usize, span.end as usize)
    }

    /// The source text of a node.
    #[must_use]
    pub fn raw(&self, node: Node<'a>) -> &'a str {
        self.text_of(node.span())
    }

    /// The source text of a node with the comments above its first line and after its last one.
    #[must_use]
    pub fn with_comments(&self, node: Node<'a>) -> &'a str {
        let span = node.span();
        let start = self.lead(span.start as usize).start as usize;
        self.slice(start, self.line_end(span.end as usize))
    }

    /// The top node.
    #[must_use]
    pub fn root(&self) -> Node<'a> {
        self.tree.root()
    }

    /// The number of blank lines before the second item of an indented list.
    #[must_use]
    pub fn gap_in(&self, list: Node<'a>) -> Option<usize> {
        if list.style() != Style::Block {
            return None;
        }
        let second = list.item(1)?;
        let lead = self.text_of(self.lead(self.start_of(second)));
        Some(
            lead.lines()
                .take_while(|line| line.trim().is_empty())
                .count(),
        )
    }

    /// Formats comments with the file's line endings, to go above an entry in `column`.
    #[must_use]
    pub fn comments(&self, lines: &[&str], column: usize) -> String {
        let mut text = String::new();
        for line in lines.iter().map(|line| line.trim()) {
            if !line.is_empty() {
                text.push_str(&" ".repeat(column));
            }
            text.push_str(line);
            text.push_str(self.newline());
        }
        text
    }

    /// The column of an entry that begins a line; `None` if there is something before it.
    #[must_use]
    pub fn column_of(&self, start: usize) -> Option<usize> {
        self.starts_line(start)
            .then(|| start - self.line_start(start))
    }
}
