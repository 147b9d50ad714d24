//! A merged frontmatter with the base's values in place of conflicts.

use progress_core::collections::HashSet;
use progress_core::document::Document;
use progress_core::model::item::{ItemKey, Matches, keys};
use yaml_lossless::Node;
use yaml_lossless::edit::{Change, EditError, Layout, Value};

use super::value_path::{PathStep, ValuePath};

/// The merged document with the base's values at these paths; `None` if they cannot be written.
pub(super) fn undone<'p>(
    merged: &Document,
    base: &Document,
    paths: impl Iterator<Item = &'p ValuePath>,
) -> Option<Document> {
    let (tree, base_tree) = (merged.tree()?, base.tree()?);
    let layout = Layout::new(base.text.as_str(), base_tree);
    let roots = Pair {
        merged: Some(tree.root()),
        base: Some(base_tree.root()),
    };
    let mut changes = Vec::new();
    let mut seen = HashSet::default();
    for path in paths {
        // A value can be in several conflicts.
        if seen.insert(path) {
            changes.extend(change(roots, path, &layout).ok()?);
        }
    }
    Some(merged.edit(&changes).ok()?.document)
}

/// The nodes at one place of the two.
#[derive(Clone, Copy, Default)]
struct Pair<'a> {
    merged: Option<Node<'a>>,
    base: Option<Node<'a>>,
}

/// The change that restores the base's value at a place.
fn change<'a>(
    roots: Pair<'a>,
    path: &ValuePath,
    layout: &Layout<'a>,
) -> Result<Option<Change>, EditError> {
    let mut above = Pair::default();
    let mut at = roots;
    for step in &path.0 {
        above = at;
        at = match step {
            PathStep::Key(key) => Pair {
                merged: at.merged.and_then(|node| node.get(key)),
                base: at.base.and_then(|node| node.get(key)),
            },
            PathStep::Item(key) => item(at, key),
        };
    }
    let Some(base) = at.base else {
        return Ok(at.merged.map(|node| Change::Remove(node.id())));
    };
    let value = Value::Copied(layout.copy(base)?);
    if let Some(node) = at.merged {
        return Ok(Some(Change::Set(node.id(), value)));
    }
    let Some(parent) = above.merged else {
        return Ok(None);
    };
    Ok(match path.0.last() {
        Some(PathStep::Key(key)) => Some(Change::Insert {
            mapping: parent.id(),
            key: key.clone(),
            value,
            after: key_before(above, key),
        }),
        Some(PathStep::Item(_)) => Some(insertion(parent, above.base, base, value)),
        None => None,
    })
}

/// Finds an item, whatever its ID in the base.
fn item<'a>(lists: Pair<'a>, key: &ItemKey) -> Pair<'a> {
    let (merged, base) = (items_of(lists.merged), items_of(lists.base));
    let merged_keys = keys(&merged, &str::to_owned);
    let base_keys = keys(&base, &str::to_owned);
    let matches = Matches::of((&base, &base_keys), (&merged, &merged_keys));
    if let Some(index) = merged_keys.iter().position(|it| it == key) {
        // The base may have it under another ID.
        let other = matches.from.get(index).copied().flatten();
        return Pair {
            merged: merged.get(index).copied(),
            base: other.and_then(|index| base.get(index).copied()),
        };
    }
    let index = base_keys.iter().position(|it| it == key);
    Pair {
        merged: None,
        base: index.and_then(|index| base.get(index).copied()),
    }
}

/// The last key before this one in the base that the merged mapping also has.
fn key_before(mappings: Pair<'_>, key: &str) -> Option<String> {
    let mut last = None;
    for (other, _) in mappings.base.into_iter().flat_map(Node::entries) {
        let Some(name) = other.text() else { continue };
        if name == key {
            break;
        }
        if mappings.merged.is_some_and(|node| node.get(name).is_some()) {
            last = Some(name.to_owned());
        }
    }
    last
}

/// The change that reinserts an item of the base after its predecessor.
fn insertion(list: Node<'_>, base_list: Option<Node<'_>>, item: Node<'_>, value: Value) -> Change {
    let items = items_of(Some(list));
    // Nothing can be inserted relative to the items of an empty list.
    if items.is_empty() {
        return Change::Append(list.id(), vec![value]);
    }
    let base = items_of(base_list);
    let (merged_keys, base_keys) = (keys(&items, &str::to_owned), keys(&base, &str::to_owned));
    let matches = Matches::of((&base, &base_keys), (&items, &merged_keys));
    let at = base.iter().position(|it| it.id() == item.id());
    let previous = matches
        .to
        .iter()
        .take(at.unwrap_or_default())
        .flatten()
        .last();
    Change::InsertItems {
        list: list.id(),
        after: previous
            .and_then(|index| items.get(*index))
            .map(|it| it.id()),
        items: vec![value],
    }
}

fn items_of(list: Option<Node<'_>>) -> Vec<Node<'_>> {
    list.into_iter().flat_map(Node::items).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_several_conflicts_is_restored_once() {
        let document = |yaml: &str| Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
        let path = |key: &str| ValuePath(vec![PathStep::Key(key.to_owned())]);
        let paths = ["a", "b", "a"].map(path);
        let merged = document("a: 2\nb: 2\nc: 2");
        let restored = undone(&merged, &document("a: 1\nc: 1"), paths.iter()).unwrap();
        assert_eq!(restored.text.as_str(), "---\na: 1\nc: 2\n---\n");
    }
}
