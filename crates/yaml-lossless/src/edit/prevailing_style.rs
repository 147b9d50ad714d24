//! The style that prevails in a file: its quotes, and how it writes lists.

use std::collections::HashMap;

use super::tally::{Tally, family};
use crate::{Node, Scalar, Style, Tree};

/// The prevailing style of lists and scalars.
#[derive(Debug)]
pub(super) struct PrevailingStyle<'a> {
    /// The quotes for text that needs them.
    pub(super) quotes: Style,
    /// The style of texts in mappings.
    pub(super) texts: Style,
    /// The indentation of a list's dashes relative to its key.
    pub(super) dash: usize,
    /// The style of the first nonempty list of each key family, and of its first scalar.
    lists: HashMap<&'a str, (Style, Style)>,
    /// The styles of lists and their scalars for a new key at the top level.
    top: (Style, Style),
    nested: (Style, Style),
}

impl<'a> PrevailingStyle<'a> {
    pub(super) fn of(text: &str, tree: &'a Tree) -> Self {
        let mut lists = HashMap::new();
        let mut dash = None;
        let (mut top, mut nested) = (Tally::default(), Tally::default());
        let (mut texts, mut all) = (Tally::default(), Tally::default());
        // An alias has the style of its anchor, where that is counted.
        for node in tree.nodes().filter(|node| !node.is_alias()) {
            all.count(node.style());
            let Some(key) = node.key() else { continue };
            // A key is also the key of itself.
            if key.id() == node.id() {
                continue;
            }
            if matches!(node.scalar(), Some(Scalar::Text(_))) {
                texts.count(node.style());
            }
            if dash.is_none() && node.is_sequence() && node.style() == Style::Block {
                dash = dash_offset(text, key, node);
            }
            let Some(first) = node.item(0).filter(|item| item.text().is_some()) else {
                continue;
            };
            let tally = if is_top(node) { &mut top } else { &mut nested };
            tally.count(node.style());
            tally.count(first.style());
            if let Some(key) = key.text() {
                lists
                    .entry(family(key))
                    .or_insert((node.style(), first.style()));
            }
        }
        Self {
            quotes: all.quotes(),
            texts: texts.scalars(),
            dash: dash.unwrap_or(2),
            // Without an example, top-level lists are written on lines and nested ones in brackets.
            top: (top.lists(Style::Block), top.scalars()),
            nested: (nested.lists(Style::Flow), nested.scalars()),
            lists,
        }
    }

    /// The style of a new list under `key`, and of its scalars.
    pub(super) fn list(&self, key: &str, is_top: bool) -> (Style, Style) {
        let general = if is_top { self.top } else { self.nested };
        self.lists.get(family(key)).copied().unwrap_or(general)
    }
}

/// Whether a node is the value of a top-level key.
pub(super) fn is_top(node: Node<'_>) -> bool {
    node.parent()
        .is_some_and(|parent| parent.parent().is_none())
}

fn dash_offset(text: &str, key: Node<'_>, list: Node<'_>) -> Option<usize> {
    let list_column = column_in(text, list.span().start as usize)?;
    list_column.checked_sub(column_in(text, key.span().start as usize)?)
}

fn column_in(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Some(before.len() - start)
}
