//! Conflicts that carry what both sides started from, and bases made of several.

use progress_git::git::ConflictStyle;

use super::{BASE, Options, Three, base, merge, options};

const STATUS: &str = "schema\"\n    status: \"pending\"";

#[track_caller]
fn styled(style: &str, ours: &str, theirs: &str) -> String {
    let options = Options {
        style: ConflictStyle::named(style),
        ..options()
    };
    let base = BASE;
    let merged = merge(Three { base, ours, theirs }.map(str::as_bytes), &options).unwrap();
    assert!(!merged.conflicts.is_empty() && !merged.by_lines);
    String::from_utf8(merged.bytes()).unwrap()
}

#[test]
fn markers_carry_the_base() {
    let ours = base(&[
        (STATUS, "schema\"\n    status: \"in_progress\""),
        ("\"bob\"", "\"carol\""),
    ]);
    let theirs = base(&[(STATUS, "schema\"\n    status: \"blocked\"")]);
    for style in ["diff3", "zdiff3"] {
        let text = styled(style, &ours, &theirs);
        let expected = base(&[
            (
                STATUS,
                "schema\"\n<<<<<<< ours\n    status: \"in_progress\"\n||||||| base\n    status: \"pending\"\n=======\n    status: \"blocked\"\n>>>>>>> theirs",
            ),
            ("\"bob\"", "\"carol\""),
            ("in_progress_tasks: 0", "in_progress_tasks: 1"),
        ]);
        assert_eq!(text, expected);
        let crlf = |text: &str| text.replace('\n', "\r\n");
        let (ours, theirs) = (crlf(&ours), crlf(&theirs));
        assert_eq!(styled(style, &ours, &theirs), crlf(&expected));
    }
}

#[test]
fn a_task_added_twice_has_no_base() {
    let with = |description: &str| {
        let task = format!(
            "  - id: \"TASK-1.3\"\n    description: \"{description}\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []\nparallelization:"
        );
        base(&[
            ("parallelization:", &task),
            ("total_tasks: 2", "total_tasks: 3"),
        ])
    };
    let text = styled("zdiff3", &with("Ours"), &with("Theirs"));
    let marked = "  - id: \"TASK-1.3\"\n<<<<<<< ours\n    description: \"Ours\"\n||||||| base\n=======\n    description: \"Theirs\"\n>>>>>>> theirs\n    status";
    assert!(text.contains(marked), "{text}");
    let text = styled("diff3", &with("Ours"), &with("Theirs"));
    let marked = "<<<<<<< ours\n  - id: \"TASK-1.3\"\n    description: \"Ours\"\n";
    assert!(text.contains(marked), "{text}");
    assert!(text.contains("||||||| base\n=======\n"), "{text}");
}

#[test]
fn what_only_both_sides_together_break_carries_the_base() {
    let ours = base(&[("dependencies: []", "dependencies: [\"TASK-1.2\"]")]);
    let theirs = base(&[(
        "API\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []",
        "API\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: [\"TASK-1.1\"]",
    )]);
    let text = styled("diff3", &ours, &theirs);
    let marked = "<<<<<<< ours\n    dependencies: []\n||||||| base\n    dependencies: []\n=======\n    dependencies: [\"TASK-1.1\"]\n>>>>>>> theirs\n";
    assert!(text.contains(marked), "{text}");
}

#[test]
fn bodies_carry_the_base() {
    let ours = format!("{BASE}\nOurs.\n");
    let theirs = format!("{BASE}\nTheirs.\n");
    let text = styled("diff3", &ours, &theirs);
    assert!(text.contains("Ours.\n||||||| base\n=======\n"), "{text}");
}

#[test]
fn a_base_of_several_keeps_the_value_that_they_had() {
    let ours = base(&[
        (STATUS, "schema\"\n    status: \"in_progress\""),
        ("\"bob\"", "\"carol\""),
    ]);
    let theirs = base(&[
        (STATUS, "schema\"\n    status: \"blocked\""),
        ("files_modified: []", "files_modified: [\"x\"]"),
    ]);
    let options = Options {
        is_base: true,
        ..options()
    };
    let versions = Three {
        base: BASE,
        ours: &ours,
        theirs: &theirs,
    };
    let merged = merge(versions.map(str::as_bytes), &options).unwrap();
    assert_eq!(merged.conflicts.len(), 1);
    let expected = base(&[
        ("\"bob\"", "\"carol\""),
        ("in_progress_tasks: 0", "in_progress_tasks: 1"),
        ("files_modified: []", "files_modified: [\"x\"]"),
    ]);
    assert_eq!(String::from_utf8(merged.bytes()).unwrap(), expected);
}
