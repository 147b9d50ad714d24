//! The author's message, and the trailers that Git finds in it: many messages, modes and settings.

#![cfg(unix)]

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::common::hooked::{PHASE, PHASE_2, bench, commit};
use crate::common::{GOOD, Outcome, Sandbox};

/// Marks the first tasks of a phase as in progress, consistently throughout the file.
fn begun(text: &str, tasks: usize) -> String {
    text.replacen("status: \"pending\"", "status: \"in_progress\"", tasks)
        .replace(
            "in_progress_tasks: 0",
            &format!("in_progress_tasks: {tasks}"),
        )
        .replace("status: \"planning\"", "status: \"in_progress\"")
}

/// Creates a repository with this many tasks in progress, and a staged change.
fn begun_bench(tasks: usize) -> Sandbox {
    let bench = bench();
    bench.write(PHASE, &begun(GOOD, tasks));
    let ask = ["commit", "--quiet", "-am", "docs(plan): begin"];
    bench.git(&[&["-c", "core.hooksPath=/dev/null"], &ask[..]].concat());
    bench.write("a.txt", "two\n");
    bench.git(&["add", "--all"]);
    bench
}

/// Commits with a shell script as the editor: `$1` is the file.
fn edited(bench: &Sandbox, script: &str, arguments: &[&str]) -> Outcome {
    bench.write(".git/editor", &format!("#!/bin/sh\n{script}\n"));
    let editor = "core.editor=sh .git/editor";
    bench.try_git(&[&["-c", editor], arguments].concat())
}

/// Returns the last commit's message, byte for byte.
fn message(bench: &Sandbox) -> String {
    let commit = bench.git(&["cat-file", "commit", "HEAD"]);
    commit.split_once("\n\n").unwrap().1.to_owned()
}

/// Returns the tasks that Git finds.
fn tasks(bench: &Sandbox) -> String {
    tasks_with(bench, &[])
}

fn tasks_with(bench: &Sandbox, settings: &[&str]) -> String {
    let format = "--format=%(trailers:key=Task,valueonly,separator=%x2C)";
    let found = bench.git(&[settings, &["log", "-1", format]].concat());
    found.trim().to_owned()
}

const ADD: &str = "{ printf Work; cat \"$1\"; } > .git/new; mv .git/new \"$1\"";

/// Fragments that often form messages of every kind.
fn piece() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Subject",
        "Fix it\n",
        "\n",
        "\n\n",
        " \t\n",
        "\r\n",
        "Body of prose  \r\n",
        "https://tracker.example/issues/123\n",
        "std::vector and 12:30\n",
        "12:30\n",
        "a   |   b\n",
        "---\n",
        "diff --git a/x b/x\n",
        "Task: refactor the parser\n",
        "BREAKING CHANGE: it is\n",
        "Closes #12\n",
        "Signed-off-by: A <a@b>\n",
        "Signed-off-by: A <a@b>",
        "(cherry picked from commit 1234)\n",
        "Co-authored-by:B\n",
        "Reviewed-by: é <e@b>\n",
        "Key : value\n",
        "  continued\n",
        "Conflicts:\n",
        "\tfile\n",
        "#42 fix\n",
        "# with '#' will be ignored\n",
        "; note\n",
        "// note\n",
        "# ------------------------ >8 ------------------------\n",
        "; ------------------------ >8 ------------------------\n",
        "\u{c}\n",
    ])
    .prop_map(str::to_owned)
}

/// Returns `text` without our line and the blank line before it, or an error text if that is not
/// `author`.
fn taken_out(text: &str, author: &str) -> String {
    let all: Vec<&str> = text.split('\n').collect();
    let at = all.iter().rposition(|line| *line == "Task: TASK-1.1");
    let Some(at) = at else {
        return text.to_owned();
    };
    let without = |from: usize| [&all[..from], &all[at + 1..]].concat().join("\n");
    let short = without(at.saturating_sub(1));
    if short == author { short } else { without(at) }
}

