//! Merges that Git makes without the merge driver: pre-merge-commit checks the result.

#![cfg(unix)]

use progress_lint::driver::{attributes, configuration};

use crate::common::hooked::{PHASE, bench};
use crate::common::{GOOD, Sandbox};

/// Returns the phase with one task done and counted.
fn done(task: &str) -> String {
    let status = |status: &str| format!("{task}\"\n    status: \"{status}\"");
    let replaced = [
        (status("pending"), status("completed")),
        ("\"planning\"".to_owned(), "\"in_progress\"".to_owned()),
        (
            "completed_tasks: 0".to_owned(),
            "completed_tasks: 1".to_owned(),
        ),
        (
            "overall_progress: 0".to_owned(),
            "overall_progress: 50".to_owned(),
        ),
    ];
    replaced.iter().fold(GOOD.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "no `{old}` in {text}");
        text.replacen(old, new, 1)
    })
}

/// Commits a file on a new branch, without hooks.
fn branch(bench: &Sandbox, name: &str, path: &str, content: &str) {
    bench.git(&["switch", "--quiet", "--create", name, "feature/auth"]);
    bench.write(path, content);
    bench.git(&[
        "commit",
        "--quiet",
        "--all",
        "--no-verify",
        "--message=Work",
    ]);
}

/// Creates three branches: two complete a task each, `fix/b.txt` does something else.
fn branched() -> Sandbox {
    let bench = bench();
    for (name, path, content) in [
        ("fix/schema", PHASE, done("schema")),
        ("fix/api", PHASE, done("API")),
        ("fix/b", "b.txt", "two\n".to_owned()),
    ] {
        branch(&bench, name, path, &content);
    }
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench
}

fn with_driver(bench: &Sandbox) {
    let lines = attributes(&["*-progress.md"]).join("\n");
    bench.write(".git/info/attributes", &format!("{lines}\n"));
    for (key, value) in configuration(env!("CARGO_BIN_EXE_progress")) {
        bench.git(&["config", key, &value]);
    }
}

/// Runs a merge without conflicts but with wrong counters, and fixes it.
#[track_caller]
fn stopped(bench: &Sandbox, arguments: &[&str]) {
    let merge = ["merge", "--quiet", "--no-edit", "--no-ff"];
    let outcome = bench.try_git(&[&merge[..], arguments].concat());
    outcome.exits(1).stderr_has("error[count-mismatch]");
    outcome.stderr_has("`completed_tasks` is 1, but the tasks say 2");
    let head = bench.git(&["rev-list", "--count", "--merges", "HEAD"]);
    bench.run(&["lint", "--fix", "docs"]);
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--no-edit"]);
    assert_ne!(
        bench.git(&["rev-list", "--count", "--merges", "HEAD"]),
        head
    );
    assert!(
        bench
            .git(&["show", &format!("HEAD:{PHASE}")])
            .contains("completed_tasks: 2")
    );
}

#[test]
fn equal_changes_of_a_counter_are_caught() {
    let bench = branched();
    bench.git(&["merge", "--quiet", "--ff-only", "fix/schema"]);
    stopped(&bench, &["fix/api"]);
}

#[test]
fn an_octopus_calls_no_driver_and_is_caught() {
    let bench = branched();
    with_driver(&bench);
    bench.git(&["merge", "--quiet", "--ff-only", "fix/schema"]);
    stopped(&bench, &["fix/b", "fix/api"]);
}

#[test]
fn an_octopus_of_both_is_caught() {
    let bench = branched();
    with_driver(&bench);
    bench.write("c.txt", "one\n");
    bench.git(&["add", "c.txt"]);
    bench.git(&["commit", "--quiet", "--no-verify", "--message=Other work"]);
    stopped(&bench, &["fix/schema", "fix/api"]);
}

#[test]
fn the_resolve_strategy_calls_no_driver_and_is_caught() {
    let bench = branched();
    with_driver(&bench);
    bench.git(&["merge", "--quiet", "--ff-only", "fix/schema"]);
    stopped(&bench, &["-s", "resolve", "fix/api"]);
}

#[test]
fn the_default_strategy_calls_the_driver() {
    let bench = branched();
    with_driver(&bench);
    bench.git(&["merge", "--quiet", "--ff-only", "fix/schema"]);
    bench.git(&["merge", "--quiet", "--no-edit", "fix/api"]);
    assert!(
        bench
            .git(&["show", &format!("HEAD:{PHASE}")])
            .contains("completed_tasks: 2")
    );
}

