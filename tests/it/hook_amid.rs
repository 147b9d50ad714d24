//! The hooks and commits made during rebases and cherry-picks.

#![cfg(unix)]

use crate::common::Sandbox;
use crate::common::hooked::{PHASE, bench, commit, commit_else, listed, status, work};

/// Rebases onto `main`, with the todo list edited by `sed`.
fn rebase(bench: &Sandbox, edit: &str) {
    let editor = format!("sequence.editor=sed -i {edit}");
    let ask = ["rebase", "--quiet", "--interactive", "main"];
    let settings = ["-c", &editor, "-c", "core.editor=true"];
    bench.git(&[&settings[..], &ask].concat());
}

fn go_on(bench: &Sandbox) {
    bench.git(&["-c", "core.editor=true", "rebase", "--continue"]);
}

fn says_after_rebase(count: &str) -> String {
    format!(
        "progress: {count} of this commit belongs to `{PHASE}`; the next commit after the rebase \
         will record them\n"
    )
}

/// A branch with two commits, each with a file that is recorded.
fn with_two_commits() -> Sandbox {
    let bench = bench();
    for path in ["c.txt", "d.txt"] {
        work(&bench, path);
    }
    bench
}

#[test]
fn a_rebase_with_squash_and_edit_loses_nothing() {
    let bench = bench();
    for path in ["c.txt", "d.txt", "e.txt"] {
        work(&bench, path);
    }
    rebase(&bench, "-e 2s/^pick/squash/ -e 3s/^pick/edit/");
    assert_eq!(status(&bench), "");
    bench.write("f.txt", "new\n");
    bench.git(&["add", "f.txt"]);
    commit(&bench, &["--amend", "--no-edit"])
        .exits(0)
        .complains(&says_after_rebase("1 path"));
    assert_eq!(status(&bench), "");
    bench.git(&["-c", "core.editor=true", "rebase", "--continue"]);
    assert_eq!(listed(&bench), "[\"c.txt\", \"d.txt\", \"e.txt\"]");
    assert_eq!(status(&bench), "");
    work(&bench, "g.txt");
    assert_eq!(
        listed(&bench),
        "[\"c.txt\", \"d.txt\", \"e.txt\", \"f.txt\", \"g.txt\"]"
    );
}

