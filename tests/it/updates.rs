//! Updates real files: setting a task to each status changes only the task and derived values.
//!
//! Runs if `PROGRESS_CORPUS` is set to a directory of progress files.

use std::collections::BTreeMap;
use std::path::Path;

use progress_core::config::Settings;
use progress_core::derive::Remark;
use progress_core::document::Document;
use progress_core::model::{Moment, Phase, Statuses, Task};
use progress_core::source::{Overlay, RootedPath};
use progress_core::update::{Instruction, Order, update};
use progress_git::trees::WorkingTree;
use progress_lint::loading::{Request, load};

const STATUSES: &[&str] = &[
    "pending",
    "in_progress",
    "completed",
    "blocked",
    "at_risk",
    "deferred",
    "review",
];

/// Keys whose lines may change with a task.
const FOLLOW: &[&str] = &[
    "total_tasks",
    "completed_tasks",
    "in_progress_tasks",
    "blocked_tasks",
    "at_risk_tasks",
    "overall_progress",
    "progress",
    "status",
    "started",
    "completed",
    "updated",
];

#[test]
fn only_the_task_and_derived_values_change() {
    let Some(folder) = std::env::var_os("PROGRESS_CORPUS") else {
        return;
    };
    let now = Moment::parse("2026-12-01T12:00:00Z").unwrap();
    let mut updated = 0;
    let mut refused = Vec::new();
    for entry in walkdir::WalkDir::new(&folder) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let document = Document::parse(std::fs::read(&path).unwrap());
        let Some(tree) = document.tree() else {
            continue;
        };
        let phase = Phase::read(tree, &Statuses::default());
        let ids: Vec<String> = phase
            .tasks()
            .iter()
            .filter_map(Task::id_text)
            .map(str::to_owned)
            .collect();
        let Some(id) = ids.get(ids.len() / 2) else {
            continue;
        };
        let before = findings(&path, document.text.as_str());
        for status in STATUSES {
            let instruction = Instruction {
                task: id.clone(),
                status: Some((*status).to_owned()),
                ..Instruction::default()
            };
            let order = Order {
                tasks: vec![instruction],
                ..Order::default()
            };
            let outcome = match update(&document, &order, &Statuses::default(), now) {
                Ok(outcome) => outcome,
                Err(error) => {
                    refused.push(format!("{}: {error}", path.display()));
                    continue;
                }
            };
            let edited = match document.edit(&outcome.changes) {
                Ok(edited) => edited,
                Err(error) => {
                    refused.push(format!("{}: {error}", path.display()));
                    continue;
                }
            };
            updated += 1;
            let text = edited.document.text.as_str();
            check_lines(document.text.as_str(), text, &path);
            let recounted = !outcome
                .remarks
                .iter()
                .any(|it| matches!(it, Remark::NotRecounted(_)));
            let after = findings(&path, text);
            for (rule, count) in &after {
                let worse = *count > before.get(rule).copied().unwrap_or(0);
                assert!(
                    !worse || !recounted || may_grow(rule),
                    "{}: {id} {status}: {rule}",
                    path.display()
                );
            }
            let again = update(&edited.document, &order, &Statuses::default(), now).unwrap();
            assert!(
                again.changes.is_empty(),
                "{}: {:?}",
                path.display(),
                again.changed
            );
        }
    }
    println!("{updated} updates, {} refused", refused.len());
    for line in refused.iter().take(20) {
        println!("{line}");
    }
    assert!(updated > refused.len() * 20);
}

/// Rules about the new status itself, which no recount can satisfy.
fn may_grow(rule: &str) -> bool {
    [
        "done-before-dependency",
        "blocked-without-blocker",
        "body-status-disagrees",
        "task-in-no-batch",
        "criterion-pending",
        "dependency-inside-batch",
        "critical-path-not-longest",
    ]
    .contains(&rule)
}

/// Checks that every changed line contains a status, a date or a figure.
fn check_lines(before: &str, after: &str, path: &Path) {
    let diff = similar::TextDiff::from_lines(before, after);
    for change in diff.iter_all_changes() {
        if change.tag() == similar::ChangeTag::Equal {
            continue;
        }
        let line = change.value().trim().trim_start_matches("- ");
        let is_task = line.starts_with('{') && line.contains("status:");
        let key = line.split(':').next().unwrap_or_default();
        assert!(
            is_task || FOLLOW.contains(&key),
            "{}: {line}",
            path.display()
        );
    }
}

fn findings(path: &Path, text: &str) -> BTreeMap<&'static str, usize> {
    let root = path.parent().unwrap();
    let rooted = RootedPath::new(root, path);
    let contents = Overlay::new(
        [(rooted.clone(), text.as_bytes().to_vec())],
        WorkingTree::new(root.to_path_buf()),
    );
    let request = Request {
        files: vec![rooted],
        folders: Vec::new(),
        ..Request::default()
    };
    let settings = Settings::default();
    let workspace = load(root, request, &contents, None, settings);
    let report = progress_core::lint::run(&workspace, &progress_core::rules::all());
    let mut counts = BTreeMap::new();
    for finding in &report.findings {
        *counts.entry(finding.rule).or_insert(0) += 1;
    }
    counts
}
