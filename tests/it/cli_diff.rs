//! Tests of `progress diff`.

use serde_json::Value;

use crate::common::schema::follows;
use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox};

/// Commits [`GOOD`], and changes many things in the working tree.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.write(GOOD_PATH, &changed());
    bench
}

fn changed() -> String {
    let replaced = [
        ("status: \"planning\"", "status: \"in_progress\""),
        ("overall_progress: 0", "overall_progress: 33"),
        ("total_tasks: 2", "total_tasks: 3"),
        ("completed_tasks: 0", "completed_tasks: 1"),
        ("\"on-track\"", "\"delayed\""),
        ("status: \"pending\"", "status: \"completed\""),
        (
            "parallelization:",
            "  - id: \"TASK-1.3\"\n    description: \"Document it\"\n    status: \"blocked\"\n    \
             assigned_to: [\"bob\"]\n    dependencies: [\"TASK-1.2\"]\nparallelization:",
        ),
        (
            "batch_1: [\"TASK-1.1\", \"TASK-1.2\"]",
            "batch_1: [\"TASK-1.1\"]\n  batch_2: [\"TASK-1.2\"]\n  batch_3: [\"TASK-1.3\"]",
        ),
        ("blockers: []", "blockers: [\"No reviewer\"]"),
        (
            "files_modified: []",
            "files_modified: [\"src/a.rs\", \"src/b.rs\"]",
        ),
    ];
    let replace = |text: String, (old, new): (&str, &str)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    };
    let text = replaced.into_iter().fold(GOOD.to_owned(), replace);
    let (before, second) = text.split_once("TASK-1.2").unwrap();
    format!(
        "{before}TASK-1.2{}",
        second.replacen("[\"alice\"]", "[\"bob\"]", 1)
    )
}

fn json(outcome: &Outcome) -> Value {
    let value = serde_json::from_str(&outcome.stdout).unwrap();
    follows(&value, "diff");
    value
}

#[test]
fn the_human_format_shows_tasks() {
    let outcome = bench().run(&["diff"]);
    insta::assert_snapshot!(outcome.exits(0).stdout);
}

#[test]
fn the_markdown_format_is_a_comment() {
    let outcome = bench().run(&["diff", "HEAD", "--format", "markdown"]);
    insta::assert_snapshot!(outcome.exits(0).stdout);
}

#[test]
fn colours_depend_on_the_event() {
    let outcome = bench().run(&["diff", "--color", "always"]);
    outcome.exits(0).stdout_has("\u{1b}[32mfinished");
}

#[test]
fn json_contains_everything() {
    let bench = bench();
    let outcome = bench.run(&["diff", "--format", "json"]);
    let report = json(outcome.exits(0));
    assert_eq!(report["from"]["kind"], "index");
    assert_eq!(report["to"]["kind"], "working_tree");
    assert_eq!(report["summary"]["finished"], 1);
    let file = &report["files"][0];
    assert_eq!(file["change"], "changed");
    assert_eq!(file["before"]["counts"]["total"], 2);
    assert_eq!(file["after"]["percent"], 33);
    assert_eq!(file["tasks"][0]["events"][0], "finished");
    let empty = bench.run(&["diff", "HEAD..HEAD", "--format", "json"]);
    assert_eq!(json(empty.exits(0))["files"], Value::Array(Vec::new()));
}

#[test]
fn sides_are_parsed_like_those_of_git_diff() {
    let bench = bench();
    let differs = |arguments: &[&str]| {
        let all = [&["diff", "--exit-code"], arguments].concat();
        let outcome = bench.run(&all);
        assert!(outcome.status < 2, "{outcome}");
        let git = [&["diff", "--exit-code", "--quiet"], arguments].concat();
        assert_eq!(bench.try_git(&git).status, outcome.status, "{arguments:?}");
        outcome.status == 1
    };
    assert!(differs(&[]) && differs(&["HEAD"]) && !differs(&["--staged"]));
    bench.git(&["add", "--all"]);
    assert!(!differs(&[]) && differs(&["HEAD"]) && differs(&["--staged"]));
    bench.git(&["commit", "--quiet", "--message=Second"]);
    assert!(!differs(&["--staged"]) && differs(&["--staged", "HEAD~1"]));
    assert!(differs(&["HEAD~1..HEAD"]) && differs(&["HEAD~1", "HEAD"]) && differs(&["HEAD~1.."]));
    bench.git(&["branch", "other", "HEAD~1"]);
    assert!(!differs(&["HEAD...other"]) && differs(&["HEAD..other"]));
    assert!(differs(&["HEAD~1", "--", "progress"]) && !differs(&["HEAD~1", "--", "src"]));
    assert!(differs(&["HEAD~1", GOOD_PATH]) && !differs(&["progress"]));
}

#[test]
fn everything_is_new_before_the_first_commit() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.git(&["add", "--all"]);
    let outcome = bench.run(&["diff", "--staged", "--format", "json"]);
    let report = json(outcome.exits(0));
    assert_eq!(report["from"]["kind"], "nothing");
    assert_eq!(report["files"][0]["change"], "added");
    assert_eq!(report["summary"]["added"], 2);
}

