//! Checks an edit with an independent YAML parser.

use std::collections::{HashMap, HashSet};

use serde_yaml::Value as Read;

use super::{Change, EditError, Excerpt, Reason, Value};
use crate::{Node, NodeId, Tree};

/// Parses both texts with another YAML parser: whatever no change touches must parse the same.
///
/// Files that this parser rejects from the start are not checked.
/// Both texts lack what `excerpt` leaves out.
///
/// # Errors
///
/// Fails with [`Reason::Unverified`] if the parser accepts the old text but not the new one, or
/// if a value changed that was not meant to.
pub fn second_opinion(
    before: &str,
    after: &str,
    tree: &Tree,
    changes: &[Change],
    excerpt: &Excerpt,
) -> Result<(), EditError> {
    let Ok(old) = serde_yaml::from_str::<Read>(before) else {
        return Ok(());
    };
    let refused = EditError::new(Reason::Unverified, tree.root().span());
    let Ok(new) = serde_yaml::from_str::<Read>(after) else {
        return Err(refused);
    };
    let opinion = Opinion::new(tree, changes, excerpt);
    if opinion.agrees(tree.root(), &old, &new) {
        return Ok(());
    }
    Err(refused)
}

struct Opinion<'a> {
    changes: HashMap<NodeId, &'a Change>,
    /// Nodes that contain a change.
    around: HashSet<NodeId>,
    excerpt: &'a Excerpt,
}

impl<'a> Opinion<'a> {
    fn new(tree: &Tree, changes: &'a [Change], excerpt: &'a Excerpt) -> Self {
        let mut around = HashSet::new();
        let mut by_node = HashMap::new();
        for change in changes {
            let node = tree.node(change.target());
            by_node.insert(node.id(), change);
            let mut above = Some(node);
            while let Some(node) = above {
                // Then everything above it is there, too.
                if !around.insert(node.id()) {
                    break;
                }
                above = node.parent();
            }
        }
        Self {
            changes: by_node,
            around,
            excerpt,
        }
    }

    fn agrees(&self, node: Node<'_>, old: &Read, new: &Read) -> bool {
        if !self.around.contains(&node.id()) {
            return old == new;
        }
        if let Some(change) = self.changes.get(&node.id()) {
            return match change {
                Change::Set(_, value) => is(value, new),
                // Its children are compared unless they were reordered.
                Change::Append(..)
                | Change::Insert { .. }
                | Change::InsertItems { .. }
                | Change::Reorder(..)
                | Change::Remove(_) => true,
                // A rename is a change of the value's node, but the value stays.
                Change::Rename(..) => old == new,
            };
        }
        match (old, new) {
            (Read::Mapping(old), Read::Mapping(new)) => self.entries(node, old, new),
            (Read::Sequence(old), Read::Sequence(new)) => {
                let items: Vec<Node<'_>> = node
                    .items()
                    .filter(|item| !self.excerpt.omits(*item))
                    .collect();
                // Which items correspond is not known where one was added or removed.
                if old.len() != new.len() || old.len() != items.len() {
                    return true;
                }
                items
                    .into_iter()
                    .zip(old.iter().zip(new))
                    .all(|(node, (old, new))| self.agrees(node, old, new))
            }
            _ => true,
        }
    }

    fn entries(
        &self,
        node: Node<'_>,
        old: &serde_yaml::Mapping,
        new: &serde_yaml::Mapping,
    ) -> bool {
        node.entries().all(|(key, value)| {
            let Some(name) = key.text() else { return true };
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) => self.agrees(value, old, new),
                _ => true,
            }
        })
    }
}

fn is(wanted: &Value, read: &Read) -> bool {
    match (wanted, read) {
        (Value::Text(text), Read::String(read)) => text == read,
        (Value::List(items), Read::Sequence(read)) => {
            items.len() == read.len() && items.iter().zip(read).all(|(item, read)| is(item, read))
        }
        (Value::Map(entries), Read::Mapping(read)) => {
            entries.len() == read.len()
                && entries
                    .iter()
                    .all(|(key, value)| read.get(key.as_str()).is_some_and(|read| is(value, read)))
        }
        (value, _) => matches!(value, Value::Plain(_) | Value::Kept(_) | Value::Copied(_)),
    }
}