/// `PROGRESS_MESSAGES` sets the number of messages tried.
#[test]
fn the_authors_bytes_are_kept_and_git_finds_the_task() {
    let bench = begun_bench(1);
    // Unrelated to messages, and slow.
    for name in ["pre-commit", "post-commit"] {
        std::fs::remove_file(bench.root.join(".git/hooks").join(name)).unwrap();
    }
    let count = std::env::var("PROGRESS_MESSAGES").ok();
    let cases = count.and_then(|count| count.parse().ok()).unwrap_or(60);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let modes = ["default", "strip", "whitespace", "scissors", "verbatim"];
    let strategy = (
        prop::collection::vec(piece(), 0..10),
        prop::sample::select(modes.to_vec()),
        prop::sample::select(vec!["#", ";", "//", "auto"]),
        any::<bool>(),
        any::<bool>(),
    );
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let result = runner.run(
        &strategy,
        |(pieces, mode, comment, is_verbose, is_argument)| {
            let text = pieces.concat();
            bench.write(".git/text", &text);
            let comment = format!("core.commentString={comment}");
            // No hook can know of `--cleanup=strip` without an editor, where comments stay by default.
            let is_argument = is_argument && mode != "strip";
            let argument = format!("--cleanup={mode}");
            let argument = if is_argument { &argument } else { "--quiet" };
            let set = if is_argument { "default" } else { mode };
            let cleanup = format!("commit.cleanup={set}");
            let verbose = format!("commit.verbose={is_verbose}");
            let settings = ["-c", &comment, "-c", &cleanup, "-c", &verbose];
            let ask = [
                "commit",
                argument,
                "--quiet",
                "--allow-empty",
                "-F",
                ".git/text",
            ];
            let none = ["-c", "core.hooksPath=/dev/null"];
            let own = bench.try_git(&[&settings[..], &none, &ask].concat());
            let author = message(&bench);
            let outcome = bench.try_git(&[&settings[..], &ask].concat());
            prop_assert_eq!(outcome.status, own.status, "{}", outcome);
            if own.status == 0 {
                let made = message(&bench);
                prop_assert_eq!(taken_out(&made, &author), author.clone(), "{:?}", made);
                let is_cut = |line: &str| line.ends_with(">8 ------------------------");
                // Signed off and nothing else is empty, but to `--cleanup=verbatim`.
                let is_content =
                    |line: &&str| !line.trim().is_empty() && !line.starts_with("Signed-");
                let content = author.lines().find(is_content);
                if content.is_some_and(|line| !is_cut(line)) {
                    let found = tasks_with(&bench, &settings);
                    let is_found = found.split(',').any(|it| it == "TASK-1.1");
                    prop_assert!(is_found, "{:?}", made);
                    prop_assert!(is_found, "{:?}", made);
                }
            }
            Ok(())
        },
    );
    result.unwrap();
}

#[test]
fn trailer_settings_neither_change_nor_drop_the_line() {
    for setting in [
        "trailer.ifmissing=doNothing",
        "trailer.where=start",
        "trailer.separators=:#",
        "trailer.task.ifexists=doNothing",
        "trailer.task.cmd=echo other",
    ] {
        let bench = begun_bench(1);
        let text =
            "Fix std::vector (#12)\n\nSee https://tracker.example/issues/123\nA :  b\n---\n12:30\n";
        bench.git(&["-c", setting, "commit", "--quiet", "-m", text]);
        assert_eq!(
            message(&bench),
            format!("{text}\nTask: TASK-1.1\n"),
            "{setting}"
        );
        assert_eq!(tasks(&bench), "TASK-1.1");
    }
}

#[test]
fn offered_lines_are_never_committed() {
    let many: &[&[&str]] = &[
        &["--cleanup=whitespace"],
        &["--cleanup=verbatim"],
        &["--cleanup=scissors"],
        &["--cleanup=strip"],
        &["--verbose"],
        &["--no-status"],
        &["--edit", "-m", "More"],
        &["--edit", "--cleanup=whitespace", "-m", "More"],
    ];
    let settings: &[&[&str]] = &[
        &["core.commentChar=#"],
        &["core.commentChar=;"],
        &["core.commentChar=;", "commit.status=false"],
        &["core.commentChar=auto"],
        &["core.commentString=//", "core.commentChar=;"],
        &["core.commentChar=;", "core.commentString=//"],
    ];
    let bench = begun_bench(2);
    for settings in settings {
        for arguments in many {
            let mut ask = Vec::new();
            for setting in *settings {
                ask.extend(["-c", setting]);
            }
            ask.extend(["commit", "--quiet", "--allow-empty"]);
            ask.extend(*arguments);
            edited(&bench, ADD, &ask).exits(0);
            assert!(
                !message(&bench).contains("Task"),
                "{settings:?} {arguments:?} {}",
                message(&bench)
            );
        }
    }
}

#[test]
fn nothing_is_offered_without_an_editor() {
    let bench = begun_bench(2);
    bench.write(".git/template", "Template\n\n# note\n");
    for arguments in [
        &["--no-edit", "--allow-empty-message"][..],
        &["--no-edit", "-m", "Work"],
    ] {
        let ask = [&["commit", "--quiet", "--allow-empty"], arguments].concat();
        bench.git(&ask);
        assert!(!message(&bench).contains("Task"), "{arguments:?}");
    }
    let ask = [
        "commit",
        "--quiet",
        "--allow-empty",
        "--no-edit",
        "-t",
        ".git/template",
    ];
    bench
        .try_git(&ask)
        .exits(1)
        .stderr_has("you did not edit the message");
    let script =
        "GIT_EDITOR=: git -c user.name=A -c user.email=a@b commit --allow-empty -t .git/template";
    bench.bash(script).exits(1);
}

