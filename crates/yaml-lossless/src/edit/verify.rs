//! Verification that an edited tree is what was intended.

use std::collections::{BTreeMap, HashMap};

use super::{Change, EditError, Reason, Value};
use crate::{Node, NodeId, Scalar, Style, Tree};

/// Compares a tree before and after changes, node by node: where nothing changed, raw text, style
/// and key order must be the same; elsewhere they must match the changes exactly.
///
/// # Errors
///
/// Fails with [`Reason::Unverified`] at the first node that differs from what was intended.
pub fn verify(
    before: (&str, &Tree),
    after: (&str, &Tree),
    changes: &[Change],
) -> Result<(), EditError> {
    let mut by_node: BTreeMap<NodeId, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_node.entry(change.target()).or_default().push(change);
    }
    let check = Check {
        old_text: before.0,
        new_text: after.0,
        old: before.1,
        by_node,
    };
    check.node(before.1.root(), after.1.root())
}

struct Check<'a> {
    old_text: &'a str,
    new_text: &'a str,
    old: &'a Tree,
    /// Usually a few: comparing them takes less time than hashing each node.
    by_node: BTreeMap<NodeId, Vec<&'a Change>>,
}

type Checked = Result<(), EditError>;

impl<'a> Check<'a> {
    fn node(&self, old: Node<'a>, new: Node<'_>) -> Checked {
        // A new value may be in any style, so only its meaning is compared.
        if let Some(value) = self.set_to(old) {
            return reads_as(self.old, value, new);
        }
        // Null becomes a list or a mapping.
        let appended = self.appended(old);
        if old.is_null() && !appended.is_empty() {
            return reads_as_list(self.old, &appended, new);
        }
        let inserts = self.inserts(old);
        if old.is_null() && !inserts.is_empty() {
            return require(new.is_mapping(), new).and_then(|()| self.entries(old, new));
        }
        require(
            old.is_alias() == new.is_alias() && old.has_properties() == new.has_properties(),
            new,
        )?;
        if old.is_alias() || old.text().is_some() {
            // The same text could mean something else in another context, so its value is compared
            // as well.
            let same = self.raw(old) == raw(self.new_text, new)
                && old.text() == new.text()
                && old.style() == new.style();
            return require(same, new);
        }
        self.properties(old, new)?;
        same_style(old, new)?;
        if old.is_mapping() {
            return require(new.is_mapping(), new).and_then(|()| self.entries(old, new));
        }
        require(new.is_sequence(), new)?;
        self.items(old, &appended, new)
    }

    fn items(&self, old: Node<'a>, appended: &[&Value], new: Node<'_>) -> Checked {
        let mut expected = self.expected_items(old);
        expected.extend(appended.iter().map(|value| Item::New(value)));
        require(expected.len() == new.items().len(), new)?;
        for (expected, new) in expected.iter().zip(new.items()) {
            match expected {
                Item::Old(old) => self.node(*old, new)?,
                Item::New(wanted) => reads_as(self.old, wanted, new)?,
            }
        }
        Ok(())
    }

    /// The items that a list must have before appended ones.
    fn expected_items(&self, list: Node<'a>) -> Vec<Item<'a>> {
        let order = self.changes(list).find_map(|change| match change {
            Change::Reorder(_, order) => Some(order),
            _ => None,
        });
        let items: Vec<Node<'a>> = match order {
            Some(order) => order.iter().map(|id| self.old.node(*id)).collect(),
            None => list.items().collect(),
        };
        let mut inserted: HashMap<Option<NodeId>, Vec<&'a Value>> = HashMap::new();
        for change in self.changes(list) {
            if let Change::InsertItems { after, items, .. } = change {
                inserted.entry(*after).or_default().extend(items);
            }
        }
        let at_start = inserted.remove(&None).unwrap_or_default();
        let mut expected: Vec<Item<'a>> = at_start.into_iter().map(Item::New).collect();
        for item in items {
            if !self.is_removed(item) {
                expected.push(Item::Old(item));
            }
            // New items may follow an item that is removed itself.
            let new = inserted.remove(&Some(item.id())).unwrap_or_default();
            expected.extend(new.into_iter().map(Item::New));
        }
        expected
    }

    fn entries(&self, old: Node<'a>, new: Node<'_>) -> Checked {
        let expected = self.expected_entries(old);
        require(expected.len() == new.entries().len(), new)?;
        for (expected, (key, value)) in expected.iter().zip(new.entries()) {
            match expected {
                Entry::Old(old_key, old_value) => {
                    self.key(*old_key, *old_value, key)?;
                    self.node(*old_value, value)?;
                }
                Entry::New(name, wanted) => {
                    require(key.text() == Some(name), key)?;
                    reads_as(self.old, wanted, value)?;
                }
            }
        }
        Ok(())
    }

