//! Changes to a tree, and the values they write.

use super::Copied;
use crate::NodeId;

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, quoted if YAML would otherwise read it differently.
    Text(String),
    /// A scalar written without quotes, whatever its YAML type: `3`, `null`, `true`.
    Plain(String),
    /// A scalar of the same tree, with its current quotes.
    Kept(NodeId),
    /// A list.
    List(Vec<Value>),
    /// A mapping, in order.
    Map(Vec<(String, Value)>),
    /// A value copied from another file.
    Copied(Copied),
}

impl Value {
    /// Creates a text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Creates an integer.
    #[must_use]
    pub fn int(number: usize) -> Self {
        Self::Plain(number.to_string())
    }

    /// Creates null.
    #[must_use]
    pub fn null() -> Self {
        Self::Plain("null".to_owned())
    }

    /// Creates a list of texts.
    #[must_use]
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Plain(_) | Self::Kept(_))
    }

    /// Whether it goes on lines of its own as a list item: mappings do, and copies that were on
    /// their own lines before.
    pub(super) fn wants_lines(&self) -> bool {
        matches!(self, Self::List(items) if items.iter().any(|item| match item {
            Self::Copied(copied) => copied.is_block(),
            Self::Map(entries) => !entries.is_empty(),
            _ => false,
        }))
    }

    /// Whether it is an empty list or mapping.
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
        /// The existing key to insert after; `None` means the last one.
        after: Option<String>,
    },
    /// Removes a list item, or the mapping entry that has this value.
    Remove(NodeId),
    /// Appends items to a list; null becomes a list.
    Append(NodeId, Vec<Value>),
    /// Inserts items into a nonempty list.
    InsertItems {
        /// The list.
        list: NodeId,
        /// The item to insert after; `None` means the start of the list.
        after: Option<NodeId>,
        /// The new items.
        items: Vec<Value>,
    },
    /// Reorders all items of a list. Nothing else in the list can change in the same edit.
    Reorder(NodeId, Vec<NodeId>),
    /// Renames the key of a mapping's value.
    Rename(NodeId, String),
}

impl Change {
    /// Returns the change that gives a mapping's key this value: sets it if it exists, otherwise
    /// inserts it after the last key of `after` that exists.
    #[must_use]
    pub fn put(mapping: crate::Node<'_>, key: &str, value: Value, after: &[&str]) -> Self {
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

    /// The node that changes.
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

/// The last of these keys that a mapping has.
fn last_of(mapping: crate::Node<'_>, keys: &[&str]) -> Option<String> {
    mapping
        .entries()
        // The order in the mapping counts, not that of `keys`.
        .rev()
        .filter_map(|(key, _)| key.text())
        .find(|key| keys.contains(key))
        .map(str::to_owned)
}
