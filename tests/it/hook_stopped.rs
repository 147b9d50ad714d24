//! What is left of commits that were never made.

#![cfg(unix)]

use std::fs;

use crate::common::hooked::{PHASE, bench, commit, commit_else, listed, status};
use crate::common::{GOOD, Sandbox};

/// Returns the paths listed in the working tree.
fn listed_here(bench: &Sandbox) -> String {
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    let line = text.split("\nfiles_modified: ").nth(1).unwrap();
    line.lines().next().unwrap().to_owned()
}

/// Commits `a.txt`, which commit-msg blocks.
fn stopped(bench: &Sandbox, arguments: &[&str]) {
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    let message = ["-m", "Work\n\nTask: TASK-1.99"];
    let outcome = commit(bench, &[&message, arguments].concat());
    // A commit that was not made is not reported.
    assert!(!outcome.stderr.contains("recorded"), "{outcome}");
    outcome.exits(1);
}

/// Then commits `b.txt`, without `a.txt`.
fn other(bench: &Sandbox) {
    bench.git(&["restore", "--staged", "a.txt"]);
    bench.write("b.txt", "two\n");
    bench.git(&["add", "b.txt"]);
    commit(bench, &["-m", "Work (TASK-1.1)"]).exits(0);
}

#[test]
fn records_for_a_failed_commit_are_removed() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    let outcome = commit(&bench, &["-m", "Work\n\nTask: TASK-1.11"]);
    outcome
        .exits(1)
        .stderr_has("error: unknown task `TASK-1.11`\n  help: did you mean `TASK-1.1`")
        .stderr_has("git commit --no-verify");
    bench.git(&["restore", "--staged", "a.txt"]);
    bench.write("b.txt", "two\n");
    bench.git(&["add", "b.txt"]);
    commit(&bench, &["-m", "Work\n\nTask: TASK-1.1"]).exits(0);
    assert_eq!(listed(&bench), "[\"b.txt\"]");
    assert_eq!(status(&bench), " M a.txt\n");
}

#[test]
fn entries_written_after_a_failed_commit_are_kept() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    let wrong = &["-m", "Work\n\nTask: NOPE-1"];
    commit(&bench, wrong).exits(1);
    // After a second failure it is still ours.
    commit(&bench, wrong).exits(1);
    bench.git(&["restore", "--staged", "a.txt"]);
    bench.write("b.txt", "two\n");
    bench.git(&["add", "b.txt"]);
    commit(&bench, wrong).exits(1);
    bench.git(&["reset", "--quiet", "--hard"]);
    let own = GOOD.replace("files_modified: []", "files_modified: [\"b.txt\"]");
    bench.write(
        PHASE,
        &own.replace("title: \"Foundation\"", "title: \"Ours\""),
    );
    bench.write("c.txt", "new\n");
    bench.git(&["add", "--all"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(listed(&bench), "[\"b.txt\", \"c.txt\"]");
}

#[test]
fn a_blocked_full_or_partial_commit_leaves_nothing() {
    for how in [&["--all"][..], &["--", "a.txt"]] {
        let bench = bench();
        stopped(&bench, how);
        other(&bench);
        assert_eq!(listed(&bench), "[\"b.txt\"]");
        assert_eq!(listed_here(&bench), "[\"b.txt\"]");
        assert_eq!(status(&bench), " M a.txt\n");
    }
}

#[test]
fn an_empty_message_leaves_nothing() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    let editor = ["-c", "core.editor=true", "commit", "--quiet", "--all"];
    bench.try_git(&editor).exits(1);
    other(&bench);
    assert_eq!(listed(&bench), "[\"b.txt\"]");
    assert_eq!(status(&bench), " M a.txt\n");
}

#[test]
fn leftovers_of_a_blocked_commit_are_removed_on_another_branch() {
    let bench = bench();
    commit_else(&bench, "More (TASK-1.1)").exits(0);
    stopped(&bench, &[]);
    bench.git(&["switch", "--quiet", "--create", "feature/auth-v1", "HEAD~"]);
    other(&bench);
    assert_eq!(listed(&bench), "[\"b.txt\"]");
    assert_eq!(status(&bench), " M a.txt\n");
}

