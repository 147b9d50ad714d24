//! Lists: texts as sets, tasks and their like by what they are known by.

use super::{base, clean, conflict, file, yaml};

#[test]
fn both_sides_add_texts_at_one_place() {
    for (base, ours, theirs, merged) in [
        ("f: []", "f: [a]", "f: [b]", "f: [a, b]"),
        ("f: [x]", "f: [x, a, c]", "f: [x, b, c]", "f: [x, a, b, c]"),
        (
            "f: [x, y]",
            "f: [x, a, y]",
            "f: [x, b, y]",
            "f: [x, a, b, y]",
        ),
        ("f: [x]", "f: [x, a]", "f: [b, x]", "f: [b, x, a]"),
        (
            "f:\n  - x",
            "f:\n  - x\n  - a # why",
            "f:\n- x\n- b # too",
            "f:\n  - x\n  - a # why\n  - b # too",
        ),
        (
            "f:\n  - x",
            "f:\n  - x\n  - a",
            "f:\n  - b\n  - x",
            "f:\n  - b\n  - x\n  - a",
        ),
        ("f: null", "f: [a]", "f: [b]", "f: [a, b]"),
        ("g: 1", "g: 1\nf: [a]", "g: 1\nf: [b]", "g: 1\nf: [a, b]"),
    ] {
        assert_eq!(yaml(base, ours, theirs), merged, "{base}");
    }
}

#[test]
fn removals_are_honoured() {
    for (base, ours, theirs, merged) in [
        ("f: [x, y]", "f: [x]", "f: [x, y, z]", "f: [x, z]"),
        ("f: [x, y]", "f: [x, y, z]", "f: [y]", "f: [y, z]"),
        ("f: [x, y]", "f: [y]", "f: [x]", "f: []"),
        ("f: [x]", "f: [a]", "f: [b]", "f: [a, b]"),
        (
            "f:\n  - x\n  - y",
            "f:\n  - x\n  - y\n  - z",
            "f: []",
            "f:\n  - z",
        ),
    ] {
        assert_eq!(yaml(base, ours, theirs), merged, "{base}");
    }
}

#[test]
fn an_absent_list_of_texts_is_an_empty_one() {
    for (base, ours, theirs, merged) in [
        // One side took the key out, and the other added to the list.
        ("g: 1\nf: [a]", "g: 1", "g: 1\nf: [a, b]", "g: 1\nf:\n  - b"),
        ("g: 1\nf: [a]", "g: 1\nf: [a, b]", "g: 1", "g: 1\nf: [b]"),
        (
            "g: 1\nf:\n  - a",
            "g: 1",
            "g: 1\nf:\n  - a\n  - b\n  - c # why",
            "g: 1\nf:\n  - b\n  - c",
        ),
        (
            "g: 1\nf:\n  - a # old",
            "g: 1\nf:\n  - a # old\n  - b # why",
            "g: 1",
            "g: 1\nf:\n  - b # why",
        ),
        // The other replaced all of the list, emptied it, or took items out.
        ("g: 1\nf: [a]", "g: 1", "g: 1\nf: [b]", "g: 1\nf: [b]"),
        ("g: 1\nf: []", "g: 1", "g: 1\nf: [b]", "g: 1\nf: [b]"),
        ("g: 1\nf:", "g: 1\nf: [b]", "g: 1", "g: 1\nf: [b]"),
        ("g: 1\nf: [a, b]", "g: 1", "g: 1\nf: [a]", "g: 1"),
        ("g: 1\nf: [a, b]", "g: 1\nf: [b]", "g: 1", "g: 1"),
        ("g: 1\nf: [a]", "g: 1\nf: []", "g: 1", "g: 1"),
        (
            "t:\n  - id: A\n    after: [x]",
            "t:\n  - id: A\n    s: 1",
            "t:\n  - id: A\n    after: [x, y]",
            "t:\n  - id: A\n    after: [\"y\"]\n    s: 1",
        ),
    ] {
        assert_eq!(yaml(base, ours, theirs), merged, "{base} {ours} {theirs}");
    }
}

#[test]
fn taking_out_a_list_of_entries_that_the_other_side_changed_is_a_conflict() {
    let old = "g: 1\nt:\n  - id: A\n    s: 1";
    conflict(old, "g: 1", "g: 1\nt:\n  - id: A\n    s: 2");
}

