//! The hooks, run by real commits.

#![cfg(unix)]

use std::fs;

use crate::common::GOOD;
use crate::common::hooked::{
    PHASE, PHASE_2, bench, commit, commit_else, listed, listed_in, status, with_second_phase,
};

#[test]
fn the_commit_itself_records_its_files_and_nothing_else() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.write("c d.txt", "new\n");
    bench.write("b.txt", "not staged\n");
    bench.git(&["add", "a.txt", "c d.txt"]);
    let outcome = commit(&bench, &["-m", "Work (TASK-1.1)"]);
    outcome.exits(0).complains(&format!(
        "progress: recorded 2 paths in `files_modified` of `{PHASE}`\n"
    ));
    assert_eq!(listed(&bench), "[\"a.txt\", \"c d.txt\"]");
    assert_eq!(status(&bench), " M b.txt\n");
    // Only new paths are counted.
    bench.git(&["add", "b.txt"]);
    bench.write("a.txt", "three\n");
    let outcome = commit(&bench, &["-m", "Work (TASK-1.1)", "--", "a.txt", "b.txt"]);
    outcome.exits(0).complains(&format!(
        "progress: recorded 1 path in `files_modified` of `{PHASE}`\n"
    ));
    assert_eq!(listed(&bench), "[\"a.txt\", \"c d.txt\", \"b.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn a_path_that_is_pending_twice_is_added_once() {
    let bench = bench();
    with_second_phase(&bench);
    for text in ["two\n", "three\n"] {
        bench.write("a.txt", text);
        commit(&bench, &["--no-verify", "-a", "-m", "Work (TASK-2.1)"]).exits(0);
    }
    let outcome = commit_else(&bench, "Work (TASK-2.1)");
    outcome.exits(0).complains(&format!(
        "progress: recorded 1 path from earlier commits in `files_modified` of `{PHASE_2}`\n"
    ));
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn an_amend_without_changes_is_silent() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.write("c d.txt", "new\n");
    bench.write("b.txt", "not staged\n");
    bench.git(&["add", "a.txt", "c d.txt"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    commit(&bench, &["--amend", "--no-edit"])
        .exits(0)
        .complains("");
    assert_eq!(listed(&bench), "[\"a.txt\", \"c d.txt\"]");
    assert_eq!(status(&bench), " M b.txt\n");
}

#[test]
fn partial_staging_of_the_phase_itself_is_kept() {
    let bench = bench();
    let staged = GOOD.replace("title: \"Foundation\"", "title: \"Staged\"");
    assert_ne!(staged, GOOD);
    bench.write(PHASE, &staged);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "--all"]);
    bench.write(PHASE, &staged.replace("# Foundation", "# Not staged"));
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    let recorded = |text: &str| text.replace("files_modified: []", "files_modified: [\"a.txt\"]");
    assert_eq!(
        bench.git(&["show", &format!("HEAD:{PHASE}")]),
        recorded(&staged)
    );
    let tree = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    assert_eq!(
        tree,
        recorded(&staged.replace("# Foundation", "# Not staged"))
    );
    assert_eq!(status(&bench), format!(" M {PHASE}\n"));
}

#[test]
fn full_and_partial_commits_leave_a_clean_status() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(
        (listed(&bench).as_str(), status(&bench).as_str()),
        ("[\"a.txt\"]", "")
    );
    bench.write("a.txt", "three\n");
    bench.write("b.txt", "two\n");
    bench.git(&["add", "--all"]);
    commit(&bench, &["-m", "Work (TASK-1.1)", "--", "b.txt"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
    assert_eq!(status(&bench), "M  a.txt\n");
}

#[test]
fn a_commit_that_breaks_a_phase_is_blocked() {
    let bench = bench();
    bench.write(PHASE, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    let outcome = commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]);
    outcome
        .exits(1)
        .stderr_has("count-mismatch")
        .stderr_has("git commit --no-verify");
    commit(&bench, &["-a", "--no-verify", "-m", "Work (TASK-1.1)"]).exits(0);
    // Existing problems block nothing.
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
}

