//! Counters, percentages, status and dates of the phase.

use super::{BASE, base, clean, conflict};

const FIRST: (&str, &str) = (
    "schema\"\n    status: \"pending\"",
    "schema\"\n    status: \"completed\"",
);
const SECOND: (&str, &str) = (
    "API\"\n    status: \"pending\"",
    "API\"\n    status: \"completed\"",
);
const MET: (&str, &str) = (
    "exists\", status: \"pending\"",
    "exists\", status: \"completed\"",
);
const ACTIVE: (&str, &str) = ("status: \"planning\"", "status: \"in_progress\"");
const ONE: (&str, &str) = ("completed_tasks: 0", "completed_tasks: 1");
const HALF: (&str, &str) = ("overall_progress: 0", "overall_progress: 50");

#[track_caller]
fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|it| it == *line), "no `{line}` in {text}");
    }
}

#[test]
fn counts_follow_from_the_merged_tasks() {
    let ours = base(&[FIRST, ACTIVE, ONE, HALF]);
    let theirs = base(&[SECOND, ACTIVE, ONE, HALF]);
    let merged = clean(BASE, &ours, &theirs);
    has(
        &merged,
        &[
            "completed_tasks: 2",
            "overall_progress: 100",
            "status: \"review\"",
            "completed: null",
        ],
    );
    let theirs = base(&[SECOND, ACTIVE, ONE, HALF, MET]);
    let merged = clean(BASE, &ours, &theirs);
    has(
        &merged,
        &["status: \"completed\"", "completed: \"2026-02-09\""],
    );
}

#[test]
fn a_task_reopened_beside_a_phase_that_is_all_done_is_recounted() {
    let file = |figures: &str, tasks: &[&str]| {
        super::file(&format!("{figures}\ntasks:\n{}", tasks.join("\n")))
    };
    let (done, open) = (
        "  - id: A\n    status: completed",
        "  - id: A\n    status: pending",
    );
    let other = "  - id: B\n    status: pending";
    let before = file("status: in_progress\nprogress: 50", &[done, other]);
    let reopened = file("status: planning\nprogress: 0", &[open, other]);
    let dropped = file("status: review\nprogress: 100", &[done]);
    let merged = clean(&before, &reopened, &dropped);
    has(&merged, &["status: in_progress", "progress: 0"]);
}

#[test]
fn a_task_added_beside_a_finished_phase_opens_it_again() {
    let done = base(&[
        FIRST,
        SECOND,
        MET,
        ("planning", "completed"),
        ("completed_tasks: 0", "completed_tasks: 2"),
        ("overall_progress: 0", "overall_progress: 100"),
        ("completed: null", "completed: \"2026-02-08\""),
    ]);
    let task = "  - id: \"TASK-1.3\"\n    description: \"Third\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []\nparallelization:";
    let added = base(&[
        ("parallelization:", task),
        ("total_tasks: 2", "total_tasks: 3"),
    ]);
    let merged = clean(BASE, &done, &added);
    has(
        &merged,
        &[
            "status: \"in_progress\"",
            "completed: null",
            "total_tasks: 3",
            "completed_tasks: 2",
            "overall_progress: 66",
        ],
    );
}

#[test]
fn one_side_alone_says_what_the_phase_is() {
    let ours = base(&[FIRST, ("planning", "at_risk")]);
    let merged = clean(BASE, &ours, &base(&[("Foundation", "Ground")]));
    has(
        &merged,
        &[
            "status: \"at_risk\"",
            "title: \"Ground\"",
            "completed_tasks: 1",
            "overall_progress: 50",
        ],
    );
}

#[test]
fn a_status_that_tasks_do_not_decide_is_a_conflict() {
    let ours = base(&[FIRST, ACTIVE, ONE, HALF]);
    let (messages, text) = conflict(BASE, &ours, &base(&[("planning", "blocked")]));
    assert_eq!(
        messages,
        ["`status` is `in_progress` in ours and `blocked` in theirs"]
    );
    assert!(
        text.contains(
            "<<<<<<< ours\nstatus: \"in_progress\"\n=======\nstatus: \"blocked\"\n>>>>>>> theirs\n"
        ),
        "{text}"
    );
    // Two words that tasks do decide between.
    let theirs = base(&[SECOND, ("planning", "review"), ONE, HALF]);
    let merged = clean(BASE, &ours, &theirs);
    has(&merged, &["status: \"review\""]);
}

#[test]
fn files_that_disagree_with_themselves_are_not_recounted() {
    let wrong = base(&[
        ("planning", "completed"),
        ("overall_progress: 0", "overall_progress: 100"),
    ]);
    let ours = wrong.replacen("high", "low", 1);
    let theirs = wrong.replacen("title: \"Foundation\"", "title: \"Ground\"", 1);
    let merged = clean(&wrong, &ours, &theirs);
    has(
        &merged,
        &[
            "status: \"completed\"",
            "overall_progress: 100",
            "completed_tasks: 0",
        ],
    );
    let theirs = theirs.replacen("overall_progress: 100", "overall_progress: 90", 1);
    let ours = ours.replacen("overall_progress: 100", "overall_progress: 80", 1);
    let (messages, _) = conflict(&wrong, &ours, &theirs);
    assert_eq!(
        messages,
        ["`overall_progress` is `80` in ours and `90` in theirs"]
    );
}

#[test]
fn dates_go_by_rule() {
    let dated = |started: &str, completed: &str, updated: &str| {
        super::file(&format!(
            "started: {started}\nupdated: {updated}\nstatus: x\ntasks:\n  - id: A\n    status: done\n    completed: {completed}"
        ))
    };
    let merged = clean(
        &dated("null", "null", "2026-01-01"),
        &dated("2026-02-03", "2026-02-05", "2026-02-06"),
        &dated("2026-02-02", "2026-02-07", "2026-02-04"),
    );
    assert_eq!(merged, dated("2026-02-02", "2026-02-07", "2026-02-06"));
}

#[test]
fn a_list_that_one_side_emptied_is_counted() {
    let file = |total: usize, tasks: &str| {
        format!(
            "---\ntype: progress\nprd: a\nphase: 1\nstatus: planning\ntotal_tasks: {total}\ntasks:{tasks}\n---\n"
        )
    };
    let (one, two) = (
        "\n  - { id: A-1, status: pending }",
        "\n  - { id: A-2, status: pending }",
    );
    let before = file(2, &format!("{one}{two}"));
    let merged = clean(&before, &file(0, " []"), &file(1, two));
    has(&merged, &["total_tasks: 0"]);
}
