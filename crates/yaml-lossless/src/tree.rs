//! The tree of a YAML document and the handles into it.

mod node;

use std::num::NonZeroU32;

pub use node::Node;

use crate::text::Span;

/// Identifies a node within one [`Tree`]: its index plus one, so that an optional ID needs no
/// more memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    pub(super) fn new(index: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index))
    }

    /// The index of the node in [`Tree::nodes`].
    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// A scalar in `'…'`.
    SingleQuoted,
    /// A scalar in `"…"`.
    DoubleQuoted,
    /// A scalar after `|`.
    Literal,
    /// A scalar after `>`.
    Folded,
    /// An indented collection.
    Block,
    /// A collection in brackets or braces.
    Flow,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Range of the value in [`Tree::values`].
    Scalar(u32, u32),
    /// Range of the items in [`Tree::children`].
    Sequence(u32, u32),
    /// Range in [`Tree::children`]: key, value, key, value, …
    Mapping(u32, u32),
    Alias(NodeId),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct NodeData {
    pub(super) kind: Kind,
    pub(super) style: Style,
    pub(super) span: Span,
    pub(super) parent: Option<NodeId>,
    /// Index among the parent's children; in a mapping, keys are even and values odd.
    pub(super) position: u32,
    /// Whether the span starts with an anchor or a tag.
    pub(super) has_properties: bool,
}

/// A YAML document with the position of every node.
///
/// Spans are byte offsets into the whole text, of which the document may be a part.
#[derive(Debug)]
pub struct Tree {
    pub(super) nodes: Vec<NodeData>,
    /// The values of all scalars, concatenated: one allocation instead of thousands.
    pub(super) values: String,
    pub(super) children: Vec<NodeId>,
    /// Mappings in which a key may occur twice.
    pub(super) repeating: Vec<NodeId>,
    pub(super) root: NodeId,
    /// The [fingerprints](key_fingerprint) of the root's keys, which are looked up often.
    pub(super) key_fingerprints: Vec<u32>,
    /// Whether there may be merge keys (`<<`).
    pub(super) has_merges: bool,
}

/// The key that merges other mappings into its own.
const MERGE: &str = "<<";

impl Tree {
    /// Computes the fingerprints of the root's keys.
    pub(super) fn with_key_fingerprints(mut self) -> Self {
        let keys = self.root().entries().map(|(key, _)| key);
        self.key_fingerprints = keys
            .map(|key| key_fingerprint(key.text().unwrap_or_default()))
            .collect();
        // One search of all values is cheaper than a look at every mapping for each missing key.
        self.has_merges = memchr::memmem::find(self.values.as_bytes(), MERGE.as_bytes()).is_some();
        self
    }

    /// An entry of the root.
    fn root_entry(&self, key: &str) -> Option<(Node<'_>, Node<'_>)> {
        let wanted = key_fingerprint(key);
        for (index, fingerprint) in self.key_fingerprints.iter().enumerate() {
            if *fingerprint != wanted {
                continue;
            }
            let entry = self.root().nth_entry(index)?;
            // Different keys may have the same fingerprint.
            if entry.0.is(key) {
                return Some(entry);
            }
        }
        None
    }

    /// The document's top node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.node(self.root)
    }

    /// The handle of a node of this tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// Every node, keys included, in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len()).filter_map(|index| self.nth(index))
    }

    /// The texts of all scalars, one after another without anything in between: one search here
    /// shows that none of them contains something.
    #[must_use]
    pub fn joined_texts(&self) -> &str {
        &self.values
    }

    /// Every mapping, in the order of the text; an alias is none, even of a mapping.
    pub fn mappings(&self) -> impl Iterator<Item = Node<'_>> {
        let nodes = self.nodes.iter().enumerate();
        let mappings = nodes.filter(|(_, data)| matches!(data.kind, Kind::Mapping(..)));
        mappings.filter_map(|(index, _)| self.nth(index))
    }

    /// The mappings in which a key may occur twice, according to a quick test.
    pub fn repeating(&self) -> impl Iterator<Item = Node<'_>> {
        self.repeating.iter().map(|&id| self.node(id))
    }

    /// The first node, in the order of the text, that starts at or after `offset`.
    #[must_use]
    pub fn first_from(&self, offset: usize) -> Option<Node<'_>> {
        self.nth(self.starting_before(offset))
    }

    /// The last node, in the order of the text, that starts before `offset`.
    #[must_use]
    pub fn last_before(&self, offset: usize) -> Option<Node<'_>> {
        self.nth(self.starting_before(offset).checked_sub(1)?)
    }

    /// The nodes that start inside `span`, in the order of the text.
    pub(crate) fn nodes_in(&self, span: Span) -> impl Iterator<Item = Node<'_>> {
        let std::ops::Range { start, end } = span.range();
        (self.starting_before(start)..self.starting_before(end)).filter_map(|index| self.nth(index))
    }

    /// How many nodes start before `offset`.
    fn starting_before(&self, offset: usize) -> usize {
        let nodes = &self.nodes;
        // Nodes are stored in the order of the text.
        nodes.partition_point(|node| (node.span.start as usize) < offset)
    }

    fn nth(&self, index: usize) -> Option<Node<'_>> {
        let id = NodeId::new(u32::try_from(index).ok()?);
        (index < self.nodes.len()).then(|| self.node(id))
    }

    pub(super) fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.index()]
    }
}

/// A fingerprint that is equal for equal texts and few others: the length and three letters.
pub(super) fn key_fingerprint(text: &str) -> u32 {
    let [.., length] = text.len().to_be_bytes();
    match text.as_bytes() {
        [] => 0,
        text @ [first, ..] => {
            let middle = text.get(text.len() / 2).copied().unwrap_or_default();
            let last = text.last().copied().unwrap_or_default();
            u32::from_be_bytes([length, *first, middle, last])
        }
    }
}