#[test]
fn a_known_task_is_named_in_the_message() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.write(
        PHASE,
        &GOOD
            .replacen("status: \"pending\"", "status: \"in_progress\"", 1)
            .replace("in_progress_tasks: 0", "in_progress_tasks: 1")
            .replace("status: \"planning\"", "status: \"in_progress\""),
    );
    commit(&bench, &["-a", "-m", "Work"]).exits(0);
    assert_eq!(
        bench.git(&["log", "-1", "--format=%B"]),
        "Work\n\nTask: TASK-1.1\n\n"
    );
    bench.write("a.txt", "three\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.2)"]).exits(0);
    assert_eq!(
        bench.git(&["log", "-1", "--format=%B"]),
        "Work (TASK-1.2)\n\n"
    );
}

#[test]
fn an_empty_message_stays_empty() {
    let bench = bench();
    bench.write(
        PHASE,
        &GOOD
            .replacen("status: \"pending\"", "status: \"in_progress\"", 1)
            .replace("in_progress_tasks: 0", "in_progress_tasks: 1")
            .replace("status: \"planning\"", "status: \"in_progress\""),
    );
    bench.git(&["add", "--all"]);
    let outcome = bench.try_git(&["-c", "core.editor=true", "commit"]);
    outcome.exits(1).stderr_has("empty commit message");
}

#[test]
fn the_wrong_phase_is_reported_and_a_variable_corrects_it() {
    let bench = bench();
    with_second_phase(&bench);
    bench.run(&["start", "TASK-1.1"]).exits(0);
    bench.git(&[
        "commit",
        "--quiet",
        "--no-verify",
        "-am",
        "docs(plan): start",
    ]);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    let outcome = commit(&bench, &["-m", "Work (TASK-2.1)"]);
    outcome
        .exits(1)
        .stderr_has("PROGRESS_TASK=auth-v1:TASK-2.1 git commit …");
    let script = "PROGRESS_TASK=TASK-2.1 git -c user.name=A -c user.email=a@b commit --quiet -m 'Work (TASK-2.1)'";
    bench.bash(script).exits(0);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(listed(&bench), "[]");
    assert_eq!(status(&bench), "");
}

#[test]
fn an_amend_removes_only_what_was_recorded() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.write("b.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
    bench.git(&["checkout", "--quiet", "HEAD~", "--", "b.txt"]);
    commit(&bench, &["--amend", "--no-edit"]).exits(0);
    bench.write("c.txt", "new\n");
    bench.git(&["add", "c.txt"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\", \"c.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn merges_rebases_and_picks_record_nothing_of_their_own() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    bench.git(&["switch", "--quiet", "--create", "feature/auth-2", "HEAD~"]);
    bench.write("c.txt", "new\n");
    bench.git(&["add", "c.txt"]);
    bench.git(&["commit", "--quiet", "--no-verify", "-m", "Other work"]);
    bench.git(&["merge", "--quiet", "--no-edit", "feature/auth"]);
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
    bench.git(&["switch", "--quiet", "--create", "feature/auth-3", "main"]);
    bench.write("d.txt", "new\n");
    bench.git(&["add", "d.txt"]);
    bench.git(&["commit", "--quiet", "--no-verify", "-m", "More work"]);
    bench.git(&["cherry-pick", "feature/auth"]);
    assert_eq!(
        (listed(&bench).as_str(), status(&bench).as_str()),
        ("[\"a.txt\"]", "")
    );
    bench.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(
        (listed(&bench).as_str(), status(&bench).as_str()),
        ("[]", "")
    );
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench.git(&["rebase", "--quiet", "feature/auth-3"]);
    assert_eq!(status(&bench), "");
    bench.git(&["stash", "list"]);
}

#[test]
fn an_empty_repository_and_a_detached_head_are_fine() {
    let bench = bench();
    bench.git(&["switch", "--quiet", "--detach"]);
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"])
        .exits(0)
        .complains("");
    bench.git(&["switch", "--quiet", "--orphan", "feature/new"]);
    bench.write("x.txt", "new\n");
    bench.git(&["add", "x.txt"]);
    commit(&bench, &["-m", "Begin"]).exits(0);
    assert_eq!(status(&bench), "");
}

/// Breaks the phase: pre-commit blocks the commit if it checks anything.
fn break_phase(bench: &crate::common::Sandbox) {
    bench.write(
        PHASE,
        &GOOD.replace("completed_tasks: 0", "completed_tasks: 1"),
    );
}

#[test]
fn settings_in_the_working_tree_do_not_disable_checks() {
    let bench = bench();
    break_phase(&bench);
    bench.write(".progress.yaml", "rules: [\n");
    let outcome = commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]);
    outcome.exits(1).stderr_has("count-mismatch");
    fs::remove_file(bench.root.join(".progress.yaml")).unwrap();
    bench.write(".progress.yaml/x", "");
    let outcome = commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]);
    outcome.exits(1).stderr_has("count-mismatch");
    fs::remove_dir_all(bench.root.join(".progress.yaml")).unwrap();
    bench.write(".progress.yaml", "rules: { count-mismatch: off }\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(1);
}

