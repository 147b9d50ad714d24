//! Insertion of list items at a position, and reordering of lists.

use std::collections::HashMap;
use std::ops::Range;

use super::edits::Edits;
use super::{Context, EditError, Layout, Reason, Value, block, flow};
use crate::{Node, NodeId, Style};

/// Inserts items after another, or at the start of the list.
pub(super) fn insert(
    layout: &Layout<'_>,
    list: Node<'_>,
    after: Option<NodeId>,
    items: &[Value],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let refused = EditError::new(Reason::Kind, list.span());
    let Some(first) = list.item(0) else {
        return Err(refused);
    };
    let previous = after.map(|id| layout.tree.node(id));
    if let Some(previous) = previous
        && previous.parent().map(Node::id) != Some(list.id())
    {
        return Err(refused);
    }
    if list.style() == Style::Flow {
        match previous {
            Some(previous) => flow::insert_after(layout, previous, items, edits),
            None => before_flow(layout, first, items, edits),
        }
        return Ok(());
    }
    let column = layout.column(list.span().start as usize)?;
    let scalars = previous.unwrap_or(first).style();
    let at = match previous {
        Some(previous) => layout.end_of(previous)?,
        None => start_of_lines(layout, list)?,
    };
    edits.insert(at, layout.items(items, column, scalars));
    Ok(())
}

/// Inserts items at the start of a list in brackets.
fn before_flow(layout: &Layout<'_>, first: Node<'_>, items: &[Value], edits: &mut Edits) {
    let start = first.span().start as usize;
    let between = if layout.starts_line(start) {
        let indent = layout.slice(layout.line_start(start), start);
        format!(",{}{indent}", layout.newline())
    } else {
        ", ".to_owned()
    };
    let mut text = String::new();
    for item in items {
        text.push_str(&layout.inline(item, first.style(), Context::Flow));
        text.push_str(&between);
    }
    edits.insert(start, text);
}

/// Removes all items of a block list with their lines, whether or not others are added.
pub(super) fn clear(
    layout: &Layout<'_>,
    list: Node<'_>,
    grows: bool,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let (start, end) = (start_of_lines(layout, list)?, layout.end_of(list)?);
    // With nothing after its colon, the key would become null.
    if !grows {
        edits.insert(layout.after_colon(list)?, " []");
    }
    edits.replace(start, end, "");
    Ok(())
}

/// The end of the line of a list's key, below which its items are.
fn start_of_lines(layout: &Layout<'_>, list: Node<'_>) -> Result<usize, EditError> {
    let start = layout.line_end(layout.after_colon(list)?);
    // The list begins on the line of its key, so the lines below are not all of it.
    if start > list.span().start as usize {
        return Err(EditError::new(Reason::Layout, list.span()));
    }
    Ok(start)
}

/// Reorders the items of a list, each with the comments above it.
pub(super) fn reorder(
    layout: &Layout<'_>,
    list: Node<'_>,
    order: &[NodeId],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let mut ranges = Vec::with_capacity(order.len());
    for item in list.items() {
        let range = match list.style() {
            // Commas and comments stay where they are.
            Style::Flow => item.span().range(),
            _ => lines_of(layout, list, item)?,
        };
        ranges.push((item.id(), range));
    }
    let mut given: Vec<NodeId> = order.to_vec();
    let mut known: Vec<NodeId> = ranges.iter().map(|(id, _)| *id).collect();
    given.sort_unstable();
    known.sort_unstable();
    // Otherwise an item would be lost or written twice.
    if given != known {
        return Err(EditError::new(Reason::Kind, list.span()));
    }
    let by_id: HashMap<NodeId, Range<usize>> = ranges.iter().cloned().collect();
    for (id, (old_id, place)) in order.iter().zip(&ranges) {
        if id == old_id {
            continue;
        }
        if let Some(range) = by_id.get(id) {
            let text = layout.slice(range.start, range.end);
            edits.replace(place.start, place.end, text);
        }
    }
    Ok(())
}

/// The lines of an item with the comments above it, without the blank lines before those.
fn lines_of(
    layout: &Layout<'_>,
    list: Node<'_>,
    item: Node<'_>,
) -> Result<Range<usize>, EditError> {
    let refused = EditError::new(Reason::Layout, item.span());
    let Some(dash) = block::dash_of(layout, list, item) else {
        return Err(refused);
    };
    if !layout.starts_line(dash) {
        return Err(refused);
    }
    let lead = layout.lead(dash);
    let blank: usize = layout
        .text_of(lead)
        .split_inclusive('\n')
        .take_while(|line| line.trim().is_empty())
        .map(str::len)
        .sum();
    Ok(lead.start as usize + blank..layout.end_of(item)?)
}
