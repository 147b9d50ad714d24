//! The hooks and rewritten commits.

#![cfg(unix)]

use crate::common::Sandbox;
use crate::common::hooked::{
    PHASE, PHASE_2, bench, commit, commit_else, listed_in, status, with_second_phase,
};

/// Creates a branch with two pending commits of the second phase; the later one conflicts with
/// a later change on `main`.
fn two_that_wait() -> Sandbox {
    let bench = bench();
    with_second_phase(&bench);
    bench.git(&["branch", "--force", "main"]);
    for path in ["a.txt", "b.txt"] {
        bench.write(path, "two\n");
        let message = format!("Change {path} (TASK-2.1)");
        // Without pre-commit, the second does not record the first.
        commit(&bench, &["--no-verify", "-a", "-m", &message]).exits(0);
    }
    bench
}

/// Changes a file on `main`, so that a rebase onto it stops at the commit that changes it too.
fn moves_on(bench: &Sandbox, path: &str) {
    bench.git(&["switch", "--quiet", "main"]);
    bench.write(path, "three\n");
    bench.git(&["commit", "--quiet", "--no-verify", "-am", "Elsewhere"]);
    bench.git(&["switch", "--quiet", "feature/auth"]);
}

#[test]
fn commits_that_a_rebase_skips_are_not_recorded() {
    for backend in ["--merge", "--apply"] {
        for (skipped, kept) in [("b.txt", "a.txt"), ("a.txt", "b.txt")] {
            let bench = two_that_wait();
            moves_on(&bench, skipped);
            bench.try_git(&["rebase", backend, "main"]).exits(1);
            bench.git(&["rebase", "--skip"]);
            assert_eq!(status(&bench), "", "{backend} {skipped}");
            commit_else(&bench, "More (TASK-2.1)").exits(0);
            let recorded = listed_in(&bench, "HEAD", PHASE_2);
            assert_eq!(recorded, format!("[\"{kept}\"]"), "{backend} {skipped}");
            assert_eq!(status(&bench), "");
        }
    }
}

#[test]
fn an_amend_that_drops_the_mention_records_nothing() {
    // With nothing staged, and with a staged change, which makes the hook record what is pending.
    for is_more in [false, true] {
        let bench = bench();
        with_second_phase(&bench);
        bench.write("a.txt", "two\n");
        commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]).exits(0);
        if is_more {
            bench.write("b.txt", "two\n");
        }
        commit(&bench, &["-a", "--amend", "-m", "Work"]).exits(0);
        commit_else(&bench, "More").exits(0);
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]", "{is_more}");
        assert_eq!(status(&bench), "");
        commit_else(&bench, "And more").exits(0);
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]", "{is_more}");
    }
}

#[test]
fn an_amend_that_names_another_phase_is_recorded_there() {
    for is_more in [false, true] {
        let bench = bench();
        with_second_phase(&bench);
        bench.write("a.txt", "two\n");
        commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]).exits(0);
        if is_more {
            bench.write("b.txt", "two\n");
        }
        commit(&bench, &["-a", "--amend", "-m", "Work (TASK-1.1)"]).exits(0);
        commit_else(&bench, "More").exits(0);
        let expected = if is_more {
            "[\"a.txt\", \"b.txt\"]"
        } else {
            "[\"a.txt\"]"
        };
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]", "{is_more}");
        assert_eq!(listed_in(&bench, "HEAD", PHASE), expected, "{is_more}");
        assert_eq!(status(&bench), "");
    }
}

/// Hides Git's input from the hook, like pre-commit and prek.
fn hides_input(bench: &Sandbox) {
    let binary = env!("CARGO_BIN_EXE_progress");
    let hook = format!(
        "#!/bin/sh\nPRE_COMMIT_REWRITE_COMMAND=$1 exec '{binary}' hook run post-rewrite </dev/null\n"
    );
    bench.write(".git/hooks/post-rewrite", &hook);
}

#[test]
fn a_hook_without_input_finds_the_commits_itself() {
    for backend in ["--merge", "--apply"] {
        let bench = two_that_wait();
        hides_input(&bench);
        bench.git(&["switch", "--quiet", "main"]);
        bench.write("c.txt", "new\n");
        bench.git(&["add", "c.txt"]);
        bench.git(&["commit", "--quiet", "--no-verify", "-m", "Elsewhere"]);
        bench.git(&["switch", "--quiet", "feature/auth"]);
        bench.git(&["rebase", "--quiet", backend, "main"]);
        let kept = std::fs::read_to_string(bench.root.join(".git/progress/pending.json")).unwrap();
        let head = bench.git(&["rev-parse", "HEAD"]);
        assert!(kept.contains(head.trim()), "{backend}: {kept}");
        commit_else(&bench, "More (TASK-2.1)").exits(0);
        let recorded = listed_in(&bench, "HEAD", PHASE_2);
        assert_eq!(recorded, "[\"a.txt\", \"b.txt\"]", "{backend}");
    }
}

