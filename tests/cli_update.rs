//! `progress update`, `start`, `done` and `block`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Bench, GOOD, GOOD_PATH};

const NOW: &[(&str, &str)] = &[("PROGRESS_NOW", "2026-02-09T12:30:00Z")];

fn bench() -> Bench {
    let bench = Bench::repository();
    bench.write(GOOD_PATH, GOOD);
    bench
}

fn read(bench: &Bench) -> String {
    std::fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap()
}

/// The lines that differ from the file as it was.
fn diff(bench: &Bench) -> String {
    let after = read(bench);
    let lines = similar::TextDiff::from_lines(GOOD, &after);
    let mut differing = String::new();
    for line in lines.iter_all_changes() {
        if line.tag() != similar::ChangeTag::Equal {
            differing.push_str(&line.tag().to_string());
            differing.push_str(line.value());
        }
    }
    differing
}

#[test]
fn one_task_changes_with_what_follows() {
    let bench = bench();
    let outcome = bench.run_with(
        &["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "done"],
        NOW,
    );
    insta::assert_snapshot!(outcome.exits(0).stdout, @r#"
    tasks/TASK-1.1/status: pending → completed
    completed_tasks: 0 → 1
    overall_progress: 0 → 50
    status: planning → in_progress
    "#);
    insta::assert_snapshot!(diff(&bench), @r#"
    -status: "planning"
    +status: "in_progress"
    -overall_progress: 0
    +overall_progress: 50
    -completed_tasks: 0
    +completed_tasks: 1
    -    status: "pending"
    +    status: "completed"
    "#);
    bench.run(&["lint"]).exits(0);
}

#[test]
fn what_is_so_already_is_left_and_said() {
    let bench = bench();
    let arguments = ["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "pending"];
    bench
        .run(&arguments)
        .exits(0)
        .prints("")
        .complains("nothing to change: all is so already\n");
    assert_eq!(read(&bench), GOOD);
}

#[test]
fn a_batch_is_done_whole_or_not_at_all() {
    let bench = bench();
    let updates = "TASK-1.1:completed,TASK-1.9:completed";
    bench
        .run(&["update", "-f", GOOD_PATH, "-u", updates])
        .exits(2)
        .prints("")
        .stderr_has("no task is called `TASK-1.9`");
    assert_eq!(read(&bench), GOOD);
    let json = r#"[{"task": "TASK-1.1", "status": "completed"}, {"id": "TASK-1.2", "status": "blocked", "note": "waits"}]"#;
    let arguments = ["update", "-f", GOOD_PATH, "--updates-json", "-"];
    bench.pipe(&arguments, json).exits(0);
    insta::assert_snapshot!(diff(&bench), @r#"
    -status: "planning"
    +status: "in_progress"
    -overall_progress: 0
    +overall_progress: 50
    -completed_tasks: 0
    +completed_tasks: 1
    -blocked_tasks: 0
    +blocked_tasks: 1
    -    status: "pending"
    +    status: "completed"
    -    status: "pending"
    +    status: "blocked"
    +    notes: "waits"
    "#);
    bench
        .pipe(&arguments, "{}")
        .exits(2)
        .stderr_has("the updates are no list of tasks");
}

#[test]
fn nothing_is_written_where_a_word_or_a_file_is_wrong() {
    let bench = bench();
    for (arguments, message) in [
        (
            &["-t", "TASK-1.1", "-s", "compleated"][..],
            "did you mean `completed`?",
        ),
        (&["-t", "TASK-1.1"], "nothing says what becomes of them"),
        (&["--set", "total_tasks=3"], "it follows from the tasks"),
        (&[], "nothing says what to change"),
    ] {
        let mut all = vec!["update", "-f", GOOD_PATH];
        all.extend(arguments);
        bench.run(&all).exits(2).prints("").stderr_has(message);
    }
    bench.write("a-progress.md", "---\ntype: progress\na: [\n---\n");
    bench
        .run(&["update", "-f", "a-progress.md", "-t", "A", "-s", "done"])
        .exits(2)
        .stderr_has("a-progress.md: the frontmatter cannot be read: ");
    bench
        .run(&["update", "-f", "absent", "-t", "A", "-s", "done"])
        .exits(2)
        .stderr_has("`absent` does not exist\n  help: name a file or a folder that exists; ");
    bench
        .run(&["update", "-f", "progress", "-t", "A", "-s", "done"])
        .exits(2)
        .stderr_has("is a folder");
    assert_eq!(read(&bench), GOOD);
}

#[test]
fn a_dry_run_shows_a_diff() {
    let bench = bench();
    let outcome = bench.run_with(
        &["update", "-f", GOOD_PATH, "--set", "title=New", "--dry-run"],
        NOW,
    );
    insta::assert_snapshot!(outcome.exits(0).stdout, @r#"
    --- a/progress/auth-v1/phase-1-progress.md
    +++ b/progress/auth-v1/phase-1-progress.md
    @@ -2,7 +2,7 @@
     type: progress
     prd: "auth-v1"
     phase: 1
    -title: "Foundation"
    +title: "New"
     status: "planning"
     started: "2026-02-05"
     completed: null
    "#);
    assert_eq!(read(&bench), GOOD);
}

#[test]
fn programs_are_told_everything() {
    let bench = bench();
    let arguments = [
        "update",
        "-f",
        GOOD_PATH,
        "-t",
        "TASK-1.1",
        "-s",
        "blocked",
        "--format=json",
    ];
    let outcome = bench.run_with(&arguments, NOW);
    let told: serde_json::Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    let change = &told["files"][0]["changes"][0];
    assert_eq!(change["pointer"], "/tasks/0/status");
    assert_eq!(
        (&change["old"], &change["new"]),
        (&"pending".into(), &"blocked".into())
    );
}

#[test]
fn tasks_are_found_and_recorded_per_worktree() {
    let bench = bench();
    let other = GOOD
        .replace("auth-v1", "pay-v1")
        .replace("TASK-1.2", "PAY-1.2");
    bench.write("progress/pay-v1/phase-1-progress.md", &other);
    bench
        .run(&["start", "TASK-1.1"])
        .exits(2)
        .stderr_has("2 files have a task called `TASK-1.1`")
        .stderr_has("say which: `auth-v1:TASK-1.1`, `pay-v1:TASK-1.1`");
    bench
        .run(&["start", "TASK-1.3"])
        .exits(2)
        .stderr_has("did you mean `TASK-1.");
    bench
        .run(&["start", "auth:TASK-1.1", "PAY-1.2"])
        .exits(0)
        .stdout_has("tasks/TASK-1.1/status: pending → in_progress");
    let active = bench.root.join(".git/progress/active");
    let record = std::fs::read_to_string(&active).unwrap();
    assert!(record.contains(GOOD_PATH) && record.contains("PAY-1.2"));
    bench.run(&["done", "PAY-1.2"]).exits(0);
    let record = std::fs::read_to_string(&active).unwrap();
    assert!(!record.contains("PAY-1.2"));
    bench
        .run(&["block", "auth-v1:TASK-1.1", "-n", "waits for \u{1b}[31m"])
        .exits(0)
        .stdout_has("waits for \\u{1b}[31m");
    assert!(!active.exists());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let bench = bench();
    let broken = GOOD.replace("TASK-", "PAY-").replace("prd:", "prd: [");
    bench.write("progress/pay-v1/phase-1-progress.md", &broken);
    bench
        .run(&["done", "PAY-1.1"])
        .exits(2)
        .stderr_has("`progress/pay-v1/phase-1-progress.md` cannot be read");
    bench.run(&["done", "TASK-1.1"]).exits(0);
}

#[test]
fn a_wrong_clock_is_named() {
    let bench = bench();
    let arguments = ["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "done"];
    bench
        .run_with(&arguments, &[("PROGRESS_NOW", "soon")])
        .exits(2)
        .stderr_has("`PROGRESS_NOW` is `soon`");
    assert_eq!(read(&bench), GOOD);
}