#[test]
fn several_tasks_of_one_phase_are_offered() {
    let take =
        "sed -i -e '1s/^/Work/' -e 's/^[#;] Task: auth-v1:TASK-1.2/Task: auth-v1:TASK-1.2/' \"$1\"";
    for mark in ["#", ";"] {
        let bench = begun_bench(2);
        let mark = format!("core.commentChar={mark}");
        edited(&bench, take, &["-c", &mark, "commit", "--quiet"]).exits(0);
        assert_eq!(message(&bench), "Work\n\nTask: auth-v1:TASK-1.2\n");
    }
}

#[test]
fn tasks_are_offered_below_the_scissors() {
    let bench = begun_bench(2);
    let script = format!("cp \"$1\" .git/seen\n{ADD}");
    edited(
        &bench,
        &script,
        &["commit", "--quiet", "--cleanup=scissors"],
    )
    .exits(0);
    let seen = std::fs::read_to_string(bench.root.join(".git/seen")).unwrap();
    let (_, below) = seen.split_once(">8").unwrap();
    assert!(below.contains("# Task: auth-v1:TASK-1.2"), "{seen}");
    assert_eq!(message(&bench), "Work\n");
}

#[test]
fn a_message_written_in_the_editor_gets_the_line() {
    for arguments in [
        &[][..],
        &["--cleanup=scissors"],
        &["--verbose"],
        &["-c", "HEAD"],
    ] {
        let bench = begun_bench(1);
        let ask = [&["commit", "--quiet"], arguments].concat();
        edited(&bench, ADD, &ask).exits(0);
        let expected = if arguments.contains(&"HEAD") {
            ""
        } else {
            "TASK-1.1"
        };
        assert_eq!(tasks(&bench), expected, "{arguments:?}");
        assert!(!message(&bench).contains('#'));
    }
    // It joins a sign-off.
    let bench = begun_bench(1);
    edited(&bench, ADD, &["commit", "--quiet", "--signoff"]).exits(0);
    assert_eq!(
        message(&bench),
        "Work\n\nSigned-off-by: Alice <alice@example.org>\nTask: TASK-1.1\n"
    );
    // A deleted line is not added again.
    let bench = begun_bench(1);
    let script = format!("{ADD}\nsed -i -e '/Task:/d' \"$1\"");
    edited(&bench, &script, &["commit", "--quiet"]).exits(0);
    assert_eq!(message(&bench), "Work\n");
    // A named task takes precedence.
    let bench = begun_bench(1);
    let script = "sed -i -e '1s/^/Work (TASK-1.2)/' \"$1\"";
    edited(&bench, script, &["commit", "--quiet"]).exits(0);
    assert_eq!(message(&bench), "Work (TASK-1.2)\n");
}

#[test]
fn an_empty_message_or_an_unedited_template_makes_no_commit() {
    for arguments in [
        &[][..],
        &["--no-verify"],
        &["--signoff"],
        &["--cleanup=scissors"],
    ] {
        let bench = begun_bench(1);
        let ask = [&["commit", "--quiet"], arguments].concat();
        edited(&bench, "true", &ask)
            .exits(1)
            .stderr_has("empty commit message");
        bench.write(".git/template", "# What\n\nWhy: …\n");
        let ask = [&ask[..], &["-t", ".git/template"]].concat();
        let outcome = edited(&bench, "true", &ask);
        outcome.exits(1).stderr_has("you did not edit the message");
        // One that is filled in gets the line.
        edited(&bench, ADD, &ask).exits(0);
        let expected = if arguments == ["--no-verify"] {
            ""
        } else {
            "TASK-1.1"
        };
        assert_eq!(tasks(&bench), expected, "{arguments:?}");
    }
}

#[test]
fn commits_that_git_allows_are_allowed() {
    let bench = begun_bench(1);
    let write = |text: &str| format!("sed -i -e '1s/^/{text}/' \"$1\"");
    let ask = ["commit", "--quiet", "--allow-empty"];
    let scissors = [&ask[..], &["--cleanup=scissors"]].concat();
    edited(&bench, &write("#42 fix the token"), &scissors).exits(0);
    assert_eq!(message(&bench), "#42 fix the token\n\nTask: TASK-1.1\n");
    for text in [
        "Task: refactor the parser",
        "task: add tests for the second",
    ] {
        edited(&bench, &write(text), &ask).exits(0);
        assert_eq!(message(&bench), format!("{text}\n\nTask: TASK-1.1\n"));
        commit(&bench, &["--allow-empty", "-m", text]).exits(0);
        assert_eq!(message(&bench), format!("{text}\n\nTask: TASK-1.1\n"));
    }
    commit(
        &bench,
        &["--allow-empty", "-m", "task: add tests for TASK-1.2"],
    )
    .exits(0);
    commit(
        &bench,
        &["--allow-empty", "--allow-empty-message", "-m", ""],
    )
    .exits(0);
    assert_eq!(message(&bench), "");
}

