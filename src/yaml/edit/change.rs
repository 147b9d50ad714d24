//! What is to change in a tree, and the values that go into it.

use super::Copied;
use crate::yaml::NodeId;

/// A value to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text: quoted wherever YAML would read something else in it.
    Text(String),
    /// A scalar written without quotes, whatever type YAML reads in it: `3`, `null`, `true`.
    Plain(String),
    /// A scalar of the same tree, in the quotes it has there.
    Kept(NodeId),
    /// A list.
    List(Vec<Value>),
    /// A mapping, in this order.
    Map(Vec<(String, Value)>),
    /// A value of another file.
    Copied(Copied),
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number.
    #[must_use]
    pub fn int(number: usize) -> Self {
        Self::Plain(number.to_string())
    }

    /// Null.
    #[must_use]
    pub fn null() -> Self {
        Self::Plain("null".to_owned())
    }

    /// A list of texts.
    #[must_use]
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Plain(_) | Self::Kept(_))
    }

    /// Whether items of it belong on lines of their own: those that stood so where they come
    /// from, and mappings.
    pub(super) fn wants_lines(&self) -> bool {
        let has_lines = |item: &Self| match item {
            Self::Copied(copied) => copied.is_block(),
            Self::Map(entries) => !entries.is_empty(),
            _ => false,
        };
        matches!(self, Self::List(items) if items.iter().any(has_lines))
    }

    /// Whether nothing is in it: an empty list or mapping.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }
}

/// One change to a tree. Nodes are those of the tree as it is before any change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Replaces a value. A scalar keeps its quotes, a list its style.
    Set(NodeId, Value),
    /// Adds a key to a mapping.
    Insert {
        /// The mapping.
        mapping: NodeId,
        /// The new key, which the mapping must not have yet.
        key: String,
        /// Its value.
        value: Value,
        /// The key of the same mapping to stand behind; the last one where `None`.
        after: Option<String>,
    },
    /// Takes out the entry of a mapping that has this value, or this item of a list.
    Remove(NodeId),
    /// Adds items at the end of a list; of null, makes a list of them.
    Append(NodeId, Vec<Value>),
    /// Adds items to a list that has some.
    InsertItems {
        /// The list.
        list: NodeId,
        /// The item to stand behind; before all of them where `None`.
        behind: Option<NodeId>,
        /// The new items.
        items: Vec<Value>,
    },
    /// Puts the items of a list, all of them, into this order. Nothing in the list can change
    /// along with it.
    Reorder(NodeId, Vec<NodeId>),
    /// Renames the key of a mapping's value.
    Rename(NodeId, String),
}

impl Change {
    /// The change after which a mapping's key has this value: set where the mapping has it,
    /// inserted behind the last of `after` that the mapping has where not.
    #[must_use]
    pub fn put(mapping: crate::yaml::Node<'_>, key: &str, value: Value, after: &[&str]) -> Self {
        if let Some(node) = mapping.get(key) {
            return Self::Set(node.id(), value);
        }
        Self::Insert {
            mapping: mapping.id(),
            key: key.to_owned(),
            value,
            after: last_of(mapping, after),
        }
    }

    /// The node whose value becomes another.
    pub(super) fn target(&self) -> NodeId {
        match self {
            Self::Set(node, _)
            | Self::Remove(node)
            | Self::Append(node, _)
            | Self::Reorder(node, _)
            | Self::Rename(node, _) => *node,
            Self::Insert { mapping, .. } => *mapping,
            Self::InsertItems { list, .. } => *list,
        }
    }
}

fn last_of(mapping: crate::yaml::Node<'_>, keys: &[&str]) -> Option<String> {
    let present = mapping.entries().filter_map(|(key, _)| key.text());
    present
        .rev()
        .find(|key| keys.contains(key))
        .map(str::to_owned)
}
