//! Handles into a tree.

use super::{Kind, MERGE, NodeData, NodeId, Style, Tree};
use crate::Scalar;
use crate::text::Span;

/// Maximum number of mappings searched for one merged key.
const MAX_MERGED: usize = 1_000;

/// A node of a [`Tree`]. Content is read through aliases; positions are the alias's own.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    tree: &'a Tree,
    id: NodeId,
}

impl<'a> Node<'a> {
    pub(super) fn new(tree: &'a Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    /// The node's ID in its tree.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The node's bytes, quotes included.
    #[must_use]
    pub fn span(self) -> Span {
        self.data().span
    }

    /// How the node is written.
    #[must_use]
    pub fn style(self) -> Style {
        self.content().style
    }

    /// Whether the content has an anchor or a tag.
    #[must_use]
    pub fn has_properties(self) -> bool {
        self.data().has_properties
    }

    /// Whether the node is an alias (`*name`).
    #[must_use]
    pub fn is_alias(self) -> bool {
        matches!(self.data().kind, Kind::Alias(_))
    }

    /// Whether the node is a list.
    #[must_use]
    pub fn is_sequence(self) -> bool {
        matches!(self.content().kind, Kind::Sequence(..))
    }

    /// Whether the node is a mapping.
    #[must_use]
    pub fn is_mapping(self) -> bool {
        matches!(self.content().kind, Kind::Mapping(..))
    }

    /// Whether the node is null: `null`, `~`, or nothing at all.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.scalar(), Some(Scalar::Null))
    }

    /// The text of a scalar, whatever its YAML type.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match &self.content().kind {
            &Kind::Scalar(start, end) => self.tree.values.get(start as usize..end as usize),
            _ => None,
        }
    }

    /// The first byte of a scalar's text.
    #[must_use]
    pub fn first_byte(self) -> Option<u8> {
        match self.content().kind {
            Kind::Scalar(start, end) if start < end => {
                self.tree.values.as_bytes().get(start as usize).copied()
            }
            _ => None,
        }
    }

    /// The text of a scalar that is not null.
    #[must_use]
    pub fn some_text(self) -> Option<&'a str> {
        if self.is_null() {
            return None;
        }
        self.text()
    }

    /// The items of a list; empty for any other node.
    #[must_use]
    pub fn items(self) -> impl ExactSizeIterator<Item = Node<'a>> + DoubleEndedIterator {
        let children = match self.content().kind {
            Kind::Sequence(start, end) => self.slice(start, end),
            _ => &[],
        };
        children.iter().map(move |&id| self.tree.node(id))
    }

    /// An item of a list.
    #[must_use]
    pub fn item(self, index: usize) -> Option<Node<'a>> {
        let Kind::Sequence(start, end) = self.content().kind else {
            return None;
        };
        let id = self.slice(start, end).get(index)?;
        Some(self.tree.node(*id))
    }

    /// The keys and values of a mapping; empty for any other node.
    #[must_use]
    pub fn entries(
        self,
    ) -> impl ExactSizeIterator<Item = (Node<'a>, Node<'a>)> + DoubleEndedIterator {
        let children = match self.content().kind {
            Kind::Mapping(start, end) => self.slice(start, end),
            _ => &[],
        };
        children
            .chunks_exact(2)
            .map(move |pair| (self.tree.node(pair[0]), self.tree.node(pair[1])))
    }

    /// The key and value of a mapping's entry at `index`.
    #[must_use]
    pub fn nth_entry(self, index: usize) -> Option<(Node<'a>, Node<'a>)> {
        let Kind::Mapping(start, end) = self.content().kind else {
            return None;
        };
        let pair = self.slice(start, end).chunks_exact(2).nth(index)?;
        Some((self.tree.node(pair[0]), self.tree.node(pair[1])))
    }

    /// The key and value of a mapping's entry; the first of several equal keys.
    #[must_use]
    pub fn entry(self, key: &str) -> Option<(Node<'a>, Node<'a>)> {
        if self.id == self.tree.root {
            return self.tree.root_entry(key);
        }
        self.entries().find(|(name, _)| name.is(key))
    }

    /// The value of a mapping's entry, or of an entry merged into it (`<<: *defaults`).
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        match self.entry(key) {
            Some((_, value)) => Some(value),
            // Few documents have merge keys, but missing keys are looked up all the time.
            None if self.tree.has_merges => self.merged(key, &mut { MAX_MERGED }),
            None => None,
        }
    }

    /// The value of a merged entry. Of several merge keys the last wins, and of a list of mappings
    /// the first, as in `PyYAML`.
    fn merged(self, key: &str, budget: &mut usize) -> Option<Node<'a>> {
        let merges = self.entries().rev().filter(|(name, _)| name.is_merge());
        for (_, merged) in merges {
            let listed = merged.items();
            let sources = listed.chain(merged.is_mapping().then_some(merged));
            for source in sources {
                // Merges that repeatedly refer to each other would take exponential time.
                *budget = budget.checked_sub(1)?;
                let own = source.entry(key).map(|(_, value)| value);
                if let Some(value) = own.or_else(|| source.merged(key, budget)) {
                    return Some(value);
                }
            }
        }
        None
    }

    /// Whether this key merges the mappings in its value into its own mapping.
    #[must_use]
    pub fn is_merge(self) -> bool {
        self.style() == Style::Plain && self.is(MERGE)
    }

    /// The list or mapping that holds this node.
    #[must_use]
    pub fn parent(self) -> Option<Node<'a>> {
        self.data().parent.map(|id| self.tree.node(id))
    }

    /// The key of this value, if it is in a mapping.
    #[must_use]
    pub fn key(self) -> Option<Node<'a>> {
        let data = self.data();
        let parent = self.tree.data(data.parent?);
        match parent.kind {
            Kind::Mapping(start, _) => {
                // Keys are at even positions, each before its value.
                let key = self.tree.children[(start + (data.position & !1)) as usize];
                Some(self.tree.node(key))
            }
            _ => None,
        }
    }

    /// Whether this node has more than so many nodes in it, with aliases expanded.
    pub(crate) fn is_larger_than(self, limit: usize) -> bool {
        let mut count = 0;
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            count += 1;
            if count > limit {
                return true;
            }
            open.extend(node.items());
            open.extend(node.entries().flat_map(|(key, value)| [key, value]));
        }
        false
    }

    /// The node's index among its parent's children.
    pub(crate) fn position(self) -> usize {
        self.data().position as usize
    }

    /// Whether the node is a scalar with this text.
    pub(super) fn is(self, text: &str) -> bool {
        let Kind::Scalar(start, end) = self.content().kind else {
            return false;
        };
        let values = self.tree.values.as_bytes();
        values.get(start as usize..end as usize) == Some(text.as_bytes())
    }

    fn slice(self, start: u32, end: u32) -> &'a [NodeId] {
        &self.tree.children[start as usize..end as usize]
    }

    fn data(self) -> &'a NodeData {
        self.tree.data(self.id)
    }

    fn content(self) -> &'a NodeData {
        let mut data = self.data();
        // An alias always names an earlier, finished node, so this ends.
        while let Kind::Alias(target) = data.kind {
            data = self.tree.data(target);
        }
        data
    }
}
