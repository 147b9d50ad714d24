//! How the hooks change a commit message: with real `git commit`, byte for byte.
#![cfg(unix)]

use crate::common::Sandbox;
use crate::common::hooked::{PHASE, bench, commit};

const TASK: &str = "%(trailers:key=Task,valueonly,separator=%x2C)";

/// Creates a sandbox whose phase has these tasks in progress, and a staged change.
fn working_on(tasks: &[&str]) -> Sandbox {
    let bench = bench();
    let text = std::fs::read_to_string(bench.root.join(PHASE)).unwrap();
    let mut text = text
        .replace(
            "in_progress_tasks: 0",
            &format!("in_progress_tasks: {}", tasks.len()),
        )
        .replace("status: \"planning\"", "status: \"in_progress\"");
    for task in tasks {
        let at = text.find(&format!("id: \"{task}\"")).unwrap();
        let (front, rest) = text.split_at(at);
        let rest = rest.replacen("\"pending\"", "\"in_progress\"", 1);
        text = format!("{front}{rest}");
    }
    bench.write(PHASE, &text);
    bench.git(&[
        "commit",
        "--quiet",
        "--no-verify",
        "-am",
        "docs(plan): start",
    ]);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    bench
}

fn last(bench: &Sandbox, format: &str) -> String {
    bench.git(&["log", "-1", &format!("--format={format}")])
}

/// Makes `git` open an editor that runs a shell script, with the message in `$1`.
fn edit(bench: &Sandbox, script: &str) {
    let path = bench.root.join(".git/editor");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    bench.git(&["config", "core.editor", &format!("sh '{}'", path.display())]);
}

#[test]
fn no_byte_of_the_author_changes() {
    for body in [
        "https://tracker.example/issues/123",
        "See std::vector.",
        "12:30",
        "key:       value",
        "BREAKING CHANGE: all is new",
        "Closes #12",
        "a\n\n---\nb",
        "Refs: Phase 1\nCloses #12",
        "Signed-off-by: A <a@example.org>\nCo-authored-by:  B <b@example.org>",
    ] {
        let bench = working_on(&["TASK-1.1"]);
        let message = format!("Work\n\n{body}");
        commit(&bench, &["-m", &message]).exits(0);
        let text = last(&bench, "%B");
        let rest = text.strip_prefix(&message);
        let rest = rest.unwrap_or_else(|| panic!("{text:?} does not start with {message:?}"));
        assert_eq!(rest.trim(), "Task: TASK-1.1");
        assert_eq!(last(&bench, TASK).trim(), "TASK-1.1", "{text}");
    }
}

#[test]
fn trailer_settings_change_nothing() {
    for (key, value) in [
        ("trailer.ifmissing", "doNothing"),
        ("trailer.where", "start"),
        ("trailer.task.ifmissing", "doNothing"),
        ("trailer.task.cmd", "true"),
        ("trailer.separators", ":="),
    ] {
        let bench = working_on(&["TASK-1.1"]);
        bench.git(&["config", key, value]);
        commit(&bench, &["-m", "Work\n\nSigned-off-by: A <a@example.org>"]).exits(0);
        let want = "Work\n\nSigned-off-by: A <a@example.org>\nTask: TASK-1.1\n\n";
        assert_eq!(last(&bench, "%B"), want, "{key}");
    }
}

#[test]
fn several_active_tasks_of_a_phase_are_offered() {
    let bench = working_on(&["TASK-1.1", "TASK-1.2"]);
    edit(
        &bench,
        "cp \"$1\" seen; printf 'Work\\n' | cat - \"$1\" > m; mv m \"$1\"",
    );
    commit(&bench, &[]).exits(0);
    let seen = std::fs::read_to_string(bench.root.join("seen")).unwrap();
    assert!(seen.contains("\n# Task: auth-v1:TASK-1.1\n"), "{seen}");
    assert!(seen.contains("\n# Task: auth-v1:TASK-1.2\n"), "{seen}");
    assert_eq!(last(&bench, "%B"), "Work\n\n");
}

