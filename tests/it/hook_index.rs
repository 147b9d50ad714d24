//! How the hooks change the index, also while other processes write it.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::hooked::{PHASE, bench, commit, commit_else, listed, status};
use crate::common::{GOOD, Sandbox};

/// Makes a script run before our own pre-commit.
fn before_pre_commit(bench: &Sandbox, script: &str) {
    let path = ".git/hooks/pre-commit";
    let binary = env!("CARGO_BIN_EXE_progress");
    let hook = format!("#!/bin/sh\n{script}\nexec '{binary}' hook run pre-commit\n");
    bench.write(path, &hook);
    fs::set_permissions(bench.root.join(path), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_file_assumed_unchanged_stays_so() {
    for marks in [
        &["--assume-unchanged"][..],
        &["--skip-worktree"],
        &["--assume-unchanged", "--skip-worktree"],
    ] {
        for is_split in [false, true] {
            let bench = bench();
            if is_split {
                bench.git(&["update-index", "--split-index"]);
            }
            for mark in marks {
                bench.git(&["update-index", mark, PHASE]);
            }
            bench.write(PHASE, &GOOD.replace("# Foundation", "# Private"));
            let marked = bench.git(&["ls-files", "-v", PHASE]);
            bench.write("a.txt", "two\n");
            commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
            assert_eq!(listed(&bench), "[\"a.txt\"]");
            assert_eq!(bench.git(&["ls-files", "-v", PHASE]), marked);
            bench.write("b.txt", "two\n");
            commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
            assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
            let committed = bench.git(&["show", &format!("HEAD:{PHASE}")]);
            assert!(committed.contains("# Foundation"), "{committed}");
            let own = fs::read_to_string(bench.root.join(PHASE)).unwrap();
            assert!(own.contains("# Private"), "{own}");
            assert_eq!(status(&bench), "");
        }
    }
}

#[test]
fn a_briefly_locked_index_is_waited_for() {
    let bench = bench();
    before_pre_commit(
        &bench,
        ": > .git/index.lock; (sleep 0.5; rm .git/index.lock) > /dev/null 2>&1 &",
    );
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"])
        .exits(0)
        .complains(&format!(
            "progress: recorded 1 path in `files_modified` of `{PHASE}`\n"
        ));
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn paths_that_cannot_be_staged_are_recorded_later() {
    let bench = bench();
    // A `git` that can do everything except write the index.
    let git = bench.bash("command -v git").stdout;
    let git = git.trim();
    bench.write(
        ".git/broken/git",
        &format!("#!/bin/sh\ncase \" $* \" in *\" update-index \"*) echo 'fatal: no' >&2; exit 128;; *) exec {git} \"$@\";; esac\n"),
    );
    let permissions = fs::Permissions::from_mode(0o755);
    fs::set_permissions(bench.root.join(".git/broken/git"), permissions).unwrap();
    before_pre_commit(&bench, "[ -d .git/broken ] && PATH=$PWD/.git/broken:$PATH");
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Work"])
        .exits(0)
        .stderr_has("`files_modified` was not updated")
        .stderr_has("1 path of this commit belongs to");
    assert_eq!(listed(&bench), "[]");
    assert_eq!(status(&bench), "");
    fs::remove_dir_all(bench.root.join(".git/broken")).unwrap();
    commit_else(&bench, "More").exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn a_recorded_file_is_not_taken_for_changed() {
    for options in [&[][..], &["--all"], &["--only", "a.txt"]] {
        for index in ["--no-split-index", "--split-index"] {
            let bench = bench();
            bench.git(&["update-index", index]);
            bench.write("a.txt", "two\n");
            if options.is_empty() {
                bench.git(&["add", "a.txt"]);
            }
            let arguments = [&["-m", "Work (TASK-1.1)"], options].concat();
            commit(&bench, &arguments).exits(0);
            assert_eq!(listed(&bench), "[\"a.txt\"]");
            // Plumbing compares what the index knows about files before it reads any.
            assert_eq!(bench.git(&["diff-files", "--name-only"]), "", "{options:?}");
            bench.git(&["diff-index", "--quiet", "HEAD"]);
        }
    }
}

#[test]
fn only_the_recorded_file_is_refreshed() {
    let bench = bench();
    bench.write("b.txt", "one\n");
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt", "b.txt"]);
    bench.write("b.txt", "unstaged\n");
    bench.write(PHASE, &GOOD.replace("# Foundation", "# Private"));
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(status(&bench), format!(" M b.txt\n M {PHASE}\n"));
}
