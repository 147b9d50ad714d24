//! What is checked before a push.

#![cfg(unix)]

use crate::common::hooked::{bench, commit};
use crate::common::{Outcome, Sandbox};

/// Two empty remotes.
fn with_remotes() -> Sandbox {
    let bench = bench();
    for name in ["origin", "fork"] {
        let path = format!("{name}.git");
        bench.git(&["init", "--quiet", "--bare", &path]);
        bench.git(&["remote", "add", name, &format!("./{path}")]);
    }
    bench
}

/// Creates a commit that claims an unknown task.
fn wrong_claim(bench: &Sandbox) {
    let message = "Work\n\nTask: TASK-1.99";
    let ask = [
        "commit",
        "--quiet",
        "--no-verify",
        "--allow-empty",
        "-m",
        message,
    ];
    bench.git(&ask);
}

fn push(bench: &Sandbox, arguments: &[&str]) -> Outcome {
    bench.try_git(&[&["push", "--quiet"], arguments].concat())
}

#[track_caller]
fn is_stopped(outcome: &Outcome) {
    outcome
        .exits(1)
        .stderr_has("unknown task `TASK-1.99`")
        .stderr_has("git push --no-verify");
}

#[track_caller]
fn passes(outcome: &Outcome) {
    outcome.exits(0).complains("");
}

#[test]
fn a_misnamed_branch_is_not_pushed() {
    let bench = bench();
    bench.git(&["init", "--quiet", "--bare", "remote.git"]);
    bench.git(&["remote", "add", "origin", "./remote.git"]);
    bench.git(&["branch", "feat/auth"]);
    let outcome = bench.try_git(&["push", "--quiet", "origin", "feat/auth"]);
    outcome
        .exits(1)
        .stderr_has("feature branch `feat/auth` does not match `feature/*`")
        .stderr_has("git push --no-verify");
    bench
        .try_git(&["push", "--quiet", "origin", "feature/auth"])
        .exits(0);
}

#[test]
fn the_severity_decides_whether_a_misnamed_branch_blocks_a_push() {
    for (severity, complaint) in [("warning", "does not match `feature/*`"), ("off", "")] {
        let bench = with_remotes();
        bench.git(&["branch", "--move", "feat/auth"]);
        bench.write(
            ".progress.yaml",
            &format!("rules:\n  branch-name: {severity}\n"),
        );
        bench.git(&["add", ".progress.yaml"]);
        commit(&bench, &["-m", "Settings (TASK-1.1)"]).exits(0);
        let outcome = push(&bench, &["origin", "feat/auth"]);
        outcome.exits(0).stderr_has(complaint);
        assert!(
            !complaint.is_empty() || outcome.stderr.is_empty(),
            "{outcome}"
        );
    }
}

#[test]
fn only_commits_that_the_remote_lacks_are_checked() {
    let bench = bench();
    bench.git(&["init", "--quiet", "--bare", "remote.git"]);
    bench.git(&["remote", "add", "origin", "./remote.git"]);
    bench.git(&["push", "--quiet", "origin", "main"]);
    let message = "Work\n\nTask: TASK-1.99";
    bench.git(&[
        "commit",
        "--quiet",
        "--no-verify",
        "--allow-empty",
        "-m",
        message,
    ]);
    bench
        .try_git(&["push", "--quiet", "origin", "HEAD"])
        .exits(1)
        .stderr_has("unknown task `TASK-1.99`")
        .stderr_has("git push --no-verify");
    bench.git(&["push", "--quiet", "--no-verify", "origin", "HEAD"]);
    // A branch on top of it is new on the remote, but that commit is not.
    bench.git(&["switch", "--quiet", "--create", "feature/auth-v1"]);
    commit(&bench, &["--allow-empty", "-m", "More (TASK-1.1)"]).exits(0);
    bench
        .try_git(&["push", "--quiet", "origin", "HEAD"])
        .exits(0)
        .complains("");
}

#[test]
fn the_first_push_checks_the_whole_history() {
    let bench = with_remotes();
    passes(&push(&bench, &["origin", "main"]));
    bench.git(&["switch", "--quiet", "main"]);
    wrong_claim(&bench);
    // By name, by URL, and together with another branch.
    is_stopped(&push(&bench, &["fork", "main"]));
    is_stopped(&push(&bench, &["./fork.git", "main"]));
    let both = push(
        &bench,
        &["fork", "main", "main:feature/auth", "feature/auth:b"],
    );
    is_stopped(&both);
    assert_eq!(both.stderr.matches("TASK-1.99").count(), 1, "{both}");
}

