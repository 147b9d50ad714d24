//! The hooks during Git's other operations, and in other kinds of repositories.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::hooked::{
    PHASE, PHASE_2, bench, commit, listed, listed_in, status, with_second_phase, with_setting, work,
};
use crate::common::{GOOD, Sandbox};

/// Creates a branch of `main` with one more file.
fn side(bench: &Sandbox, name: &str, path: &str, content: &str) {
    bench.git(&["switch", "--quiet", "--create", name, "main"]);
    bench.write(path, content);
    bench.git(&["add", path]);
    bench.git(&["commit", "--quiet", "--no-verify", "--message=Other work"]);
    bench.git(&["switch", "--quiet", "feature/auth"]);
}

#[test]
fn a_sparse_checkout_is_not_changed() {
    for kind in ["--no-sparse-index", "--sparse-index"] {
        let bench = bench();
        bench.write("src/x", "one\n");
        bench.write("src/y", "one\n");
        bench.git(&["add", "--all"]);
        bench.git(&["commit", "--quiet", "--no-verify", "--message=Sources"]);
        bench.git(&["sparse-checkout", "set", "--cone", kind, "src"]);
        let before = bench.git(&["ls-files", "-t", "--sparse"]);
        assert!(before.contains("S docs/"), "{before}");
        bench.write("src/x", "two\n");
        commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
        assert_eq!(listed(&bench), "[\"src/x\"]");
        assert_eq!(status(&bench), "");
        assert_eq!(bench.git(&["ls-files", "-t", "--sparse"]), before);
        bench.write("src/y", "two\n");
        commit(&bench, &["-m", "Work (TASK-1.1)", "--", "src/y"]).exits(0);
        assert_eq!(listed(&bench), "[\"src/x\", \"src/y\"]");
        assert_eq!(status(&bench), "");
        bench.git(&["sparse-checkout", "disable"]);
        assert_eq!(status(&bench), "");
    }
}

#[test]
fn the_untracked_cache_is_kept() {
    let bench = bench();
    bench.git(&["config", "core.untrackedCache", "true"]);
    bench.git(&["update-index", "--untracked-cache"]);
    status(&bench);
    work(&bench, "c.txt");
    let index = fs::read(bench.root.join(".git/index")).unwrap();
    assert!(index.windows(4).any(|part| part == b"UNTR"));
}

#[test]
fn merges_need_no_task() {
    let bench = bench();
    with_setting(&bench, "commits:\n  require_task: error\n");
    side(&bench, "fix/x", "x.txt", "x\n");
    side(&bench, "fix/y", "y.txt", "y\n");
    side(&bench, "fix/z", "z.txt", "z\n");
    work(&bench, "c.txt");
    let merge = ["merge", "--quiet", "--no-ff", "-m", "Bring x in", "fix/x"];
    bench.try_git(&merge).exits(0).complains("");
    // An octopus.
    bench.git(&["merge", "--quiet", "-m", "Bring in", "fix/y", "fix/z"]);
    assert_eq!(
        bench.git(&["log", "-1", "--format=%p"]).split(' ').count(),
        3
    );
    assert_eq!(listed(&bench), "[\"c.txt\"]");
    assert_eq!(status(&bench), "");
    commit(&bench, &["--allow-empty", "-m", "No task"])
        .exits(1)
        .stderr_has("git commit --no-verify");
}

#[test]
fn the_commit_of_a_conflicted_merge_is_the_work_of_others() {
    let bench = bench();
    side(&bench, "fix/x", "c.txt", "theirs\n");
    work(&bench, "c.txt");
    bench.try_git(&["merge", "--quiet", "fix/x"]).exits(1);
    bench.write("c.txt", "both\n");
    bench.git(&["add", "c.txt"]);
    commit(&bench, &["-m", "Join (TASK-1.1)"])
        .exits(0)
        .complains("");
    assert_eq!(
        bench.git(&["log", "-1", "--format=%p"]).split(' ').count(),
        2
    );
    assert_eq!(listed(&bench), "[\"c.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn a_stash_changes_nothing() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    bench.git(&["stash", "--quiet"]);
    assert_eq!(status(&bench), "");
    bench.git(&["stash", "pop", "--quiet"]);
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\"]");
}

#[test]
fn a_linked_worktree_records_its_own() {
    let bench = bench();
    with_second_phase(&bench);
    bench.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "feature/auth-v1",
        "linked",
    ]);
    bench.write("linked/a.txt", "two\n");
    bench.git_in("linked", &["commit", "--quiet", "-am", "Work (TASK-2.1)"]);
    bench.write("linked/b.txt", "two\n");
    bench.git_in("linked", &["commit", "--quiet", "-am", "Work (TASK-2.1)"]);
    assert_eq!(listed_in(&bench, "feature/auth-v1", PHASE_2), "[\"a.txt\"]");
    assert_eq!(bench.git_in("linked", &["status", "--porcelain"]), "");
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]");
    assert_eq!(status(&bench), "?? linked/\n");
}

