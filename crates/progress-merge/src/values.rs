//! Checks that a line merge has the values that follow from both sides.
//!
//! Tasks look alike, so a change can land in the wrong one without a conflict.

use progress_core::collections::HashMap;
use progress_core::model::item::{ItemKey, keys};
use yaml_lossless::{Node, Style};

use super::plan::DERIVED;
use super::three::{Nodes, same};
use super::value_path::{PathStep, ValuePath};

/// The first value of the result that differs from what follows from the three versions.
pub(super) fn first_wrong(versions: Nodes<'_>, result: Option<Node<'_>>) -> Option<ValuePath> {
    wrong_at(versions, result, &mut ValuePath::default())
}

/// The first wrong value at or below `path`.
fn wrong_at(at: Nodes<'_>, result: Option<Node<'_>>, path: &mut ValuePath) -> Option<ValuePath> {
    // As in any merge of three versions, a change wins over no change.
    let is_right = if same(at.ours, at.theirs) || same(at.theirs, at.base) {
        same(result, at.ours)
    } else if same(at.ours, at.base) {
        same(result, at.theirs)
    } else {
        let (Some(ours), Some(theirs), Some(merged)) = (at.ours, at.theirs, result) else {
            return Some(path.clone());
        };
        let all = [ours, theirs, merged];
        if all.iter().all(|node| node.is_mapping()) {
            return wrong_entry(at, result, path);
        }
        // Null counts as an empty list.
        if all.iter().all(|node| node.is_sequence() || node.is_null()) {
            return wrong_item(at, result, path);
        }
        // Both sides changed other lines of one text.
        all.iter()
            .all(|node| matches!(node.style(), Style::Literal | Style::Folded))
    };
    if is_right || is_derived(path) {
        return None;
    }
    Some(path.clone())
}

/// Figures are checked against the tasks instead.
fn is_derived(path: &ValuePath) -> bool {
    matches!(path.0.as_slice(), [PathStep::Key(key)] if DERIVED.contains(&key.as_str()))
}

fn wrong_entry(at: Nodes<'_>, result: Option<Node<'_>>, path: &mut ValuePath) -> Option<ValuePath> {
    let mut names: Vec<&str> = Vec::new();
    // The result as well, because a key that none of the versions has is wrong.
    for mapping in [at.base, at.ours, at.theirs, result].into_iter().flatten() {
        names.extend(mapping.entries().filter_map(|(key, _)| key.text()));
    }
    // In a fixed order, so that the same value is reported every time.
    names.sort_unstable();
    names.dedup();
    names.into_iter().find_map(|name| {
        let values = at.map(|mapping| mapping.and_then(|mapping| mapping.get(name)));
        let merged = result.and_then(|mapping| mapping.get(name));
        wrong_below(PathStep::Key(name.to_owned()), values, merged, path)
    })
}

fn wrong_item(at: Nodes<'_>, result: Option<Node<'_>>, path: &mut ValuePath) -> Option<ValuePath> {
    let lists = at.map(by_key);
    let merged = by_key(result);
    let mut keys: Vec<&ItemKey> = [&lists.base, &lists.ours, &lists.theirs, &merged]
        .into_iter()
        .flat_map(HashMap::keys)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().find_map(|key| {
        let items = lists.as_ref().map(|list| list.get(key).copied());
        let item = merged.get(key).copied();
        wrong_below(PathStep::Item(key.clone()), items, item, path)
    })
}

/// The first wrong value one step further.
fn wrong_below(
    step: PathStep,
    at: Nodes<'_>,
    result: Option<Node<'_>>,
    path: &mut ValuePath,
) -> Option<ValuePath> {
    path.0.push(step);
    let wrong = wrong_at(at, result, path);
    path.0.pop();
    wrong
}

fn by_key(list: Option<Node<'_>>) -> HashMap<ItemKey, Node<'_>> {
    let items: Vec<Node<'_>> = list.into_iter().flat_map(Node::items).collect();
    let item_keys = keys(&items, &str::to_owned);
    item_keys.into_iter().zip(items).collect()
}
