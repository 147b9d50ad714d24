//! Tests of what each transition changes in a file.

mod criteria;
mod tasks;

use super::{Assignment, Instruction, Order, UpdateError, update};
use crate::document::Document;
use crate::model::{Moment, Statuses};

/// Returns the frontmatter after an order, and the notes.
fn ordered(yaml: &str, order: &Order) -> Result<(String, Vec<String>), UpdateError> {
    let document = Document::parse(format!("---\n{yaml}\n---\n# Body\n").into_bytes());
    let now = Moment::parse("2026-02-05T12:30:00Z").unwrap();
    let outcome = update(&document, order, &Statuses::default(), now)?;
    assert_eq!(outcome.changes.len(), outcome.changed.len());
    let after = document.edit(&outcome.changes).unwrap().document;
    let text = after.text.as_str().strip_prefix("---\n").unwrap();
    let text = text.strip_suffix("\n---\n# Body\n").unwrap();
    let remarks = outcome.remarks.iter().map(ToString::to_string);
    Ok((text.to_owned(), remarks.collect()))
}

fn instruction(task: &str, status: &str, note: Option<&str>) -> Instruction {
    Instruction {
        task: task.to_owned(),
        status: (!status.is_empty()).then(|| status.to_owned()),
        note: note.map(str::to_owned),
        ..Instruction::default()
    }
}

fn set(yaml: &str, task: &str, status: &str) -> (String, Vec<String>) {
    let order = Order {
        tasks: vec![instruction(task, status, None)],
        ..Order::default()
    };
    ordered(yaml, &order).unwrap()
}

/// A phase with these keys, and tasks `A`, `B`, … with these statuses.
fn phase(keys: &str, statuses: &[&str]) -> String {
    let task = |(id, status): (char, &&str)| format!("\n- {{id: {id}, status: {status}}}");
    let tasks: String = ('A'..).zip(statuses).map(task).collect();
    format!("{keys}\ntasks:{tasks}")
}

/// Returns the keys before `tasks` after setting the status of task `A`.
fn keys_after(keys: &str, statuses: &[&str], status: &str) -> String {
    let (text, _) = set(&phase(keys, statuses), "A", status);
    text.split("\ntasks:").next().unwrap().to_owned()
}

fn field(yaml: &str, field: Assignment) -> Result<String, UpdateError> {
    let order = Order {
        fields: vec![field],
        ..Order::default()
    };
    ordered(yaml, &order).map(|(text, _)| text)
}

fn assigned(yaml: &str, key: &str, value: &str) -> Result<String, UpdateError> {
    field(yaml, Assignment::Set(key.to_owned(), value.to_owned()))
}

#[test]
fn starting_a_task_starts_the_phase() {
    let keys = "status: planning # soon\nstarted: null\ncompleted: null\nin_progress_tasks: 0";
    assert_eq!(
        keys_after(keys, &["pending", "pending"], "in-progress"),
        "status: in_progress # soon\nstarted: \"2026-02-05\"\ncompleted: null\nin_progress_tasks: 1"
    );
    for old in ["review", "blocked", "completed", "deferred"] {
        let after = keys_after(&format!("status: {old}"), &["done"], "in_progress");
        assert_eq!(after, "status: in_progress", "{old}");
    }
    for old in ["in-progress", "at_risk", "partial"] {
        let after = keys_after(&format!("status: {old}"), &["done"], "in_progress");
        assert_eq!(after, format!("status: {old}"));
    }
}

#[test]
fn the_last_task_completes_the_phase() {
    let keys = "status: 'in_progress'\nstarted: '2026-01-01'\ncompleted:\noverall_progress: 50\nprogress: 50\ncompleted_tasks: 1";
    assert_eq!(
        keys_after(keys, &["in_progress", "done"], "done"),
        "status: 'completed'\nstarted: '2026-01-01'\ncompleted: '2026-02-05'\noverall_progress: 100\nprogress: 100\ncompleted_tasks: 2"
    );
    let before = "status: in_progress\nsuccess_criteria:\n- {id: S, status: pending}";
    let (text, remarks) = set(&phase(before, &["in_progress"]), "A", "done");
    assert!(text.starts_with("status: review\n"), "{text}");
    assert_eq!(remarks.len(), 1);
    assert!(remarks[0].contains("1 success criterion is still pending: S;"));
}

#[test]
fn dropping_every_task_does_not_complete_the_phase() {
    let (text, remarks) = set(&phase("status: planning", &["pending"]), "A", "skipped");
    assert!(text.starts_with("status: planning\n"));
    assert!(remarks[0].contains("none is done"));
    let after = keys_after("status: planning", &["pending", "done"], "skipped");
    assert_eq!(after, "status: completed");
}

