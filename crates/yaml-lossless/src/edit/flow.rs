//! Edits inside brackets and braces.

mod gone;

use std::collections::HashSet;

use super::edits::Edits;
use super::{Change, Context, EditError, Layout, Reason, Value};
use crate::{Node, NodeId, Style};

/// Appends items to a nonempty list.
pub(super) fn append(
    layout: &Layout<'_>,
    list: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let Some(previous) = list.items().next_back() else {
        return Err(EditError::new(Reason::Kind, list.span()));
    };
    insert_after(layout, previous, items, edits);
    Ok(())
}

/// Inserts items after another.
pub(super) fn insert_after(
    layout: &Layout<'_>,
    previous: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) {
    let written: Vec<String> = items
        .iter()
        .map(|item| layout.inline(item, previous.style(), Context::Flow))
        .collect();
    add(layout, previous, &written, edits);
}

/// Inserts an entry into a mapping after another.
pub(super) fn insert(
    layout: &Layout<'_>,
    previous: Node<'_>,
    key: &str,
    value: &Value,
    edits: &mut Edits,
) {
    let value = layout.inline(value, previous.style(), Context::Flow);
    let written = format!("{}: {value}", layout.key(key, Context::Flow));
    add(layout, previous, &[written], edits);
}

/// Elements added to a list or mapping from which others are removed.
pub(super) struct Added {
    /// The element that they follow; `None` means the start.
    pub after: Option<NodeId>,
    /// The items or entries, formatted.
    pub written: Vec<String>,
}

impl Added {
    /// Returns what a change adds to a list or mapping in brackets; `None` if it adds nothing.
    pub(super) fn of(layout: &Layout<'_>, parent: Node<'_>, change: &Change) -> Option<Self> {
        let last = elements(parent).last().map(|node| node.id());
        let (after, items) = match change {
            Change::Append(_, items) => (last, items),
            Change::InsertItems { after, items, .. } => (*after, items),
            Change::Insert {
                key, value, after, ..
            } if parent.get(key).is_none() => {
                let named = after.as_deref().and_then(|after| parent.entry(after));
                let after = named.map(|(_, value)| value.id()).or(last);
                let value = layout.inline(value, style_of(layout, after), Context::Flow);
                let written = format!("{}: {value}", layout.key(key, Context::Flow));
                return Some(Self {
                    after,
                    written: vec![written],
                });
            }
            _ => return None,
        };
        let style = style_of(layout, after.or(last));
        let written = items
            .iter()
            .map(|item| layout.inline(item, style, Context::Flow))
            .collect();
        Some(Self { after, written })
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
    let all = elements(parent);
    let gone: HashSet<NodeId> = nodes.iter().copied().collect();
    let mut kept: Option<Node<'_>> = None;
    let mut rest = all.as_slice();
    while let Some(from) = rest.iter().position(|node| gone.contains(&node.id())) {
        let (before, from_run) = rest.split_at(from);
        kept = before.last().copied().or(kept);
        let length = from_run
            .iter()
            .take_while(|node| gone.contains(&node.id()))
            .count();
        let (run, next) = from_run.split_at(length);
        rest = next;
        // Only a run at the start of the list has no element before it.
        let mut places: Vec<Option<NodeId>> = vec![kept.map(Node::id)];
        places.extend(run.iter().map(|node| Some(node.id())));
        let written = take(added, &places);
        let filled = fill(layout, run, &written, edits);
        if let Some(last) = filled.last {
            kept = Some(last);
        }
        let between = (kept, filled.left, next.first().copied());
        gone::take_out(layout, parent, between, edits)?;
    }
    Ok(())
}

/// Takes the elements added after these places, in order.
fn take(added: &mut Vec<(Added, &Change)>, places: &[Option<NodeId>]) -> Vec<String> {
    let mut written = Vec::new();
    for place in places {
        let here = added.extract_if(.., |(added, _)| added.after == *place);
        written.extend(here.flat_map(|(added, _)| added.written));
    }
    written
}

/// A run of removed elements, some of which were replaced by new ones.
struct Filled<'e, 't> {
    /// The last replaced element.
    last: Option<Node<'t>>,
    /// The elements still to be removed.
    left: &'e [Node<'t>],
}

/// Writes new elements in place of old ones.
fn fill<'e, 't>(
    layout: &Layout<'_>,
    run: &'e [Node<'t>],
    written: &[String],
    edits: &mut Edits,
) -> Filled<'e, 't> {
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
            // New elements for which there is no old one follow the last.
            for more in &written[count..] {
                text.push_str(&separator);
                text.push_str(more);
            }
        }
        edits.replace(start, end, text);
    }
    Filled {
        last: filled.last().copied(),
        left,
    }
}

/// The start of an item, or of an entry's key.
fn element_start(node: Node<'_>) -> usize {
    node.key().unwrap_or(node).span().start as usize
}

/// Adds elements after another, each on its own line if that one is.
fn add(layout: &Layout<'_>, previous: Node<'_>, written: &[String], edits: &mut Edits) {
    let (start, end) = (element_start(previous), previous.span().end as usize);
    if !layout.starts_line(start) {
        edits.insert(end, format!(", {}", written.join(", ")));
        return;
    }
    let indent = layout.slice(layout.line_start(start), start);
    let line = format!("{}{indent}", layout.newline());
    let rest = layout.slice(end, layout.line_end(end)).trim_start();
    let (has_comma, tail) = match rest.strip_prefix(',') {
        Some(tail) => (true, tail.trim_start()),
        None => (false, rest),
    };
    // Another element follows on the line, so the line cannot be ended here.
    if !tail.is_empty() && !tail.starts_with('#') {
        let lines: Vec<String> = written
            .iter()
            .map(|item| format!(",{line}{item}"))
            .collect();
        edits.insert(end, lines.concat());
        return;
    }
    let lines: Vec<String> = written.iter().map(|item| format!("{line}{item}")).collect();
    let mut text = lines.join(",");
    // Whether it separates elements or is a trailing one, the new last element needs it too.
    if has_comma {
        text.push(',');
    } else {
        edits.insert(end, ",");
    }
    // After a comment, which stays with its element.
    edits.insert(layout.line_end(end), text);
}