#[test]
fn files_are_added_removed_renamed_and_broken() {
    let bench = Sandbox::repository();
    for name in ["auth-v1", "gone-v1", "broken-v1"] {
        bench.write(
            &format!("progress/{name}/phase-1-progress.md"),
            &GOOD.replace("auth-v1", name),
        );
    }
    bench.commit();
    bench.git(&["mv", "progress/auth-v1", "progress/moved"]);
    bench.git(&["rm", "--quiet", "-r", "progress/gone-v1"]);
    let new = "---\ntype: progress\nprd: new-v1\nphase: 1\ntasks:\n- {id: N, status: done}\n---\n";
    bench.write("progress/new-v1/phase-1-progress.md", new);
    bench.write(
        "progress/broken-v1/phase-1-progress.md",
        &GOOD.replace("tasks:", "tasks: ["),
    );
    bench.git(&["add", "--all"]);
    for arguments in [&["diff", "--staged"][..], &["diff", "HEAD"]] {
        let outcome = bench.run(&[arguments, &["--format", "json"]].concat());
        let report = json(outcome.exits(0));
        let files = report["files"].as_array().unwrap().iter();
        let changes: Vec<(&str, &str)> = files
            .map(|it| (it["path"].as_str().unwrap(), it["change"].as_str().unwrap()))
            .collect();
        let expected = [
            ("progress/moved/phase-1-progress.md", "renamed"),
            ("progress/broken-v1/phase-1-progress.md", "changed"),
            ("progress/gone-v1/phase-1-progress.md", "removed"),
            ("progress/new-v1/phase-1-progress.md", "added"),
        ];
        assert_eq!(changes, expected, "{arguments:?}");
        let broken = &report["files"][1];
        assert_eq!(broken["after"]["readable"], false);
        assert_eq!(broken["tasks"], Value::Array(Vec::new()));
        let outcome = bench.run(arguments);
        let outcome = outcome.exits(0);
        outcome.stdout_has("its frontmatter can no longer be read");
        // Nothing is known about the phase in that version, so nothing about it has changed.
        outcome.stdout_has("Foundation").stdout_lacks("(empty)");
        outcome.stdout_has("was progress/auth-v1/phase-1-progress.md");
    }
}

#[test]
fn a_comment_contains_only_plain_text() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    let hostile = "</details> @org/team #1 | `x` <img src=x> ![a](b) https://x.org \\u001b[31m";
    let text = GOOD
        .replace("Write the API", hostile)
        .replace("title: \"Foundation\"", "title: \"</td>|**x**\"")
        .replace("[\"bob\"]", "[\"@org/team\", \"`|`\"]");
    bench.write(GOOD_PATH, &text);
    let outcome = bench.run(&["diff", "--format", "markdown"]);
    let text = &outcome.exits(0).stdout;
    for sign in [
        "</details>",
        "<img",
        "@org",
        " #1",
        "`",
        "![",
        "://",
        "\u{1b}",
        "</td>",
    ] {
        assert!(!text.contains(sign), "`{sign}` in {outcome}");
    }
    for row in text.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
    let outcome = bench.run(&["diff"]);
    outcome
        .exits(0)
        .stdout_has("\\u{1b}[31m")
        .stdout_lacks("\u{1b}");
}

#[test]
fn invalid_arguments_are_reported() {
    let bench = bench();
    bench.run(&["diff", "nowhere"]).exits(2).complains(
        "error: `nowhere` is neither a commit nor a path\n  help: pass revisions \
         such as `main..HEAD`; put deleted paths after `--`\n",
    );
    bench.git(&["branch", "progress"]);
    let outcome = bench.run(&["diff", "progress"]);
    outcome
        .exits(2)
        .stderr_has("`progress` is both a commit and a path");
    bench.run(&["diff", "progress", "--", GOOD_PATH]).exits(0);
    bench
        .run(&["diff", "--", "../x"])
        .exits(2)
        .stderr_has("is outside the repository");
    Sandbox::folder()
        .run(&["diff"])
        .exits(2)
        .stderr_has("requires a Git repository");
}

#[test]
fn nothing_outside_the_repository_is_read() {
    let bench = bench();
    let outside = Sandbox::folder();
    outside.write("phase-1-progress.md", &changed());
    std::fs::remove_dir_all(bench.root.join("progress/auth-v1")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside.root, bench.root.join("progress/auth-v1")).unwrap();
    let outcome = bench.run(&["diff", "--format", "json"]);
    assert_eq!(json(outcome.exits(0))["files"][0]["change"], "removed");
}

