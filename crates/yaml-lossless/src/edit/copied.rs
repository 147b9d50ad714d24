//! Values copied from another file in their original form.

use super::block::replace;
use super::edits::Edits;
use super::scalar_text::fits_plain;
use super::{Context, EditError, Layout, Value, block};
use crate::{Node, Scalar, Style};

/// Maximum number of nodes in one copy, with aliases expanded.
const MAX_COPIED: usize = 1 << 20;

/// A value of another file, with its original text.
///
/// If that text does not fit its new place, only the value is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The parsed value.
    pub(super) value: Box<Value>,
    style: Style,
    /// The text of the value itself.
    own: Option<Lines>,
    /// The text from its key or dash on, including the comments before it.
    entry: Option<Lines>,
    /// Blank lines before that text.
    gap: usize,
}

/// Text of one or more lines, the first of which begins in `column`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lines {
    text: String,
    column: usize,
}

impl Copied {
    /// Sets the number of blank lines before it, if it is on its own lines.
    #[must_use]
    pub fn with_gap(mut self, gap: usize) -> Self {
        self.gap = gap;
        self
    }

    /// The number of blank lines before it.
    #[must_use]
    pub fn gap(&self) -> usize {
        self.gap
    }

    /// Whether it is an indented collection.
    pub(super) fn is_block(&self) -> bool {
        self.style == Style::Block && self.entry.is_some()
    }

    /// Its text on its own lines, with its key or dash in `column`.
    pub(super) fn entry(&self, layout: &Layout<'_>, column: usize) -> Option<String> {
        let entry = self.entry.as_ref()?;
        let newline = layout.newline();
        let mut lines = newline.repeat(self.gap);
        lines.push_str(&layout.new_line(column));
        lines.push_str(&entry.moved(column, newline));
        Some(lines)
    }

    /// Its text on the line of its key.
    pub(super) fn inline(&self, context: Context) -> Option<&str> {
        let text = self.own.as_ref()?.text.as_str();
        let fits = match self.style {
            // A number such as `-1` fits, although a text that starts like this would be quoted.
            Style::Plain => fits_plain(text, context) || Scalar::plain(text) != Scalar::Text(text),
            Style::SingleQuoted | Style::DoubleQuoted | Style::Flow => true,
            Style::Literal | Style::Folded | Style::Block => false,
        };
        if fits && !text.is_empty() && !text.contains('\n') {
            Some(text)
        } else {
            None
        }
    }

    /// Its text on several lines, the first being the line of its key in `column`.
    fn hanging(&self, layout: &Layout<'_>, column: usize) -> Option<String> {
        let own = self.own.as_ref()?;
        if self.style == Style::Block || !own.text.contains('\n') {
            return None;
        }
        Some(own.moved(column, layout.newline()))
    }
}

/// The tag of a node with the text `raw`.
#[must_use]
pub fn tag<'t>(node: Node<'_>, raw: &'t str) -> Option<&'t str> {
    if !node.has_properties() {
        return None;
    }
    raw.split_whitespace()
        .take_while(|word| word.starts_with(['&', '!']))
        .find(|word| word.starts_with('!'))
}

impl Lines {
    /// Shifts the other lines by as much as the first one moves.
    fn moved(&self, column: usize, newline: &str) -> String {
        let mut moved = String::with_capacity(self.text.len());
        for (number, line) in self.text.split('\n').enumerate() {
            if number == 0 {
                moved.push_str(line);
                continue;
            }
            moved.push_str(newline);
            let blanks = line.len() - line.trim_start_matches(' ').len();
            // Blank lines get no trailing spaces.
            if !line.is_empty() {
                let indent = (blanks + column).saturating_sub(self.column);
                moved.push_str(&" ".repeat(indent));
            }
            moved.push_str(&line[blanks..]);
        }
        moved
    }
}

