//! Collected byte edits.

use std::cmp::Reverse;

use super::{EditError, Layout, Reason};
use crate::text::{Edit, Span};

/// Collected byte edits, each with the depth of its node.
#[derive(Default)]
pub(super) struct Edits {
    pub(super) depth: usize,
    found: Vec<(usize, Edit)>,
}

impl Edits {
    pub(super) fn replace(&mut self, start: usize, end: usize, text: impl Into<String>) {
        let edit = Edit {
            span: Span::new(start, end),
            text: text.into(),
        };
        self.found.push((self.depth, edit));
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at, at, text);
    }

    /// Sorts the edits by position. Of insertions at the same place, the more deeply nested comes
    /// first: a new list item before the key that follows the list.
    pub(super) fn combined(mut self, layout: &Layout<'_>) -> Result<Vec<Edit>, EditError> {
        self.found
            .sort_by_key(|(depth, edit)| (edit.span, Reverse(*depth)));
        let mut combined: Vec<Edit> = Vec::with_capacity(self.found.len());
        // A removal that ends with the lines after which something is inserted.
        let mut removal = Span::default();
        for (_, mut edit) in self.found {
            if edit.text.is_empty() {
                removal = edit.span;
            } else if let Some(lines) = below(layout, removal, &edit) {
                edit = lines;
            }
            match combined.last_mut() {
                // Two lists that end on the same line, one inside the other, may both get new
                // items.
                Some(last) if last.span == edit.span && edit.span.is_empty() => {
                    last.text.push_str(&edit.text);
                }
                Some(last) if last.span.end > edit.span.start || last.span == edit.span => {
                    return Err(EditError::new(Reason::Overlap, edit.span));
                }
                _ => combined.push(edit),
            }
        }
        Ok(combined)
    }
}

/// Moves an insertion after removed lines to the end of those lines.
fn below(layout: &Layout<'_>, removal: Span, edit: &Edit) -> Option<Edit> {
    let (start, end) = (removal.start as usize, removal.end as usize);
    let at = edit.span.start as usize;
    let is_inside = edit.span.is_empty() && start < at && at < end;
    if !is_inside || layout.next_line(at) != end {
        return None;
    }
    let newline = layout.newline();
    // Added lines start with a line break; at the start of a line, they have to end with one.
    let lines = edit.text.strip_prefix(newline)?;
    Some(Edit {
        span: Span::new(end, end),
        text: [lines, newline].concat(),
    })
}