    /// The entries that a mapping must have: the old ones, with each new one in its place.
    fn expected_entries(&self, old: Node<'a>) -> Vec<Entry<'a>> {
        let inserts = self.inserts(old);
        let mut expected = Vec::new();
        let mut placed = vec![false; inserts.len()];
        for (key, value) in old.entries() {
            if !self.is_removed(value) {
                expected.push(Entry::Old(key, value));
            }
            for (insert, placed) in inserts.iter().zip(&mut placed) {
                let (name, wanted, after) = *insert;
                if !*placed && after.is_some() && key.text() == after {
                    expected.push(Entry::New(name, wanted));
                    *placed = true;
                }
            }
        }
        // Those without a key to follow, or whose key is missing, come last.
        let last = inserts.iter().zip(placed).filter(|(_, placed)| !placed);
        expected.extend(last.map(|((name, wanted, _), _)| Entry::New(name, wanted)));
        expected
    }

    fn key(&self, old: Node<'a>, value: Node<'a>, new: Node<'_>) -> Checked {
        let renamed = self.changes(value).find_map(|change| match change {
            Change::Rename(_, name) => Some(name.as_str()),
            _ => None,
        });
        match renamed {
            Some(name) => require(new.text() == Some(name), new),
            None => self.node(old, new),
        }
    }

    /// Checks anchors and tags of collections.
    fn properties(&self, old: Node<'a>, new: Node<'_>) -> Checked {
        if !old.has_properties() {
            return Ok(());
        }
        // The properties come first; what follows may have changed.
        let old_words = self.raw(old).split_whitespace();
        let new_words = raw(self.new_text, new).split_whitespace();
        require(old_words.take(1).eq(new_words.take(1)), new)
    }

    fn raw(&self, node: Node<'_>) -> &'a str {
        raw(self.old_text, node)
    }

    fn changes(&self, node: Node<'_>) -> impl Iterator<Item = &'a Change> {
        self.by_node.get(&node.id()).into_iter().flatten().copied()
    }

    fn set_to(&self, node: Node<'_>) -> Option<&'a Value> {
        self.changes(node).find_map(|change| match change {
            Change::Set(_, value) => Some(value),
            _ => None,
        })
    }

    fn is_removed(&self, node: Node<'_>) -> bool {
        self.changes(node)
            .any(|change| matches!(change, Change::Remove(_)))
    }

    fn appended(&self, node: Node<'_>) -> Vec<&'a Value> {
        let lists = self.changes(node).filter_map(|change| match change {
            Change::Append(_, items) => Some(items),
            _ => None,
        });
        lists.flatten().collect()
    }

    fn inserts(&self, node: Node<'_>) -> Vec<(&'a str, &'a Value, Option<&'a str>)> {
        let inserts = self.changes(node).filter_map(|change| match change {
            Change::Insert {
                key, value, after, ..
            } => Some((key.as_str(), value, after.as_deref())),
            _ => None,
        });
        inserts.collect()
    }
}

/// Checks that a node has this value; `old` is the tree that contains kept scalars.
pub(super) fn reads_as(old: &Tree, wanted: &Value, new: Node<'_>) -> Checked {
    require(!new.is_alias() && !new.has_properties(), new)?;
    match wanted {
        Value::Text(text) => {
            let is_text = matches!(new.scalar(), Some(Scalar::Text(_)));
            require(is_text && new.text() == Some(text), new)
        }
        Value::Plain(text) => {
            let is_null = Scalar::plain(text) == Scalar::Null && new.is_null();
            require(
                new.style() == Style::Plain && (new.text() == Some(text) || is_null),
                new,
            )
        }
        // Its original text may not have fit, but the value must be the same.
        Value::Copied(copied) => reads_as(old, &copied.value, new),
        Value::Kept(node) => {
            let node = old.node(*node);
            require(new.text() == node.text() && same_type(new, node), new)
        }
        Value::List(items) => reads_as_list(old, &items.iter().collect::<Vec<_>>(), new),
        Value::Map(entries) => {
            let same_size = new.is_mapping() && new.entries().len() == entries.len();
            require(same_size, new)?;
            for ((name, wanted), (key, value)) in entries.iter().zip(new.entries()) {
                require(key.text() == Some(name), key)?;
                reads_as(old, wanted, value)?;
            }
            Ok(())
        }
    }
}

fn reads_as_list(old: &Tree, wanted: &[&Value], new: Node<'_>) -> Checked {
    require(new.is_sequence() && new.items().len() == wanted.len(), new)?;
    let mut pairs = wanted.iter().zip(new.items());
    pairs.try_for_each(|(wanted, new)| reads_as(old, wanted, new))
}

/// An item that a list must have afterwards.
enum Item<'a> {
    Old(Node<'a>),
    New(&'a Value),
}

/// An entry that a mapping must have afterwards.
enum Entry<'a> {
    Old(Node<'a>, Node<'a>),
    New(&'a str, &'a Value),
}

/// Checks the style, which only empty collections, before or after, may change.
fn same_style(old: Node<'_>, new: Node<'_>) -> Checked {
    let may_differ = is_empty(old) || is_empty(new);
    require(may_differ || old.style() == new.style(), new)
}

fn is_empty(node: Node<'_>) -> bool {
    node.items().len() + node.entries().len() == 0
}

fn same_type(one: Node<'_>, other: Node<'_>) -> bool {
    match (one.scalar(), other.scalar()) {
        (Some(one), Some(other)) => std::mem::discriminant(&one) == std::mem::discriminant(&other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn raw<'t>(text: &'t str, node: Node<'_>) -> &'t str {
    text.get(node.span().range()).unwrap_or_default()
}

fn require(holds: bool, new: Node<'_>) -> Checked {
    if holds {
        return Ok(());
    }
    Err(EditError::new(Reason::Unverified, new.span()))
}