#[test]
fn an_order_is_taken_over_where_ours_kept_the_old_one() {
    let merged = yaml(
        "f: [x, y, z]\ng: 1",
        "f: [x, y, z]\ng: 2",
        "f: [z, y, x]\ng: 1",
    );
    assert_eq!(merged, "f: [z, y, x]\ng: 2");
    let old = "t:\n  # first\n  - id: A\n    s: 1\n\n  - id: B # b\n    s: 1\ng: 1";
    let new = "t:\n  - id: B # b\n    s: 1\n\n  # first\n  - id: A\n    s: 2\ng: 1";
    let ours = "t:\n  # first\n  - id: A\n    s: 1\n    o: x\n\n  - id: N\n    s: 1\n\n  - id: B # b\n    s: 1\ng: 1";
    assert_eq!(
        yaml(old, ours, new),
        "t:\n  - id: B # b\n    s: 1\n\n  # first\n  - id: A\n    s: 2\n    o: x\n\n  - id: N\n    s: 1\ng: 1"
    );
}

#[test]
fn entries_merge_by_id_key_by_key() {
    let old = "t:\n  - id: A\n    s: open\n    w: [x]\n  - id: B\n    s: open";
    let ours = "t:\n  - id: A\n    s: done\n    w: [x]\n  - id: B\n    s: open";
    let theirs = "t:\n  - id: A\n    s: open\n    w: [x, y]\n    n: new\n  - id: B\n    s: done";
    assert_eq!(
        yaml(old, ours, theirs),
        "t:\n  - id: A\n    s: done\n    w: [x, y]\n    n: new\n  - id: B\n    s: done"
    );
}

#[test]
fn new_tasks_of_both_sides_come_in_one_order() {
    let task = |id: &str| format!("  - id: {id}\n    description: About {id}\n");
    let list = |ids: &[&str]| {
        format!(
            "t:\n{}g: 1",
            ids.iter().map(|id| task(id)).collect::<String>()
        )
    };
    let merged = yaml(
        &list(&["T-1", "T-9"]),
        &list(&["T-1", "T-9", "T-11"]),
        &list(&["T-1", "T-9", "T-10", "T-12"]),
    );
    assert_eq!(merged, list(&["T-1", "T-9", "T-10", "T-11", "T-12"]));
    let merged = yaml(
        &list(&["T-1", "T-9"]),
        &list(&["T-1", "T-3", "T-9"]),
        &list(&["T-1", "T-2", "T-9"]),
    );
    assert_eq!(merged, list(&["T-1", "T-2", "T-3", "T-9"]));
}

#[test]
fn tasks_that_both_sides_take_out_or_leave_alone_are_gone() {
    let old = "t: \n  - id: A\n    s: 1\n  - id: B\n    s: 1\n  - id: C\n    s: 1";
    let ours = "t: \n  - id: B\n    s: 2\n  - id: C\n    s: 1";
    let theirs = "t: \n  - id: A\n    s: 1\n  - id: B\n    s: 1";
    assert_eq!(yaml(old, ours, theirs), "t: \n  - id: B\n    s: 2");
}

#[test]
fn a_renamed_task_is_the_same_task() {
    let theirs = base(&[
        ("id: \"TASK-1.2\"", "id: \"TASK-1.20\""),
        (
            "[\"TASK-1.1\", \"TASK-1.2\"]",
            "[\"TASK-1.1\", \"TASK-1.20\"]",
        ),
    ]);
    let ours = base(&[
        (
            "Write the API\"\n    status: \"pending\"",
            "Write the API\"\n    status: \"in_progress\"",
        ),
        (
            "critical_path: [\"TASK-1.1\"]",
            "critical_path: [\"TASK-1.1\", \"TASK-1.2\"]",
        ),
    ]);
    let merged = clean(&base(&[]), &ours, &theirs);
    assert!(!merged.contains("\"TASK-1.2\""), "{merged}");
    assert!(merged.contains(
        "id: \"TASK-1.20\"\n    description: \"Write the API\"\n    status: \"in_progress\""
    ));
    assert!(
        merged.contains("critical_path: [\"TASK-1.1\", \"TASK-1.20\"]"),
        "{merged}"
    );
}

