//! Which hooks of a commit start the program at all.

#![cfg(unix)]

use std::fs;

use crate::common::installed::{NAMES, bench, log, read, script};
use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

/// A repository whose hooks log each start of the program.
fn watched() -> Sandbox {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let watch = bench.root.join(".git/watch");
    let log_path = bench.root.join("log");
    let text = format!(
        "#!/bin/sh\necho \"$3\" >>'{}'\nexec '{BINARY}' \"$@\"\n",
        log_path.display()
    );
    script(&bench, ".git/watch", &text);
    for name in NAMES {
        let path = format!(".git/hooks/{name}");
        let hook = read(&bench, &path);
        let hook = hook.replace(BINARY, watch.to_str().unwrap());
        fs::write(bench.root.join(&path), hook).unwrap();
    }
    // The commit that adds the plan could be amended.
    commit(&bench, "--message=Start --no-verify").exits(0);
    log(&bench);
    bench
}

/// Adds to the end of a hook.
fn extend(bench: &Sandbox, hook: &str, text: &str) {
    let path = format!(".git/hooks/{hook}");
    let hook = read(bench, &path);
    fs::write(bench.root.join(&path), hook + text).unwrap();
}

/// Commits a file at this time; other tests commit at a fixed one, which tells nothing apart.
fn commit(bench: &Sandbox, arguments: &str) -> Outcome {
    bench.bash(&format!(
        "echo >>work.txt && git add work.txt && \
         git -c user.name=Ada -c user.email=ada@example.com commit --quiet {arguments}"
    ))
}

#[test]
fn without_a_task_one_hook_is_enough() {
    let bench = watched();
    commit(&bench, "--message=Work").exits(0).complains("");
    assert_eq!(log(&bench), ["pre-commit"]);
    // Not every number is that of a task.
    commit(&bench, "--message='Work on 2 files'").exits(0);
    assert_eq!(log(&bench), ["pre-commit", "commit-msg"]);
    // A task in the message is recorded.
    commit(&bench, "--message='Work (TASK-1.1)'").exits(0);
    assert_eq!(log(&bench), ["pre-commit", "commit-msg", "post-commit"]);
    // What is pending now is asked for.
    commit(&bench, "--message=Work").exits(0);
    let log = log(&bench);
    for name in ["commit-msg", "post-commit"] {
        assert!(log.contains(&name.to_owned()), "{log:?}");
    }
}

#[test]
fn a_task_that_is_active_is_named() {
    for prepare in [
        "git switch --quiet --create feature/auth",
        "$PROGRESS start TASK-1.2",
        "export PROGRESS_TASK=TASK-1.2",
    ] {
        let bench = watched();
        let outcome = bench.bash(&format!(
            "{prepare} && echo >>work.txt && git add work.txt && \
             git -c user.name=Ada -c user.email=ada@example.com commit --quiet --message=Work"
        ));
        outcome.exits(0);
        let names = [
            "pre-commit",
            "prepare-commit-msg",
            "commit-msg",
            "post-commit",
        ];
        assert_eq!(log(&bench), names, "{prepare}");
    }
}

#[test]
fn without_the_first_hooks_the_others_run() {
    let bench = watched();
    commit(&bench, "--message=Work").exits(0);
    log(&bench);
    commit(&bench, "--message=Work --no-verify").exits(0);
    assert_eq!(log(&bench), ["prepare-commit-msg", "post-commit"]);
    commit(&bench, "--message=Work --amend").exits(0);
    assert!(log(&bench).contains(&"pre-commit".to_owned()));
}

#[test]
fn an_amended_change_of_a_plan_still_links_the_commit() {
    for message in ["--message='Log in'", "--message='Log in 2'", "--no-edit"] {
        let bench = watched();
        bench.run(&["start", "TASK-1.2"]).exits(0);
        bench.run(&["done", "TASK-1.2"]).exits(0);
        commit(&bench, "--all --message='Log in'")
            .exits(0)
            .stderr_has("recorded 1 path");
        for reset in ["", "--reset-author"] {
            let added = format!("added{reset}");
            bench.write(&added, "");
            bench.git(&["add", &added]);
            commit(&bench, &format!("--amend {reset} {message}"))
                .exits(0)
                .stderr_has("1 path of this commit belongs to");
        }
    }
}

