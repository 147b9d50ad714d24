use std::sync::Arc;

use std::fmt::Write as _;

use yaml_lossless::edit::Value;

use super::*;
use crate::testing::{BASE_PATH, Sandbox, fixed_with, with};

/// The lines that fixes take out and put in.
fn changed(keys: &str, safety: Safety) -> Vec<String> {
    let before = with(keys);
    let bench = Sandbox::new(&[(BASE_PATH, &before)]).enable("status-not-canonical");
    let (after, _) = bench.fixed(safety);
    let diff = similar::TextDiff::from_lines(before.as_str(), after.as_str());
    let changed = diff.iter_all_changes();
    let changed = changed.filter(|change| change.tag() != similar::ChangeTag::Equal);
    changed
        .map(|change| format!("{}{}", change.tag(), change.value().trim_end()))
        .collect()
}

const OPEN: &str = "\n    assigned_to: [\"alice\"]\n    dependencies: []";

#[test]
fn what_one_fix_uncovers_the_next_round_mends() {
    let keys = format!(
        "status: in_progress\ncompleted_tasks: 1\ntotal_tasks: 5 # all of them\noverall_progress: 90\ntasks:\n  - id: A-1\n    description: x\n    status: Done{OPEN}\n  - id: A-2\n    description: y\n    status: \"pending\"{OPEN}"
    );
    assert_eq!(
        changed(&keys, Safety::Safe),
        [
            "-total_tasks: 5 # all of them",
            "-overall_progress: 90",
            "+total_tasks: 2 # all of them",
            "+overall_progress: 50",
            "-    status: Done",
            "+    status: completed",
        ]
    );
}

#[test]
fn an_unsafe_fix_is_made_only_when_asked_for() {
    let keys = "total_tasks: 1\ntasks:\n  - id: \"TASK-1.1\"\n    description: x\n    status: \"pending\"\n    assigned_to: [\"alice\"]";
    assert_eq!(changed(keys, Safety::Safe), [""; 0]);
    assert_eq!(changed(keys, Safety::Unsafe), ["+    dependencies: []"]);
}

#[test]
fn nothing_is_recounted_where_the_file_disagrees_with_itself() {
    let keys = format!(
        "status: in_progress\ntotal_tasks: 9\ntasks:\n  - id: A-1\n    description: x\n    status: baking{OPEN}"
    );
    assert_eq!(changed(&keys, Safety::Unsafe), [""; 0]);
}

#[test]
fn of_two_fixes_of_one_place_one_waits() {
    let fix = |start, end| Fix {
        edits: Arc::from([Edit {
            span: Span::new(start, end),
            text: String::new(),
        }]),
        ..Fix::safe("", Vec::new())
    };
    let fixes = [
        fix(5, 9),
        fix(8, 12),
        fix(9, 9),
        fix(9, 9),
        fix(0, 5),
        fix(4, 6),
    ];
    let apart = apart(&fixes);
    let spans = apart.iter().map(|fix| fix.edits[0].span.range());
    assert_eq!(spans.collect::<Vec<_>>(), [5..9, 9..9, 0..5]);
}

#[test]
fn a_fixed_file_stays_as_it_is() {
    let keys = format!(
        "total_tasks: 5\ntasks:\n  - id: A-1\n    description: x\n    status: Done\n    assigned_to: bob{OPEN}"
    );
    let (text, _) = fixed_with(
        &keys.replacen("\n    assigned_to: [\"alice\"]", "", 1),
        Safety::Safe,
    );
    let again = Sandbox::new(&[(BASE_PATH, &text)]);
    let load = |texts: &Texts| Ok::<_, ()>(again.load(texts));
    let fixed = fix_all(
        load,
        &|workspace| crate::lint::fixable(workspace, &crate::rules::all(), Safety::Safe),
        Safety::Safe,
    )
    .unwrap();
    assert_eq!(fixed.files.len(), 0);
}

#[test]
fn more_than_a_report_shows_is_fixed_in_one_round() {
    let count = 20_050;
    let mut keys = "tasks:\n".to_owned();
    for id in 0..count {
        writeln!(keys, "  - id: A-{id}").unwrap();
    }
    let sandbox = Sandbox::new(&[(BASE_PATH, &with(&keys))]);
    let rules = [crate::rules::find("task-missing-dependencies")
        .unwrap()
        .rule];
    let looks = std::cell::Cell::new(0);
    let fixed = fix_all(
        |texts: &Texts| Ok::<_, ()>(sandbox.load(texts)),
        &|workspace| {
            looks.set(looks.get() + 1);
            crate::lint::fixable(workspace, &rules, Safety::Unsafe)
        },
        Safety::Unsafe,
    );
    let fixed = fixed.unwrap().files.into_values().map(|it| it.fixed);
    assert_eq!(fixed.collect::<Vec<_>>(), [count]);
    assert_eq!(looks.get(), 2);
}

#[test]
fn the_search_for_fixes_that_cannot_be_made_is_bounded() {
    let document = Document::parse(b"---\na: 1\nb: 2\n---\n".to_vec());
    let root = document.tree().unwrap().root();
    let set = |node: yaml_lossless::Node<'_>| {
        let changes = vec![Change::Set(node.id(), Value::int(3))];
        Fix::safe("", changes)
    };
    let impossible = set(root);
    let possible = set(root.get("b").unwrap());
    let size = document.text.as_str().len();
    for (tries, count) in [(3, Some(1)), (2, None)] {
        let mut accepted = Accepted::new(&document, tries * size);
        accepted.add(&[&impossible, &possible]);
        assert_eq!(accepted.result.map(|(_, count)| count), count, "{tries}");
    }
}

