//! Tests of `progress graph`.

use crate::common::Sandbox;

const FIRST: &str = "---
type: progress
prd: auth-v1
phase: 1
title: Foundation
status: in_progress
tasks:
  - { id: AUTH-1.1, description: Schema, status: completed, assigned_to: [data], dependencies: [] }
  - { id: AUTH-1.2, description: '<b>Tokens</b> \"now\"', status: in_progress, assigned_to: [backend], dependencies: [AUTH-1.1] }
  - { id: AUTH-1.3, description: Rate limits, status: pending, assigned_to: [backend], dependencies: [AUTH-1.2, security review] }
parallelization: { batch_1: [AUTH-1.1], batch_2: [AUTH-1.2], batch_3: [AUTH-1.3], critical_path: [AUTH-1.1, AUTH-1.2] }
---
";

const SECOND: &str = "---
type: progress
prd: auth-v1
phase: 2
status: planning
tasks:
  - { id: end, description: Page, status: todo, assigned_to: [frontend], dependencies: [AUTH-1.1] }
  - { id: AUTH-2.2, description: Errors, status: blocked, assigned_to: [frontend], dependencies: [end] }
---
";

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write("progress/auth-v1/phase-1-progress.md", FIRST);
    bench.write("progress/auth-v1/phase-2-progress.md", SECOND);
    bench
}

#[test]
fn a_tree_shows_each_task_once_within_80_columns() {
    let outcome = bench().run(&["graph", "auth"]);
    outcome.exits(0).complains("");
    assert_eq!(
        outcome.stdout,
        "phase 1: Foundation  1/3
  ✓* AUTH-1.1  Schema
  └─ ▶* AUTH-1.2  <b>Tokens</b> \"now\"
     └─ … AUTH-1.3  Rate limits  after security review

phase 2  0/2
  ○ end  Page  after AUTH-1.1
  └─ ■ AUTH-2.2  Errors

✓ done  ▶ active  ■ blocked  ○ ready  … waiting  ? undecided  * critical path
"
    );
}

#[test]
fn a_picture_is_the_same_every_time_and_contains_only_text() {
    let bench = bench();
    let outcome = bench.run(&["graph", "--format", "svg"]);
    outcome.exits(0).complains("");
    assert!(outcome.stdout.starts_with("<svg "));
    assert!(
        outcome
            .stdout
            .contains("&lt;b&gt;Tokens&lt;/b&gt; &quot;now&quot;")
    );
    assert_eq!(
        outcome.stdout,
        bench.run(&["graph", "--format", "svg"]).stdout
    );
}

#[test]
fn sources_have_made_up_ids_and_escaped_labels() {
    let bench = bench();
    let mermaid = bench.run(&["graph", "auth", "--format", "mermaid"]);
    mermaid.exits(0).complains("");
    assert!(mermaid.stdout.contains("[\"○ end<br>Page\"]:::ready"));
    assert!(
        mermaid
            .stdout
            .contains("#60;b#62;Tokens#60;/b#62; #34;now#34;")
    );
    assert!(mermaid.stdout.contains("t1 ==> t2\n"));
    let markdown = bench.run(&["graph", "auth", "--format", "markdown"]);
    assert!(
        markdown
            .stdout
            .contains(&format!("```mermaid\n{}```\n", mermaid.stdout))
    );
    let dot = bench.run(&["graph", "auth", "--format", "dot"]);
    assert!(dot.stdout.contains("label=\"○ end\\nPage\""));
}

#[test]
fn a_phase_is_drawn_with_what_it_depends_on() {
    let outcome = bench().run(&["graph", "auth", "--phase", "2", "--format", "mermaid"]);
    outcome.exits(0).complains("");
    assert!(
        outcome
            .stdout
            .contains("([\"✓ AUTH-1.1<br>Schema\"]):::done")
    );
    assert!(!outcome.stdout.contains("AUTH-1.2"));
}

#[test]
fn tasks_are_folded_if_asked_and_if_mermaid_would_not_draw_them() {
    let bench = bench();
    let outcome = bench.run(&["graph", "--fold", "phases"]);
    assert!(
        outcome.stdout.contains("■ phase 2  0/2 done"),
        "{}",
        outcome.stdout
    );
    let mut file =
        String::from("---\ntype: progress\nprd: big\nphase: 1\nstatus: planning\ntasks:\n");
    for number in 1..=502 {
        let before = number - 1;
        let status = if number < 10 { "done" } else { "todo" };
        let task = format!("id: T-{number}, status: {status}, dependencies: [T-{before}]");
        file.push_str(&["  - { ", &task, " }\n"].concat());
    }
    bench.write("progress/big/phase-1-progress.md", &format!("{file}---\n"));
    let outcome = bench.run(&["graph", "big", "--format", "mermaid"]);
    outcome.exits(0).complains(
        "note: finished and dropped tasks of a phase are drawn as one, because Mermaid draws at most 500 arrows and 50,000 characters\n",
    );
    assert!(outcome.stdout.contains("9 tasks done"));
    let outcome = bench.run(&["graph", "big", "--format", "markdown"]);
    assert!(
        outcome
            .stdout
            .contains("In this diagram, finished and dropped tasks")
    );
}

#[test]
fn without_a_name_finished_plans_are_left_out() {
    let bench = bench();
    let done = "---\ntype: progress\nprd: old\nphase: 1\nstatus: completed\ntasks:\n  - { id: OLD-1, status: done, dependencies: [] }\n---\n";
    bench.write("progress/old/phase-1-progress.md", done);
    assert!(!bench.run(&["graph"]).stdout.contains("OLD-1"));
    assert!(bench.run(&["graph", "old"]).stdout.contains("OLD-1"));
    let outcome = bench.run(&["graph", "auth", "--phase", "7"]);
    outcome.exits(0);
    assert!(outcome.stderr.contains("phase"), "{}", outcome.stderr);
}

#[test]
fn nothing_is_no_picture() {
    let bench = bench();
    for format in ["svg", "mermaid", "markdown", "dot"] {
        let outcome = bench.run(&["graph", "auth", "--phase", "7", "--format", format]);
        outcome.exits(2).stderr_has("phase");
        assert_eq!(outcome.stdout, "");
        let outcome = Sandbox::repository().run(&["graph", "--format", format]);
        outcome.exits(2).stderr_has("no progress files");
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let bench = Sandbox::repository();
    bench.write(
        "progress/auth-v1/phase-1-progress.md",
        "---\ntype: progress\ntasks: [\n---\n",
    );
    let drawn = bench.run(&["graph", "auth-v1"]);
    drawn.exits(2).stderr_has("cannot be read");
    assert!(!drawn.stderr.contains("no tasks yet"), "{drawn}");
}

#[test]
fn a_file_that_cannot_be_read_may_be_the_phase_that_is_named() {
    let bench = bench();
    bench.write(
        "progress/auth-v1/phase-7-progress.md",
        "---\ntype: progress\nphase: 7\ntasks: [\n---\n",
    );
    for (command, status) in [("graph", 2), ("ready", 0)] {
        let outcome = bench.run(&[command, "--phase", "7"]);
        outcome
            .exits(status)
            .stderr_has("phase-7-progress.md` cannot be read")
            .stderr_has("no plan has a phase `7`");
    }
}
