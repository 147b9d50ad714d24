//! The tree of a YAML document and the handles into it.

use std::num::NonZeroU32;

use super::Scalar;
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

#[derive(Debug)]
pub(super) enum Kind {
    /// Range of the value in [`Tree::values`].
    Scalar(u32, u32),
    /// Range of the items in [`Tree::children`].
    Sequence(u32, u32),
    /// Range in [`Tree::children`]: key, value, key, value, …
    Mapping(u32, u32),
    Alias(NodeId),
}

#[derive(Debug)]
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

/// Maximum number of mappings searched for one merged key.
const MAX_MERGED: usize = 1_000;

impl Tree {
    /// Computes the fingerprints of the root's keys.
    pub(super) fn with_key_fingerprints(mut self) -> Self {
        let keys = self.root().entries().map(|(key, _)| key);
        self.key_fingerprints = keys
            .map(|key| key_fingerprint(key.text().unwrap_or_default()))
            .collect();
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
        Node { tree: self, id }
    }

    /// Every node, keys included, in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len()).filter_map(|index| self.nth(index))
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

/// A node of a [`Tree`]. Content is read through aliases; positions are the alias's own.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    tree: &'a Tree,
    id: NodeId,
}

impl<'a> Node<'a> {
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
    pub(super) fn position(self) -> usize {
        self.data().position as usize
    }

    /// Whether the node is a scalar with this text.
    fn is(self, text: &str) -> bool {
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