#[test]
fn hunk_headers_of_gits_own_diff_name_the_task() {
    let bench = Sandbox::repository();
    bench.write(".gitattributes", "*-progress.md diff=progress\n");
    bench.git(&[
        "config",
        "diff.progress.xfuncname",
        progress_lint::driver::XFUNCNAME,
    ]);
    let task = |id: &str, status: &str| {
        format!(
            "  - id: {id}\n    description: x\n    priority: high\n    note: a\n    other: b\n    status: {status}\n"
        )
    };
    let file = |status: &str| {
        let tasks = [
            task("\"TASK-1.1\"", status),
            task("'P2-T5'", status),
            task("CAI_P4.03", status),
        ];
        let late = format!(
            "  - description: x\n    id: \"LATE-1\"\n    a: 1\n    b: 2\n    c: 3\n    d: 4\n    status: {status}\n"
        );
        let flow = format!(
            "  - {{ id: \"FLOW-1\", a: 1,\n      b: 2,\n      c: 3,\n      d: 4,\n      e: 5,\n      status: {status} }}\n"
        );
        let files = "  - src/x.rs\n".repeat(6);
        format!(
            "---\ntype: progress\ntasks:\n# progress: ignore[x]\n{}{late}{flow}files_modified:\n{files}  - {status}\n---\n\n## Notes\n\na\n\nb\n\nc\n\n{status}\n",
            tasks.concat()
        )
    };
    bench.write(GOOD_PATH, &file("pending"));
    bench.commit();
    bench.write(GOOD_PATH, &file("completed"));
    let diff = bench.git(&["diff", "--unified=1"]);
    let heads = diff
        .lines()
        .filter_map(|line| line.strip_prefix("@@ ")?.split_once("@@ "));
    let heads: Vec<&str> = heads.map(|(_, head)| head).collect();
    let expected = [
        "TASK-1.1",
        "P2-T5",
        "CAI_P4.03",
        "LATE-1",
        "FLOW-1",
        "files_modified:",
        "## Notes",
    ];
    assert_eq!(heads, expected, "{diff}");
}

#[test]
fn the_markdown_of_a_range_has_verdicts_and_a_graph() {
    let bench = Sandbox::repository();
    let file = |status: &str| {
        format!(
            "---\ntype: progress\nprd: auth-v1\nphase: 1\nstatus: in_progress\ntasks:\n  - {{ id: A-1, \
             description: Schema, status: {status}, assigned_to: [a], dependencies: [] }}\n  - {{ id: A-2, \
             description: Keys, status: {status}, assigned_to: [a], dependencies: [A-1], files: [src/never.rs] }}\n---\n"
        )
    };
    let path = "progress/auth-v1/phase-1-progress.md";
    bench.write(path, &file("pending"));
    bench.commit();
    bench.write("src/schema.rs", "1");
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "-q", "-m", "feat: add the schema (A-1)"]);
    bench.write(path, &file("completed"));
    bench.commit();
    let outcome = bench.run(&["diff", "HEAD~2...HEAD", "--format", "markdown"]);
    outcome.exits(0).complains("");
    outcome.stdout_has("#### Completed tasks: 1 supported, 1 unsupported");
    outcome.stdout_has("| ✅ supported | <code>A-1");
    outcome.stdout_has("```mermaid\nflowchart TB\n");
    outcome.stdout_has("t1 --> t2\n");
    // What is not committed has no history.
    bench.write(path, &file("pending"));
    let outcome = bench.run(&["diff", "--format", "markdown"]);
    outcome.exits(0).stdout_lacks("mermaid");
}

#[test]
fn what_is_cut_from_verdicts_is_what_needs_attention_least() {
    let bench = Sandbox::repository();
    let long = "a long text about it ".repeat(8);
    let file = |status: &str| {
        let mut text =
            "---\ntype: progress\nprd: auth-v1\nphase: 1\nstatus: in_progress\ntasks:\n".to_owned();
        for number in 1..=600 {
            let files = if number == 600 {
                "src/never.rs"
            } else {
                "src/schema.rs"
            };
            let task = format!(
                "id: A-{number}, description: {long}, status: {status}, dependencies: [], files: [{files}]"
            );
            text.push_str(&["  - { ", &task, " }\n"].concat());
        }
        text + "---\n"
    };
    let path = "progress/auth-v1/phase-1-progress.md";
    bench.write(path, &file("pending"));
    bench.commit();
    bench.write("src/schema.rs", "1");
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "-q", "-m", "feat: add the schema (A-1)"]);
    bench.write(path, &file("completed"));
    bench.commit();
    let outcome = bench.run(&["diff", "HEAD~2..HEAD", "--format", "markdown"]);
    outcome
        .exits(0)
        .stdout_has("more tasks; run `progress verify`");
    outcome.stdout_has("| ❌ unsupported | <code>A-600");
    let outcome = bench.run(&[
        "verify",
        "--all",
        "--format",
        "markdown",
        "--fail-on",
        "never",
    ]);
    outcome
        .exits(0)
        .stdout_has("more verdicts; run `progress verify`");
    outcome.stdout_has("| ❌ unsupported | <code>A-600");
    assert!(outcome.stdout.len() < 65_536);
}