#[test]
fn reopening_a_task_reopens_the_phase() {
    for status in ["pending", "blocked", "review", "in_progress"] {
        let keys = "status: completed\ncompleted: 2026-01-01\ncompleted_tasks: 2";
        assert_eq!(
            keys_after(keys, &["done", "done"], status),
            "status: in_progress\ncompleted: null\ncompleted_tasks: 1"
        );
    }
}

#[test]
fn a_phase_with_completed_tasks_is_in_progress() {
    assert_eq!(
        keys_after("status: pending", &["pending", "pending"], "done"),
        "status: in_progress"
    );
    assert_eq!(
        keys_after(
            "status: in_progress",
            &["in_progress", "pending"],
            "pending"
        ),
        "status: in_progress"
    );
}

#[test]
fn absent_keys_stay_absent_and_wrong_counters_are_corrected() {
    let keys = "status: in_progress\ntotal_tasks: 9\nblocked_tasks: 3";
    assert_eq!(
        keys_after(keys, &["pending", "done"], "blocked"),
        "status: in_progress\ntotal_tasks: 2\nblocked_tasks: 1"
    );
}

#[test]
fn an_update_without_effect_changes_nothing() {
    let yaml = phase("total_tasks: 9\nupdated: 2026-01-01", &["completed"]);
    assert_eq!(set(&yaml, "A", "done"), (yaml.clone(), Vec::new()));
    let (text, _) = set(&yaml.replace("completed", "Done"), "A", "done");
    assert!(text.starts_with("total_tasks: 1\nupdated: 2026-02-05\n"));
    assert!(text.contains("{id: A, status: completed}"));
}

#[test]
fn a_file_that_contradicts_itself_is_not_recounted() {
    for (keys, statuses, why) in [
        (
            "status: completed",
            &["pending", "pending"][..],
            "is not done",
        ),
        ("status: planning", &["pending", "baking"], "unknown status"),
        ("status: planning", &["pending", "null"], "has no status"),
    ] {
        let keys = format!("{keys}\ntotal_tasks: 9\nupdated: 2026-01-01");
        let (text, remarks) = set(&phase(&keys, statuses), "A", "done");
        let expected = phase(&keys, statuses).replacen("pending", "completed", 1);
        assert_eq!(text, expected);
        assert!(remarks[0].contains(why), "{remarks:?}");
    }
    // Completing the last open task resolves the contradiction.
    let keys = "status: completed\ncompleted_tasks: 1";
    assert_eq!(
        keys_after(keys, &["pending", "done"], "done"),
        "status: completed\ncompleted_tasks: 2"
    );
}

#[test]
fn tasks_get_dates_if_other_tasks_have_them() {
    let yaml = "tasks:\n- id: A\n  status: pending\n- id: B\n  status: completed\n  assigned_to: [x]\n  started: 2026-01-01T08:00Z\n  completed: 2026-01-02T08:00Z";
    let (text, _) = set(yaml, "A", "in_progress");
    assert!(text.contains("status: in_progress\n  started: 2026-02-05T12:30Z\n- id: B"));
    let (text, _) = set(yaml, "B", "pending");
    assert!(text.contains(
        "status: pending\n  assigned_to: [x]\n  started: 2026-01-01T08:00Z\n  completed: null"
    ));
    let yaml = "tasks:\n- {id: A, status: in_progress, completed: null}";
    let (text, _) = set(yaml, "A", "done");
    assert_eq!(
        text,
        "tasks:\n- {id: A, status: completed, completed: \"2026-02-05\"}"
    );
}

