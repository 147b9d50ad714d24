use crate::lint::Safety;
use crate::testing::{fixed_with, lint_with};

const ACTIVE: &str = "status: in_progress\ncompleted_tasks: 1\noverall_progress: 50\ntasks:\n  - { id: TASK-1.1, status: completed, assigned_to: [alice], dependencies: [] }\n  - { id: TASK-1.2, status: pending, assigned_to: [alice], dependencies: [] }";

/// The token, and those of further lines, of the finding about a phase with one of two tasks done.
fn tokens(body: &str) -> Vec<String> {
    let found = lint_with(&format!("{ACTIVE}\n---\n{body}")).into_iter();
    let own = found.filter(|found| found.rule == "body-phase-disagrees");
    own.map(|found| found.token).collect()
}

#[test]
fn another_status_is_reported() {
    for (body, token) in [
        ("**Status**: Pending", "Pending"),
        ("**Status:** ✅ COMPLETED on 2026-02-05", "✅ COMPLETED"),
        ("Status: **Complete** (100%)", "**Complete**"),
        ("- **Phase Status**: ⏳ Planning - later", "⏳ Planning"),
        ("Status: blocked.", "blocked"),
    ] {
        assert_eq!(tokens(body), [token], "{body}");
    }
}

#[test]
fn another_figure_is_reported() {
    for (body, token) in [
        ("**Overall progress**: 40%", "40%"),
        ("**Progress:** 0/2 tasks (0%)", "0/2"),
        ("Status: In Progress (60% complete)", "60%"),
        ("Status: 60% complete", "60%"),
        ("Completion: 2 of 2 tasks", "2 of 2"),
        ("Completion: 0/2", "0/2"),
    ] {
        assert_eq!(tokens(body), [token], "{body}");
    }
}

#[test]
fn what_agrees_or_is_unclear_is_not_reported() {
    for body in [
        "**Status**: 🔄 In Progress (50%)",
        "**Status**: WIP",
        "Status: Ready for implementation",
        "Status: ✅ On track",
        "Status: Pending → In Progress",
        "Status: ~~Pending~~ In Progress",
        "Status: Pending / Done",
        "Status: Pending | Done",
        "Status: In Progress (80% of the tests pass)",
        "Progress: 3/8 pts",
        "Progress: 3/8",
        "Progress: 1/2 tasks",
        "Progress: see below",
        "## Tasks\n\nStatus: Pending",
    ] {
        assert_eq!(tokens(body), [""; 0], "{body}");
    }
}

#[test]
fn one_finding_covers_all_lines() {
    let body = "**Status**: Pending\n**Progress**: 0%";
    assert_eq!(tokens(body), ["Pending"]);
    let (text, _) = fixed_with(&format!("{ACTIVE}\n---\n{body}"), Safety::Unsafe);
    assert!(
        text.ends_with("**Status**: In Progress\n**Progress**: 50%"),
        "{text}"
    );
}