#[test]
fn wrong_settings_in_the_index_block() {
    let bench = bench();
    bench.write(".progress.yaml", "rules: [\n");
    bench.git(&["add", ".progress.yaml"]);
    let outcome = commit(&bench, &["-m", "Work"]);
    outcome
        .exits(1)
        .stderr_has("error: .progress.yaml:1:8")
        .stderr_has("fix `.progress.yaml` and stage it");
    assert_eq!(outcome.stderr.matches("error: .progress.yaml").count(), 1);
    // A fix in the working tree applies once it is staged.
    bench.write(".progress.yaml", "rules: {}\n");
    commit(&bench, &["-m", "Work"]).exits(1);
    bench.git(&["add", ".progress.yaml"]);
    commit(&bench, &["-m", "Work"]).exits(0);
}

#[test]
fn misnamed_settings_are_reported_once_per_commit() {
    let bench = bench();
    bench.write(".progress.yml", "rules: {}\n");
    bench.write("src/schema.rs", "//\n");
    bench.git(&["add", "--all"]);
    let outcome = commit(&bench, &["-m", "Work (TASK-1.1)"]);
    outcome.exits(0);
    let said = "`.progress.yml` is ignored";
    assert_eq!(outcome.stderr.matches(said).count(), 1, "{outcome}");
}

#[test]
fn a_branch_name_that_is_not_utf_8_can_be_pushed() {
    let bench = bench();
    let head = bench.git(&["rev-parse", "HEAD"]);
    let zero = "0".repeat(40);
    let script = format!(
        "printf 'refs/heads/caf\\351 {head} refs/heads/caf\\351 {zero}\\n' | \"$PROGRESS\" hook run pre-push origin url",
        head = head.trim()
    );
    bench.bash(&script).exits(0).complains("");
}

#[test]
fn unlinked_commits_are_reported_unless_they_only_track() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    let outcome = commit(&bench, &["-a", "-m", "Work"]);
    outcome
        .exits(0)
        .stderr_has("warning: commit belongs to no task, but its branch belongs to plan `auth-v1`");
    let path = bench.root.join(PHASE);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("# Foundation", "# Foundations")).unwrap();
    commit(&bench, &["-a", "-m", "Say it better"])
        .exits(0)
        .complains("");
    // Nor one that is never made.
    bench.write("b.txt", "two\n");
    let outcome = commit(&bench, &["-a", "-m", ""]);
    outcome.exits(1);
    assert!(!outcome.stderr.contains("warning"), "{outcome}");
}

#[test]
fn a_commit_that_reopens_a_task_unintentionally_is_reported() {
    let bench = bench();
    let old = GOOD.replace("\"planning\"", "\"in_progress\"");
    bench.write(PHASE, &old);
    commit(&bench, &["-a", "-m", "docs(plan): begin (TASK-1.1)"]).exits(0);
    bench.run(&["done", "TASK-1.1"]).exits(0);
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    let done = bench.git(&["rev-parse", "HEAD"]);
    // Another worktree moves the branch; the index here is unchanged.
    bench.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    bench.git(&["update-ref", "refs/heads/feature/auth", done.trim()]);
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    let told = commit(&bench, &["-m", "Work (TASK-1.2)"]);
    told.exits(0)
        .stderr_has("this commit reopens `TASK-1.1`, which is done in `HEAD`")
        .stderr_has(&format!("git diff --cached HEAD -- {PHASE}"));
    // A started task is reopened on purpose.
    bench.git(&["reset", "--quiet", "--hard", done.trim()]);
    bench.run(&["start", "TASK-1.1"]).exits(0);
    let told = commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]);
    told.exits(0);
    assert!(!told.stderr.contains("reopens"), "{told}");
}