#[test]
fn skipping_the_commit_that_made_the_list_of_files_keeps_the_next_commits_paths() {
    let bench = branched();
    with_driver(&bench);
    let without = GOOD.replacen("files_modified: []\n", "", 1);
    let commit = |path: &str, text: &str| {
        bench.write(path, text);
        let arguments = [
            "commit",
            "--quiet",
            "--all",
            "--no-verify",
            "--message=Work",
        ];
        bench.git(&arguments);
    };
    let with =
        |paths: &str| without.replacen("\n---\n", &format!("\nfiles_modified:{paths}\n---\n"), 1);
    commit(PHASE, &without);
    bench.git(&["switch", "--quiet", "--create", "mine"]);
    bench.write("b.txt", "three\n");
    commit(PHASE, &with("\n  - a.txt"));
    commit(PHASE, &with("\n  - a.txt\n  - c.txt"));
    bench.git(&["switch", "--quiet", "feature/auth"]);
    commit("b.txt", "another\n");
    bench.git(&["switch", "--quiet", "mine"]);
    let stopped = bench.try_git(&["rebase", "feature/auth"]);
    stopped.exits(1).stderr_has("could not apply");
    bench.try_git(&["rebase", "--skip"]).exits(0);
    let text = bench.git(&["show", &format!("HEAD:{PHASE}")]);
    assert!(text.contains("files_modified: [\"c.txt\"]\n"), "{text}");
}

/// The phase with only a status changed: a task's, or that of the phase.
fn with_status(base: &str, old: &str, new: &str) -> String {
    assert!(base.contains(old), "no `{old}` in {base}");
    base.replacen(old, new, 1)
}

#[test]
fn a_status_that_no_merged_side_had_stops_an_octopus() {
    for driver in [false, true] {
        let bench = bench();
        if driver {
            with_driver(&bench);
        }
        // Without counters, nothing but the status of the phase is wrong after the merge.
        let counters = [
            "total_tasks",
            "completed_tasks",
            "in_progress_tasks",
            "blocked_tasks",
        ];
        let is_counter = |line: &&str| {
            let mut names = counters
                .iter()
                .chain(&["at_risk_tasks", "overall_progress"]);
            names.any(|name| line.starts_with(*name))
        };
        let base: Vec<&str> = GOOD.lines().filter(|line| !is_counter(line)).collect();
        let base = with_status(
            &base.join("\n"),
            "status: \"planning\"",
            "status: \"in_progress\"",
        );
        let begun = with_status(&base, "\"pending\"", "\"in_progress\"");
        bench.write(PHASE, &begun);
        bench.git(&[
            "commit",
            "--quiet",
            "--all",
            "--no-verify",
            "--message=Base",
        ]);
        // One side takes back the phase with its task, the other begins another task.
        let back = with_status(&begun, "status: \"in_progress\"", "status: \"planning\"");
        let back = with_status(
            &back,
            "    status: \"in_progress\"",
            "    status: \"pending\"",
        );
        let api = "API\"\n    status: \"";
        let other = with_status(
            &begun,
            &format!("{api}pending"),
            &format!("{api}in_progress"),
        );
        for (name, path, text) in [
            ("back", PHASE, back),
            ("other", PHASE, other),
            ("third", "b.txt", "two\n".to_owned()),
        ] {
            branch(&bench, name, path, &text);
        }
        bench.git(&["switch", "--quiet", "back"]);
        let outcome = bench.try_git(&["merge", "--quiet", "--no-edit", "third", "other"]);
        outcome
            .exits(1)
            .stderr_has("`status: planning`, which its tasks contradict");
        outcome.stderr_has("progress lint --fix");
        bench.run(&["lint", "--fix", "docs"]);
        bench.git(&["add", "--all"]);
        bench.git(&["commit", "--quiet", "--no-edit"]);
        let text = bench.git(&["show", &format!("HEAD:{PHASE}")]);
        assert!(text.contains("\nstatus: \"in_progress\""), "{text}");
    }
}

#[test]
fn an_octopus_of_recorded_paths_fails_and_merging_one_by_one_works() {
    let bench = bench();
    with_driver(&bench);
    for path in ["a.txt", "b.txt"] {
        let branch = format!("with-{path}");
        bench.git(&["switch", "--quiet", "--create", &branch, "feature/auth"]);
        bench.write(path, "two\n");
        let listed = format!("files_modified: [\"{path}\"]");
        bench.write(PHASE, &GOOD.replacen("files_modified: []", &listed, 1));
        let arguments = [
            "commit",
            "--quiet",
            "--all",
            "--no-verify",
            "--message=Work",
        ];
        bench.git(&arguments);
    }
    bench.git(&["switch", "--quiet", "feature/auth"]);
    let outcome = bench.try_git(&["merge", "--no-edit", "with-a.txt", "with-b.txt"]);
    assert_ne!(outcome.status, 0);
    bench.git(&["reset", "--quiet", "--hard"]);
    for branch in ["with-a.txt", "with-b.txt"] {
        bench.git(&["merge", "--quiet", "--no-edit", branch]);
    }
    let text = bench.git(&["show", &format!("HEAD:{PHASE}")]);
    assert!(
        text.contains("files_modified: [\"a.txt\", \"b.txt\"]"),
        "{text}"
    );
}
