//! The three versions that take part in a merge.

use progress_core::collections::HashMap;
use yaml_lossless::{Node, Scalar};

/// One value for each version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Three<T> {
    /// The common ancestor.
    pub base: T,
    /// Our side, whose text the result is written into.
    pub ours: T,
    /// The other side.
    pub theirs: T,
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Our side.
    Ours,
    /// The other side.
    Theirs,
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name(false))
    }
}

impl Side {
    /// What it is called, for text that names ours and theirs or only knows their order.
    pub(super) fn name(self, is_unknown: bool) -> &'static str {
        match (self, is_unknown) {
            (Self::Ours, false) => "ours",
            (Self::Theirs, false) => "theirs",
            (Self::Ours, true) => "the first side",
            (Self::Theirs, true) => "the second side",
        }
    }
}

impl<T> Three<T> {
    /// Applies a function to each version.
    pub(super) fn map<U>(self, mut make: impl FnMut(T) -> U) -> Three<U> {
        Three {
            base: make(self.base),
            ours: make(self.ours),
            theirs: make(self.theirs),
        }
    }

    /// Each version by reference.
    pub(super) fn as_ref(&self) -> Three<&T> {
        Three {
            base: &self.base,
            ours: &self.ours,
            theirs: &self.theirs,
        }
    }
}

/// The same node in the three versions.
pub(super) type Nodes<'a> = Three<Option<Node<'a>>>;

impl<'a> Nodes<'a> {
    /// The nodes, if all versions have one.
    pub(super) fn all(self) -> Option<Three<Node<'a>>> {
        Some(Three {
            base: self.base?,
            ours: self.ours?,
            theirs: self.theirs?,
        })
    }

    /// Both sides' nodes, if both have one.
    pub(super) fn sides(self) -> Option<(Node<'a>, Node<'a>)> {
        Some((self.ours?, self.theirs?))
    }
}

/// Whether two nodes are both absent, or have the same value.
pub(super) fn same(one: Option<Node<'_>>, other: Option<Node<'_>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => equal(one, other),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two nodes have the same value. The order of keys does not matter.
pub(super) fn equal(one: Node<'_>, other: Node<'_>) -> bool {
    compared(one, other, Empty::Differs)
}

/// Whether two nodes mean the same; an empty list equals null.
pub(super) fn alike(one: Node<'_>, other: Node<'_>) -> bool {
    compared(one, other, Empty::IsNull)
}

/// How an empty list compares with null.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empty {
    Differs,
    IsNull,
}

fn compared(one: Node<'_>, other: Node<'_>, empty: Empty) -> bool {
    if empty == Empty::IsNull && holds_nothing(one) && holds_nothing(other) {
        return true;
    }
    if one.is_sequence() {
        if !other.is_sequence() || one.items().len() != other.items().len() {
            return false;
        }
        let mut pairs = one.items().zip(other.items());
        return pairs.all(|(one, other)| compared(one, other, empty));
    }
    if one.is_mapping() {
        if !other.is_mapping() || one.entries().len() != other.entries().len() {
            return false;
        }
        let fields = Fields::of(Some(other));
        return one.entries().all(|(key, value)| {
            let found = key.text().and_then(|key| fields.get(key));
            found.is_some_and(|other| compared(value, other, empty))
        });
    }
    match (one.scalar(), other.scalar()) {
        (Some(Scalar::Null), Some(Scalar::Null)) => true,
        (Some(one_type), Some(other_type)) => {
            // `1` and `"1"` have the same text, but are different values.
            let same_type =
                std::mem::discriminant(&one_type) == std::mem::discriminant(&other_type);
            same_type && one.text() == other.text()
        }
        _ => false,
    }
}

fn holds_nothing(node: Node<'_>) -> bool {
    node.is_null() || node.is_sequence() && node.items().len() == 0
}

/// The entries of a mapping, indexed if there are many.
pub(super) enum Fields<'a> {
    Few(Option<Node<'a>>),
    Many(HashMap<&'a str, Node<'a>>),
}

impl<'a> Fields<'a> {
    /// Maximum entries searched without an index.
    const FEW: usize = 24;

    pub(super) fn of(mapping: Option<Node<'a>>) -> Self {
        match mapping {
            // An index of a few entries costs more than it saves.
            Some(node) if node.entries().len() > Self::FEW => {
                let entries = node
                    .entries()
                    .filter_map(|(key, value)| Some((key.text()?, value)));
                Self::Many(entries.collect())
            }
            mapping => Self::Few(mapping),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        match self {
            Self::Few(mapping) => mapping.and_then(|mapping| mapping.get(key)),
            Self::Many(entries) => entries.get(key).copied(),
        }
    }
}
