//! Tests of adding, editing, reopening and unblocking tasks.

use super::super::{Addition, Instruction, Order, TaskEdit, Transition, UpdateError};
use super::{ordered, phase};

/// Returns the frontmatter after adding a task.
fn added(yaml: &str, addition: Addition) -> Result<String, UpdateError> {
    let order = Order {
        additions: vec![addition],
        ..Order::default()
    };
    ordered(yaml, &order).map(|(text, _)| text)
}

fn addition(id: &str, dependencies: &[&str]) -> Addition {
    Addition {
        id: id.to_owned(),
        description: "Do it".to_owned(),
        dependencies: dependencies.iter().map(|&it| it.to_owned()).collect(),
        ..Addition::default()
    }
}

#[test]
fn an_added_task_has_the_keys_of_the_others() {
    let yaml = "total_tasks: 1\nowners: [ann, bob]\ntasks:\n- id: 'A'\n  title: 'x'\n  story_points: 3\n  status: 'done'\n  depends_on: []";
    let new = Addition {
        estimate: Some("5".to_owned()),
        ..addition("B", &["A"])
    };
    assert_eq!(
        added(yaml, new).unwrap(),
        "total_tasks: 2\nowners: [ann, bob]\ntasks:\n- id: 'A'\n  title: 'x'\n  story_points: 3\n  status: 'done'\n  depends_on: []\n- id: 'B'\n  title: 'Do it'\n  story_points: 5\n  status: 'pending'\n  depends_on: [A]\n  assigned_to: [ann]"
    );
    for empty in ["tasks: []", "tasks:", "phase: 1"] {
        let text = added(empty, addition("A", &[])).unwrap();
        assert!(text.contains("id: A"), "{text}");
    }
    let errors = [
        (yaml, "A", "a task `A` already exists"),
        (yaml, "-A", "`-A` is not a valid task ID"),
        ("tasks: {}", "A", "no list of tasks found"),
    ];
    for (yaml, id, message) in errors {
        let error = added(yaml, addition(id, &[])).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn an_added_task_may_be_done_and_have_keys_of_its_own() {
    let yaml = "total_tasks: 1\ncompleted_tasks: 0\ntasks:\n- id: A\n  status: pending";
    let new = Addition {
        status: Some("Completed".to_owned()),
        others: vec![("source".to_owned(), "x.md#B".to_owned())],
        ..addition("B", &[])
    };
    let text = added(yaml, new).unwrap();
    assert!(
        text.starts_with("total_tasks: 2\ncompleted_tasks: 1\n"),
        "{text}"
    );
    assert!(text.contains("status: completed"), "{text}");
    assert!(text.ends_with("source: x.md#B"), "{text}");
    let wrong = Addition {
        status: Some("odd".to_owned()),
        ..addition("B", &[])
    };
    let error = added(yaml, wrong).unwrap_err();
    assert_eq!(error.to_string(), "unknown status `odd`");
}

#[test]
fn an_added_task_reopens_a_completed_phase() {
    let yaml = phase("status: completed\ncompleted: 2026-01-01", &["done"]);
    let text = added(&yaml, addition("B", &[])).unwrap();
    assert!(
        text.starts_with("status: in_progress\ncompleted: null\n"),
        "{text}"
    );
}

#[test]
fn the_schedule_follows_as_far_as_it_agreed() {
    let tasks = "tasks:
- {id: A, status: done, estimated_effort: 1 pt, dependencies: []}
- {id: B, status: pending, estimated_effort: 2 pts, dependencies: [A]}
parallelization:";
    let schedule = |batches: &str| {
        let yaml = format!("{tasks}\n{batches}");
        let new = Addition {
            estimate: Some("3 pts".to_owned()),
            ..addition("C", &["B"])
        };
        let text = added(&yaml, new).unwrap();
        text.split("parallelization:\n").nth(1).unwrap().to_owned()
    };
    assert_eq!(
        schedule(
            "  batch_1: [A]\n  batch_2: [B]\n  critical_path: [A, B]\n  estimated_total_time: 3 pts"
        ),
        "  batch_1: [A]\n  batch_2: [B]\n  batch_3: [C]\n  critical_path: [A, B, C]\n  estimated_total_time: 6 pts"
    );
    for left_alone in [
        "  batch_1: [B]\n  batch_2: [A]\n  critical_path: [A]\n  estimated_total_time: 9 pts",
        "  batch_1: []",
        "  critical_path: []",
    ] {
        assert_eq!(schedule(left_alone), left_alone);
    }
}

#[test]
fn an_edit_uses_the_keys_of_the_task() {
    let edited = |yaml: &str, edit: TaskEdit| {
        let order = Order {
            tasks: vec![Instruction {
                task: "A".to_owned(),
                edit,
                ..Instruction::default()
            }],
            ..Order::default()
        };
        ordered(yaml, &order).unwrap().0
    };
    let texts = |texts: &[&str]| Some(texts.iter().map(|&it| it.to_owned()).collect());
    let all = TaskEdit {
        description: Some("new".to_owned()),
        priority: Some("2".to_owned()),
        estimate: Some("4".to_owned()),
        assignees: texts(&["bob", "ann"]),
        dependencies: texts(&["C"]),
        others: Vec::new(),
        removed: Vec::new(),
    };
    let yaml = "tasks:\n- id: A # one\n  title: x\n  priority: 1\n  effort: '3'\n  assigned_to: ['ann'] # who\n  depends_on: [B, C]\n- id: B\n- id: C";
    assert_eq!(
        edited(yaml, all.clone()),
        "tasks:\n- id: A # one\n  title: new\n  priority: 2\n  effort: '4'\n  assigned_to: ['bob', 'ann'] # who\n  depends_on: [C]\n- id: B\n- id: C"
    );
    let yaml = edited("tasks:\n- id: A\n  status: done\n  notes: x", all.clone());
    assert_eq!(edited(&yaml, all), yaml);
    assert!(
        yaml.contains("\n  description: new\n  status: done\n"),
        "{yaml}"
    );
}

#[test]
fn blockers_that_name_no_other_task_are_resolved() {
    let unblocked = |blocker: &str| {
        let order = Order {
            tasks: vec![Instruction {
                task: "A-1".to_owned(),
                transition: Transition::Unblock,
                ..Instruction::default()
            }],
            ..Order::default()
        };
        let yaml = format!(
            "tasks:\n- {{id: A-1, status: blocked}}\n- {{id: A-2, status: blocked}}\nblockers:\n- first\n- {blocker}"
        );
        let (text, _) = ordered(&yaml, &order).unwrap();
        text.split("blockers:\n- first").nth(1).unwrap().to_owned()
    };
    for (old, new) in [
        ("A-1 waits for A-11", ""),
        ("'[A-1]: the key'", ""),
        ("A-1: the key", ""),
        ("A-1 and A-2 wait", "\n- A-1 and A-2 wait"),
        ("A-11 waits", "\n- A-11 waits"),
        ("{id: B, task: A-1}", ""),
        (
            "{id: B, task: A-1, status: open}",
            "\n- {id: B, task: A-1, status: resolved}",
        ),
        ("{id: B, blocks: [A-1, A-2]}", "\n- {id: B, blocks: [A-2]}"),
        ("{id: B, blocks: [A-2]}", "\n- {id: B, blocks: [A-2]}"),
        (
            "{id: B, task: A-1, affects: [A-1, A-2]}",
            "\n- {id: B, affects: [A-2]}",
        ),
        (
            "{id: B, tasks: [A-1], affects: A-2, status: open}",
            "\n- {id: B, affects: A-2, status: open}",
        ),
        ("{id: B, task: A-1, affects: [A-1]}", ""),
        ("{id: B, task: A-1, affects: the release}", ""),
        (
            "{id: B, task: A-1, affects: 'A-1, A-2'}",
            "\n- {id: B, affects: 'A-1, A-2'}",
        ),
        ("A-1: A-2 waits too", "\n- A-1: A-2 waits too"),
        (
            "{id: B, blocks: [A-1], status: done}",
            "\n- {id: B, blocks: [A-1], status: done}",
        ),
    ] {
        assert_eq!(unblocked(old), new, "{old}");
    }
}

#[test]
fn only_tasks_that_fit_are_reopened_or_unblocked() {
    let changed = |status: &str, transition: Transition, to: Option<&str>| {
        let order = Order {
            tasks: vec![Instruction {
                task: "A".to_owned(),
                status: to.map(str::to_owned),
                transition,
                ..Instruction::default()
            }],
            ..Order::default()
        };
        let yaml = format!("tasks:\n- {{id: A, status: {status}}}");
        match ordered(&yaml, &order) {
            Ok((text, _)) => text
                .replace("tasks:\n- {id: A, status: ", "")
                .replace('}', ""),
            Err(error) => error.to_string(),
        }
    };
    let (reopen, unblock) = (Transition::Reopen, Transition::Unblock);
    assert_eq!(changed("merged", reopen, Some("pending")), "pending");
    assert_eq!(
        changed("skipped", reopen, Some("in_progress")),
        "in_progress"
    );
    assert_eq!(
        changed("blocked", reopen, Some("pending")),
        "cannot reopen `A`: its status is `blocked`"
    );
    assert_eq!(changed("blocked", unblock, None), "pending");
    assert_eq!(
        changed("blocked, started: 2026-01-01", unblock, None),
        "in_progress, started: 2026-01-01"
    );
    assert_eq!(
        changed("null", unblock, None),
        "cannot unblock `A`: it has no status"
    );
}
