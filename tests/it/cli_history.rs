//! Tests of rules that use the history: paths, commits, and completion dates.

use std::fs;

use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox};

/// The good file as a completed phase, with some keys replaced.
fn closed(replaced: &[(&str, &str)]) -> String {
    let done = [
        ("status: \"planning\"", "status: \"completed\""),
        ("status: \"pending\"", "status: \"completed\""),
        ("completed: null", "completed: \"2026-02-06\""),
        ("completed_tasks: 0", "completed_tasks: 2"),
        ("overall_progress: 0", "overall_progress: 100"),
    ];
    let replace = |text: String, (old, new): &(&str, &str)| text.replace(old, new);
    let text = done.iter().fold(GOOD.to_owned(), replace);
    replaced.iter().fold(text, replace)
}

fn modified(paths: &str) -> String {
    closed(&[("files_modified: []", &format!("files_modified: {paths}"))])
}

fn select(bench: &Sandbox, rule: &str, arguments: &[&str]) -> Outcome {
    bench.run(
        &[
            &["lint", "--format", "concise", "--select", rule],
            arguments,
        ]
        .concat(),
    )
}

fn as_json(bench: &Sandbox) -> Outcome {
    let arguments = [
        "lint",
        "--format",
        "json",
        "--select",
        "completed-date-missing",
    ];
    bench.run(&arguments)
}

fn repositories() -> impl Iterator<Item = Sandbox> {
    let formats = [
        "--object-format=sha1",
        "--object-format=sha256",
        "--ref-format=reftable",
    ];
    formats.into_iter().map(|format| {
        let bench = Sandbox::folder();
        bench.git(&["init", "--quiet", "--initial-branch=main", format]);
        bench
    })
}

#[test]
fn a_path_must_exist_now_or_in_the_history() {
    for bench in repositories() {
        bench.write("src/old/gone.rs", "x\n");
        bench.write("src/auth.rs", "x\n");
        bench.commit();
        bench.git(&["rm", "--quiet", "src/old/gone.rs"]);
        bench.commit();
        let paths = "[src/auth.rs, src/old/gone.rs, src/old/, ./src/auth.rs (new), src/*.rs, TBD, \
                     src/atuh.rs, src/old/gone, /src/auth.rs, /src/none.rs, later.rs]";
        bench.write(GOOD_PATH, &modified(paths));
        bench.write("later.rs", "");
        let found = select(&bench, "files-modified-path", &[]);
        let tokens: Vec<&str> = found
            .stdout
            .lines()
            .map(|line| line.split('`').nth(1).unwrap())
            .collect();
        assert_eq!(
            tokens,
            ["src/atuh.rs", "src/old/gone", "/src/auth.rs"],
            "{found}"
        );
        bench.git(&["add", "--all"]);
        assert_eq!(
            select(&bench, "files-modified-path", &["--staged"]).stdout,
            found.stdout
        );
        bench.git(&["commit", "--quiet", "--message=x"]);
        assert_eq!(
            select(&bench, "files-modified-path", &["--rev", "HEAD"]).stdout,
            found.stdout
        );
        let since = ["--new-from", "HEAD~1", "--rev", "HEAD"];
        assert_eq!(
            select(&bench, "files-modified-path", &since).stdout,
            found.stdout
        );
        let since = ["--new-from", "HEAD"];
        select(&bench, "files-modified-path", &since)
            .exits(0)
            .prints("");
        bench.run(&["lint", "--select", "files-modified-path", "--fix"]);
        let text = fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap();
        assert!(
            text.contains("gone, src/auth.rs, /src/none.rs, later.rs]"),
            "{text}"
        );
    }
}

