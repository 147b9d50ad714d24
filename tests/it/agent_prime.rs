//! What `progress agent prime` says about plans in an awkward state.

use std::fs;

use crate::common::{GOOD, Outcome, Sandbox};

pub const PHASE: &str = "docs/progress/auth-v1/phase-1-progress.md";

/// A repository with one plan, committed.
pub fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PHASE, GOOD);
    bench.commit();
    bench
}

fn prime(bench: &Sandbox) -> Outcome {
    let said = bench.run(&["agent", "prime"]);
    said.exits(0).complains("");
    said
}

#[test]
fn a_started_task_counts_while_its_file_says_so() {
    let bench = bench();
    let start = || {
        bench.run(&["start", "TASK-1.1"]).exits(0);
    };
    start();
    prime(&bench).stdout_has("Started in this worktree: TASK-1.1\n");
    let file = bench.root.join(PHASE);
    let started = fs::read_to_string(&file).unwrap();
    // By hand, as agents do.
    for (status, is_active) in [
        ("completed", false),
        ("blocked", false),
        ("pending", false),
        ("review", true),
    ] {
        let now = started.replacen(
            "    status: \"in_progress\"",
            &format!("    status: \"{status}\""),
            1,
        );
        assert_ne!(now, started);
        bench.write(PHASE, &now);
        let said = prime(&bench);
        let is_shown = said.stdout.contains("Started in this worktree");
        assert_eq!(is_shown, is_active, "{status}: {said}");
    }
    bench.git(&["checkout", "--quiet", "."]);
    prime(&bench)
        .stdout_lacks("Started in")
        .stdout_has("Can start: TASK-1.1");
    start();
    bench.write("docs/progress/auth-v1/phase-2-progress.md", &later());
    fs::remove_file(&file).unwrap();
    prime(&bench).stdout_lacks("Started in");
}

/// A second phase.
fn later() -> String {
    GOOD.replace("phase: 1", "phase: 2")
        .replace("TASK-1.", "TASK-2.")
        .replace("SC-1.", "SC-2.")
}

#[test]
fn a_file_that_cannot_be_read_is_not_the_plan() {
    let bench = bench();
    let broken = "---\ntype: progress\nprd: aaa\n<<<<<<< HEAD\nphase: 1\n=======\nphase: 2\n>>>>>>> x\ntasks: []\n---\n";
    bench.write("docs/progress/aaa/phase-1-progress.md", broken);
    let unclosed = "---\ntype: progress\nprd: bbb\ntitle: \"x\ntasks: []\n---\n";
    bench.write("docs/progress/bbb/phase-1-progress.md", unclosed);
    prime(&bench)
        .stdout_has("Plan auth-v1: 0 of 2 tasks done (2 other plans are open: `progress-lint status`).\n")
        .stdout_has("Cannot be read: docs/progress/aaa/phase-1-progress.md (in conflict, `progress-lint resolve` merges it); docs/progress/bbb/phase-1-progress.md (`progress-lint lint` says why)\n")
        .stdout_has("Phase 1 `Foundation`, 0 of 2 done: ");
    fs::remove_file(bench.root.join(PHASE)).unwrap();
    prime(&bench)
        .stdout_has(
            "Plan aaa cannot be read (1 other plan is open: `progress-lint status`).\nCannot",
        )
        .stdout_lacks("Phase ")
        .stdout_lacks("0 of 0");
}

#[test]
fn a_phase_with_tasks_is_preferred() {
    let bench = bench();
    let empty = "---\ntype: progress\nprd: auth-v1\nphase: 1\ntitle: Foundation\nstatus: planning\ntasks: []\n---\n";
    bench.write(PHASE, empty);
    prime(&bench).stdout_has("Phase 1 `Foundation`, no tasks yet: ");
    bench.write("docs/progress/auth-v1/phase-2-progress.md", &later());
    prime(&bench).stdout_has("Phase 2 `Foundation`, 0 of 2 done: ");
    let done = GOOD.replace("    status: \"pending\"", "    status: \"completed\"");
    bench.write(PHASE, &done);
    prime(&bench).stdout_has("Phase 2 `Foundation`, 0 of 2 done: ");
}

#[test]
fn without_dates_the_last_commit_decides() {
    let bench = Sandbox::repository();
    let path = |plan: &str| format!("docs/progress/{plan}-v1/phase-1-progress.md");
    let text = |plan: &str| {
        GOOD.replace("auth-v1", &format!("{plan}-v1"))
            .replace("TASK-", &format!("{}-", plan.to_uppercase()))
    };
    for plan in ["aaa", "bbb", "ccc"] {
        bench.write(&path(plan), &text(plan));
    }
    bench.commit();
    prime(&bench).stdout_has("Plan aaa-v1: ");
    bench.write(&path("bbb"), &text("bbb").replace("Foundation", "Ground"));
    bench.git(&["add", "--all"]);
    let date = "--date=2027-03-05T12:00:00Z";
    bench.git(&["commit", "--quiet", date, "--message=Rename"]);
    prime(&bench).stdout_has("Plan bbb-v1: ");
    // A date in a file counts like that of a commit.
    for (day, plan) in [("04", "bbb"), ("06", "ccc")] {
        let dated = text("ccc").replacen("---\n", &format!("---\nupdated: 2027-03-{day}\n"), 1);
        bench.write(&path("ccc"), &dated);
        prime(&bench).stdout_has(&format!("Plan {plan}-v1: "));
    }
}

#[test]
fn the_plan_that_was_worked_on_last_comes_first() {
    let bench = Sandbox::repository();
    for (plan, day) in [("aaa-v1", "04"), ("bbb-v1", "06"), ("ccc-v1", "05")] {
        let id = plan[..3].to_uppercase();
        let text = GOOD
            .replace("auth-v1", plan)
            .replace("TASK-", &format!("{id}-"))
            .replace("status: \"planning\"", "status: \"in_progress\"")
            .replacen("---\n", &format!("---\nupdated: 2026-02-{day}\n"), 1);
        bench.write(&format!("docs/progress/{plan}/phase-1-progress.md"), &text);
    }
    // Its tasks are done, but nobody has said so of the phase.
    let done = GOOD
        .replace("auth-v1", "ddd-v1")
        .replace("TASK-", "DDD-")
        .replace(
            "status: \"planning\"",
            "updated: 2026-02-07\nstatus: \"in_progress\"",
        )
        .replace("    status: \"pending\"", "    status: \"completed\"");
    bench.write("docs/progress/ddd-v1/phase-1-progress.md", &done);
    bench.commit();
    prime(&bench).stdout_has("Plan bbb-v1: 0 of 2 tasks done (3 other plans are open");
    bench.git(&["checkout", "--quiet", "-b", "feat/aaa-v1"]);
    prime(&bench).stdout_has("Plan aaa-v1: ");
    bench.git(&["checkout", "--quiet", "main"]);
    // What was started here matters more than what others have done.
    bench.run(&["start", "CCC-1.1"]).exits(0);
    let file = "docs/progress/ccc-v1/phase-1-progress.md";
    let text = fs::read_to_string(bench.root.join(file)).unwrap();
    let today = text
        .lines()
        .find(|line| line.starts_with("updated:"))
        .unwrap();
    bench.write(file, &text.replace(today, "updated: 2026-02-01"));
    prime(&bench).stdout_has("Plan ccc-v1: ");
}