#[test]
fn an_amend_during_a_rebase_is_not_part_of_the_rebase() {
    let bench = two_that_wait();
    hides_input(&bench);
    let settings = ["-c", "sequence.editor=sed -i 1s/^pick/edit/"];
    bench.git(&[&settings[..], &["rebase", "--interactive", "main"]].concat());
    bench.write("c.txt", "new\n");
    bench.git(&["add", "c.txt"]);
    commit(&bench, &["--amend", "--no-edit"]).exits(0);
    bench.git(&["-c", "core.editor=true", "rebase", "--continue"]);
    commit_else(&bench, "More (TASK-2.1)").exits(0);
    let recorded = listed_in(&bench, "HEAD", PHASE_2);
    let mut recorded: Vec<&str> = recorded.trim_matches(['[', ']']).split(", ").collect();
    recorded.sort_unstable();
    assert_eq!(recorded, ["\"a.txt\"", "\"b.txt\"", "\"c.txt\""]);
    assert_eq!(status(&bench), "");
}

#[test]
fn paths_linked_only_by_the_message_of_a_picked_commit_are_recorded() {
    for is_one in [true, false] {
        let bench = two_that_wait();
        bench.git(&["switch", "--quiet", "--create", "feature/auth-two", "main"]);
        let (range, say) = if is_one {
            (
                "feature/auth",
                "the next commit on this branch will record them",
            )
        } else {
            (
                "main..feature/auth",
                "the next commit after the cherry-pick or revert will record them",
            )
        };
        bench
            .try_git(&["cherry-pick", range])
            .exits(0)
            .stderr_has(say);
        assert_eq!(status(&bench), "");
        commit_else(&bench, "More (TASK-2.1)").exits(0);
        let expected = if is_one {
            "[\"b.txt\"]"
        } else {
            "[\"a.txt\", \"b.txt\"]"
        };
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), expected);
        assert_eq!(status(&bench), "");
    }
}

#[test]
fn a_picked_commit_with_its_record_is_not_recorded_again() {
    let bench = bench();
    bench.git(&["branch", "--force", "main"]);
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    bench.git(&["switch", "--quiet", "--create", "feature/auth-two", "main"]);
    let outcome = bench.try_git(&["cherry-pick", "feature/auth"]);
    outcome.exits(0);
    assert!(!outcome.stderr.contains("progress"), "{outcome}");
    // A revert is not work.
    let outcome = bench.try_git(&["revert", "--no-edit", "HEAD"]);
    outcome.exits(0);
    assert!(!outcome.stderr.contains("progress"), "{outcome}");
}

#[test]
fn a_squash_belongs_to_everything_its_commits_belong_to() {
    for message in [Some("Sign in"), Some("Sign in (TASK-1.2)"), None] {
        let bench = bench();
        with_second_phase(&bench);
        bench.git(&["branch", "--force", "main"]);
        for (path, task) in [("a.txt", "TASK-1.1"), ("b.txt", "TASK-2.1")] {
            bench.write(path, "two\n");
            let message = format!("Change {path} ({task})");
            commit(&bench, &["--no-verify", "-a", "-m", &message]).exits(0);
        }
        // This one is of the first phase too, as its status tells.
        bench.write("c.txt", "new\n");
        bench.run(&["done", "TASK-1.1"]).exits(0);
        bench.git(&["add", "--all"]);
        bench.git(&["commit", "--quiet", "--no-verify", "-m", "Finish"]);
        bench.git(&["switch", "--quiet", "--create", "feature/auth-two", "main"]);
        bench.git(&["merge", "--quiet", "--squash", "feature/auth"]);
        let how = match message {
            Some(message) => vec!["-m", message],
            None => vec!["--no-edit"],
        };
        commit(&bench, &how).exits(0);
        let recorded = listed_in(&bench, "HEAD", PHASE);
        assert_eq!(recorded, "[\"a.txt\", \"c.txt\"]", "{message:?}");
        let recorded = listed_in(&bench, "HEAD", PHASE_2);
        assert_eq!(recorded, "[\"b.txt\"]", "{message:?}");
        if message == Some("Sign in") {
            let tasks = bench.git(&["log", "-1", "--format=%(trailers:key=Task,valueonly)"]);
            assert_eq!(tasks, "TASK-1.1\nTASK-2.1\n\n");
        }
        assert_eq!(status(&bench), "");
        commit_else(&bench, "More").exits(0);
        let recorded = listed_in(&bench, "HEAD", PHASE_2);
        assert_eq!(recorded, "[\"b.txt\"]", "{message:?}");
    }
}
