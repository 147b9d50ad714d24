//! Removal of elements from flow collections, with their commas and comments.

use std::ops::Range;

use super::element_start;
use crate::Node;
use crate::edit::edits::Edits;
use crate::edit::{EditError, Layout};
use crate::text::Span;

/// Removes a run of elements between `kept` and `next`.
pub(super) fn take_out(
    layout: &Layout<'_>,
    parent: Node<'_>,
    (kept, run, next): (Option<Node<'_>>, &[Node<'_>], Option<Node<'_>>),
    edits: &mut Edits,
) -> Result<(), EditError> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return Ok(());
    };
    let Range { start, end } = parent.span().range();
    let inside = start + 1..end.saturating_sub(1);
    let has_lines = run.iter().all(|node| tail(layout, *node).is_some());
    // Comments on lines of their own may be about the whole list, so they keep it from being
    // emptied at once.
    let is_all = kept.is_none() && next.is_none();
    if is_all && !has_comment_line(layout.slice(inside.start, inside.end)) {
        // Whatever follows the elements on the line goes with them.
        edits.replace(inside.start, inside.end, "");
        return Ok(());
    }
    if has_lines {
        take_out_lines(layout, kept, run, next.is_none(), edits);
        return Ok(());
    }
    let end = last.span().end as usize;
    let range = match (kept, next) {
        (Some(kept), _) => kept.span().end as usize..end,
        (None, Some(next)) => element_start(*first)..element_start(next),
        (None, None) => inside,
    };
    layout.no_comment(Span::new(range.start, range.end))?;
    edits.replace(range.start, range.end, "");
    Ok(())
}

/// Removes elements on their own lines, with the comments after them. Comments on other lines
/// stay.
fn take_out_lines(
    layout: &Layout<'_>,
    kept: Option<Node<'_>>,
    run: &[Node<'_>],
    is_last: bool,
    edits: &mut Edits,
) {
    let mut has_comma = false;
    for node in run {
        let start = layout.line_start(element_start(*node));
        let end = node.span().end as usize;
        edits.replace(start, layout.next_line(end), "");
        has_comma = tail(layout, *node).is_some_and(|tail| tail.has_comma);
    }
    // The new last element gets a comma only if the old one had one.
    let Some(kept) = kept else { return };
    if !is_last || has_comma {
        return;
    }
    let end = kept.span().end as usize;
    let rest = layout.slice(end, layout.line_end(end));
    let blanks = rest.len() - rest.trim_start().len();
    if rest[blanks..].starts_with(',') {
        let comma = end + blanks;
        edits.replace(comma, comma + 1, "");
    }
}

/// The rest of the line after an element.
pub(super) struct Tail {
    has_comma: bool,
    /// The comment and the spaces before it.
    pub comment: Option<Span>,
}

/// The tail of an element that shares no line with others; otherwise `None`.
pub(super) fn tail(layout: &Layout<'_>, node: Node<'_>) -> Option<Tail> {
    if !layout.starts_line(element_start(node)) {
        return None;
    }
    let end = node.span().end as usize;
    let line_end = layout.line_end(end);
    let rest = layout.slice(end, line_end);
    let (has_comma, after) = match rest.trim_start().strip_prefix(',') {
        Some(after) => (true, after),
        None => (false, rest),
    };
    let text = after.trim();
    if text.is_empty() {
        return Some(Tail {
            has_comma,
            comment: None,
        });
    }
    // Without a blank before it, `#` starts no comment.
    if !text.starts_with('#') || after.starts_with('#') {
        return None;
    }
    Some(Tail {
        has_comma,
        comment: Some(Span::new(line_end - after.len(), line_end)),
    })
}

fn has_comment_line(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with('#'))
}
