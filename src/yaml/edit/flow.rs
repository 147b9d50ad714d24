//! Edits inside brackets and braces.

use std::collections::HashSet;

use super::lower::Edits;
use super::{Context, EditError, Layout, Reason, Value};
use crate::text::Span;
use crate::yaml::{Node, NodeId};

/// Adds items to a list that has some.
pub(super) fn append(
    layout: &Layout<'_>,
    list: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let Some(behind) = list.items().next_back() else {
        return Err(EditError::new(Reason::Kind, list.span()));
    };
    append_behind(layout, behind, items, edits);
    Ok(())
}

/// Adds items behind one.
pub(super) fn append_behind(
    layout: &Layout<'_>,
    behind: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) {
    let write = |item: &Value| layout.inline(item, behind.style(), Context::Flow);
    let written: Vec<String> = items.iter().map(write).collect();
    let end = behind.span().end as usize;
    add(layout, element_start(behind), end, &written, edits);
}

/// Adds an entry to a mapping behind another.
pub(super) fn insert(
    layout: &Layout<'_>,
    behind: Node<'_>,
    key: &str,
    value: &Value,
    edits: &mut Edits,
) {
    let value = layout.inline(value, behind.style(), Context::Flow);
    let written = format!("{}: {value}", layout.key(key, Context::Flow));
    let end = behind.span().end as usize;
    add(layout, element_start(behind), end, &[written], edits);
}

/// Takes out items or entries, with the commas that go with them.
pub(super) fn remove(
    layout: &Layout<'_>,
    parent: Node<'_>,
    nodes: &[NodeId],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let elements: Vec<Node<'_>> = if parent.is_mapping() {
        parent.entries().map(|(_, value)| value).collect()
    } else {
        parent.items().collect()
    };
    let gone: HashSet<NodeId> = nodes.iter().copied().collect();
    let is_gone = |node: &Node<'_>| gone.contains(&node.id());
    let mut kept: Option<Node<'_>> = None;
    let mut rest = elements.as_slice();
    while let Some(from) = rest.iter().position(is_gone) {
        let (before, run) = rest.split_at(from);
        kept = before.last().copied().or(kept);
        let length = run.iter().take_while(|node| is_gone(node)).count();
        let (run, behind) = run.split_at(length);
        rest = behind;
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            break;
        };
        let end = last.span().end as usize;
        let range = match (kept, behind.first()) {
            (Some(kept), _) => kept.span().end as usize..end,
            (None, Some(next)) => element_start(*first)..element_start(*next),
            (None, None) => {
                let span = parent.span().range();
                span.start + 1..span.end.saturating_sub(1)
            }
        };
        layout.no_comment(Span::new(range.start, range.end))?;
        edits.replace(range.start, range.end, "");
    }
    Ok(())
}

/// Where an item starts, or the key of an entry.
fn element_start(node: Node<'_>) -> usize {
    node.key().unwrap_or(node).span().start as usize
}

/// Adds elements behind the one from `start` to `end`: each on a line of its own where that one is.
fn add(layout: &Layout<'_>, start: usize, end: usize, written: &[String], edits: &mut Edits) {
    if !layout.starts_line(start) {
        edits.insert(end, format!(", {}", written.join(", ")));
        return;
    }
    let indent = layout.slice(layout.line_start(start), start);
    let line = format!("{}{indent}", layout.newline());
    let rest = layout.slice(end, layout.line_end(end));
    let blanks = rest.len() - rest.trim_start().len();
    let (has_comma, behind) = match rest[blanks..].strip_prefix(',') {
        Some(behind) => (true, behind),
        None => (false, &rest[blanks..]),
    };
    let behind = behind.trim_start();
    if !behind.is_empty() && !behind.starts_with('#') {
        let lines: Vec<String> = written
            .iter()
            .map(|item| format!(",{line}{item}"))
            .collect();
        edits.insert(end, lines.concat());
        return;
    }
    let lines: Vec<String> = written.iter().map(|item| format!("{line}{item}")).collect();
    let mut lines = lines.join(",");
    if has_comma {
        lines.push(',');
    } else {
        edits.insert(end, ",");
    }
    edits.insert(layout.line_end(end), lines);
}