#[test]
fn offers_never_become_part_of_a_commit() {
    let keep = "printf 'Work\\n' | cat - \"$1\" > m; mv m \"$1\"";
    for (settings, arguments) in [
        (&["commit.cleanup=scissors"][..], &[][..]),
        (&["commit.cleanup=whitespace"], &[]),
        (&["commit.cleanup=verbatim"], &[]),
        (&["core.commentChar=;", "commit.status=false"], &[]),
        (&["core.commentChar=auto"], &[]),
        (&[], &["--cleanup=verbatim"]),
        (&[], &["--cleanup=whitespace"]),
        (&[], &["--verbose"]),
    ] {
        let bench = working_on(&["TASK-1.1", "TASK-1.2"]);
        edit(&bench, keep);
        for setting in settings {
            let (key, value) = setting.split_once('=').unwrap();
            bench.git(&["config", key, value]);
        }
        commit(&bench, arguments).exits(0);
        let text = last(&bench, "%B");
        assert!(
            !text.contains("TASK-1."),
            "{settings:?} {arguments:?}: {text}"
        );
    }
}

#[test]
fn what_git_allows_is_not_refused() {
    let bench = working_on(&["TASK-1.1"]);
    bench.git(&["config", "commit.cleanup", "scissors"]);
    edit(
        &bench,
        "printf '#42 fix the token\\n' | cat - \"$1\" > m; mv m \"$1\"",
    );
    commit(&bench, &[]).exits(0);
    assert_eq!(last(&bench, "%s"), "#42 fix the token\n");
    for subject in ["Task: refactor the parser", "task: add tests for TASK-1.2"] {
        let bench = working_on(&["TASK-1.1"]);
        commit(&bench, &["-m", subject]).exits(0);
        assert_eq!(last(&bench, "%s").trim(), subject);
    }
    let bench = working_on(&["TASK-1.1"]);
    commit(&bench, &["--allow-empty-message", "-m", ""]).exits(0);
    assert_eq!(last(&bench, "%B").trim(), "");
}

#[test]
fn a_template_that_was_not_edited_is_refused_by_git() {
    let bench = working_on(&["TASK-1.1"]);
    bench.write(".git/template", "Area: \n\n# why\n");
    bench.git(&["config", "commit.template", ".git/template"]);
    edit(&bench, "true");
    let outcome = commit(&bench, &[]);
    outcome.exits(1).stderr_has("did not edit the message");
    edit(&bench, "sed -i 's/^Area: /Area: parser/' \"$1\"");
    commit(&bench, &[]).exits(0);
    assert_eq!(last(&bench, "%B"), "Area: parser\n\nTask: TASK-1.1\n\n");
}

#[test]
fn a_misspelled_task_is_named() {
    let bench = working_on(&["TASK-1.1"]);
    let outcome = commit(&bench, &["-m", "Work on TASK-1.7"]);
    outcome
        .exits(0)
        .stderr_has("unknown task `TASK-1.7`")
        .stderr_has("did you mean `TASK-1.1`?");
    assert_eq!(last(&bench, "%B"), "Work on TASK-1.7\n\n");
}

#[test]
fn candidates_are_named() {
    let bench = working_on(&["TASK-1.1", "TASK-1.2"]);
    let outcome = commit(&bench, &["-m", "Work"]);
    outcome
        .exits(0)
        .stderr_has("add a line `Task: TASK-1.1` or `Task: TASK-1.2` to the message");
}

#[test]
fn a_repository_without_progress_files_notices_nothing() {
    let bench = bench();
    bench.git(&["rm", "--quiet", "-r", "docs"]);
    commit(&bench, &["--no-verify", "-m", "Without plans"]).exits(0);
    bench.write("a.txt", "two\n");
    let message = "Work on TASK-1.7\n\nTask: refactor\n";
    commit(&bench, &["-a", "-m", message])
        .exits(0)
        .complains("");
    assert_eq!(last(&bench, "%B"), format!("{message}\n"));
}