#[test]
fn leftovers_committed_without_hooks_are_removed_by_the_next_commit() {
    let bench = bench();
    stopped(&bench, &[]);
    bench.git(&["restore", "--staged", "a.txt"]);
    bench.write("b.txt", "two\n");
    bench.git(&["add", "b.txt"]);
    commit(&bench, &["--no-verify", "-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    commit_else(&bench, "More (TASK-1.1)").exits(0);
    assert_eq!(listed(&bench), "[\"b.txt\"]");
    assert_eq!(status(&bench), " M a.txt\n");
}

#[test]
fn entries_written_by_hand_are_kept_byte_for_byte() {
    let bench = bench();
    stopped(&bench, &[]);
    let ours = fs::read(bench.root.join(PHASE)).unwrap();
    bench.git(&["reset", "--quiet", "--hard"]);
    fs::write(bench.root.join(PHASE), ours).unwrap();
    bench.git(&["add", PHASE]);
    other(&bench);
    assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
    assert_eq!(status(&bench), "");
}

/// Installs a `git` that kills the hook before or after running a command.
fn kill_at(bench: &Sandbox, word: &str, is_done: bool) {
    let find = bench.bash("command -v git").stdout;
    let git = find.trim();
    let first = if is_done {
        format!("{git} \"$@\"")
    } else {
        ":".to_owned()
    };
    let script = format!(
        "#!/bin/sh\ncase \" $* \" in *\" {word} \"*) {first}; kill -9 $PPID;; *) exec {git} \"$@\";; esac\n"
    );
    bench.write(".git/killing/git", &script);
    let binary = env!("CARGO_BIN_EXE_progress");
    bench.write(
        ".git/hooks/pre-commit",
        &format!("#!/bin/sh\n[ -d .git/killing ] && PATH=$PWD/.git/killing:$PATH\nexec '{binary}' hook run pre-commit\n"),
    );
    bench.git(&["-c", "alias.x=!chmod +x .git/killing/git", "x"]);
}

/// Calls `then` after a commit of `a.txt` whose hook was killed, for each point in time.
fn after_each_kill(then: impl Fn(&Sandbox, &str)) {
    let moments = [
        ("hash-object", true),
        ("update-index", false),
        ("update-index", true),
    ];
    for (word, is_done) in moments {
        for how in ["--quiet", "--all"] {
            let bench = bench();
            if word == "hash-object" {
                // Elsewhere libgit2 writes the object.
                bench.git(&["config", "core.sharedRepository", "group"]);
            }
            kill_at(&bench, word, is_done);
            bench.write("a.txt", "two\n");
            bench.git(&["add", "a.txt"]);
            let outcome = commit(&bench, &["-m", "Work (TASK-1.1)", how]);
            assert_ne!(outcome.status, 0, "{outcome}");
            fs::remove_dir_all(bench.root.join(".git/killing")).unwrap();
            // The lock of our own `git`, where that was killed too.
            let _ = fs::remove_file(bench.root.join(".git/index.lock"));
            then(&bench, &format!("{word} {is_done} {how}"));
        }
    }
}

#[test]
fn the_paths_of_a_killed_hook_are_recorded_once() {
    after_each_kill(|bench, moment| {
        commit(bench, &["-m", "Work (TASK-1.1)"]).exits(0);
        assert_eq!(listed(bench), "[\"a.txt\"]", "{moment}");
        assert_eq!(status(bench), "", "{moment}");
    });
}

#[test]
fn leftovers_of_a_killed_hook_are_removed() {
    after_each_kill(|bench, moment| {
        other(bench);
        assert_eq!(listed(bench), "[\"b.txt\"]", "{moment}");
        assert_eq!(status(bench), " M a.txt\n", "{moment}");
    });
}