#[test]
fn paths_removed_by_an_edit_in_a_rebase_are_removed() {
    let bench = bench();
    bench.write("c.txt", "new\n");
    bench.write("d.txt", "new\n");
    bench.git(&["add", "--all"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    rebase(&bench, "1s/^pick/edit/");
    bench.git(&["rm", "--quiet", "d.txt"]);
    commit(&bench, &["--amend", "--no-edit"]).exits(0);
    bench.git(&["-c", "core.editor=true", "rebase", "--continue"]);
    assert_eq!(status(&bench), "");
    work(&bench, "e.txt");
    assert_eq!(listed(&bench), "[\"c.txt\", \"e.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn a_commit_made_where_a_rebase_stops_is_recorded_after_it() {
    // Assigned by the message, and by the active phase.
    for message in ["New work (TASK-1.1)", "New work"] {
        let bench = bench();
        for path in ["c.txt", "d.txt"] {
            work(&bench, path);
        }
        rebase(&bench, "1s/^pick/edit/");
        bench.write("f.txt", "new\n");
        bench.git(&["add", "f.txt"]);
        let outcome = commit(&bench, &["-m", message]);
        outcome.exits(0).stderr_has(&says_after_rebase("1 path"));
        assert_eq!(status(&bench), "");
        go_on(&bench);
        assert_eq!(
            (listed(&bench), status(&bench)),
            ("[\"c.txt\", \"d.txt\"]".to_owned(), String::new())
        );
        // Once more, with nothing to do.
        rebase(&bench, "1s/^pick/pick/");
        work(&bench, "g.txt");
        assert_eq!(
            listed(&bench),
            "[\"c.txt\", \"d.txt\", \"f.txt\", \"g.txt\"]"
        );
        assert_eq!(status(&bench), "");
    }
}

#[test]
fn postponed_paths_survive_a_post_commit_hook_that_fails() {
    let bench = with_two_commits();
    rebase(&bench, "1s/^pick/edit/");
    bench.write(".git/progress/pending.json", "[");
    bench.write("e.txt", "new\n");
    bench.git(&["add", "e.txt"]);
    let outcome = commit(&bench, &["-m", "Work"]);
    outcome.exits(0).stderr_has("pending.json` is damaged");
    std::fs::remove_file(bench.root.join(".git/progress/pending.json")).unwrap();
    let outcome = bench.run(&["hook", "run", "post-commit"]);
    outcome.exits(0).stderr_has(&says_after_rebase("1 path"));
    go_on(&bench);
    work(&bench, "f.txt");
    assert_eq!(
        listed(&bench),
        "[\"c.txt\", \"d.txt\", \"e.txt\", \"f.txt\"]"
    );
}

#[test]
fn a_commit_that_a_rebase_runs_is_recorded_after_it() {
    let bench = with_two_commits();
    bench.write(".git/make", "git log -1 --format=%s > \"n $(git log -1 --format=%f)\"\ngit add 'n '*\ngit -c user.name=a -c user.email=a@b commit -qm 'Generate (TASK-1.1)'\n");
    bench.git(&[
        "rebase",
        "--quiet",
        "--force-rebase",
        "--exec",
        "sh .git/make",
        "main",
    ]);
    assert_eq!(status(&bench), "");
    commit_else(&bench, "More (TASK-1.1)").exits(0);
    assert_eq!(
        listed(&bench),
        "[\"c.txt\", \"d.txt\", \"n Add-c.txt-TASK-1.1\", \"n Add-d.txt-TASK-1.1\"]"
    );
    assert_eq!(status(&bench), "");
}

#[test]
fn a_commit_dropped_in_a_rebase_is_not_recorded() {
    let bench = with_two_commits();
    rebase(&bench, "-e 1s/^pick/edit/ -e 2s/^pick/squash/");
    bench.write("f.txt", "new\n");
    bench.git(&["add", "f.txt"]);
    commit(&bench, &["-m", "New\n\nTask: TASK-1.99"]).exits(1);
    bench.git(&["rm", "--quiet", "--force", "f.txt"]);
    go_on(&bench);
    work(&bench, "g.txt");
    assert_eq!(listed(&bench), "[\"c.txt\", \"d.txt\", \"g.txt\"]");
}

#[test]
fn an_aborted_rebase_leaves_nothing() {
    let bench = with_two_commits();
    rebase(&bench, "1s/^pick/edit/");
    bench.write("f.txt", "new\n");
    bench.git(&["add", "f.txt"]);
    commit(&bench, &["-m", "New (TASK-1.1)"]).exits(0);
    bench.git(&["rebase", "--abort"]);
    work(&bench, "g.txt");
    assert_eq!(listed(&bench), "[\"c.txt\", \"d.txt\", \"g.txt\"]");
    assert!(!bench.root.join(".git/progress/pending.json").exists());
}

#[test]
fn a_commit_among_picked_ones_is_recorded_after_them() {
    let bench = bench();
    // Commits recorded by others, one of them with a conflict.
    bench.git(&["switch", "--quiet", "--create", "other", "main"]);
    for path in ["c.txt", "a.txt", "d.txt"] {
        bench.write(path, "theirs\n");
        bench.git(&["add", path]);
        bench.git(&["commit", "--quiet", "--no-verify", "--message=Other work"]);
    }
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench.write("a.txt", "ours\n");
    commit(&bench, &["-a", "-m", "Ours (TASK-1.1)"]).exits(0);
    bench.try_git(&["cherry-pick", "main..other"]).exits(1);
    bench.write("a.txt", "both\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Other work"]).exits(0);
    bench.write("f.txt", "new\n");
    bench.git(&["add", "f.txt"]);
    commit(&bench, &["-m", "Own (TASK-1.1)"])
        .exits(0)
        .stderr_has("after the cherry-pick or revert");
    bench.git(&["cherry-pick", "--continue"]);
    assert_eq!(
        (listed(&bench), status(&bench)),
        ("[\"a.txt\"]".to_owned(), String::new())
    );
    work(&bench, "g.txt");
    assert_eq!(listed(&bench), "[\"a.txt\", \"f.txt\", \"g.txt\"]");
}

#[test]
fn an_amend_keeps_what_was_pending() {
    let bench = bench();
    crate::common::hooked::with_second_phase(&bench);
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    bench.write("b.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    commit(&bench, &["--amend", "-m", "Work (TASK-1.1)"]).exits(0);
    for _ in 0..2 {
        commit_else(&bench, "Work (TASK-1.1)").exits(0);
        assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
    }
}

#[test]
fn a_commit_that_is_split_keeps_its_paths() {
    let bench = bench();
    bench.write("c.txt", "new\n");
    bench.write("d.txt", "new\n");
    bench.git(&["add", "--all"]);
    commit(&bench, &["-m", "Both (TASK-1.1)"]).exits(0);
    work(&bench, "e.txt");
    rebase(&bench, "1s/^pick/edit/");
    bench.git(&["reset", "--quiet", "HEAD~", "--", "d.txt"]);
    commit(&bench, &["--amend", "--message=One (TASK-1.1)"]).exits(0);
    bench.git(&["add", "d.txt"]);
    commit(&bench, &["-m", "Other (TASK-1.1)"]).exits(0);
    go_on(&bench);
    for path in ["f.txt", "g.txt"] {
        work(&bench, path);
        assert_eq!(status(&bench), "");
    }
    assert_eq!(
        listed(&bench),
        "[\"c.txt\", \"d.txt\", \"e.txt\", \"f.txt\", \"g.txt\"]"
    );
}

#[test]
fn a_push_reports_what_patches_added_without_hooks() {
    let bench = bench();
    bench.git(&["init", "--quiet", "--bare", ".git/remote"]);
    bench.write("c.txt", "new\n");
    bench.git(&["add", "c.txt"]);
    let past = ["-c", "core.hooksPath=/dev/null", "commit", "--quiet"];
    bench.git(&[&past[..], &["-m", "Patch (TASK-1.1)"]].concat());
    let patch = bench.git(&["format-patch", "-1", "--stdout"]);
    bench.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    bench.write(".git/patch", &patch);
    bench.git(&["am", "--quiet", ".git/patch"]);
    let push = ["push", "--quiet", ".git/remote", "HEAD"];
    bench.try_git(&push).exits(0).complains(
        "warning: 1 path is not in `files_modified` yet\n  help: run `progress sync` to add the missing paths\n",
    );
    bench.run(&["sync"]).exits(0);
    commit(&bench, &["-a", "-m", "docs(plan): record"]).exits(0);
    bench.try_git(&push).exits(0).complains("");
    assert_eq!(listed(&bench), "[\"c.txt\"]");
}