#[test]
fn paths_are_relative_to_the_current_folder() {
    let bench = working_on(&["TASK-1.1"]);
    bench.write("tools/x", "");
    bench.write(".git/MESSAGE", "Work\n");
    let script = "cd tools && \"$PROGRESS\" hook run prepare-commit-msg ../.git/MESSAGE message";
    bench.bash(script).exits(0).complains("");
    let text = std::fs::read_to_string(bench.root.join(".git/MESSAGE")).unwrap();
    assert_eq!(text, "Work\n\nTask: TASK-1.1\n");
}

#[test]
fn a_pick_without_a_commit_names_its_task() {
    let bench = working_on(&["TASK-1.1"]);
    bench.git(&["commit", "--quiet", "--no-verify", "-m", "Other"]);
    let picked = bench.git(&["rev-parse", "HEAD"]);
    bench.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    bench.git(&["cherry-pick", "--no-commit", picked.trim()]);
    bench.git(&["config", "core.editor", "true"]);
    commit(&bench, &[]).exits(0);
    assert_eq!(last(&bench, "%B"), "Other\n\nTask: TASK-1.1\n\n");
}

#[test]
fn a_trailer_is_added_even_where_no_comment_can_announce_it() {
    let add = "printf 'Work\\n' | cat - \"$1\" > m; mv m \"$1\"";
    for arguments in [
        &["--cleanup=whitespace"][..],
        &["--cleanup=verbatim"],
        &["--no-status"],
        &["--no-status", "--verbose"],
        &["--template", ".git/template", "--no-status"],
    ] {
        let bench = working_on(&["TASK-1.1"]);
        bench.write(".git/template", "Area: \n");
        edit(&bench, "true");
        // Whoever writes nothing gets what Git gives.
        let outcome = commit(&bench, arguments);
        if outcome.status == 0 {
            assert_eq!(last(&bench, TASK).trim(), "", "{arguments:?}");
            bench.git(&["reset", "--quiet", "--soft", "HEAD~"]);
        }
        // An aborted commit leaves nothing to the next one.
        edit(&bench, "exit 1");
        commit(&bench, arguments).exits(1);
        edit(&bench, add);
        commit(&bench, &["--amend"]).exits(0);
        let text = last(&bench, "%B");
        assert_eq!(text.matches("Task:").count(), 1, "{arguments:?} {text}");
        bench.write("a.txt", "four\n");
        bench.git(&["add", "--all"]);
        commit(&bench, arguments).exits(0);
        assert!(last(&bench, "%s").starts_with("Work"), "{arguments:?}");
        let text = last(&bench, "%B");
        assert_eq!(
            last(&bench, TASK).trim(),
            "TASK-1.1",
            "{arguments:?} {text}"
        );
    }
}

#[test]
fn what_a_message_on_the_command_line_quotes_is_not_what_git_says() {
    let quoted = "# Please enter the commit message for your changes. Lines starting\n\
                  # with '#' will be ignored, and an empty message aborts the commit.\n";
    for setting in ["core.commentChar=#", "core.commentChar=;"] {
        let bench = working_on(&["TASK-1.1"]);
        let text = format!("Work\n\n{quoted}\n# with '#' it goes on\n");
        bench.write(".git/text", &text);
        bench.git(&["-c", setting, "commit", "--quiet", "-F", ".git/text"]);
        assert_eq!(last(&bench, TASK).trim(), "TASK-1.1", "{setting}");
        bench.write("a.txt", "three\n");
        bench.write(".git/text", quoted);
        bench.git(&["-c", setting, "commit", "--quiet", "-a", "-F", ".git/text"]);
        assert_eq!(last(&bench, TASK).trim(), "TASK-1.1", "{setting}");
    }
}