#[test]
fn files_of_a_done_task_must_exist_now_or_in_the_history() {
    for bench in repositories() {
        bench.write("src/old/gone.rs", "x\n");
        bench.write("src/auth.rs", "x\n");
        bench.write(".gitignore", "/src/out/\n");
        bench.commit();
        bench.git(&["rm", "--quiet", "src/old/gone.rs"]);
        bench.commit();
        let paths = "[src/auth.rs, src/old/gone.rs, src/old/, src/atuh.rs, src/out/a.js, \
                     lib/none.rs, src/a.rs:12, src/CLI, atuh.rs, src/none/]";
        let first = "    dependencies: []\n";
        let text = closed(&[]).replacen(first, &format!("{first}    files: {paths}\n"), 1);
        bench.write(GOOD_PATH, &text);
        let found = select(&bench, "task-files-path", &[]);
        let tokens: Vec<&str> = found
            .stdout
            .lines()
            .map(|line| line.split('`').nth(1).unwrap())
            .collect();
        assert_eq!(tokens, ["src/atuh.rs", "src/none/"], "{found}");
    }
}

#[test]
fn paths_are_not_checked_in_a_shallow_clone() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, &modified("[src/none.rs]"));
    bench.commit();
    bench.commit();
    let found = select(&bench, "files-modified-path", &[]);
    found.exits(0).stdout_has("src/none.rs");
    let url = bench.url();
    bench.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    let arguments = ["lint", "--pedantic"];
    bench
        .run_in("shallow", &arguments)
        .exits(0)
        .stdout_lacks("src/none.rs");
    fs::remove_dir_all(bench.root.join(".git")).unwrap();
    bench.run(&["lint", GOOD_PATH]).stdout_lacks("src/none.rs");
}

#[test]
fn commits_are_looked_up() {
    for bench in repositories() {
        bench.commit();
        let head = bench.git(&["rev-parse", "HEAD"]);
        let unknown = "c0ffee12".repeat(8);
        let refs = format!(
            "commit_refs: [\"{}\", \"0123456\", \"{unknown}\", \"{}\", \"abcdef0,{}\", \"no hash\"]\nfiles_modified",
            head.trim(),
            &head[..10],
            &head[..7],
        );
        bench.write(GOOD_PATH, &GOOD.replace("files_modified", &refs));
        let found = select(&bench, "commit-ref-unresolved", &[]);
        let names: Vec<&str> = found
            .stdout
            .lines()
            .map(|line| line.split('`').nth(1).unwrap())
            .collect();
        // With SHA-1, 64 digits are a digest of something other than a commit.
        let is_sha256 = head.trim().len() == unknown.len();
        let expected = ["0123456", &unknown, "abcdef0"]
            .into_iter()
            .filter(|name| is_sha256 || *name != unknown);
        assert_eq!(names, expected.collect::<Vec<_>>(), "{found}");
        bench.run(&["lint"]).stdout_lacks("commit-ref");
    }
}

#[test]
fn the_completion_date_comes_from_the_commit() {
    for bench in repositories() {
        bench.write("progress/auth-v1/old-progress.md", GOOD);
        bench.commit();
        let open = closed(&[("completed: \"2026-02-06\"", "completed: null")]);
        bench.write("progress/auth-v1/old-progress.md", &open);
        bench.git(&["add", "--all"]);
        let at = "--date=2026-03-01T23:30:00-05:00";
        bench.git(&["commit", "--quiet", at, "--message=Close"]);
        let done = bench.git(&["rev-parse", "HEAD"]);
        fs::create_dir_all(bench.root.join("progress/auth-v1")).unwrap();
        bench.git(&["mv", "progress/auth-v1/old-progress.md", GOOD_PATH]);
        bench.write(
            GOOD_PATH,
            &open.replace("Create the schema", "Create a schema"),
        );
        bench.commit();
        let json = as_json(&bench);
        let title = format!("write `2026-03-01`, the date of commit {}", &done[..8]);
        json.stdout_has(&title).stdout_has("\"safety\":\"unsafe\"");
        let fix = [
            "lint",
            "--fix",
            "--unsafe",
            "--select",
            "completed-date-missing",
        ];
        bench.run(&fix).exits(0);
        let text = fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap();
        assert!(text.contains("completed: \"2026-03-01\""), "{text}");
    }
}

#[test]
fn a_phase_completed_just_now_has_no_date_yet() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.write(
        GOOD_PATH,
        &closed(&[("completed: \"2026-02-06\"", "completed: null")]),
    );
    let json = as_json(&bench);
    json.stdout_has("completed-date-missing")
        .stdout_has("\"fix\":null");
}
