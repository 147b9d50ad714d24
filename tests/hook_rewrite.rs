//! What the hooks make of commits that were made anew.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::Bench;
use common::hooked::{PHASE_2, bench, commit, commit_else, listed_in, status, with_second_phase};

/// A branch with two commits of the second phase, which wait; the later one is in the way of
/// what `main` has since.
fn two_that_wait() -> Bench {
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

/// Lets `main` change a file, so that a rebase onto it stops at the commit that does so too.
fn moves_on(bench: &Bench, path: &str) {
    bench.git(&["switch", "--quiet", "main"]);
    bench.write(path, "three\n");
    bench.git(&["commit", "--quiet", "--no-verify", "-am", "Elsewhere"]);
    bench.git(&["switch", "--quiet", "feature/auth"]);
}

#[test]
fn what_a_rebase_skips_is_not_recorded_and_what_it_keeps_is() {
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
