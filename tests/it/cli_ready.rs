//! Tests of `progress ready`: which tasks can start, their order, and claims.

use std::collections::BTreeSet;
use std::thread;

use serde_json::Value;

use crate::common::{Outcome, Sandbox};

const FIRST: &str = "---
type: progress
prd: auth-v1
phase: 1
title: Foundation
status: in_progress
tasks:
  - { id: AUTH-1.1, description: Schema, status: completed, assigned_to: [data], dependencies: [] }
  - { id: AUTH-1.2, description: Tokens, status: pending, assigned_to: [backend, data], dependencies: [AUTH-1.1], priority: high, estimated_effort: 2 pts }
  - { id: AUTH-1.3, description: Rate limits, status: pending, assigned_to: [backend], dependencies: [security review] }
  - { id: AUTH-1.4, description: Audit log, status: pending, assigned_to: [backend], dependencies: [AUTH-1.2] }
---
";

const SECOND: &str = "---
type: progress
prd: auth-v1
phase: 2
status: planning
tasks:
  - { id: AUTH-2.1, description: Page, status: pending, assigned_to: [frontend], dependencies: [AUTH-1.1], priority: low }
  - { id: AUTH-2.2, description: Errors, status: pending, assigned_to: [frontend], dependencies: [AUTH-1.1], priority: medium }
  - { id: AUTH-2.3, description: Circle, status: pending, assigned_to: [frontend], dependencies: [AUTH-2.4] }
  - { id: AUTH-2.4, description: Circle, status: pending, assigned_to: [frontend], dependencies: [AUTH-2.3] }
parallelization: { batch_1: [AUTH-2.2], batch_2: [AUTH-2.1] }
---
";

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write("progress/auth-v1/phase-1-progress.md", FIRST);
    bench.write("progress/auth-v1/phase-2-progress.md", SECOND);
    let other = "---\ntype: progress\nprd: billing\nphase: 1\nstatus: planning\ntasks:\n  - { id: B-1, status: todo, assigned_to: [backend], dependencies: [], priority: CRITICAL }\n---\n";
    bench.write("progress/billing/phase-1-progress.md", other);
    bench
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap()
}

