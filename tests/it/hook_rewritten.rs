//! Pending paths after history was rewritten without calling a hook.

#![cfg(unix)]

use crate::common::Sandbox;
use crate::common::hooked::{PHASE_2, bench, commit, listed_in, status, with_second_phase};

const TEXT: &str = "one\n2\n3\n4\n5\n6\n7\n8\n9\n";
const REF: &str = "refs/heads/feature/auth";

/// Creates a repository in which `a.txt`, changed by a commit of the second phase, is pending.
fn waits() -> Sandbox {
    let bench = bench();
    bench.write("a.txt", TEXT);
    with_second_phase(&bench);
    bench.write("a.txt", &TEXT.replace("one", "two"));
    let work = commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]);
    work.exits(0).stderr_has("the next commit on this branch");
    bench
}

/// Recreates the last commit with a message, without calling hooks, as scripts do.
fn made_anew(bench: &Sandbox, message: &str, parent: &str, tree: &str) {
    let new = bench.git(&["commit-tree", "-p", parent, "-m", message, tree]);
    bench.git(&["update-ref", REF, new.trim()]);
    bench.git(&["reset", "--quiet", "--hard"]);
}

#[track_caller]
fn is_recorded(bench: &Sandbox, paths: &str) {
    // A lock file is not work: nothing else is recorded.
    bench.write("Cargo.lock", "");
    bench.git(&["add", "Cargo.lock"]);
    let next = commit(bench, &["-m", "More (TASK-2.1)"]);
    next.exits(0);
    assert!(!next.stderr.contains("no longer"), "{next}");
    assert_eq!(listed_in(bench, "HEAD", PHASE_2), paths);
    assert_eq!(status(bench), "");
    assert!(!bench.root.join(".git/progress/pending.json").exists());
}

#[test]
fn a_commit_that_was_reworded_is_followed() {
    let bench = waits();
    made_anew(&bench, "Better words (TASK-2.1)", "HEAD~", "HEAD^{tree}");
    is_recorded(&bench, "[\"a.txt\"]");
}

#[test]
fn a_commit_that_was_moved_is_followed() {
    let bench = waits();
    // Another commit precedes it, and changes a different part of the same file.
    let more = format!("{TEXT}ten\n");
    bench.write("a.txt", &more.replace("one", "two"));
    bench.git(&["add", "a.txt"]);
    let tree = bench.git(&["write-tree"]);
    bench.write("a.txt", &more);
    bench.git(&["add", "a.txt"]);
    let before = bench.git(&["write-tree"]);
    let base = bench.git(&["commit-tree", "-p", "HEAD~", "-m", "Else", before.trim()]);
    made_anew(&bench, "Work (TASK-2.1)", base.trim(), tree.trim());
    is_recorded(&bench, "[\"a.txt\"]");
}

#[test]
fn git_history_is_followed() {
    let bench = waits();
    let editor = ["-c", "core.editor=sed -i '1s/.*/Better (TASK-2.1)/'"];
    let reword = [&editor[..], &["history", "reword", "HEAD"]].concat();
    if bench.try_git(&reword).status != 0 {
        eprintln!("skipped: this Git has no `git history reword`");
        return;
    }
    let subject = bench.git(&["log", "-1", "--format=%s"]);
    assert_eq!(subject, "Better (TASK-2.1)\n");
    is_recorded(&bench, "[\"a.txt\"]");
}

#[test]
fn git_replay_is_followed() {
    let bench = waits();
    let base = bench.git(&["commit-tree", "-p", "main", "-m", "Else", "main^{tree}"]);
    let replay = ["replay", "--onto", base.trim(), "main..feature/auth"];
    let replayed = bench.try_git(&replay);
    if replayed.status != 0 {
        eprintln!("skipped: this Git has no `git replay`");
        return;
    }
    // Older versions print commands, newer ones execute them.
    if !replayed.stdout.is_empty() {
        let line = replayed.stdout.split(' ').nth(2).unwrap().to_owned();
        bench.git(&["update-ref", REF, &line]);
    }
    bench.git(&["reset", "--quiet", "--hard"]);
    is_recorded(&bench, "[\"a.txt\"]");
}

#[test]
fn squashed_commits_are_reported() {
    let bench = waits();
    let squashed = "GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=b GIT_COMMITTER_NAME=A \
                    GIT_COMMITTER_EMAIL=b git commit-tree -p HEAD~2 -m Squash 'HEAD^{tree}'";
    let new = bench.bash(squashed);
    bench.git(&["update-ref", REF, new.exits(0).stdout.trim()]);
    let next = commit(&bench, &["--allow-empty", "-m", "docs: more"]);
    next.exits(0)
        .stderr_has(&format!("`files_modified` of `{PHASE_2}`"))
        .stderr_has("no longer on this branch")
        .stderr_has("a.txt");
    let again = commit(&bench, &["--allow-empty", "-m", "docs: more"]);
    again.exits(0);
    assert!(!again.stderr.contains("no longer"), "{again}");
}

#[test]
fn replaced_commits_with_further_changes_are_reported() {
    let bench = waits();
    // Another commit replaced it, with further changes to the same file.
    bench.write("a.txt", &TEXT.replace("one", "three"));
    bench.git(&["add", "a.txt"]);
    let tree = bench.git(&["write-tree"]);
    let script = format!(
        "GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=b GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=b \
         git commit-tree -p HEAD~ -m Else {}",
        tree.trim()
    );
    let new = bench.bash(&script);
    bench.git(&["update-ref", REF, new.exits(0).stdout.trim()]);
    bench.write("b.txt", "");
    bench.git(&["add", "b.txt"]);
    let next = commit(&bench, &["-m", "docs: more"]);
    next.exits(0)
        .stderr_has("no longer on this branch")
        .stderr_has("a.txt");
}

#[test]
fn reverted_or_recorded_paths_are_not_reported() {
    for is_soft in [false, true] {
        let bench = waits();
        let how = if is_soft { "--soft" } else { "--hard" };
        bench.git(&["reset", "--quiet", how, "HEAD~"]);
        let again = commit(&bench, &["--allow-empty", "-m", "Work anew (TASK-2.1)"]);
        again.exits(0);
        assert!(!again.stderr.contains("no longer"), "{again}");
    }
}
