//! Checks that a line merge has the values that follow from both sides.
//!
//! Tasks look alike, so a change can land in the wrong one without a conflict.

use progress_core::collections::HashMap;
use progress_core::model::item::{ItemKey, keys};
use yaml_lossless::{Node, Style};

use super::conflict::{Part, Place};
use super::plan::DERIVED;
use super::three::{Nodes, Three, same};

/// The first place where the result differs from what follows from the three versions.
pub(super) fn wrong(versions: Nodes<'_>, result: Option<Node<'_>>) -> Option<Place> {
    let mut place = Place::default();
    is_wrong(versions, result, &mut place).then_some(place)
}

fn is_wrong(at: Nodes<'_>, result: Option<Node<'_>>, place: &mut Place) -> bool {
    if same(at.ours, at.theirs) || same(at.theirs, at.base) {
        return !same(result, at.ours) && !is_derived(place);
    }
    if same(at.ours, at.base) {
        return !same(result, at.theirs) && !is_derived(place);
    }
    let (Some(ours), Some(theirs), Some(merged)) = (at.ours, at.theirs, result) else {
        return true;
    };
    let all = [ours, theirs, merged];
    if all.iter().all(|node| node.is_mapping()) {
        return entries(at, result, place);
    }
    if all.iter().all(|node| node.is_sequence() || node.is_null()) {
        return items(at, result, place);
    }
    // Both sides changed other lines of one text.
    !all.iter()
        .all(|node| matches!(node.style(), Style::Literal | Style::Folded))
        && !is_derived(place)
}

/// Figures are checked against the tasks instead.
fn is_derived(place: &Place) -> bool {
    matches!(place.0.as_slice(), [Part::Key(key)] if DERIVED.contains(&key.as_str()))
}

fn entries(at: Nodes<'_>, result: Option<Node<'_>>, place: &mut Place) -> bool {
    let mut names: Vec<&str> = Vec::new();
    for mapping in [at.base, at.ours, at.theirs, result].into_iter().flatten() {
        names.extend(mapping.entries().filter_map(|(key, _)| key.text()));
    }
    names.sort_unstable();
    names.dedup();
    names.into_iter().any(|name| {
        let at = Three {
            base: at.base.and_then(|it| it.get(name)),
            ours: at.ours.and_then(|it| it.get(name)),
            theirs: at.theirs.and_then(|it| it.get(name)),
        };
        let merged = result.and_then(|it| it.get(name));
        below(Part::Key(name.to_owned()), at, merged, place)
    })
}

fn items(at: Nodes<'_>, result: Option<Node<'_>>, place: &mut Place) -> bool {
    let lists = [at.base, at.ours, at.theirs, result].map(by_key);
    let mut names: Vec<&ItemKey> = lists.iter().flat_map(HashMap::keys).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().any(|key| {
        let [base, ours, theirs, merged] = lists.each_ref().map(|list| list.get(key).copied());
        let at = Three { base, ours, theirs };
        below(Part::Item(key.clone()), at, merged, place)
    })
}

fn by_key(list: Option<Node<'_>>) -> HashMap<ItemKey, Node<'_>> {
    let items: Vec<Node<'_>> = list.into_iter().flat_map(Node::items).collect();
    let keys = keys(&items, &str::to_owned);
    keys.into_iter().zip(items).collect()
}

/// Checks one level down; `place` keeps the path of a wrong value.
fn below(part: Part, at: Nodes<'_>, result: Option<Node<'_>>, place: &mut Place) -> bool {
    place.0.push(part);
    let is_wrong = is_wrong(at, result, place);
    if !is_wrong {
        place.0.pop();
    }
    is_wrong
}
