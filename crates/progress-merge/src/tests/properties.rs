//! What holds for any three versions.

use std::collections::{BTreeMap, BTreeSet};

use progress_core::config::Severity;
use progress_core::document::Document;
use progress_testing::Sandbox;
use proptest::prelude::*;
use yaml_lossless::edit::Value;
use yaml_lossless::{Node, Tree};

use super::model::{Model, model, style};
use super::steps::{Step, step};
use super::{run, value};
use crate::Merged;

pub(super) fn after(base: &Model, steps: &[Step]) -> Model {
    let mut model = base.clone();
    for step in steps {
        model.apply(step);
    }
    model
}

fn items(document: &Document, key: &str, name: &str) -> BTreeSet<String> {
    let list = document.get(key).into_iter().flat_map(Node::items);
    let text = |item: Node<'_>| item.get(name).unwrap_or(item).text().map(str::to_owned);
    list.filter_map(text).collect()
}

/// How often each error is found.
fn errors(text: &str) -> BTreeMap<&'static str, usize> {
    let found = Sandbox::new(&[("progress/auth-v1/phase-1-progress.md", text)]).run();
    let mut errors = BTreeMap::new();
    for found in found
        .iter()
        .filter(|found| found.severity == Severity::Error)
    {
        // Whether a path exists is no matter of the merge.
        if !found.rule.starts_with("files-") {
            *errors.entry(found.rule).or_default() += 1;
        }
    }
    errors
}

/// The value of tasks and their like by ID, whatever their order.
pub(super) fn by_id(text: &str) -> Value {
    match value(text) {
        Value::Map(entries) => {
            let sort = |(key, value): (String, Value)| match value {
                Value::List(mut items) => {
                    items.sort_by_key(|item| format!("{item:?}"));
                    (key, Value::List(items))
                }
                value => (key, value),
            };
            Value::Map(entries.into_iter().map(sort).collect())
        }
        value => value,
    }
}

fn text(merged: &Merged<'_>) -> String {
    String::from_utf8(merged.bytes()).unwrap()
}

/// Whatever a side has that the other one did not take out is in the result.
fn nothing_is_lost(versions: [&str; 3], merged: &str) -> Result<(), TestCaseError> {
    let [base, ours, theirs, merged] = [versions[0], versions[1], versions[2], merged]
        .map(|text| Document::parse(text.as_bytes().to_vec()));
    for (key, name) in [
        ("tasks", "description"),
        ("success_criteria", "id"),
        ("files_modified", "-"),
        ("blockers", "description"),
    ] {
        let of = |document| items(document, key, name);
        let (base, ours, theirs, merged) = (of(&base), of(&ours), of(&theirs), of(&merged));
        for item in ours.union(&theirs) {
            let taken_out = base.contains(item) && !(ours.contains(item) && theirs.contains(item));
            prop_assert_eq!(merged.contains(item), !taken_out, "{} {}", key, item);
        }
    }
    Ok(())
}

/// Where a side alone changed a field of a task, its value is in the result.
fn fields_are_right(versions: [&str; 3], merged: &str) -> Result<(), TestCaseError> {
    let documents = [versions[0], versions[1], versions[2], merged]
        .map(|text| Document::parse(text.as_bytes().to_vec()));
    let trees: Vec<&Tree> = documents
        .iter()
        .map(|document| document.tree().unwrap())
        .collect();
    let find = |tree: &Tree, about: &str, key: &str| {
        let mut tasks = tree.root().get("tasks").into_iter().flat_map(Node::items);
        let task =
            tasks.find(|task| task.get("description").and_then(Node::text) == Some(about))?;
        let value = task.get(key)?;
        Some(value.text().map_or_else(
            || {
                let mut texts: Vec<&str> = value.items().filter_map(Node::text).collect();
                texts.sort_unstable();
                texts.join(",")
            },
            str::to_owned,
        ))
    };
    for about in items(&documents[3], "tasks", "description") {
        for key in ["id", "status", "assigned_to"] {
            let of = |index: usize| find(trees[index], &about, key);
            let (base, ours, theirs, merged) = (of(0), of(1), of(2), of(3));
            let expected = if ours == base || ours.is_none() {
                theirs
            } else if theirs == base || theirs.is_none() || theirs == ours {
                ours
            } else {
                continue;
            };
            prop_assert_eq!(merged, expected, "{} of {}", key, about);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn merges_are_right(
        base in model(),
        early in prop::collection::vec(step(), 0..6),
        left in prop::collection::vec(step(), 1..7),
        right in prop::collection::vec(step(), 1..7),
        style in style(),
        other in style(),
        is_restyled in prop::bool::weighted(0.3),
    ) {
        let base = after(&base, &early);
        let (ours, theirs) = (after(&base, &left), after(&base, &right));
        let other = if is_restyled { other } else { style };
        let [base, ours, theirs] = [(base, style), (ours, style), (theirs, other)]
            .map(|(model, style)| model.text(style));
        let merged = run(&base, &ours, &theirs);
        let back = run(&base, &theirs, &ours);
        prop_assert!(!merged.by_lines && !back.by_lines, "merged by lines");
        prop_assert_eq!(merged.conflicts.is_empty(), back.conflicts.is_empty(), "{:?} {:?}", merged.conflicts, back.conflicts);
        let result = text(&merged);
        if !merged.conflicts.is_empty() {
            prop_assert!(result.contains("<<<<<<< ours"), "{}", result);
            return Ok(());
        }
        if base == theirs || base == ours {
            return Ok(());
        }
        prop_assert_eq!(by_id(&result), by_id(&text(&back)), "{}\n{}", result, text(&back));
        nothing_is_lost([&base, &ours, &theirs], &result)?;
        fields_are_right([&base, &ours, &theirs], &result)?;
        let (our_errors, their_errors) = (errors(&ours), errors(&theirs));
        for (rule, count) in errors(&result) {
            let had = |errors: &BTreeMap<&str, usize>| errors.get(rule).copied().unwrap_or(0);
            prop_assert!(count <= had(&our_errors) + had(&their_errors), "{}\n{}", rule, result);
        }
        prop_assert_eq!(result.contains('\r'), ours.contains('\r'));
    }
}

/// More where they are asked for.
pub(super) fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(200)
}
