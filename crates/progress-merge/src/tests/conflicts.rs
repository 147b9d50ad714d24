//! Real conflicts, marked where they are and nowhere else.

use super::{BASE, base, conflict, file};

const STATUS: &str = "schema\"\n    status: \"pending\"";

#[test]
fn a_field_set_two_ways_is_marked_alone() {
    let ours = base(&[
        (STATUS, "schema\"\n    status: \"in_progress\""),
        ("\"bob\"", "\"carol\""),
    ]);
    let theirs = base(&[
        (STATUS, "schema\"\n    status: \"blocked\""),
        ("files_modified: []", "files_modified: [\"x\"]"),
    ]);
    let (messages, text) = conflict(BASE, &ours, &theirs);
    assert_eq!(
        messages,
        ["`status` of task `TASK-1.1` is `in_progress` in ours and `blocked` in theirs"]
    );
    let expected = base(&[
        (
            STATUS,
            "schema\"\n<<<<<<< ours\n    status: \"in_progress\"\n=======\n    status: \"blocked\"\n>>>>>>> theirs",
        ),
        ("\"bob\"", "\"carol\""),
        ("in_progress_tasks: 0", "in_progress_tasks: 1"),
        ("files_modified: []", "files_modified: [\"x\"]"),
    ]);
    assert_eq!(text, expected);
}

#[test]
fn a_task_changed_here_and_deleted_there_is_marked() {
    let task = "  - id: \"TASK-1.2\"\n    description: \"Write the API\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []\n    estimated_effort: \"1 pt\"\n    priority: \"high\"\n";
    let gone = base(&[
        (task, ""),
        ("\"TASK-1.1\", \"TASK-1.2\"", "\"TASK-1.1\""),
        ("total_tasks: 2", "total_tasks: 1"),
    ]);
    let changed = base(&[(
        "API\"\n    status: \"pending\"",
        "API\"\n    status: \"in_progress\"",
    )]);
    let (messages, text) = conflict(BASE, &changed, &gone);
    assert_eq!(
        messages[0],
        "theirs removes task `TASK-1.2`, which ours changes"
    );
    assert!(
        text.contains("<<<<<<< ours\n  - id: \"TASK-1.2\"")
            && text.contains("=======\n>>>>>>> theirs\n"),
        "{text}"
    );
    let (messages, text) = conflict(BASE, &gone, &changed);
    assert_eq!(
        messages[0],
        "ours removes task `TASK-1.2`, which theirs changes"
    );
    assert!(
        text.contains("<<<<<<< ours\n=======\n  - id: \"TASK-1.2\"\n"),
        "{text}"
    );
}

#[test]
fn one_id_for_two_tasks_is_marked() {
    let with = |description: &str| {
        let task = format!(
            "  - id: \"TASK-1.3\"\n    description: \"{description}\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []\nparallelization:"
        );
        base(&[
            ("parallelization:", &task),
            ("total_tasks: 2", "total_tasks: 3"),
        ])
    };
    let (messages, text) = conflict(BASE, &with("Ours"), &with("Theirs"));
    assert_eq!(
        messages,
        ["ours and theirs each add a different task `TASK-1.3`"]
    );
    assert!(text.contains("<<<<<<< ours\n    description: \"Ours\"\n=======\n    description: \"Theirs\"\n>>>>>>> theirs\n"), "{text}");
}

#[test]
fn a_cycle_that_only_the_merge_makes_is_marked() {
    let ours = base(&[("dependencies: []", "dependencies: [\"TASK-1.2\"]")]);
    let theirs = base(&[(
        "API\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []",
        "API\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: [\"TASK-1.1\"]",
    )]);
    let (messages, text) = conflict(BASE, &ours, &theirs);
    assert_eq!(
        messages,
        ["together, ours and theirs make a cycle of dependencies among `TASK-1.1`, `TASK-1.2`"]
    );
    assert!(text.contains("<<<<<<< ours\n    dependencies: []\n=======\n    dependencies: [\"TASK-1.1\"]\n>>>>>>> theirs\n"), "{text}");
}

#[test]
fn a_dependency_on_a_task_that_the_other_side_took_out_is_marked() {
    let old = "tasks:\n  - id: A\n    dependencies: []\n  - id: B\n    dependencies: []";
    let gone = "tasks:\n  - id: B\n    dependencies: []";
    let new = "tasks:\n  - id: A\n    dependencies: []\n  - id: B\n    dependencies: [A]";
    let (messages, text) = conflict(&file(old), &file(gone), &file(new));
    assert_eq!(
        messages,
        ["together, ours and theirs make `B` depend on `A`, which is removed"]
    );
    assert!(text.contains("=======\n  - id: A\n"), "{text}");
}

#[test]
fn two_renames_into_one_id_are_marked() {
    let old = "tasks:\n  - id: A\n    description: a\n  - id: B\n    description: b";
    let ours = "tasks:\n  - id: C\n    description: a\n  - id: B\n    description: b";
    let theirs = "tasks:\n  - id: A\n    description: a\n  - id: C\n    description: b";
    let (messages, text) = conflict(&file(old), &file(ours), &file(theirs));
    assert_eq!(
        messages,
        ["together, ours and theirs make two tasks called `C`"]
    );
    assert!(text.contains("- id: B\n"), "{text}");
}

#[test]
fn a_key_changed_here_and_deleted_there_is_marked() {
    let (messages, text) = conflict(&file("a: 1\nb: 1"), &file("a: 2\nb: 1"), &file("b: 1"));
    assert_eq!(messages, ["theirs removes `a`, which ours changes"]);
    assert_eq!(
        text,
        "---\n<<<<<<< ours\na: 2\n=======\n>>>>>>> theirs\nb: 1\n---\n"
    );
}

#[test]
fn a_task_changed_here_and_numbered_anew_there_is_marked() {
    let old = file(
        "tasks:\n  - {id: A, description: x, status: pending}\n  - {id: B, description: y, status: pending}",
    );
    let theirs = file("tasks:\n  - {id: A, description: y, status: pending}");
    let ours = old.replace("y, status: pending", "y, status: completed");
    let (messages, _) = conflict(&old, &ours, &theirs);
    assert_eq!(
        messages,
        ["theirs gives task `B` the ID of another item, which ours changes"]
    );
    let (messages, _) = conflict(&old, &theirs, &ours);
    assert_eq!(
        messages,
        ["ours gives task `B` the ID of another item, which theirs changes"]
    );
    let ours = old.replace("x, status: pending", "x, status: completed");
    let (messages, _) = conflict(&old, &ours, &theirs);
    assert_eq!(messages[0], "theirs removes task `A`, which ours changes");
}

#[test]
fn what_names_a_task_whose_id_means_another_now_is_marked() {
    let file = |tasks: &str, batches: &str| {
        file(&format!("tasks:{tasks}\nparallelization: {{{batches}}}"))
    };
    let (one, other) = (
        "\n  - {id: A, description: x}",
        "\n  - {id: B, description: y}",
    );
    let both = format!("{one}{other}");
    let old = file(&both, "batch_1: [B], batch_2: [A]");
    let anew = file(&other.replace('B', "A"), "batch_1: [A], batch_2: []");
    for new in [
        file(&both, "batch_1: [A, B], batch_2: []"),
        file(&both, "batch_1: [B], batch_2: [A], batch_3: [A]"),
        file(
            &format!("{both}\n  - {{id: C, description: z, dependencies: [A]}}"),
            "batch_1: [B], batch_2: [A]",
        ),
    ] {
        conflict(&old, &anew, &new);
        conflict(&old, &new, &anew);
    }
}
