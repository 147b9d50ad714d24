//! `progress start` determines what a commit belongs to.

#![cfg(unix)]

use crate::common::hooked::{PHASE, PHASE_2, bench, commit, listed, listed_in, with_second_phase};
use crate::common::{GOOD, Sandbox};

fn message(bench: &Sandbox) -> String {
    bench.git(&["log", "-1", "--format=%B"])
}

/// Creates two phases: the task of the first is done, that of the second in progress.
fn with_done_task() -> Sandbox {
    let bench = bench();
    with_second_phase(&bench);
    for task in ["TASK-1.1", "TASK-1.2"] {
        bench.run(&["done", task]).exits(0);
    }
    bench.run(&["start", "TASK-2.1"]).exits(0);
    bench.git(&["commit", "--quiet", "--no-verify", "-am", "docs(plan): go"]);
    std::fs::remove_file(bench.root.join(".git/progress/active")).unwrap();
    bench
}

#[test]
fn a_reopened_task_counts_even_if_unstaged() {
    let bench = with_done_task();
    bench.run(&["start", "TASK-1.1"]).exits(0);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Work"]).exits(0);
    assert_eq!(message(&bench), "Work\n\nTask: TASK-1.1\n\n");
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]");
    // The reopening itself stays unstaged.
    let committed = bench.git(&["show", &format!("HEAD:{PHASE}")]);
    assert!(!committed.contains("in_progress\""), "{committed}");
}

#[test]
fn a_started_task_that_is_done_everywhere_no_longer_counts() {
    let bench = with_done_task();
    let active = format!("[{{\"plan\":null,\"path\":\"{PHASE}\",\"task\":\"TASK-1.1\"}}]");
    bench.write(".git/progress/active", &active);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Work"]).exits(0);
    assert_eq!(message(&bench), "Work\n\nTask: TASK-2.1\n\n");
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
}

#[test]
fn work_on_an_untracked_phase_is_not_recorded_in_another() {
    let bench = with_done_task();
    let third = GOOD
        .replace("phase: 1", "phase: 3")
        .replace("TASK-1.", "TASK-3.")
        .replace("SC-1.", "SC-3.");
    bench.write(&PHASE.replace("phase-1", "phase-3"), &third);
    bench.run(&["start", "TASK-3.1"]).exits(0);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Work"]).exits(0);
    assert_eq!(message(&bench), "Work\n\n");
    assert_eq!(listed(&bench), "[]");
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]");
}