#[test]
fn notes_are_added_once() {
    let note = |yaml: &str, text: &str| {
        let order = Order {
            tasks: vec![instruction("A", "", Some(text))],
            ..Order::default()
        };
        ordered(yaml, &order).unwrap().0
    };
    for (old, new) in [
        (
            "- id: A\n  status: done\n  x: 1",
            "- id: A\n  status: done\n  notes: why not\n  x: 1",
        ),
        ("- id: A\n  note: First.", "- id: A\n  note: First. why not"),
        (
            "- id: A\n  notes: 'one'",
            "- id: A\n  notes: 'one; why not'",
        ),
        (
            "- id: A\n  notes: [one]",
            "- id: A\n  notes: [one, why not]",
        ),
        ("- id: A\n  notes:", "- id: A\n  notes: why not"),
        (
            "- id: A\n  notes: | # why\n    one\n      two: #3\n  x: 1",
            "- id: A\n  notes: | # why\n    one\n      two: #3\n    why not\n  x: 1",
        ),
        (
            "- id: A\n  notes: >-\n    one\n    two\n\n  x: 1",
            "- id: A\n  notes: >-\n    one\n    two\n    why not\n\n  x: 1",
        ),
    ] {
        let (old, new) = (format!("tasks:\n{old}"), format!("tasks:\n{new}"));
        assert_eq!(note(&old, "why not"), new);
        assert_eq!(note(&new, "why not"), new);
    }
    let multi = note("tasks:\n- id: A", "one\ntwo: #3");
    assert_eq!(multi, "tasks:\n- id: A\n  notes: \"one\\ntwo: #3\"");
    for (old, new) in [
        (
            ">\n    one\n    two",
            ">\n    one\n    two\n\n    three\n\n    four",
        ),
        (">\n    one\n      two", "\"one\\n  two\\nthree\\nfour\\n\""),
        ("|\n    one", "|\n    one\n    three\n    four"),
        ("'one'", "\"one\\nthree\\nfour\""),
    ] {
        let (old, new) = (
            format!("tasks:\n- id: A\n  notes: {old}\n  x: 1"),
            format!("tasks:\n- id: A\n  notes: {new}\n  x: 1"),
        );
        assert_eq!(note(&old, "three\nfour"), new);
    }
}

#[test]
fn errors_are_specific() {
    let yaml = phase("", &["pending", "pending"]).trim_start().to_owned();
    let error = |task: &str, status: &str| {
        let order = Order {
            tasks: vec![instruction(task, status, None)],
            ..Order::default()
        };
        ordered(&yaml, &order).unwrap_err()
    };
    assert_eq!(error("C", "done").to_string(), "no task `C`");
    assert_eq!(
        error("A", "finnished").to_string(),
        "unknown status `finnished`"
    );
    assert!(error("A", "in_progres").help().contains("`in_progress`"));
    let twice = Order {
        tasks: vec![
            instruction("A", "done", None),
            instruction("A", "blocked", None),
        ],
        ..Order::default()
    };
    assert_eq!(
        ordered(&yaml, &twice).unwrap_err(),
        UpdateError::Twice("A".to_owned())
    );
    let repeated = "tasks:\n- {id: A, status: done}\n- {id: A, status: done}";
    let order = Order {
        tasks: vec![instruction("A", "pending", None)],
        ..Order::default()
    };
    let error = ordered(repeated, &order).unwrap_err();
    assert_eq!(error.to_string(), "2 tasks have the ID `A`");
}

#[test]
fn top_level_keys_keep_their_type() {
    for (old, key, value, new) in [
        ("title: 'x'", "title", "1.10", "title: '1.10'"),
        ("phase: 1", "phase", "2", "phase: 2"),
        ("prd: a", "phase", "2", "prd: a\nphase: 2"),
        (
            "started: null",
            "started",
            "2026-02-01",
            "started: \"2026-02-01\"",
        ),
        (
            "completed: 2026-01-01",
            "completed",
            "null",
            "completed: null",
        ),
        ("owners: [a]", "owners", "[\"b\", \"c\"]", "owners: [b, c]"),
        ("a: b", "a", "b", "a: b"),
        ("commit: null", "commit", "4024200", "commit: \"4024200\""),
    ] {
        let (old, new) = (format!("{old}\ntasks: []"), new.to_owned());
        let after = assigned(&old, key, value).unwrap();
        assert_eq!(after.replace("\ntasks: []", ""), new);
    }
    let append = |yaml: &str| {
        let (key, value) = ("owners".to_owned(), "bob".to_owned());
        field(yaml, Assignment::Append(key, value))
    };
    assert_eq!(append("owners: [al]").unwrap(), "owners: [al, bob]");
    assert_eq!(append("owners: [bob]").unwrap(), "owners: [bob]");
    assert!(append("owners: al").is_err());
}

#[test]
fn derived_keys_are_rejected_with_the_reason() {
    let yaml = phase(
        "title: x\nstatus: in_progress\ncompleted: null",
        &["pending"],
    );
    for (key, value, reason) in [
        ("total_tasks", "3", "computed from the tasks"),
        ("tasks", "[]", "`-t` and `-s`"),
        ("titel", "x", "did you mean `title`"),
        ("status", "completed", "1 task is not done"),
        ("a b", "x", "not a top-level key"),
    ] {
        let error = assigned(&yaml, key, value).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    let done = yaml.replace("pending", "done");
    let text = assigned(&done, "status", "complete").unwrap();
    assert!(text.contains("status: completed\ncompleted: \"2026-02-05\"\n"));
}