impl<'a> Layout<'a> {
    /// Copies a value of this file, to be written into another.
    ///
    /// # Errors
    ///
    /// Fails if aliases make it too large, and at tags and merge keys (`<<`), whose meaning depends
    /// on their original form.
    pub fn copy(&self, node: Node<'a>) -> Result<Copied, EditError> {
        // Aliases may expand a text to many times its size.
        if node.is_larger_than(MAX_COPIED) {
            return Err(EditError::new(super::Reason::Alias, node.span()));
        }
        let range = node.span().range();
        let mut refers = false;
        for inner in self.tree.nodes_in(node.span()) {
            refers |= inner.is_alias() || inner.has_properties();
            let is_plain = inner.style() == Style::Plain && inner.text() == Some("<<");
            let is_merge = is_plain && inner.key().is_some_and(|key| key.id() == inner.id());
            if is_merge || tag(inner, self.raw(inner)).is_some() {
                return Err(EditError::new(super::Reason::Properties, inner.span()));
            }
        }
        // Elsewhere an anchor would have another meaning, so only the value is copied.
        let (own, entry) = if refers {
            (None, None)
        } else {
            (self.own_lines(node, range), self.entry_lines(node))
        };
        let (entry, gap) = match entry {
            Some((entry, gap)) => (Some(entry), gap),
            None => (None, 0),
        };
        Ok(Copied {
            value: Box::new(Value::of(node)),
            style: node.style(),
            own,
            entry,
            gap,
        })
    }

    fn own_lines(&self, node: Node<'a>, range: std::ops::Range<usize>) -> Option<Lines> {
        let end = match node.style() {
            // Blank lines after a text with `|+` are part of it.
            Style::Literal | Style::Folded => self.end_of(node).ok()?,
            Style::Block => return None,
            _ => range.end,
        };
        let line = self.line_start(node.key().unwrap_or(node).span().start as usize);
        let indent = self.slice(line, self.line_end(line));
        Some(Lines {
            text: with_plain_newlines(self.slice(range.start, end)),
            // A dash counts as indentation, because the other lines are aligned with what follows
            // it.
            column: indent.len() - indent.trim_start_matches([' ', '-']).len(),
        })
    }

    /// The lines of an entry or item, including the comments above, and the number of blank lines
    /// before those.
    fn entry_lines(&self, node: Node<'a>) -> Option<(Lines, usize)> {
        let parent = node.parent()?;
        if parent.style() != Style::Block {
            return None;
        }
        let start = match node.key() {
            Some(key) => key.span().start as usize,
            None => block::dash_of(self, parent, node)?,
        };
        // The first entry of a list item shares its line with the dash.
        if !self.starts_line(start) {
            return None;
        }
        let end = self.end_of(node).ok()?;
        let lead = self.lead(start);
        let above = self.slice(lead.start as usize, lead.end as usize);
        let gap = above
            .lines()
            .take_while(|line| line.trim().is_empty())
            .count();
        let column = start - self.line_start(start);
        let indent = " ".repeat(column);
        let mut text = String::new();
        for comment in above.lines().skip(gap).map(str::trim) {
            if !text.is_empty() && !comment.is_empty() {
                text.push_str(&indent);
            }
            text.push_str(comment);
            text.push('\n');
        }
        if !text.is_empty() {
            text.push_str(&indent);
        }
        text.push_str(&with_plain_newlines(self.slice(start, end)));
        Some((Lines { text, column }, gap))
    }
}

/// Replaces a value.
pub(super) fn set(
    layout: &Layout<'_>,
    node: Node<'_>,
    copied: &Copied,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let context = block::context_of(node);
    if let Some(text) = copied.inline(context) {
        return replace(layout, node, text, edits);
    }
    let end = node.span().end as usize;
    // A text of several lines fits only where nothing follows on the line.
    let is_last = layout.slice(end, layout.line_end(end)).trim().is_empty();
    let has_key = context == Context::Block && node.key().is_some() && node.style() != Style::Block;
    if has_key && is_last {
        let start = node.key().unwrap_or(node).span().start as usize;
        if let Some(text) = copied.hanging(layout, layout.column(start)?) {
            return replace(layout, node, &text, edits);
        }
    }
    block::set(layout, node, &copied.value, edits)
}

fn with_plain_newlines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

impl Value {
    /// The parsed value of a node.
    #[must_use]
    pub fn of(node: Node<'_>) -> Self {
        if node.is_sequence() {
            return Self::List(node.items().map(Self::of).collect());
        }
        if node.is_mapping() {
            let mut entries = Vec::with_capacity(node.entries().len());
            for (key, value) in node.entries() {
                entries.push((key.text().unwrap_or_default().to_owned(), Self::of(value)));
            }
            return Self::Map(entries);
        }
        match node.scalar() {
            Some(Scalar::Text(text)) => Self::text(text),
            None | Some(Scalar::Null) => Self::null(),
            Some(_) => Self::Plain(node.text().unwrap_or_default().to_owned()),
        }
    }
}
