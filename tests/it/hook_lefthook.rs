//! Our hooks, run by the real lefthook; `PROGRESS_HOOK_MANAGERS` names its folder.

#![cfg(unix)]

use crate::common::managed::{Scratch, named, printed};
use crate::common::{GOOD, GOOD_PATH};

#[test]
fn a_file_that_lefthook_rejects_is_named() {
    let key = "pre-commit:\n  commands:\n    progress:\n      run: progress hook run pre-commit\n";
    let table = "[pre-commit.commands.progress]\nrun = 'progress hook run pre-commit'\n";
    for (file, text) in [
        ("lefthook.yml", key.repeat(2)),
        ("lefthook.toml", table.repeat(2)),
        ("lefthook.json", "{".to_owned()),
    ] {
        let Some(scratch) = Scratch::new("lefthook") else {
            return;
        };
        scratch.bench.write(file, &text);
        scratch.bench.commit();
        scratch.try_run("lefthook install").exits(1);
        let said = format!("lefthook rejects `{file}`");
        scratch.run("progress hook install").stdout_has(&said);
        scratch
            .try_run("progress hook status")
            .exits(1)
            .stdout_has("file rejected");
        let doctor = scratch.try_run("progress doctor");
        doctor
            .exits(1)
            .stdout_has("warning[manager-file]")
            .stdout_has(&said);
    }
}

#[test]
fn lines_for_lefthook_fit_a_file_that_already_has_the_key() {
    for (file, text) in [
        (
            "lefthook.yml",
            "pre-commit:\n  commands:\n    a:\n      run: 'true'\n",
        ),
        (
            "lefthook.yml",
            "pre-commit:\n  jobs:\n    - name: a\n      run: 'true'\n",
        ),
        ("lefthook.toml", "[pre-commit.commands.a]\nrun = 'true'\n"),
        (
            "lefthook.yml",
            "{pre-commit: {commands: {progress: {run: 'true'}}}}\n",
        ),
        (
            "lefthook.yml",
            "# pre-push extends nothing\n  pre-commit:\n    parallel: true\n",
        ),
        (
            "lefthook.toml",
            "[pre-commit]\ncommands = { a = { run = 'true' } }\n",
        ),
        (
            "lefthook.json",
            "{\n\"pre-push\": {\"commands\": {\"a\": {\"run\": \"true\"}}}}\n",
        ),
    ] {
        let Some(scratch) = Scratch::new("lefthook") else {
            return;
        };
        scratch.bench.write(file, text);
        let said = scratch.run("progress hook install").stdout;
        let said = said.split("\nThen: ").next().unwrap();
        let (_, lines) = said.split_once(":\n\n").unwrap();
        let own = lines.split_once("\nIn `");
        let own = own.or_else(|| lines.split_once("\nAt the top of `"));
        if let Some((own, rest)) = own {
            scratch.bench.write("lefthook-progress.yml", own);
            let (_, line) = rest.split_once(":\n\n").unwrap();
            let with = match text.strip_prefix('{') {
                Some(rest) => format!("{{{line}{rest}"),
                None if file.ends_with("toml") => format!("{line}{text}"),
                None => format!("{text}{line}"),
            };
            scratch.bench.write(file, &with);
        } else {
            scratch.bench.write(file, &format!("{text}\n{lines}"));
        }
        scratch.bench.commit();
        scratch.run("lefthook install");
        scratch.check();
    }
}

#[test]
fn lefthook_that_can_no_longer_be_found_is_reported() {
    let Some(scratch) = named("lefthook") else {
        return;
    };
    scratch.run("lefthook install");
    let doctor = scratch.run("progress doctor");
    assert!(!doctor.stdout.contains("manager-gone"), "{doctor}");
    // As in a clone whose packages were removed: the script succeeds without running anything.
    let lost = "sed -i 's#[^ ]*/bin/lefthook -h#/none/lefthook -h#' .git/hooks/* && \
                own=$(dirname \"$(command -v progress)\") && PATH=$own:/usr/local/bin:/usr/bin:/bin";
    scratch
        .run(&format!("{lost} && progress doctor"))
        .stdout_has("note[manager-gone]: lefthook is neither on the `PATH`");
    let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 3");
    scratch.bench.write(GOOD_PATH, &wrong);
    scratch.run(&format!("{lost} && git commit -q -a -m Work"));
}

#[test]
fn lefthook_passes_every_push_and_paths_with_spaces() {
    let Some(scratch) = named("lefthook") else {
        return;
    };
    scratch.run(
        "lefthook install && git init -q --bare .git/remote && git remote add origin .git/remote",
    );
    scratch.run("git push -q -u origin main");
    // The current branch has nothing to push, but another one has.
    scratch.run(
        "git checkout -q -b feature/auth-v1 && git commit -q --no-verify --allow-empty -m Work \
         -m 'Task: TASK-9.9' && git checkout -q main",
    );
    let outcome = scratch.try_run("git push -q origin feature/auth-v1");
    assert_ne!(outcome.status, 0, "{outcome}");
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("TASK-9.9"), "{said}");
    // The message of a linked worktree has a path with spaces.
    scratch.run("git worktree add -q -b other '.git/a b/c d'");
    let outcome = scratch
        .try_run("cd '.git/a b/c d' && git commit -q --allow-empty -m Work -m 'Task: TASK-9.9'");
    assert_ne!(outcome.status, 0, "{outcome}");
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("TASK-9.9"), "{said}");
}

#[test]
fn lefthook_runs_our_hooks() {
    for file in ["lefthook.yml", "lefthook.toml", "lefthook.json"] {
        let Some(scratch) = Scratch::new("lefthook") else {
            return;
        };
        scratch.bench.write(file, "");
        let lines = printed(&scratch);
        scratch.bench.write(file, &lines);
        scratch.bench.commit();
        scratch.run("lefthook install");
        scratch.check();
    }
}