/// A phase of tasks `ID: dependencies`, all open, and its schedule.
fn scheduled(tasks: &[(&str, &str)], schedule: &str) -> String {
    let task = |(id, dependencies): &(&str, &str)| {
        format!(
            "\n  - id: {id}\n    description: x\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{dependencies}]"
        )
    };
    let tasks: String = tasks.iter().map(task).collect();
    format!(
        "total_tasks: {}\ntasks:{tasks}\nparallelization:\n{schedule}",
        tasks.matches("- id").count()
    )
}

#[test]
fn a_task_moves_to_the_first_batch_that_is_late_enough() {
    let tasks = [("A-1", ""), ("A-2", "A-1"), ("A-3", "A-2"), ("A-4", "")];
    let keys = scheduled(
        &tasks,
        "  batch_1: [\"A-1\", \"A-2\", A-4] # first\n  batch_2:\n    - A-3 # last",
    );
    assert_eq!(
        changed(&keys, Safety::Unsafe),
        [
            "-  batch_1: [\"A-1\", \"A-2\", A-4] # first",
            "+  batch_1: [\"A-1\", A-4] # first",
            "-    - A-3 # last",
            "+    - \"A-2\"",
            "+  batch_3: [A-3]",
        ]
    );
}

#[test]
fn batches_that_cannot_be_laid_anew_stay() {
    let tasks = [("A-1", ""), ("A-2", "A-1")];
    for schedule in [
        "  batch_1: [A-1, [A-2]]",
        "  batch_1: [A-1, A-2]\n  batch_2: [A-2]",
        "  batch_1: &b [A-1, A-2]",
        "  batch_1: {tasks: [A-1, A-2]}",
    ] {
        let keys = scheduled(&tasks, schedule);
        let batches = changed(&keys, Safety::Unsafe);
        assert_eq!(batches, [""; 0], "{schedule}");
    }
}

#[test]
fn a_task_without_a_batch_gets_one_behind_what_it_waits_for() {
    let tasks = [("A-1", ""), ("A-2", "A-1"), ("A-3", "")];
    let keys = scheduled(&tasks, "  batch_1:\n    - A-1");
    assert_eq!(
        changed(&keys, Safety::Unsafe),
        ["+    - A-3", "+  batch_2:", "+    - A-2"]
    );
}

#[test]
fn the_longest_chain_becomes_the_critical_path() {
    let tasks = [("A-1", ""), ("A-2", "A-1"), ("A-3", "")];
    let keys = scheduled(&tasks, "  critical_path: ['A-1', 'A-3'] # why");
    assert_eq!(
        changed(&keys, Safety::Unsafe),
        [
            "-  critical_path: ['A-1', 'A-3'] # why",
            "+  critical_path: ['A-1', 'A-2'] # why",
        ]
    );
}

#[test]
fn tasks_by_id_become_a_list() {
    let keys = "total_tasks: 1\ntasks:\n  A-1:\n    description: \"x\"\n    status: pending\n    assigned_to: [alice]\n    dependencies: []\nsuccess_criteria: []";
    let (text, left) = fixed_with(keys, Safety::Unsafe);
    assert!(
        text.contains("\n  - id: \"A-1\"\n    description"),
        "{text}"
    );
    assert!(text.contains("description: \"x\"\n"), "{text}");
    assert!(!left.contains(&"tasks-not-list"), "{left:?}");
}

#[test]
fn a_comment_is_never_lost() {
    let keys = "total_tasks: 1\ntasks:\n  A-1: # the first\n    description: x\n    status: pending\n    assigned_to: [alice]\n    dependencies: []";
    assert_eq!(changed(keys, Safety::Unsafe), [""; 0]);
}

#[test]
fn of_equal_values_of_one_key_the_first_stays() {
    let keys = "plan_ref: null\nowners: [\"alice\"] # us\nnote: {a: [1]}\nnote: {a: [1]}";
    assert_eq!(changed(keys, Safety::Safe), ["-note: {a: [1]}"]);
    let keys = "note: 1\nnote: \"1\"";
    assert_eq!(changed(keys, Safety::Unsafe), [""; 0]);
}

#[test]
fn names_between_commas_are_split_without_asking_only_where_they_are_single_words() {
    for (text, safety) in [
        ("alice", Safety::Safe),
        ("alice, bob", Safety::Safe),
        ("a lead", Safety::Safe),
        ("alice, the lead", Safety::Unsafe),
    ] {
        let keys = format!(
            "total_tasks: 1\ntasks:\n  - id: A-1\n    description: x\n    status: pending\n    assigned_to: {text}\n    dependencies: []"
        );
        let safest = Sandbox::new(&[(BASE_PATH, &with(&keys))]).with_report(
            &crate::rules::all(),
            |report, _| {
                let fixes = report.findings.iter().filter_map(|it| it.fix.as_ref());
                fixes.map(|fix| fix.safety).min()
            },
        );
        assert_eq!(safest, Some(safety), "{text}");
    }
}

#[test]
fn a_sha_is_quoted_and_a_status_keeps_its_quotes() {
    let keys = "status: 'not-started'\ncommit_refs: [4024200]";
    assert_eq!(
        changed(keys, Safety::Safe),
        [
            "-status: 'not-started'",
            "-commit_refs: [4024200]",
            "+status: 'planning'",
            "+commit_refs: [\"4024200\"]",
        ]
    );
}
