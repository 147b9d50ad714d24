//! Many branches off one base.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use progress_core::document::Document;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use yaml_lossless::Node;

use super::{BINARY, bench, content};
use crate::common::GOOD_PATH;

const TASKS: usize = 20;

/// A phase of twenty tasks, some of them done, each with its files.
fn phase(done: &[usize]) -> String {
    let mut text = "---\ntype: progress\nprd: auth-v1\nphase: 1\ntitle: Many\n".to_owned();
    let status = if done.is_empty() {
        "planning"
    } else {
        "in_progress"
    };
    let _ = write!(
        text,
        "status: {status}\nstarted: null\ncompleted: null\noverall_progress: {}\ntotal_tasks: {TASKS}\ncompleted_tasks: {}\ntasks:\n",
        100 * done.len() / TASKS,
        done.len()
    );
    for task in 0..TASKS {
        let status = if done.contains(&task) {
            "completed"
        } else {
            "pending"
        };
        let _ = writeln!(
            text,
            "  - id: T-{task}\n    description: Task {task}\n    status: {status}\n    assigned_to: [alice]\n    dependencies: []"
        );
    }
    text.push_str("files_modified:");
    text.push_str(if done.is_empty() { " []\n" } else { "\n" });
    for task in done {
        let _ = writeln!(text, "  - src/{task}/a.rs\n  - src/{task}/b.rs");
    }
    text + "---\n\n# Many\n"
}

fn texts<'a>(list: Option<Node<'a>>, key: &str) -> Vec<&'a str> {
    let items = list.into_iter().flat_map(Node::items);
    items
        .filter_map(|item| item.get(key).unwrap_or(item).text())
        .collect()
}

/// Merges twenty branches in this order; gives the file without its list of files, and that.
fn merged_in(order: &[usize]) -> (String, BTreeSet<String>) {
    let bench = bench(BINARY);
    bench.write(GOOD_PATH, &phase(&[]));
    bench.commit();
    for task in 0..TASKS {
        bench.git(&["checkout", "--quiet", "-b", &format!("b{task}"), "main"]);
        bench.write(GOOD_PATH, &phase(&[task]));
        bench.commit();
    }
    bench.git(&["checkout", "--quiet", "main"]);
    for task in order {
        bench.git(&["merge", "--quiet", "--no-edit", &format!("b{task}")]);
    }
    let text = content(&bench);
    let document = Document::parse(text.clone().into_bytes());
    assert_eq!(
        texts(document.get("tasks"), "status"),
        ["completed"; TASKS],
        "{text}"
    );
    let files = texts(document.get("files_modified"), "");
    let files: BTreeSet<String> = files.into_iter().map(str::to_owned).collect();
    let rest = text.lines().filter(|line| !line.starts_with("  - src/"));
    (rest.collect::<Vec<_>>().join("\n"), files)
}

#[test]
fn twenty_branches_merge_in_any_order() {
    let mut results = Vec::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..3 {
        let order = Just((0..TASKS).collect::<Vec<_>>()).prop_shuffle();
        let order = order.new_tree(&mut runner).unwrap().current();
        results.push(merged_in(&order));
    }
    let (text, files) = &results[0];
    assert_eq!(files.len(), 2 * TASKS);
    for line in [
        "status: completed",
        "overall_progress: 100",
        "total_tasks: 20",
        "completed_tasks: 20",
    ] {
        assert!(text.lines().any(|it| it == line), "no `{line}` in {text}");
    }
    assert!(
        results.iter().all(|result| result == &results[0]),
        "{results:?}"
    );
}
