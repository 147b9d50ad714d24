//! Tests of `progress update`, `start`, `done` and `block`.

use crate::common::{GOOD, GOOD_PATH, Sandbox};

const NOW: &[(&str, &str)] = &[("PROGRESS_NOW", "2026-02-09T12:30:00Z")];

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench
}

fn read(bench: &Sandbox) -> String {
    std::fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap()
}

/// Returns the lines that differ from the original file.
fn diff(bench: &Sandbox) -> String {
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
fn a_task_changes_along_with_derived_values() {
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
fn nothing_to_change_is_reported() {
    let bench = bench();
    let arguments = ["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "pending"];
    bench
        .run(&arguments)
        .exits(0)
        .prints("")
        .complains("nothing to change\n");
    assert_eq!(read(&bench), GOOD);
}

#[test]
fn a_task_of_a_file_without_a_plan_is_named_by_its_path() {
    let bench = bench();
    bench.write(GOOD_PATH, &GOOD.replace("prd:", "other:"));
    bench
        .run(&["start", "shop-v9:TASK-1.1"])
        .exits(2)
        .complains(&format!(
            "error: no task `shop-v9:TASK-1.1` in any file\n  help: found `{GOOD_PATH}`\n"
        ));
}

#[test]
fn a_batch_of_updates_is_atomic() {
    let bench = bench();
    let updates = "TASK-1.1:completed,TASK-1.9:completed";
    bench
        .run(&["update", "-f", GOOD_PATH, "-u", updates])
        .exits(2)
        .prints("")
        .stderr_has("no task `TASK-1.9`");
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
        .stderr_has("invalid list of updates");
}

#[test]
fn nothing_is_written_if_an_argument_or_a_file_is_invalid() {
    let bench = bench();
    for (arguments, message) in [
        (
            &["-t", "TASK-1.1", "-s", "compleated"][..],
            "did you mean `completed`?",
        ),
        (&["-t", "TASK-1.1"], "`-t` requires `-s` or `-n`"),
        (&["--set", "total_tasks=3"], "it is computed from the tasks"),
        (&[], "nothing to do"),
    ] {
        let mut all = vec!["update", "-f", GOOD_PATH];
        all.extend(arguments);
        bench.run(&all).exits(2).prints("").stderr_has(message);
    }
    bench.write("a-progress.md", "---\ntype: progress\na: [\n---\n");
    bench
        .run(&["update", "-f", "a-progress.md", "-t", "A", "-s", "done"])
        .exits(2)
        .stderr_has("a-progress.md: invalid frontmatter: ");
    bench
        .run(&["update", "-f", "absent", "-t", "A", "-s", "done"])
        .exits(2)
        .stderr_has("`absent` does not exist\n  help: pass a progress file, or leave it out");
    bench
        .run(&["update", "-f", "progress", "-t", "A", "-s", "done"])
        .exits(2)
        .stderr_has("is a directory");
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
fn json_contains_every_change() {
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
        .stderr_has("2 files have a task `TASK-1.1`")
        .stderr_has("use one of: `auth-v1:TASK-1.1`, `pay-v1:TASK-1.1`");
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
fn a_started_task_that_is_at_risk_or_in_review_is_still_worked_on() {
    let bench = bench();
    bench.run(&["start", "TASK-1.1"]).exits(0);
    let active = bench.root.join(".git/progress/active");
    let record = std::fs::read_to_string(&active).unwrap();
    for status in ["at_risk", "review"] {
        let set = ["update", "-t", "TASK-1.1", "-s", status];
        bench.run(&set).exits(0);
        assert_eq!(
            std::fs::read_to_string(&active).unwrap(),
            record,
            "{status}"
        );
    }
    bench
        .run(&["update", "-t", "TASK-1.1", "-s", "pending"])
        .exits(0);
    assert!(!active.exists());
}

#[test]
fn an_unreadable_file_is_reported() {
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
fn an_invalid_time_is_an_error() {
    let bench = bench();
    let arguments = ["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "done"];
    bench
        .run_with(&arguments, &[("PROGRESS_NOW", "soon")])
        .exits(2)
        .stderr_has("invalid time `soon`");
    assert_eq!(read(&bench), GOOD);
}

#[test]
fn every_command_accepts_the_same_names_of_a_task() {
    let bench = bench();
    // The folder of the plan's files is not the plan's name.
    let second = GOOD.replace("auth-v1", "sign-in");
    bench.write("progress/login/phase-1-progress.md", &second);
    bench.commit();
    for name in ["sign-in:TASK-1.1", "login:TASK-1.1"] {
        bench
            .run(&["start", name])
            .exits(0)
            .stdout_has("progress/login/");
        bench
            .run(&["update", "-t", name, "-s", "pending"])
            .exits(0)
            .stdout_has("progress/login/");
        bench.run(&["log", name]).exits(0);
        bench.run(&["blame", name]).exits(0);
        bench
            .run(&["ready", "--claim", name, "--as", "amy"])
            .exits(0);
        bench.run(&["ready", "--release", name]).exits(0);
    }
    bench
        .run(&["done", "TASK-1.1"])
        .exits(2)
        .stderr_has("2 files have a task `TASK-1.1`");
}

#[test]
fn a_task_that_is_started_or_done_before_its_dependency_is_reported() {
    let bench = Sandbox::repository();
    let phase = |number: u32, tasks: &str| {
        let path = format!("progress/shop/phase-{number}-progress.md");
        let text = format!(
            "---\ntype: progress\nprd: shop\nphase: {number}\nstatus: planning\ntasks:\n{tasks}---\n"
        );
        bench.write(&path, &text);
    };
    phase(
        1,
        "  - { id: S-1, status: blocked, dependencies: [] }\n  - { id: S-2, status: pending, dependencies: [S-1] }\n  - { id: S-3, status: pending, dependencies: [S-2] }\n",
    );
    phase(
        2,
        "  - { id: S-4, status: pending, dependencies: [Phase 1, S-3] }\n",
    );
    let started = "warning: `S-2` is started, but it depends on `S-1`, which is `blocked`; run `progress done S-1` if it is done\n";
    let begun = bench.run(&["start", "S-2", "--dry-run"]);
    begun.exits(0).complains(started);
    bench
        .run(&["start", "S-1", "--dry-run"])
        .exits(0)
        .complains("");
    let warned = "warning: `S-2` is done, but it depends on `S-1`, which is `blocked`; run `progress done S-1` if it is done too, otherwise `progress reopen S-2`\n";
    let tried = bench.run(&["done", "S-2", "--dry-run"]);
    tried.exits(0).complains(warned);
    // What is done by the same command counts.
    let done = bench.run(&["done", "S-2", "S-3"]);
    done.exits(0)
        .complains(warned)
        .stdout_has("tasks/S-3/status: pending → completed");
    let repeated = bench.run(&["done", "S-2"]);
    repeated.exits(0).complains("nothing to change\n");
    let json = bench.run(&["done", "S-4", "--format", "json"]);
    json.exits(0).complains("").stdout_has(
        "`S-4` is done, but it depends on `Phase 1`, which is not done; run `progress reopen S-4` if that was a mistake",
    );
    bench.run(&["unblock", "S-1"]).exits(0);
    bench.run(&["done", "S-1"]).exits(0).complains("");
}
