//! Translation of changes to byte edits.

use std::collections::HashMap;

use super::edits::Edits;
use super::flow::Added;
use super::verify::reads_as;
use super::{Change, EditError, Layout, Reason, Value, block, copied, flow, list};
use crate::text::{Edit, Span};
use crate::{Node, NodeId, Style};

/// Translates changes to byte edits of the layout's text, sorted and without overlap.
///
/// # Errors
///
/// Fails if an anchor, tag, alias or repeated key is in the way, if a comment would be lost, if a
/// node has the wrong type for its change, or if two changes affect the same bytes.
pub fn lower(layout: &Layout<'_>, changes: &[Change]) -> Result<Vec<Edit>, EditError> {
    let mut edits = Edits::default();
    // Two appends to the same list would insert at the same place.
    let changes = joined(changes);
    let mut gone: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for change in &changes {
        let node = layout.tree.node(change.target());
        if let (Change::Remove(_), Some(parent)) = (change, node.parent()) {
            guard_removal(node)?;
            gone.entry(parent.id()).or_default().push(node.id());
        }
    }
    // Additions to flow collections that also lose elements, with their changes.
    let mut added: HashMap<NodeId, Vec<(Added, &Change)>> = HashMap::new();
    for change in &changes {
        let node = layout.tree.node(change.target());
        edits.depth = depth(node);
        if matches!(change, Change::Remove(_)) && node.parent().is_some() {
            continue;
        }
        let is_shared = node.style() == Style::Flow && gone.contains_key(&node.id());
        if is_shared && let Some(found) = Added::of(layout, node, change) {
            guard(node)?;
            added.entry(node.id()).or_default().push((found, change));
        } else {
            one(layout, change, &mut edits)?;
        }
    }
    // In any order, because the edits are sorted at the end.
    for (parent, nodes) in gone {
        let node = layout.tree.node(parent);
        edits.depth = depth(node) + 1;
        if node.style() == Style::Flow {
            // Neighbors share a comma.
            let mut new = added.remove(&parent).unwrap_or_default();
            flow::remove(layout, node, &nodes, &mut new, &mut edits)?;
            for (_, change) in new {
                one(layout, change, &mut edits)?;
            }
            continue;
        }
        // A list that loses its items but gets others must not become `[]`.
        let grows = changes
            .iter()
            .any(|change| matches!(change, Change::Append(id, _) if *id == parent));
        remove(layout, node, &nodes, grows, &mut edits)?;
    }
    edits.combined(layout)
}

/// Translates one change that shares no bytes with others.
fn one(layout: &Layout<'_>, change: &Change, edits: &mut Edits) -> Result<(), EditError> {
    let node = layout.tree.node(change.target());
    match change {
        Change::Remove(_) => guard_removal(node)?,
        _ => guard(node)?,
    }
    match change {
        Change::Set(..) if node.parent().is_none() => {
            Err(EditError::new(Reason::Kind, node.span()))
        }
        // A value that is already there keeps its form.
        Change::Set(_, value) if reads_as(layout.tree, value, node).is_ok() => Ok(()),
        Change::Set(_, Value::Copied(value)) => copied::set(layout, node, value, edits),
        Change::Set(_, value) => block::set(layout, node, value, edits),
        Change::Append(_, items) => append(layout, node, items, edits),
        Change::Insert {
            key, value, after, ..
        } => insert(layout, node, (key, value), after.as_deref(), edits),
        // Only the root gets here, because other removals are made together for each parent.
        Change::Remove(_) => Err(EditError::new(Reason::Kind, node.span())),
        Change::InsertItems { after, items, .. } => {
            list::insert(layout, node, *after, items, edits)
        }
        Change::Reorder(_, order) => list::reorder(layout, node, order, edits),
        Change::Rename(_, name) => block::rename(layout, node, name, edits),
    }
}

fn append(
    layout: &Layout<'_>,
    list: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) -> Result<(), EditError> {
    if items.is_empty() {
        return Ok(());
    }
    match (list.item(0), list.style()) {
        (Some(_), Style::Flow) => flow::append(layout, list, items, edits),
        (Some(_), _) => block::append(layout, list, items, edits),
        (None, _) if list.is_null() || list.is_sequence() => {
            block::set(layout, list, &Value::List(items.to_vec()), edits)
        }
        _ => Err(EditError::new(Reason::Kind, list.span())),
    }
}

