//! Compares criteria, blockers and files of two versions.

use serde_json::Value;
use yaml_lossless::{Node, NodeId};

use super::tasks::plain;
use super::{EntryChange, EntryEvent, Lists, Version};
use crate::collections::{HashMap, HashSet};
use crate::model::blocker;
use crate::model::item::{Matches, id_of, keys, label_of};

/// Returns the success criteria that differ.
pub(super) fn criteria(sides: [Option<&Version>; 2]) -> Vec<EntryChange> {
    let met = sides.map(|side| side.map(met).unwrap_or_default());
    let events = (EntryEvent::Met, EntryEvent::Unmet);
    compare(sides, "success_criteria", events, &|side, node| {
        met.get(side).is_some_and(|it| it.contains(&node.id()))
    })
}

/// Returns the blockers that differ.
pub(super) fn blockers(sides: [Option<&Version>; 2]) -> Vec<EntryChange> {
    let events = (EntryEvent::Resolved, EntryEvent::Reopened);
    compare(sides, "blockers", events, &|_, node| {
        blocker::is_resolved(node)
    })
}

/// Returns the paths added to and removed from `files_modified`.
pub(super) fn files(sides: [Option<&Version>; 2]) -> Lists {
    let [old, new] = sides.map(paths);
    Lists {
        added: only_in(&new, &old),
        removed: only_in(&old, &new),
    }
}

/// Returns the first list without the entries of the other, and without duplicates.
fn only_in(these: &[String], others: &[String]) -> Vec<String> {
    // With the other list in it from the start, it leaves out shared entries as well as repeated
    // ones.
    let mut seen: HashSet<&str> = others.iter().map(String::as_str).collect();
    these
        .iter()
        .filter(|path| seen.insert(path))
        .cloned()
        .collect()
}

/// Whether the entries of a value are compared here.
pub(super) fn is_list(value: Option<Node<'_>>) -> bool {
    value.is_none_or(|value| value.is_sequence() || value.is_null())
}

fn items<'v>(side: Option<&'v Version>, key: &str) -> Vec<Node<'v>> {
    let list = side.and_then(|side| side.get(key));
    list.into_iter().flat_map(Node::items).collect()
}

fn paths(side: Option<&Version>) -> Vec<String> {
    items(side, "files_modified")
        .into_iter()
        .map(path)
        .collect()
}

/// The path in an entry of `files_modified`.
fn path(entry: Node<'_>) -> String {
    let named = ["path", "file"].iter().find_map(|key| entry.get(key));
    match named.unwrap_or(entry).text() {
        Some(path) => path.trim().to_owned(),
        // An entry of an unknown form still differs from others.
        None => plain(Some(entry)).to_string(),
    }
}

fn met(version: &Version) -> HashSet<NodeId> {
    let met = version
        .phase
        .iter()
        .flat_map(|phase| &phase.criteria)
        .filter(|criterion| criterion.is_met());
    met.map(|criterion| criterion.node).collect()
}

/// Compares the entries of a list. The events are those for becoming settled and no longer being
/// settled; `is_settled` receives the side of an entry.
fn compare(
    sides: [Option<&Version>; 2],
    key: &str,
    events: (EntryEvent, EntryEvent),
    is_settled: &dyn Fn(usize, Node<'_>) -> bool,
) -> Vec<EntryChange> {
    let [old, new] = sides.map(|side| items(side, key));
    let [old_keys, new_keys] = [&old, &new].map(|items| keys(items, &str::to_owned));
    let matches = Matches::of((&old, &old_keys), (&new, &new_keys));
    let mut found = Vec::new();
    for (node, from) in new.iter().zip(&matches.from) {
        let was = from.and_then(|from| old.get(from));
        let event = match was {
            None => EntryEvent::Added,
            // Only the order or the quotes differ.
            Some(was) if meaning(*was) == meaning(*node) => continue,
            Some(was) => match (is_settled(0, *was), is_settled(1, *node)) {
                (false, true) => events.0,
                (true, false) => events.1,
                _ => EntryEvent::Changed,
            },
        };
        found.push(change(*node, event));
    }
    for (node, to) in old.iter().zip(&matches.to) {
        if to.is_none() {
            found.push(change(*node, EntryEvent::Removed));
        }
    }
    found
}

/// An entry's value, independent of the order of keys.
fn meaning(node: Node<'_>) -> HashMap<String, Value> {
    let mut found = HashMap::default();
    match plain(Some(node)) {
        Value::Object(object) => found.extend(object),
        value => {
            found.insert(String::new(), value);
        }
    }
    found
}

fn change(node: Node<'_>, event: EntryEvent) -> EntryChange {
    let text = node.some_text().or_else(|| label_of(node));
    EntryChange {
        id: id_of(node).map(str::to_owned),
        text: text.map(|text| text.trim().to_owned()),
        event,
    }
}
