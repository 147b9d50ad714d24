//! Edits inside brackets and braces.

mod gone;

use std::collections::HashSet;

use super::lower::Edits;
use super::{Change, Context, EditError, Layout, Reason, Value};
use crate::yaml::{Node, NodeId, Style};

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

/// Elements that are added to a list or mapping from which others are removed.
pub(super) struct Added {
    /// The element that they follow; none for the front.
    pub behind: Option<NodeId>,
    /// The items or entries, as they are to be written.
    pub written: Vec<String>,
}

impl Added {
    /// What a change adds to a list or mapping in brackets; none if it adds nothing.
    pub fn of(layout: &Layout<'_>, parent: Node<'_>, change: &Change) -> Option<Self> {
        let last = || elements(parent).last().map(|node| node.id());
        let (behind, items) = match change {
            Change::Append(_, items) => (last(), items),
            Change::InsertItems { behind, items, .. } => (*behind, items),
            Change::Insert {
                key, value, after, ..
            } if parent.get(key).is_none() => {
                let after = after.as_deref().and_then(|after| parent.entry(after));
                let behind = after.map(|(_, value)| value.id()).or_else(last);
                let value = layout.inline(value, style_of(layout, behind), Context::Flow);
                let written = format!("{}: {value}", layout.key(key, Context::Flow));
                return Some(Self {
                    behind,
                    written: vec![written],
                });
            }
            _ => return None,
        };
        let style = style_of(layout, behind.or_else(last));
        let written = items
            .iter()
            .map(|item| layout.inline(item, style, Context::Flow));
        Some(Self {
            behind,
            written: written.collect(),
        })
    }
}

fn style_of(layout: &Layout<'_>, node: Option<NodeId>) -> Style {
    node.map_or(Style::Plain, |node| layout.tree.node(node).style())
}

fn elements(parent: Node<'_>) -> Vec<Node<'_>> {
    if parent.is_mapping() {
        parent.entries().map(|(_, value)| value).collect()
    } else {
        parent.items().collect()
    }
}

/// Takes out items or entries, with the commas that go with them, and adds others.
///
/// What is added where something is removed is written in its place: a list keeps its layout,
/// and no two edits want the same bytes. What is added elsewhere is left in `added`.
pub(super) fn remove(
    layout: &Layout<'_>,
    parent: Node<'_>,
    nodes: &[NodeId],
    added: &mut Vec<(Added, &Change)>,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let elements = elements(parent);
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
        // Only a list that starts with the run has nothing before it.
        let mut places: Vec<Option<NodeId>> = vec![kept.map(Node::id)];
        places.extend(run.iter().map(|node| Some(node.id())));
        let written = take(added, &places);
        let run = fill(layout, run, &written, edits);
        if let Some(last) = run.filled {
            kept = Some(last);
        }
        let place = (kept, run.left, behind.first().copied());
        gone::take_out(layout, parent, place, edits)?;
    }
    Ok(())
}

/// Takes out what is added behind these places, in their order.
fn take(added: &mut Vec<(Added, &Change)>, places: &[Option<NodeId>]) -> Vec<String> {
    let mut written = Vec::new();
    for place in places {
        let here = added.extract_if(.., |(added, _)| added.behind == *place);
        written.extend(here.flat_map(|(added, _)| added.written));
    }
    written
}

/// A run of elements that go, some of which were replaced by new ones.
struct Run<'e, 't> {
    /// The last that was replaced.
    filled: Option<Node<'t>>,
    /// Those that still have to be taken out.
    left: &'e [Node<'t>],
}

/// Writes new elements in the place of old ones.
fn fill<'e, 't>(
    layout: &Layout<'_>,
    run: &'e [Node<'t>],
    written: &[String],
    edits: &mut Edits,
) -> Run<'e, 't> {
    let count = written.len().min(run.len());
    let (filled, left) = run.split_at(count);
    for (at, (node, new)) in filled.iter().zip(written).enumerate() {
        let (start, end) = (element_start(*node), node.span().end as usize);
        // A comment behind it was about what goes.
        if let Some(comment) = gone::tail(layout, *node).and_then(|tail| tail.comment) {
            edits.replace(comment.start as usize, comment.end as usize, "");
        }
        let mut text = new.clone();
        if at + 1 == count {
            let separator = if layout.starts_line(start) {
                let indent = layout.slice(layout.line_start(start), start);
                format!(",{}{indent}", layout.newline())
            } else {
                ", ".to_owned()
            };
            for more in &written[count..] {
                text.push_str(&separator);
                text.push_str(more);
            }
        }
        edits.replace(start, end, text);
    }
    Run {
        filled: filled.last().copied(),
        left,
    }
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