#[test]
fn a_task_line_that_names_nothing_of_the_plans_is_neither_refused_nor_believed() {
    for (value, expected) in [
        ("", "TASK-1.1"),
        ("#12", "#12,TASK-1.1"),
        (
            "https://tracker.example/T1",
            "https://tracker.example/T1,TASK-1.1",
        ),
        // This says that there is none.
        ("none", "none"),
        ("N/A", "N/A"),
    ] {
        let bench = working_on(&["TASK-1.1"]);
        let text = format!("Work\n\nTask: {value}\n");
        commit(&bench, &["-m", &text]).exits(0);
        assert_eq!(last(&bench, TASK).trim_end(), expected, "{value:?}");
    }
}

#[test]
fn a_note_parts_no_lines_of_the_author() {
    for tasks in [&["TASK-1.1"][..], &["TASK-1.1", "TASK-1.2"]] {
        let bench = working_on(tasks);
        bench.write(".git/template", "Area: parser\n");
        edit(&bench, "printf 'more\n' >> \"$1\"");
        commit(&bench, &["-t", ".git/template"]).exits(0);
        let text = last(&bench, "%B");
        assert!(text.starts_with("Area: parser\n\nmore\n"), "{text}");
        // Git itself writes no blank line here.
        bench.write("a.txt", "three\n");
        bench.write(".git/template", "Area: parser");
        edit(&bench, "printf 'more\n' >> \"$1\"");
        bench.git(&["add", "--all"]);
        commit(&bench, &["-t", ".git/template"]).exits(0);
        let text = last(&bench, "%B");
        assert!(text.starts_with("Area: parser\nmore\n"), "{text}");
    }
}

#[test]
fn the_line_goes_after_what_is_written_in_the_editor() {
    for (arguments, script) in [
        (
            &["--edit", "-m", "Work"][..],
            "printf '\\nMore prose.\\n' >> \"$1\"",
        ),
        (
            &["--edit", "-m", "Work", "--cleanup=whitespace"],
            "printf '\\nMore.\\n' >> \"$1\"",
        ),
        (&["--edit", "-m", "Work"], "true"),
        (
            &["--edit", "-m", "Work", "--cleanup=scissors"],
            "sed -i '1s/$/ more/' \"$1\"",
        ),
    ] {
        let bench = working_on(&["TASK-1.1"]);
        edit(&bench, script);
        commit(&bench, arguments).exits(0);
        let text = last(&bench, "%B");
        assert_eq!(
            last(&bench, TASK).trim(),
            "TASK-1.1",
            "{arguments:?} {text}"
        );
    }
}

#[test]
fn what_the_author_quotes_in_the_editor_is_not_what_git_says() {
    let quoted = "Work\\n\\n# Please enter the commit message for your changes. Lines starting\\n\
                  # with '\\''#'\\'' will be ignored, and so on\\n";
    for arguments in [&["--cleanup=scissors"][..], &["--cleanup=whitespace"], &[]] {
        let bench = working_on(&["TASK-1.1"]);
        edit(
            &bench,
            &format!("printf '{quoted}' | cat - \"$1\" > m; mv m \"$1\""),
        );
        let comment = ["-c", "core.commentChar=;", "commit", "--quiet"];
        bench.git(&[&comment, arguments].concat());
        let text = last(&bench, "%B");
        assert_eq!(
            last(&bench, TASK).trim(),
            "TASK-1.1",
            "{arguments:?} {text}"
        );
    }
    // Git cuts a message there only if it has said so.
    let bench = working_on(&["TASK-1.1"]);
    let scissors = "# ------------------------ >8 ------------------------";
    edit(
        &bench,
        &format!("printf 'Work\\n\\nA\\n{scissors}\\nB: c d\\nE\\n' >> \"$1\""),
    );
    commit(&bench, &[]).exits(0);
    assert_eq!(
        last(&bench, "%B"),
        "Work\n\nA\nB: c d\nE\n\nTask: TASK-1.1\n\n"
    );
}
