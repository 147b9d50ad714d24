//! Tests of `progress list` and `progress show`.

use serde_json::Value;

use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox};

const FIRST: &str = "---
type: progress
prd: auth-v1
phase: 1
title: Foundation
status: in_progress
tasks:
  - { id: AUTH-1.1, description: Schema, status: completed, assigned_to: [data], dependencies: [], commit: 4024200 }
  - { id: AUTH-1.2, description: Tokens, status: in_progress, assigned_to: [backend, data], dependencies: [AUTH-1.1], priority: high, estimated_effort: 2 pts }
  - id: AUTH-1.3
    description: Rate limits
    status: pending
    assigned_to: [backend]
    dependencies: [AUTH-1.2, security review, 'billing:B-1']
    evidence:
      - test: limits.rs
      - seen by alice
    notes: |
      One.
      Two.
parallelization: { batch_1: [AUTH-1.1], batch_2: [AUTH-1.2], batch_3: [AUTH-1.3], critical_path: [AUTH-1.3] }
---
";

const SECOND: &str = "---
type: progress
prd: auth-v1
phase: 2
status: planning
tasks:
  - { id: AUTH-2.1, description: Page, status: todo, assigned_to: [frontend], dependencies: [AUTH-1.1], priority: low }
  - { id: AUTH-2.2, description: Errors, status: blocked, assigned_to: [frontend], dependencies: [AUTH-1.3] }
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
    let mut arguments = vec!["list", "--format", "json"];
    arguments.extend(flags);
    let outcome = bench.run(&arguments);
    outcome.exits(0).complains("");
    let json = json(&outcome);
    let tasks = json["tasks"].as_array().unwrap().iter();
    tasks
        .map(|task| task["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn all_tasks_are_grouped_by_phase() {
    let listed = bench().run(&["list"]);
    listed.exits(0).complains("");
    insta::assert_snapshot!(listed.stdout);
}

#[test]
fn filters_select_tasks() {
    let bench = bench();
    assert_eq!(ids(&bench, &[]).len(), 6);
    assert_eq!(ids(&bench, &["bill"]), ["B-1"]);
    assert_eq!(ids(&bench, &["--phase", "2"]), ["AUTH-2.1", "AUTH-2.2"]);
    assert_eq!(
        ids(&bench, &["--status", "done,blocked"]),
        ["AUTH-1.1", "AUTH-2.2"]
    );
    assert_eq!(
        ids(&bench, &["--assignee", "Data"]),
        ["AUTH-1.1", "AUTH-1.2"]
    );
    assert_eq!(
        ids(&bench, &["--priority", "critical,high"]),
        ["AUTH-1.2", "B-1"]
    );
    assert_eq!(ids(&bench, &["--open"]).len(), 5);
    assert_eq!(ids(&bench, &["--blocked"]), ["AUTH-1.3", "AUTH-2.2"]);
    let unknown = bench.run(&["list", "--status", "compleated"]);
    unknown.exits(2).stderr_has("did you mean `completed`?");
    let unknown = bench.run(&["list", "auht-v1"]);
    unknown.exits(2).stderr_has("did you mean `auth-v1`?");
    let none = bench.run(&["list", "--assignee", "zoe"]);
    none.exits(0)
        .prints("")
        .stderr_has("no task is assigned to `zoe`");
}

#[test]
fn tasks_are_listed_from_any_folder_and_worktree() {
    let bench = bench();
    bench.commit();
    let elsewhere = Sandbox::folder();
    let linked = elsewhere.root.join("linked");
    let path = linked.to_str().unwrap();
    bench.git(&["worktree", "add", "--quiet", path, "-b", "linked"]);
    let here = bench.run(&["list"]);
    let below = bench.run_in("progress/auth-v1", &["list"]);
    below.exits(0).prints(&here.stdout);
    let linked = elsewhere.run_in("linked/progress", &["list"]);
    linked.exits(0).prints(&here.stdout);
}

#[test]
fn a_task_is_shown_in_full() {
    let bench = bench();
    let shown = bench.run(&["show", "AUTH-1.3"]);
    shown.exits(0).complains("");
    insta::assert_snapshot!(shown.stdout);
    let shown = bench.run_in("progress/auth-v1", &["show", "auth:AUTH-1.1"]);
    shown
        .exits(0)
        .stdout_has("file         phase-1-progress.md:8");
    shown.stdout_has("AUTH-1.2  in_progress  Tokens");
    shown.stdout_has("commit       4024200");
    let json = json(&bench.run(&["show", "AUTH-1.3", "--format", "json"]));
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn the_claim_is_shown() {
    let bench = bench();
    bench
        .run(&["ready", "--claim", "AUTH-2.1", "--as", "agent-7"])
        .exits(0);
    let shown = bench.run(&["show", "AUTH-2.1"]);
    shown.exits(0).stdout_has("claimed by   `agent-7` since ");
    let json = json(&bench.run(&["show", "AUTH-2.1", "--format", "json"]));
    assert_eq!(json["claim"]["who"], "agent-7");
    assert_eq!(json["readiness"], "ready");
}

#[test]
fn an_unknown_or_ambiguous_task_is_an_error() {
    let bench = bench();
    let unknown = bench.run(&["show", "AUTH-1.33"]);
    unknown.exits(2).stderr_has("did you mean `AUTH-1.3`?");
    bench.write(
        "progress/auth-v2/phase-1-progress.md",
        &FIRST.replace("auth-v1", "auth-v2"),
    );
    let several = bench.run(&["show", "AUTH-1.3"]);
    several.exits(2).stderr_has("write PLAN:ID, or use --file");
    let file = "progress/auth-v2/phase-1-progress.md";
    for arguments in [
        &["show", "auth-v2:AUTH-1.3"][..],
        &["show", "AUTH-1.3", "-f", file],
    ] {
        bench.run(arguments).exits(0).stdout_has("auth-v2, phase 1");
    }
    let absent = bench.run(&["show", "AUTH-1.3", "-f", "absent.md"]);
    absent.exits(2).stderr_has("`absent.md` is not a file");
}

#[test]
fn filters_that_match_nothing_are_explained() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let slip = bench.run(&["list", "--priority", "hihg"]);
    slip.exits(2)
        .prints("")
        .complains("error: no task has the priority `hihg`\n  help: did you mean `high`?\n");
    let assignee = bench.run(&["list", "--assignee", "alcie,alice"]);
    assignee
        .exits(0)
        .stdout_has("TASK-1.1")
        .complains("warning: no task is assigned to `alcie`\n  help: did you mean `alice`?\n");
    let nobody = bench.run(&["list", "--assignee", "zed"]);
    nobody.exits(0).prints("").complains(
        "warning: no task is assigned to `zed`\n  help: run `progress list` to see who works on what\n",
    );
    let phase = bench.run(&["list", "--phase", "7"]);
    phase
        .exits(0)
        .prints("")
        .complains("warning: no plan has a phase `7`\n  help: use one of `1`\n");
}

#[test]
fn a_long_value_that_is_cut_says_so() {
    let bench = Sandbox::repository();
    let lines: Vec<String> = (1..=203)
        .map(|line| format!("      line {line}\n"))
        .collect();
    let text = format!(
        "---\ntype: progress\nprd: shop\nphase: 1\nstatus: planning\ntasks:\n  - id: S-1\n    status: pending\n    notes: |\n{}---\n",
        lines.concat()
    );
    bench.write("progress/shop/phase-1-progress.md", &text);
    let shown = bench.run(&["show", "S-1"]);
    shown
        .exits(0)
        .stdout_has("    line 200\n    … and 3 more lines\n")
        .stdout_lacks("line 201");
}

/// Tasks that nobody sees must not go unnoticed.
#[test]
fn a_file_that_cannot_be_read_is_named() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let broken = GOOD.replacen("title: \"", "title: \"\"", 1);
    bench.write("progress/auth-v1/phase-2-progress.md", &broken);
    let warning = "warning: the frontmatter of `progress/auth-v1/phase-2-progress.md` cannot be \
                   read\n  help: run `progress lint` to see why\n";
    for command in [&["list"][..], &["list", "--format=json"], &["ready"]] {
        bench.run(command).exits(0).complains(warning);
    }
    bench
        .run(&["export", "--to", "csv"])
        .exits(2)
        .stdout_has("TASK-1.1")
        .stderr_has("error: the frontmatter of `progress/auth-v1/phase-2-progress.md` cannot");
}
