//! How often hooks run `git` if only Git can read the repository.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::hooked::{bench, bench_with, commit, listed};
use crate::common::{GOOD, Sandbox};

/// Makes each hook log the processes that it starts.
fn watch(bench: &Sandbox, hooks: &[&str]) {
    for name in hooks {
        let path = bench.root.join(format!(".git/hooks/{name}"));
        let hook = fs::read_to_string(&path).unwrap();
        let trace = bench.root.join(format!(".git/{name}.trace"));
        let watched = hook.replace(
            "exec ",
            &format!("GIT_TRACE2_EVENT='{}' exec ", trace.display()),
        );
        assert_ne!(watched, hook);
        fs::write(&path, watched).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Returns how many processes a hook has started since the last call.
fn started(bench: &Sandbox, hook: &str) -> usize {
    let path = bench.root.join(format!(".git/{hook}.trace"));
    let trace = fs::read_to_string(&path).unwrap_or_default();
    let _ = fs::remove_file(&path);
    trace.matches("\"event\":\"start\"").count()
}

#[test]
fn a_commit_runs_git_only_once_per_question() {
    for (format, objects) in [("--ref-format=reftable", 0), ("--object-format=sha256", 1)] {
        let Some(bench) = bench_with(format) else {
            continue;
        };
        watch(
            &bench,
            &[
                "pre-commit",
                "prepare-commit-msg",
                "commit-msg",
                "post-commit",
            ],
        );
        bench.write("a.txt", "two\n");
        bench.git(&["add", "a.txt"]);
        commit(&bench, &["--message=feat: add (TASK-1.2)"]).exits(0);
        assert_eq!(listed(&bench), "[\"a.txt\"]", "{format}");
        // Where and what the repository is; the objects, if nobody else reads them.
        let least = 1 + objects;
        // A blob is written and staged, and the index refreshed for it.
        assert!(started(&bench, "pre-commit") <= least + 3, "{format}");
        // The configuration is listed.
        assert!(
            started(&bench, "prepare-commit-msg") <= least + 1,
            "{format}"
        );
        assert!(started(&bench, "commit-msg") <= least + 1, "{format}");
        assert!(started(&bench, "post-commit") <= least, "{format}");
    }
}

#[test]
fn a_first_commit_and_a_detached_head_are_read_as_such() {
    for format in ["--ref-format=reftable", "--object-format=sha256"] {
        let Some(bench) = bench_with(format) else {
            continue;
        };
        bench.git(&["switch", "--quiet", "--orphan", "feature/auth-new"]);
        bench.write("docs/progress/auth-v1/phase-1-progress.md", GOOD);
        bench.git(&["add", "--all"]);
        commit(&bench, &["--message=docs: plan"]).exits(0);
        bench.git(&["switch", "--quiet", "--detach"]);
        bench.write("c.txt", "one\n");
        bench.git(&["add", "--all"]);
        commit(&bench, &["--message=feat: add (TASK-1.2)"]).exits(0);
    }
}

#[test]
fn a_push_of_many_branches_runs_git_as_often_as_one_of_a_few() {
    let bench = bench();
    bench.git(&["init", "--quiet", "--bare", "remote.git"]);
    bench.git(&["remote", "add", "origin", "./remote.git"]);
    watch(&bench, &["pre-push"]);
    let mut counts = Vec::new();
    for branches in [2, 60] {
        let mut pushed = vec!["push".to_owned(), "--quiet".to_owned(), "origin".to_owned()];
        for at in 0..branches {
            let name = format!("feature/{branches}-{at}");
            let tip = bench.git(&["commit-tree", "-p", "main", "-m", &name, "main^{tree}"]);
            bench.git(&["update-ref", &format!("refs/heads/{name}"), tip.trim()]);
            pushed.push(name);
        }
        let pushed: Vec<&str> = pushed.iter().map(String::as_str).collect();
        bench.git(&pushed);
        counts.push(started(&bench, "pre-push"));
    }
    assert_eq!(counts, [2, 2]);
}
