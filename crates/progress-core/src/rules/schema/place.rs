//! Maps paths in a JSON value back to the nodes it was made from.

use yaml_lossless::{Node, NodeId, Step};

use crate::collections::HashMap;

/// Finds nodes by their path.
///
/// Every path starts at the top, so the keys of large mappings are indexed.
#[derive(Debug)]
pub(super) struct Places<'a> {
    root: Node<'a>,
    large: HashMap<NodeId, HashMap<&'a str, Node<'a>>>,
}

/// Smaller mappings are searched linearly.
const LARGE: usize = 32;

impl<'a> Places<'a> {
    pub(super) fn new(root: Node<'a>) -> Self {
        Self {
            root,
            large: HashMap::default(),
        }
    }

    /// The node at a path.
    pub(super) fn find(&mut self, path: &[Step]) -> Option<Node<'a>> {
        let mut node = self.root;
        for step in path {
            node = match step {
                Step::Key(key) => self.value(node, key)?,
                Step::Index(index) => node.item(*index)?,
            };
        }
        Some(node)
    }

    /// The value of a key; the last one if the key is duplicated, as in JSON.
    fn value(&mut self, mapping: Node<'a>, key: &str) -> Option<Node<'a>> {
        let mut entries = mapping.entries();
        if entries.len() <= LARGE {
            return entries
                .rev()
                .find(|entry: &(Node<'_>, Node<'_>)| entry.0.text() == Some(key))
                .map(|(_, value)| value);
        }
        // Of duplicates, the last one stays in the table too.
        let table = self.large.entry(mapping.id()).or_insert_with(|| {
            entries
                .by_ref()
                .filter_map(|(key, value)| Some((key.text()?, value)))
                .collect()
        });
        table.get(key).copied()
    }
}