#[test]
fn what_an_aborted_commit_left_applies_to_no_other() {
    let bench = watched();
    extend(&bench, "pre-commit", "exit 1\n");
    commit(&bench, "--message=Work").exits(1);
    assert!(read(&bench, ".git/progress/idle").starts_with("unless-named "));
    log(&bench);
    commit(&bench, "--message=Work --no-verify").exits(0);
    assert_eq!(log(&bench), ["prepare-commit-msg", "post-commit"]);
}

#[test]
fn what_another_hook_changes_meanwhile_is_noticed() {
    let plan = format!("sed -i 's/\\[\"alice\"\\]/[bob]/' {GOOD_PATH}; git add {GOOD_PATH}");
    for change in ["$PROGRESS start TASK-1.2", plan.as_str()] {
        let bench = watched();
        extend(&bench, "pre-commit", &format!("{change} >/dev/null 2>&1\n"));
        commit(&bench, "--message=Work").exits(0);
        assert!(
            log(&bench).starts_with(
                &["pre-commit", "prepare-commit-msg", "commit-msg"].map(str::to_owned)
            ),
            "{change}"
        );
    }
}

#[test]
fn a_message_that_is_changed_afterwards_is_read() {
    let bench = watched();
    extend(
        &bench,
        "commit-msg",
        "printf '\\nTask: TASK-1.1\\n' >>\"$1\"\n",
    );
    let outcome = commit(&bench, "--message=Work");
    outcome
        .exits(0)
        .stderr_has("1 path of this commit belongs to");
    assert_eq!(log(&bench), ["pre-commit", "post-commit"]);
}

#[test]
fn a_claim_without_a_number_is_checked() {
    let bench = watched();
    for message in ["Work\n\nTask: login", "Work (LOG-IN)\n\ntasks:login"] {
        bench.write("message", message);
        let outcome = commit(&bench, "--file=message");
        outcome.exits(1).stderr_has("unknown task `login`");
        assert_eq!(log(&bench), ["pre-commit", "commit-msg"], "{message}");
    }
}

#[test]
fn a_hook_that_stood_there_runs_all_the_same() {
    let bench = watched();
    for name in ["prepare-commit-msg", "commit-msg", "post-commit"] {
        let path = format!(".git/hooks/{name}.before-progress");
        script(
            &bench,
            &path,
            &format!("#!/bin/sh\necho own {name} >>log\n"),
        );
    }
    commit(&bench, "--message=Work").exits(0);
    let log = log(&bench);
    for name in [
        "own prepare-commit-msg",
        "own commit-msg",
        "own post-commit",
    ] {
        assert!(log.contains(&name.to_owned()), "{log:?}");
    }
}

#[test]
fn each_worktree_has_its_own() {
    let bench = watched();
    bench.git(&["worktree", "add", "--quiet", "--detach", "second"]);
    bench
        .bash("git branch --quiet next main && git -C second switch --quiet next")
        .exits(0);
    let commit = "cd second && echo >>work.txt && git add work.txt && \
                  git -c user.name=Ada -c user.email=ada@example.com commit --quiet --message=Work";
    bench.bash(commit).exits(0);
    assert_eq!(log(&bench), ["pre-commit"]);
    assert!(
        bench
            .root
            .join(".git/worktrees/second/progress/idle")
            .exists()
    );
    assert!(!bench.root.join(".git/progress/idle").exists());
}

#[test]
fn a_change_of_a_plan_is_work_for_every_hook() {
    let bench = watched();
    bench.write(
        GOOD_PATH,
        &GOOD.replace("owners: [\"alice\"]", "owners: [\"bob\"]"),
    );
    bench.git(&["add", GOOD_PATH]);
    commit(&bench, "--message=Work").exits(0);
    let names = [
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
    ];
    assert_eq!(log(&bench), names);
}

#[test]
fn a_record_that_only_a_later_hook_needs_fails_only_that_one() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    bench.write(".git/progress/pending.json", r#"{"version": 99}"#);
    let outcome = commit(&bench, "--message=Work");
    let told = &outcome.stderr;
    assert!(!told.contains("`commit-msg` was skipped"), "{told}");
    assert!(told.contains("`post-commit` was skipped"), "{told}");
}
