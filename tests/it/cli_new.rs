//! Tests of `progress new`: the file, its path, and errors.

use crate::common::{GOOD, GOOD_PATH, Sandbox};

const FULL: &[&str] = &[
    "new",
    "auth-v1",
    "2",
    "--title",
    "Sign-in: \"soon\"",
    "--owner",
    "alice, bob",
    "--contributor",
    "carol",
    "--started",
    "2026-02-05",
    "--effort",
    "1 pt",
    "--task",
    "AUTH-2.1: Add the endpoint",
    "--task",
    "AUTH-2.2: Add the page: now",
    "--depends",
    "AUTH-2.2: AUTH-2.1, TASK-1.1",
    "--criterion",
    "Users can sign in",
];
const PATH: &str = "progress/auth-v1/phase-2-progress.md";

fn read(bench: &Sandbox, path: &str) -> String {
    std::fs::read_to_string(bench.root.join(path)).unwrap()
}

#[test]
fn a_phase_is_created_in_its_plans_directory() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let created = bench.run(FULL);
    created.exits(0).complains("");
    created.prints(&format!("created {PATH} with 2 tasks\n"));
    insta::assert_snapshot!(read(&bench, PATH));
    let lint = [
        "lint",
        PATH,
        "--profile",
        "strict",
        "--pedantic",
        "--fail-on",
        "advice",
    ];
    bench.run(&lint).exits(0).prints("").complains("");
    bench
        .run(&["lint", "--pedantic", "--fail-on", "advice"])
        .exits(0);
    let again = bench.run(FULL);
    again
        .exits(2)
        .prints("")
        .stderr_has("phase 2 is already tracked in");
    bench
        .run_in("progress", &["new", "auth-v1", "Phase-3"])
        .prints("created auth-v1/phase-3-progress.md with 0 tasks\n");
}

#[test]
fn a_new_plan_is_created_next_to_the_others() {
    let bench = Sandbox::repository();
    let owner = ["--owner", "alice", "--task", "B-1: Do it"];
    let new = |prd: &str, phase: &str| bench.run(&[&["new", prd, phase][..], &owner].concat());
    new("auth-v1", "0")
        .prints("created .claude/progress/auth-v1/phase-0-progress.md with 1 task\n");
    bench.write(
        "docs/progress/one/phase-1-progress.md",
        &GOOD.replace("auth-v1", "one"),
    );
    bench.write(
        "docs/progress/two/phase-1-progress.md",
        &GOOD.replace("auth-v1", "two"),
    );
    new("three", "1-2").prints("created docs/progress/three/phase-1-2-progress.md with 1 task\n");
    new("auth-v1", "P2a")
        .prints("created .claude/progress/auth-v1/phase-p2a-progress.md with 1 task\n");
    bench.run(&["lint"]).exits(0);
    // Other files are not overwritten either.
    bench.write("docs/progress/four/phase-1-progress.md", "mine");
    let kept = new("four", "1");
    kept.exits(2).stderr_has("already exists");
    assert_eq!(
        read(&bench, "docs/progress/four/phase-1-progress.md"),
        "mine"
    );
}

#[test]
fn outside_git_it_is_created_in_the_current_directory() {
    let bench = Sandbox::folder();
    let new = bench.run_with(
        &["new", "auth", "1", "--owner", "alice"],
        &[("XDG_CACHE_HOME", bench.root.join("cache").to_str().unwrap())],
    );
    new.exits(0)
        .prints("created .claude/progress/auth/phase-1-progress.md with 0 tasks\n")
        .complains("hint: add tasks with `progress add ID DESCRIPTION --plan auth --phase 1`\n");
    bench.run(&["lint"]).exits(0);
}

#[test]
fn tasks_can_be_read_from_json() {
    let bench = Sandbox::repository();
    let json = r#"[
        {"id": "A-1", "description": "no", "status": "completed", "assigned_to": "zoe", "estimated_effort": 2},
        {"id": "A-2", "title": "- x: y # z", "dependencies": ["A-1"], "priority": "low", "effort": "3"}
    ]"#;
    let arguments = [
        "new",
        "x",
        "1",
        "--owner",
        "alice",
        "--tasks-json",
        "-",
        "--dry-run",
    ];
    let printed = bench.pipe(&arguments, json);
    printed.exits(0).complains("");
    assert!(!bench.root.join(".claude").exists());
    insta::assert_snapshot!(printed.stdout);
    bench.write("tasks.json", json);
    bench
        .run(&[
            "new",
            "x",
            "1",
            "--owner",
            "alice",
            "--tasks-json",
            "tasks.json",
            "--stdout",
        ])
        .prints(&printed.stdout);
    for (json, message) in [
        ("{}", "invalid task list"),
        (r#"[{"id": "A-1"}]"#, "missing field `description`"),
        (
            r#"[{"id": "A-1", "description": "x", "staus": "y"}]"#,
            "unknown field `staus`",
        ),
    ] {
        let refused = bench.pipe(&arguments, json);
        refused.exits(2).prints("").stderr_has(message);
    }
}

#[test]
fn a_file_with_lint_errors_is_not_written() {
    let bench = Sandbox::repository();
    let new = |flags: &[&str]| bench.run(&[&["new", "x", "1"][..], flags].concat());
    let owner = ["--owner", "alice"];
    let with = |flags: &[&str]| new(&[&owner[..], flags].concat());
    new(&["--task", "A-1: x"])
        .exits(2)
        .stderr_has("(task-missing-assignee)\n  help: add `--owner WHO` for all tasks, or");
    let circle = [
        "--task",
        "A-1: x",
        "--task",
        "A-2: y",
        "--depends",
        "A-1: A-2",
        "--depends",
        "A-2: A-1",
    ];
    with(&circle).exits(2).stderr_has("(dependency-cycle)");
    with(&["--task", "A-1: x", "--task", "A-1: y"])
        .exits(2)
        .stderr_has("(duplicate-task-id)");
    with(&["--task", "A-1: x", "--depends", "A-1: A-9"])
        .exits(2)
        .stderr_has("(unresolved-dependency)");
    with(&["--started", "2026-02-31"])
        .exits(2)
        .stderr_has("(invalid-date)");
    with(&["--task", "A-1: x", "--depends", "A-2: A-1"])
        .exits(2)
        .stderr_has("did you mean `A-1`?");
    with(&["--task", "no colon"])
        .exits(2)
        .stderr_has("--task \"ID: DESCRIPTION\"");
    with(&["--task", "A 1: x"])
        .exits(2)
        .stderr_has("`A 1` is not a valid task ID");
    assert!(!bench.root.join(".claude").exists());
}

#[test]
fn names_cannot_escape_the_directory() {
    let bench = Sandbox::repository();
    for (prd, phase) in [
        ("../x", "1"),
        ("a/b", "1"),
        (".", "1"),
        ("", "1"),
        ("x", "../1"),
        ("x", "a/b"),
        ("x", "\u{1b}[1m"),
        ("x", "é"),
    ] {
        let refused = bench.run(&["new", prd, phase]);
        refused
            .exits(2)
            .prints("")
            .stderr_has("it becomes part of a file name");
        assert!(!refused.stderr.contains('\u{1b}'));
    }
    assert!(!bench.root.join(".claude").exists());
    #[cfg(unix)]
    {
        std::fs::create_dir_all(bench.root.join(".claude")).unwrap();
        std::os::unix::fs::symlink("/tmp", bench.root.join(".claude/progress")).unwrap();
        let refused = bench.run(&["new", "escaped-plan", "1", "--owner", "alice"]);
        refused.exits(2).stderr_has("leads out of the repository");
    }
}