fn insert(
    layout: &Layout<'_>,
    mapping: Node<'_>,
    (key, value): (&str, &Value),
    after: Option<&str>,
    edits: &mut Edits,
) -> Result<(), EditError> {
    if mapping.get(key).is_some() {
        return Err(EditError::new(Reason::RepeatedKey, mapping.span()));
    }
    if mapping.entries().len() == 0 && (mapping.is_null() || mapping.is_mapping()) {
        let value = Value::Map(vec![(key.to_owned(), value.clone())]);
        return block::set(layout, mapping, &value, edits);
    }
    let named = after.and_then(|after| mapping.entry(after));
    let Some((_, previous)) = named.or_else(|| mapping.entries().next_back()) else {
        return Err(EditError::new(Reason::Kind, mapping.span()));
    };
    match mapping.style() {
        Style::Flow => {
            flow::insert(layout, previous, key, value, edits);
            Ok(())
        }
        _ => block::insert(layout, mapping, previous, (key, value), edits),
    }
}

/// Removes elements from one block list or mapping, which may get other items instead.
fn remove(
    layout: &Layout<'_>,
    parent: Node<'_>,
    nodes: &[NodeId],
    grows: bool,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let all = parent.is_sequence() && nodes.len() == parent.items().len();
    // A single item without comments is replaced by `[]`, see `block::remove()`.
    if all && (grows || nodes.len() > 1 || has_comment(layout, parent)) {
        return list::clear(layout, parent, grows, edits);
    }
    for &id in nodes {
        block::remove(layout, parent, layout.tree.node(id), edits)?;
    }
    Ok(())
}

/// Whether a list has comments, also above its first item.
fn has_comment(layout: &Layout<'_>, list: Node<'_>) -> bool {
    let span = list.span();
    let start = match layout.after_colon(list) {
        Ok(colon) => colon,
        Err(_) => span.start as usize,
    };
    let whole = Span::new(start, span.end as usize);
    layout.no_comment(whole).is_err()
}

/// Fails at nodes whose value is not simply the text written there.
fn guard(node: Node<'_>) -> Result<(), EditError> {
    guard_own(node)?;
    let mut inner = node;
    while let Some(parent) = inner.parent() {
        if let Some(key) = inner.key() {
            let same = parent
                .entries()
                .filter(|(other, _)| other.text() == key.text());
            // Readers differ on which of these entries counts.
            if same.count() > 1 {
                return Err(EditError::new(Reason::RepeatedKey, key.span()));
            }
        }
        // An anchor further up makes the change visible wherever it is referred to.
        guard_own(parent)?;
        inner = parent;
    }
    Ok(())
}

fn guard_removal(node: Node<'_>) -> Result<(), EditError> {
    if let Some(parent) = node.parent() {
        guard(parent)?;
    }
    guard_own(node)
}

fn guard_own(node: Node<'_>) -> Result<(), EditError> {
    if node.is_alias() {
        return Err(EditError::new(Reason::Alias, node.span()));
    }
    if node.has_properties() {
        return Err(EditError::new(Reason::Properties, node.span()));
    }
    Ok(())
}

fn depth(node: Node<'_>) -> usize {
    std::iter::successors(node.parent(), |node| node.parent()).count()
}

/// The changes, with all appends to one list merged.
fn joined(changes: &[Change]) -> Vec<Change> {
    let mut joined: Vec<Change> = Vec::with_capacity(changes.len());
    let mut appends: HashMap<NodeId, usize> = HashMap::new();
    for change in changes {
        let Change::Append(list, items) = change else {
            joined.push(change.clone());
            continue;
        };
        let at = *appends.entry(*list).or_insert(joined.len());
        match joined.get_mut(at) {
            Some(Change::Append(_, earlier)) => earlier.extend(items.iter().cloned()),
            _ => joined.push(change.clone()),
        }
    }
    joined
}