#[test]
fn entries_without_an_id_are_known_by_their_content() {
    let old = "b:\n  - {description: x, status: open}\n  - {description: y, status: open}";
    let ours = "b:\n  - {description: x, status: closed}\n  - {description: y, status: open}\n  - {description: o}";
    let theirs = "b:\n  - {description: x, status: open, who: bob}\n  - {description: t}";
    assert_eq!(
        yaml(old, ours, theirs),
        "b:\n  - {description: x, status: closed, who: bob}\n  - {description: o}\n  - {description: t}"
    );
}

#[test]
fn a_task_moves_between_batches() {
    let old = "parallelization:\n  batch_1: [A, B]\n  batch_2: [C]";
    let ours = "parallelization:\n  batch_1: [A]\n  batch_2: [C, B]";
    let theirs = "parallelization:\n  batch_1: [A, B, D]\n  batch_2: [C]\n  batch_3: [E]";
    assert_eq!(
        yaml(old, ours, theirs),
        "parallelization:\n  batch_1: [A, D]\n  batch_2: [C, B]\n  batch_3: [E]"
    );
    let theirs = "parallelization:\n  batch_1: [A]\n  batch_2: [C]\n  batch_3: [B]";
    let (messages, _) = conflict(&file(old), &file(ours), &file(theirs));
    assert_eq!(
        messages,
        ["together, ours and theirs make `B` appear in two batches"]
    );
}

#[test]
fn tasks_numbered_anew_keep_what_names_them() {
    let file = |tasks: &[(&str, &str)], on: &str| {
        let task = |(id, about): &(&str, &str)| {
            format!("\n  - {{id: {id}, description: {about}, status: pending, dependencies: []}}")
        };
        let tasks: String = tasks.iter().map(task).collect();
        format!("tasks:{tasks}{on}")
    };
    let old = [("A", "w"), ("B", "x"), ("C", "y")];
    let on = "\n  - {id: D, description: z, status: pending, dependencies: [C]}";
    let merged = yaml(
        &file(&old, ""),
        &file(&old, on),
        &file(&[("A", "x"), ("B", "y")], ""),
    );
    let on = "\n  - {id: D, description: z, status: pending, dependencies: [B]}";
    assert_eq!(merged, file(&[("A", "x"), ("B", "y")], on));
}

#[test]
fn an_empty_list_in_place_of_null_keeps_nothing() {
    let old = "t:\n  - {id: A, d: null}\n  - {id: B}\nu: null\nv: null";
    let ours = "t:\n  - {id: A, d: []}\n  - {id: B}\nu: []\nv: null";
    let theirs = "t:\n  - {id: B}\nv: null";
    assert_eq!(yaml(old, ours, theirs), "t:\n  - {id: B}\nv: null");
}

#[test]
fn a_first_dependency_follows_a_renamed_task() {
    let file = |id: &str, on: &str| {
        format!("tasks:\n  - {{id: {id}, description: x}}\n  - {{id: B, description: y{on}}}")
    };
    for empty in ["", ", dependencies: null", ", dependencies: []"] {
        let merged = yaml(
            &file("A", empty),
            &file("A", ", dependencies: [A]"),
            &file("C", empty),
        );
        assert_eq!(merged, file("C", ", dependencies: [C]"));
    }
}

#[test]
fn an_item_comes_behind_one_that_loses_its_end() {
    let old = "t:\n  - id: A\n    d: x\n    e: 1\n    n: 1\n  - id: B";
    let ours = old.replace("d: x", "d: y");
    for theirs in [
        "t:\n  - id: A\n    d: x\n    e: 1\n  - id: C\n    n: 1\n  - id: D\n  - id: B",
        "t:\n  - id: A\n    d: x\n  - id: C\n  - id: B",
        "t: [{id: A, d: x}, {id: C}, {id: B}]",
    ] {
        let crlf = |text: &str| file(text).replace('\n', "\r\n");
        clean(&file(old), &file(&ours), &file(theirs));
        clean(&crlf(old), &crlf(&ours), &crlf(theirs));
    }
    let theirs = "t:\n  - id: A\n    d: x\n  # c\n  - id: C\n  - id: D\n    n: 1\n  # b\n  - id: B";
    assert_eq!(yaml(old, &ours, theirs), theirs.replace("d: x", "d: y"));
}
