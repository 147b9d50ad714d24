//! Edits inside brackets and braces.

mod gone;

use std::collections::HashSet;

use super::lower::Edits;
use super::{Change, Context, EditError, Layout, Reason, Value};
use crate::{Node, NodeId, Style};

/// Appends items to a nonempty list.
pub(super) fn append(
    layout: &Layout<'_>,
    list: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let Some(behind) = list.items().next_back() else {
        return Err(EditError::new(Reason::Kind, list.span()));
    };
    insert_after(layout, behind, items, edits);
    Ok(())
}

/// Inserts items after another.
pub(super) fn insert_after(
    layout: &Layout<'_>,
    behind: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) {
    let written: Vec<String> = items
        .iter()
        .map(|item| layout.inline(item, behind.style(), Context::Flow))
        .collect();
    let end = behind.span().end as usize;
    add(layout, element_start(behind), end, &written, edits);
}

/// Inserts an entry into a mapping after another.
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

/// Elements added to a list or mapping from which others are removed.
pub(super) struct Added {
    /// The element that they follow; `None` means the start.
    pub behind: Option<NodeId>,
    /// The items or entries, formatted.
    pub written: Vec<String>,
}

impl Added {
    /// Returns what a change adds to a list or mapping in brackets; `None` if it adds nothing.
    pub(super) fn of(layout: &Layout<'_>, parent: Node<'_>, change: &Change) -> Option<Self> {
        let last = || elements(parent).last().map(|node| node.id());
        let (behind, items) = match change {
            Change::Append(_, items) => (last(), items),
            Change::InsertItems { behind, items, .. } => (*behind, items),
            Change::Insert {
                key, value, after, ..
            } if parent.get(key).is_none() => {
                let behind = after
                    .as_deref()
                    .and_then(|after| parent.entry(after))
                    .map(|(_, value)| value.id())
                    .or_else(last);
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

/// Removes items or entries together with their commas, and adds others.
///
/// Elements added next to removed ones take their place, so the list keeps its layout and no
/// two edits overlap. The others stay in `added`.
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
        // Only a run at the start of the list has no element before it.
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

/// Takes the elements added after these places, in order.
fn take(added: &mut Vec<(Added, &Change)>, places: &[Option<NodeId>]) -> Vec<String> {
    let mut written = Vec::new();
    for place in places {
        let here = added.extract_if(.., |(added, _)| added.behind == *place);
        written.extend(here.flat_map(|(added, _)| added.written));
    }
    written
}

/// A run of removed elements, some of which were replaced by new ones.
struct Run<'e, 't> {
    /// The last replaced element.
    filled: Option<Node<'t>>,
    /// The elements still to be removed.
    left: &'e [Node<'t>],
}

/// Writes new elements in place of old ones.
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
        // A comment after it was about the removed element.
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

/// The start of an item, or of an entry's key.
fn element_start(node: Node<'_>) -> usize {
    node.key().unwrap_or(node).span().start as usize
}

/// Adds elements after the one from `start` to `end`, each on its own line if that one is.
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