fn ids(bench: &Sandbox, flags: &[&str]) -> Vec<String> {
    let mut arguments = vec!["ready", "--format", "json"];
    arguments.extend(flags);
    let outcome = bench.run(&arguments);
    outcome.exits(0).complains("");
    let json = json(&outcome);
    let ready = json["ready"].as_array().unwrap().iter();
    ready
        .map(|task| task["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn tasks_are_grouped_by_phase_in_schedule_order() {
    let bench = bench();
    let ready = bench.run(&["ready"]);
    ready.exits(0).complains("");
    insta::assert_snapshot!(ready.stdout);
    let all = bench.run(&["ready", "--all", "--limit", "1"]);
    insta::assert_snapshot!(all.stdout);
}

#[test]
fn filters_select_tasks() {
    let bench = bench();
    let everything = ["AUTH-1.2", "AUTH-2.2", "AUTH-2.1", "B-1"];
    assert_eq!(ids(&bench, &[]), everything);
    assert_eq!(ids(&bench, &["--plan", "bill"]), ["B-1"]);
    assert_eq!(ids(&bench, &["--phase", "2"]), ["AUTH-2.2", "AUTH-2.1"]);
    assert_eq!(ids(&bench, &["--assignee", "Data"]), ["AUTH-1.2"]);
    assert_eq!(
        ids(&bench, &["--priority", "critical,high"]),
        ["AUTH-1.2", "B-1"]
    );
    assert_eq!(ids(&bench, &["--limit", "1"]), ["AUTH-1.2"]);
    let unknown = bench.run(&["ready", "--plan", "auht-v1"]);
    unknown.exits(2).stderr_has("did you mean `auth-v1`?");
    let none = bench.run(&["ready", "--assignee", "zoe"]);
    none.exits(0).prints("").complains(
        "warning: no task is assigned to `zoe`\n  help: run `progress list` to see who works on what\nno task is ready\n",
    );
    let slip = bench.run(&["ready", "--priority", "hihg"]);
    slip.exits(2)
        .prints("")
        .complains("error: no task has the priority `hihg`\n  help: did you mean `high`?\n");
    // A usual priority that no task has may get one.
    bench
        .run(&["ready", "--priority", " Low,medium"])
        .exits(0)
        .stdout_has("AUTH-2.1");
    let phase = bench.run(&["ready", "--phase", "9"]);
    phase
        .exits(0)
        .prints("")
        .complains("warning: no plan has a phase `9`\n  help: use one of `1`, `2`\n");
}

#[test]
fn the_plan_of_the_branch_comes_first() {
    let bench = bench();
    bench.git(&["checkout", "--quiet", "-b", "feature/billing"]);
    assert_eq!(ids(&bench, &["--limit", "1"]), ["B-1"]);
}

#[test]
fn json_contains_everything() {
    let ready = bench().run(&["ready", "--format", "json", "--plan", "auth"]);
    ready.exits(0).complains("");
    insta::assert_snapshot!(serde_json::to_string_pretty(&json(&ready)).unwrap());
}

#[test]
fn a_claimed_task_is_not_offered_again() {
    let bench = bench();
    let first = bench.run(&["ready", "--claim", "--as", "alice"]);
    first.exits(0).complains("");
    first.prints("claimed AUTH-1.2 for alice: Tokens (progress/auth-v1/phase-1-progress.md)\n");
    assert_eq!(ids(&bench, &[]), ["AUTH-2.2", "AUTH-2.1", "B-1"]);
    bench.run(&["ready"]).stdout_has("1 more is claimed");
    let billing = bench.run(&["ready", "--all", "--plan", "billing"]);
    billing.exits(0).stdout_lacks("claimed");
    bench
        .run(&["ready", "--all"])
        .stdout_has("AUTH-1.2  by `alice` since 2");
    let taken = bench.run(&["ready", "--claim", "AUTH-1.2", "--as", "bob"]);
    taken
        .exits(1)
        .prints("")
        .stderr_has("`AUTH-1.2` has been claimed by `alice` since 2");
    let second = bench.run(&[
        "ready", "--claim", "--as", "bob", "--plan", "billing", "--format", "json",
    ]);
    second.exits(0);
    let second = json(&second);
    assert_eq!(second["claimed"]["id"], "B-1");
    assert_eq!(second["claimed"]["claim"]["who"], "bob");
    let none = bench.run(&[
        "ready", "--claim", "--as", "bob", "--plan", "billing", "--format", "json",
    ]);
    none.exits(1).prints("{\"version\":1,\"claimed\":null}\n");
    let released = bench.run(&["ready", "--release", "AUTH-1.2"]);
    released
        .exits(0)
        .prints("released AUTH-1.2, claimed by alice\n");
    let again = bench.run(&["ready", "--release", "AUTH-1.2"]);
    again.exits(2).stderr_has("`AUTH-1.2` is not claimed");
    bench.run(&["ready", "--release", "billing:B-1"]).exits(0);
    assert_eq!(ids(&bench, &[]).len(), 4);
}

#[test]
fn only_tasks_that_can_start_are_claimed() {
    let bench = bench();
    let claim = |task: &str| bench.run(&["ready", "--claim", task, "--as", "alice"]);
    claim("AUTH-1.4")
        .exits(2)
        .stderr_has("it depends on `AUTH-1.2`");
    claim("AUTH-1.1")
        .exits(2)
        .stderr_has("its status is `completed`");
    claim("AUTH-2.3")
        .exits(2)
        .stderr_has("it depends on `AUTH-2.4`");
    claim("AUTH-1.22")
        .exits(2)
        .stderr_has("did you mean `AUTH-1.2`?");
    // The claimer knows whether the review is over.
    claim("AUTH-1.3")
        .exits(0)
        .stdout_has("claimed AUTH-1.3 for alice");
    claim("auth:AUTH-2.1").exits(0);
    bench.run(&["ready", "--claim"]).exits(2).prints("");
    bench
        .run(&["ready", "--claim", "--as", " "])
        .exits(2)
        .stderr_has("`--as` is empty");
    bench.write(
        "progress/pay/phase-1-progress.md",
        &FIRST.replace("auth-v1", "pay"),
    );
    let several = claim("AUTH-1.2");
    several
        .exits(2)
        .stderr_has("several tasks are named `AUTH-1.2`");
    claim("pay:AUTH-1.2").exits(0);
}

#[test]
fn a_claim_on_a_completed_task_is_ignored() {
    let bench = bench();
    bench
        .run(&["ready", "--claim", "AUTH-1.2", "--as", "alice"])
        .exits(0);
    let done = FIRST.replace("Tokens, status: pending", "Tokens, status: completed");
    bench.write("progress/auth-v1/phase-1-progress.md", &done);
    bench
        .run(&["ready", "--all"])
        .stdout_lacks("claimed")
        .stdout_has("AUTH-1.4");
}

#[test]
fn a_claim_is_kept_until_the_task_is_done_in_every_worktree() {
    let bench = bench();
    bench.commit();
    bench.git(&["worktree", "add", "--quiet", "-b", "work", "tree"]);
    let claim = ["ready", "--claim", "AUTH-1.2", "--as", "alice"];
    bench.run_in("tree", &claim).exits(0);
    // The same claim again is not an error, whatever the task's status is by now.
    bench.run_in("tree", &["start", "AUTH-1.2"]).exits(0);
    bench
        .run_in("tree", &claim)
        .exits(0)
        .stdout_has("AUTH-1.2 has been claimed for alice since 2");
    let json = bench.run_in("tree", &[&claim[..], &["--format", "json"]].concat());
    let json: Value = serde_json::from_str(&json.exits(0).stdout).unwrap();
    assert_eq!(json["claimed"]["repeated"], true);
    bench
        .run(&claim)
        .exits(1)
        .stderr_has("`AUTH-1.2` has been claimed by `alice`");
    bench.run_in("tree", &["done", "AUTH-1.2"]).exits(0);
    let seen = bench.run_in("tree", &["ready", "--all"]);
    seen.stdout_has("AUTH-1.2  by `alice` since 2")
        .stdout_has("; the task is finished here, but not in every worktree\n");
    let seen = bench.run(&["ready", "--all"]);
    seen.stdout_has("AUTH-1.2  by `alice` since 2")
        .stdout_lacks("finished");
    let status = bench.run_in("tree", &["status", "auth"]);
    status
        .stdout_has("AUTH-1.2  by `alice`")
        .stdout_has("finished here");
    bench.git_in("tree", &["commit", "--quiet", "--all", "--message=Tokens"]);
    bench.git(&["merge", "--quiet", "work"]);
    bench.run(&["ready", "--all"]).stdout_lacks("claimed");
    // A task that is reopened is free.
    bench
        .run(&["ready", "--claim", "AUTH-2.2", "--as", "bob"])
        .exits(0);
    bench.run(&["reopen", "AUTH-1.2"]).exits(0);
    bench
        .run(&["ready", "--claim", "AUTH-1.2", "--as", "bob"])
        .exits(0);
}

#[test]
fn releasing_an_unclaimed_task_does_not_name_another() {
    let bench = bench();
    bench
        .run(&["ready", "--claim", "AUTH-1.2", "--as", "alice"])
        .exits(0);
    let other = bench.run(&["ready", "--release", "AUTH-1.3"]);
    other.exits(2).complains(
        "error: `AUTH-1.3` is not claimed\n  help: run `progress ready --all` for a list of claims\n",
    );
    let slip = bench.run(&["ready", "--release", "AUTH-1.22"]);
    slip.exits(2).stderr_has("did you mean `AUTH-1.2`?");
}

#[test]
fn claimers_in_many_worktrees_get_different_tasks() {
    let bench = Sandbox::repository();
    let mut text =
        "---\ntype: progress\nprd: many\nphase: 1\nstatus: planning\ntasks:\n".to_owned();
    for number in 0..10 {
        let task = format!(
            "  - {{ id: M-{number}, status: pending, assigned_to: [a], dependencies: [] }}\n"
        );
        text.push_str(&task);
    }
    bench.write("progress/many/phase-1-progress.md", &(text + "---\n"));
    bench.commit();
    for number in 0..5 {
        let folder = format!("trees/{number}");
        bench.git(&["worktree", "add", "--quiet", "--detach", &folder]);
    }
    let claim = |number: usize| {
        let folder = format!("trees/{}", number % 5);
        let who = format!("agent-{number}");
        let outcome = bench.run_in(
            &folder,
            &["ready", "--claim", "--as", &who, "--format", "json"],
        );
        outcome.exits(0);
        json(&outcome)["claimed"]["id"].as_str().unwrap().to_owned()
    };
    let taken: BTreeSet<String> = thread::scope(|scope| {
        let claimers: Vec<_> = (0..10)
            .map(|number| scope.spawn(move || claim(number)))
            .collect();
        claimers
            .into_iter()
            .map(|claimer| claimer.join().unwrap())
            .collect()
    });
    assert_eq!(taken.len(), 10);
    bench
        .run(&["ready", "--claim", "--as", "late"])
        .exits(1)
        .stderr_has("no task left");
    bench.git(&["worktree", "remove", "--force", "trees/3"]);
    bench
        .run(&["ready", "--all"])
        .stdout_has("in a worktree that no longer exists");
}

#[test]
fn hostile_names_are_made_safe_to_show() {
    let bench = Sandbox::repository();
    let text = "---\ntype: progress\nprd: \"x\\e[5m\"\nphase: 1\ntitle: \"\\u202e\"\ntasks:\n  - { id: \"T\\e[1m\", description: \"\\e]0;\", status: pending, assigned_to: [\"\\e[2J\"], dependencies: [], priority: \"\\a\" }\n  - { id: T-2, status: pending, assigned_to: [a], dependencies: [\"\\e[31m\"] }\n---\n";
    bench.write("progress/x/phase-1-progress.md", text);
    let claim = ["ready", "--claim", "--as", "\u{1b}[31m"];
    for arguments in [
        &["ready", "--all"][..],
        &["ready", "--format", "json"],
        &claim,
        &["ready", "--all"],
    ] {
        let outcome = bench.run(arguments);
        outcome
            .exits(0)
            .stdout_lacks("\u{1b}")
            .stdout_lacks("\u{202e}");
    }
    let taken = bench.run(&["ready", "--claim", "T\u{1b}[1m", "--as", "b"]);
    taken.exits(1);
    assert!(!taken.stderr.contains('\u{1b}'));
}

#[test]
fn claims_follow_worktrees_that_are_moved_together() {
    let bench = Sandbox::folder();
    let repository = |folder: &str| format!("{folder}/repo");
    bench.write(
        &format!("{}/progress/auth-v1/phase-1-progress.md", repository("old")),
        FIRST,
    );
    bench.git(&["init", "--quiet", "--initial-branch=main", "old/repo"]);
    bench.git_in("old/repo", &["add", "--all"]);
    bench.git_in("old/repo", &["commit", "--quiet", "--message=Plan"]);
    let add = ["worktree", "add", "--quiet", "--relative-paths", "../tree"];
    let is_relative = bench
        .try_git(&[&["-C", "old/repo"], &add[..]].concat())
        .status
        == 0;
    if !is_relative {
        eprintln!("this Git has no worktrees with relative paths: only the main one is tried");
    }
    let from = if is_relative { "old/tree" } else { "old/repo" };
    let claim = ["ready", "--claim", "--as", "alice"];
    bench.run_in(from, &claim).exits(0);
    std::fs::rename(bench.root.join("old"), bench.root.join("new")).unwrap();
    let seen = bench.run_in("new/repo", &["ready", "--format", "json"]);
    let claimed = &json(&seen)["claimed"][0];
    assert_eq!(claimed["stale"], false);
    let place = bench.root.join(from.replace("old", "new"));
    assert_eq!(claimed["worktree"], place.to_str().unwrap());
    std::fs::remove_dir_all(place).unwrap();
    if is_relative {
        let seen = bench.run_in("new/repo", &["ready", "--format", "json"]);
        assert_eq!(json(&seen)["claimed"][0]["stale"], true);
    }
}

#[test]
fn ids_are_whole_where_another_program_reads_them() {
    let long = format!("AUTH-1.2-{}-END", "0123456789-".repeat(8));
    let bench = bench();
    let text = FIRST.replace("AUTH-1.2", &long);
    let path = "progress/auth-v1/phase-1-progress.md";
    bench.write(path, &text);
    bench.commit();
    let blocked = text.replace("description: Tokens, status: pending", "status: blocked");
    bench.write(path, &blocked);
    for command in [
        &["list"][..],
        &["status", "auth-v1"],
        &["show", &long],
        &["show", "AUTH-1.4"],
        &["diff"],
        &["graph"],
        &["blame", path],
    ] {
        bench.run(command).stdout_has(&long);
    }
    let done = FIRST.replace("AUTH-1.1", &long);
    bench.write(path, &done);
    bench.run(&["verify", "--all"]).stdout_has(&long);
    bench.write(path, &text);
    let waiting = format!("AUTH-1.4  for {long} (pending)");
    bench
        .run(&["ready", "--all"])
        .stdout_has(&format!("  {long}  high"))
        .stdout_has("Tokens")
        .stdout_has(&waiting);
}
