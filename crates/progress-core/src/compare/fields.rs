//! Compares the other frontmatter values.

use serde_json::Value;
use yaml_lossless::Node;

use super::entries::is_list;
use super::tasks::{Pairs, plain};
use super::{Field, Version};
use crate::collections::HashSet;
use crate::derive::Counts;
use crate::model::Phase;

/// Lists whose entries are compared individually.
const LISTS: &[&str] = &["tasks", "success_criteria", "blockers", "files_modified"];
/// Figures derived from the tasks.
const FIGURES: &[&str] = &[
    "overall_progress",
    "progress",
    "total_tasks",
    "completed_tasks",
    "in_progress_tasks",
    "blocked_tasks",
    "at_risk_tasks",
];
/// The key of the schedule.
const SCHEDULE: &str = "parallelization";

/// Returns the values that differ.
pub(super) fn compare(old: &Version, new: &Version, pairs: &Pairs) -> Vec<Field> {
    let roots = [old, new].map(|version| version.document.tree().map(yaml_lossless::Tree::root));
    let [Some(was), Some(is)] = roots else {
        return Vec::new();
    };
    // Otherwise a figure that differs was edited by hand.
    let recounted = counts(old) != counts(new);
    let mut found = Vec::new();
    for key in keys(was, is) {
        let (before, after) = (was.get(key), is.get(key));
        // A list that became something else is not compared by entries, so it is shown whole.
        if LISTS.contains(&key) && is_list(before) && is_list(after) {
            continue;
        }
        if key == SCHEDULE && is_mapping_or_empty(before) && is_mapping_or_empty(after) {
            found.extend(schedule(before, after, [old, new], pairs));
            continue;
        }
        if let Some(mut field) = Field::new(key, plain(before), plain(after)) {
            field.follows = recounted && FIGURES.contains(&key);
            found.push(field);
        }
    }
    found
}

fn counts(version: &Version) -> Option<Counts> {
    version.phase.as_ref().map(Counts::of)
}

fn is_mapping_or_empty(node: Option<Node<'_>>) -> bool {
    node.is_none_or(|node| node.is_mapping() || node.is_null())
}

/// Returns the parts of the schedule that differ. A task that moved to another batch or to the
/// critical path is reported with the task.
fn schedule(
    before: Option<Node<'_>>,
    after: Option<Node<'_>>,
    versions: [&Version; 2],
    pairs: &Pairs,
) -> Vec<Field> {
    let [old, new] = versions.map(|version| version.phase.as_ref().map(ids).unwrap_or_default());
    let all_keys = match (before, after) {
        (Some(before), Some(after)) => keys(before, after),
        (Some(only), None) | (None, Some(only)) => keys(only, only),
        (None, None) => Vec::new(),
    };
    let mut found = Vec::new();
    for key in all_keys {
        let mut was = value_of(before, key);
        let is = value_of(after, key);
        // A renamed task is still the same entry.
        rename(&mut was, pairs);
        let is_of_tasks = key.starts_with("batch_") || key == "critical_path";
        let Some(field) = Field::new(format!("{SCHEDULE}.{key}"), was, is) else {
            continue;
        };
        // It is reported with tasks only if every added or removed name is a task.
        let (was, is) = (texts(&field.before), texts(&field.after));
        let moved = was.symmetric_difference(&is);
        let (known, foreign): (Vec<&&str>, Vec<&&str>) =
            moved.partition(|name| old.contains(**name) || new.contains(**name));
        // If no task was added or removed, only the order changed, and no task reports that.
        let follows = is_of_tasks && foreign.is_empty() && !known.is_empty();
        found.push(Field { follows, ..field });
    }
    found
}

fn value_of(mapping: Option<Node<'_>>, key: &str) -> Value {
    plain(mapping.and_then(|mapping| mapping.get(key)))
}

fn ids(phase: &Phase) -> HashSet<&str> {
    let tasks = phase.tasks().iter();
    tasks.filter_map(|task| task.id_text()).collect()
}

fn keys<'v>(old: Node<'v>, new: Node<'v>) -> Vec<&'v str> {
    let mut seen = HashSet::default();
    new.entries()
        .chain(old.entries())
        .filter_map(|(key, _)| key.text())
        .filter(|key| seen.insert(*key))
        .collect()
}

/// Replaces task names with those of the new version.
fn rename(value: &mut Value, pairs: &Pairs) {
    match value {
        Value::String(text) => *text = pairs.renamed(text).to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, pairs)),
        Value::Object(object) => object.values_mut().for_each(|item| rename(item, pairs)),
        _ => {}
    }
}

/// The texts in a list, including nested lists.
fn texts(value: &Value) -> HashSet<&str> {
    match value {
        Value::String(text) => HashSet::from_iter([text.as_str()]),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => HashSet::default(),
    }
}