#[test]
fn the_message_path_is_relative_to_the_current_folder() {
    let bench = begun_bench(1);
    bench.write("tools/x", "");
    bench.write(".git/COMMIT_EDITMSG", "Work\n");
    let ask = [
        "hook",
        "run",
        "prepare-commit-msg",
        "../.git/COMMIT_EDITMSG",
        "message",
    ];
    bench.run_in("tools", &ask).exits(0).complains("");
    let text = std::fs::read_to_string(bench.root.join(".git/COMMIT_EDITMSG")).unwrap();
    assert_eq!(text, "Work\n\nTask: TASK-1.1\n");
    let ask = ["hook", "run", "commit-msg", "../.git/COMMIT_EDITMSG"];
    bench.run_in("tools", &ask).exits(0).complains("");
}

#[test]
fn the_state_of_the_repository_shows_the_work_of_others() {
    let bench = begun_bench(1);
    commit(&bench, &["--no-verify", "-m", "Second"]).exits(0);
    bench.git(&["switch", "--quiet", "--create", "feature/auth-2", "HEAD~"]);
    commit(
        &bench,
        &["--no-verify", "--allow-empty", "-m", "Other (TASK-1.2)"],
    )
    .exits(0);
    // A cherry-pick committed manually is an ordinary commit.
    bench.git(&["cherry-pick", "-n", "feature/auth"]);
    bench.git(&["commit", "--quiet", "--no-edit"]);
    assert_eq!(message(&bench), "Second\n\nTask: TASK-1.1\n");
    bench.git(&["revert", "-n", "HEAD"]);
    bench.git(&["commit", "--quiet", "--no-edit"]);
    assert!(!message(&bench).contains("Task:"), "{}", message(&bench));
    // A conflicted merge is a merge even if it is committed with `-m`.
    bench.write("a.txt", "other\n");
    commit(&bench, &["--no-verify", "-am", "Third"]).exits(0);
    bench
        .try_git(&["merge", "--quiet", "feature/auth"])
        .exits(1);
    bench.git(&["add", "a.txt"]);
    bench.git(&["commit", "--quiet", "-m", "Join"]);
    assert_eq!(message(&bench), "Join\n");
}

#[test]
fn an_unknown_task_is_reported() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.git(&["add", "--all"]);
    let outcome = commit(&bench, &["-m", "Fix the cart (SHOP-1.7)"]);
    outcome.exits(0).stderr_has("unknown task `SHOP-1.7`");
    assert!(!outcome.stderr.contains("name a task"), "{outcome}");
    let outcome = commit(&bench, &["--amend", "-m", "Fix it (TASK-1.3)"]);
    outcome
        .exits(0)
        .stderr_has("unknown task `TASK-1.3`")
        .stderr_has("did you mean `TASK-1.1`?");
}

#[test]
fn several_tasks_in_progress_are_named() {
    let bench = begun_bench(2);
    commit(&bench, &["-m", "Work"])
        .exits(0)
        .stderr_has("add a line `Task: TASK-1.1` or `Task: TASK-1.2` to the message");
}

#[test]
fn names_in_progress_files_cannot_inject_lines() {
    let bench = bench();
    let hostile = begun(GOOD, 1)
        .replace("id: \"TASK-1.1\"", "id: \"TASK-1.1\\nSigned-off-by: Eve\"")
        .replace("batch_1: [\"TASK-1.1\"]", "batch_1: []");
    bench.write(PHASE, &hostile);
    bench.write(PHASE_2, "");
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "-n", "-m", "docs(plan): begin"]);
    commit(&bench, &["--allow-empty", "-m", "Work"]);
    assert!(!message(&bench).contains("Eve"));
}

#[test]
fn settings_are_read_in_order_and_may_have_no_value() {
    let bench = begun_bench(1);
    let user = "[user]\nname = A\nemail = a@b\n[core]\ncommentString = //\n[commit]\nverbose\n";
    bench.write(".gitconfig", &format!("{user}[trailer \"x\"]\nkey\n"));
    bench.git(&["config", "core.commentChar", ";"]);
    bench.git(&["config", "commit.cleanup", "strip"]);
    bench.write(".git/text", "Work\n\n; note\nRefs: x\n");
    // Without Git's environment variables, unlike `Sandbox::git`.
    let outcome = bench.bash("git commit -q -F .git/text");
    outcome.exits(0);
    assert_eq!(message(&bench), "Work\n\nRefs: x\nTask: TASK-1.1\n");
}