#[test]
fn commits_on_another_remote_block_nothing() {
    let bench = with_remotes();
    wrong_claim(&bench);
    bench.git(&["push", "--quiet", "--no-verify", "origin", "HEAD"]);
    passes(&push(&bench, &["fork", "HEAD", "main"]));
}

#[test]
fn commits_on_the_remote_are_known_without_a_local_branch() {
    let bench = with_remotes();
    wrong_claim(&bench);
    bench.git(&["push", "--quiet", "--no-verify", "./fork.git", "HEAD"]);
    commit(&bench, &["--allow-empty", "-m", "More (TASK-1.1)"]).exits(0);
    passes(&push(&bench, &["./fork.git", "HEAD", "HEAD:feature/other"]));
}

#[test]
fn an_unrelated_history_is_replaced() {
    let bench = with_remotes();
    bench.git(&["switch", "--quiet", "--orphan", "other"]);
    commit(&bench, &["--allow-empty", "-m", "Begin"]).exits(0);
    passes(&push(&bench, &["fork", "HEAD:main"]));
    bench.git(&["switch", "--quiet", "main"]);
    bench.git(&["update-ref", "-d", "refs/remotes/fork/main"]);
    passes(&push(&bench, &["--force", "fork", "main"]));
    wrong_claim(&bench);
    is_stopped(&push(&bench, &["fork", "main"]));
}

#[test]
fn deletions_and_tags_are_not_checked() {
    let bench = with_remotes();
    passes(&push(&bench, &["origin", "main", "main:gone"]));
    wrong_claim(&bench);
    bench.git(&["tag", "--annotate", "--message=One", "v1"]);
    passes(&push(&bench, &["origin", "--delete", "gone"]));
    passes(&push(&bench, &["origin", "v1"]));
    is_stopped(&push(&bench, &["origin", "v1", "HEAD"]));
}

#[test]
fn a_claim_may_come_before_its_task() {
    let bench = with_remotes();
    wrong_claim(&bench);
    let path = crate::common::hooked::PHASE;
    bench.write(path, &crate::common::GOOD.replace("TASK-1.2", "TASK-1.99"));
    commit(&bench, &["-a", "-m", "docs(plan): count anew"]).exits(0);
    passes(&push(&bench, &["origin", "HEAD"]));
}

#[test]
fn commits_of_the_trunk_are_not_attributed_to_a_branch() {
    let bench = with_remotes();
    // None of the commits on `main` belongs to a task.
    commit(&bench, &["--allow-empty", "-m", "Work (TASK-1.1)"]).exits(0);
    passes(&push(&bench, &["origin", "HEAD"]));
    commit(&bench, &["--allow-empty", "-m", "Work"]).exits(0);
    push(&bench, &["fork", "HEAD"])
        .exits(0)
        .stderr_has("1 commit belongs to no task of the plan");
}

#[test]
fn many_wrong_claims_are_not_all_shown() {
    let bench = with_remotes();
    (0..15).for_each(|_| wrong_claim(&bench));
    let outcome = push(&bench, &["origin", "HEAD"]);
    is_stopped(&outcome);
    assert_eq!(outcome.stderr.matches("TASK-1.99").count(), 10, "{outcome}");
    outcome.stderr_has("5 more unknown tasks");
}

#[test]
fn commits_shared_by_two_branches_are_checked_for_both() {
    let bench = with_remotes();
    passes(&push(&bench, &["origin", "main"]));
    commit(&bench, &["--allow-empty", "-m", "Work"]).exits(0);
    bench.git(&["branch", "feature/other"]);
    commit(&bench, &["--allow-empty", "-m", "Work on TASK-1.1"]).exits(0);
    bench.git(&["branch", "feature/auth-v1"]);
    // Two of the three are named after the plan.
    let names = ["feature/other", "feature/auth-v1", "feature/auth"];
    let outcome = push(&bench, &[&["origin"], &names[..]].concat());
    let told = "1 commit belongs to no task of the plan";
    assert_eq!(
        outcome.exits(0).stderr.matches(told).count(),
        2,
        "{outcome}"
    );
}

#[test]
fn a_commit_on_another_remote_branch_is_not_pushed_again() {
    let bench = with_remotes();
    wrong_claim(&bench);
    bench.git(&["push", "--quiet", "--no-verify", "./fork.git", "HEAD:main"]);
    wrong_claim(&bench);
    bench.git(&[
        "push",
        "--quiet",
        "--no-verify",
        "./fork.git",
        "HEAD:feature/b",
    ]);
    // `main` is moved to `feature/b`, which moves back: the remote has both commits.
    let outcome = push(
        &bench,
        &["--force", "./fork.git", "HEAD:main", "HEAD~1:feature/b"],
    );
    passes(&outcome);
}