#[test]
fn a_read_only_file_is_not_changed_in_the_index_either() {
    let bench = bench();
    let path = bench.root.join(PHASE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"])
        .exits(0)
        .stderr_has("is read-only");
    assert_eq!(listed(&bench), "[]");
    assert_eq!(status(&bench), "");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    work(&bench, "c.txt");
    assert_eq!(listed(&bench), "[\"a.txt\", \"c.txt\"]");
}

#[test]
fn a_phase_that_others_need_is_not_deleted_unnoticed() {
    let bench = bench();
    with_second_phase(&bench);
    let text = fs::read_to_string(bench.root.join(PHASE_2)).unwrap();
    bench.write(
        PHASE_2,
        &text.replacen("dependencies: []", "dependencies: [\"TASK-1.1\"]", 1),
    );
    commit(&bench, &["-a", "-m", "docs(plan): order"]).exits(0);
    bench.git(&["rm", "--quiet", PHASE]);
    commit(&bench, &["-m", "docs(plan): drop phase 1"])
        .exits(1)
        .stderr_has("unresolved-dependency");
    bench.git(&["rm", "--quiet", PHASE_2]);
    commit(&bench, &["-m", "docs(plan): drop all"])
        .exits(0)
        .complains("");
}

#[test]
fn a_wrong_variable_is_reported() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    let script = "PROGRESS_TASK=TASK-1.11 git -c user.name=A -c user.email=a@b commit --quiet -am 'Work (TASK-1.1)'";
    bench
        .bash(script)
        .exits(0)
        .stderr_has("unknown task `TASK-1.11` in `PROGRESS_TASK`")
        .stderr_has("did you mean `TASK-1.1`");
}

/// Marks the first task as in progress, consistently throughout the file.
fn begun(text: &str) -> String {
    text.replacen("status: \"pending\"", "status: \"in_progress\"", 1)
        .replace("in_progress_tasks: 0", "in_progress_tasks: 1")
        .replace("status: \"planning\"", "status: \"in_progress\"")
}

#[test]
fn a_subject_that_looks_like_a_comment_is_kept_without_an_editor() {
    let bench = bench();
    bench.write(PHASE, &begun(GOOD));
    commit(&bench, &["-a", "-m", "#12 mend"]).exits(0);
    assert_eq!(
        bench.git(&["log", "-1", "--format=%B"]),
        "#12 mend\n\nTask: TASK-1.1\n\n"
    );
}

#[test]
fn a_subject_is_written_on_the_first_line_and_the_trailer_stays_one() {
    let bench = bench();
    bench.write(PHASE, &begun(GOOD));
    let editor = "core.editor=sed -i -e '1s/^/Work/'";
    bench.git(&["-c", editor, "commit", "--quiet", "-a"]);
    assert_eq!(
        bench.git(&["log", "-1", "--format=%B"]),
        "Work\n\nTask: TASK-1.1\n\n"
    );
}

#[test]
fn tasks_are_offered_above_the_diff_that_git_shows() {
    let bench = bench();
    with_second_phase(&bench);
    for path in [PHASE, PHASE_2] {
        let text = fs::read_to_string(bench.root.join(path)).unwrap();
        bench.write(path, &begun(&text));
    }
    bench.git(&[
        "commit",
        "--quiet",
        "--no-verify",
        "-am",
        "docs(plan): begin",
    ]);
    for mark in ["#", ";"] {
        bench.write("a.txt", &format!("{mark}\n"));
        let take = format!("s/^{mark} Task: auth-v1:TASK-2.1/Task: auth-v1:TASK-2.1/");
        let editor = format!("core.editor=sed -i -e '1s/^/Work/' -e '{take}'");
        let mark = format!("core.commentChar={mark}");
        let ask = ["commit", "--quiet", "--verbose", "-a"];
        bench.git(&[&["-c", &editor, "-c", &mark], &ask[..]].concat());
        assert_eq!(
            bench.git(&["log", "-1", "--format=%B"]),
            "Work\n\nTask: auth-v1:TASK-2.1\n\n"
        );
    }
}

#[test]
fn hooks_are_silent_without_progress_files() {
    let bench = bench();
    bench.git(&["rm", "--quiet", "-r", "docs"]);
    bench.git(&["commit", "--quiet", "--no-verify", "--message=Plans go"]);
    bench.git(&["switch", "--quiet", "--create", "work"]);
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work"]).exits(0).complains("");
    // Other files in the folders of progress files are ignored too.
    bench.write("docs/progress/notes.md", "---\ntype: notes\n---\n");
    bench.git(&["add", "--all"]);
    commit(&bench, &["-m", "Notes"]).exits(0).complains("");
}
