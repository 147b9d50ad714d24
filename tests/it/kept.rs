//! What we keep in Git's own folders: who may use it, and what if it cannot be used.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::common::hooked::{PHASE, bench, bench_with, commit, listed, status};
use crate::common::{GOOD, Outcome, Sandbox};

/// All files and folders below a folder, and itself.
fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_path_buf()];
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// A repository on a plan's branch with the hooks as they are installed: what we cannot do does
/// not stop a commit.
fn installed() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PHASE, GOOD);
    bench.write("a.txt", "one\n");
    bench.commit();
    bench.run(&["hook", "install"]).exits(0);
    bench.git(&["switch", "--quiet", "--create", "feature/auth-v1"]);
    bench
}

fn work(bench: &Sandbox, message: &str) -> Outcome {
    let path = bench.root.join("a.txt");
    let so_far = fs::read_to_string(&path).unwrap();
    bench.write("a.txt", &format!("{so_far}more\n"));
    bench.git(&["add", "a.txt"]);
    commit(bench, &["--message", message])
}

#[test]
fn a_repository_that_a_group_shares_shares_what_we_keep() {
    // What libgit2 reads, and what it does not.
    for format in ["--ref-format=files", "--ref-format=reftable"] {
        if let Some(bench) = bench_with(format) {
            bench.git(&["config", "core.sharedRepository", "group"]);
            shares(&bench);
        }
    }
}

fn shares(bench: &Sandbox) {
    bench.git(&["config", "user.name", "Alice"]);
    bench.git(&["config", "user.email", "alice@example.org"]);
    bench.write("b.txt", "two\n");
    let script = "umask 077
        set -e
        \"$PROGRESS\" start TASK-1.2
        \"$PROGRESS\" ready --claim --as alice
        git add b.txt
        git commit --quiet --message 'Work (TASK-1.1)'";
    bench.bash(script).exits(0);
    let kept = bench.root.join(".git/progress");
    let found = all_below(&kept);
    for name in [
        "active",
        "claims",
        "added.json",
        "claims.lock",
        "tmp",
        "digests",
    ] {
        let has = found.iter().any(|path| path.ends_with(name));
        assert!(has, "no `{name}` in {found:?}");
    }
    for path in found {
        let mode = path.metadata().unwrap().permissions().mode() & 0o7777;
        let wanted = if path.is_dir() { 0o2770 } else { 0o660 };
        assert_eq!(mode & wanted, wanted, "{mode:o} {}", path.display());
    }
}

#[test]
fn a_journal_that_is_damaged_is_not_taken_for_an_empty_one() {
    let bench = installed();
    work(&bench, "Work (TASK-1.1)").exits(0);
    let journal = bench.root.join(".git/progress/added.json");
    let whole = fs::read(&journal).unwrap();
    let half = &whole[..whole.len() / 2];
    fs::write(&journal, half).unwrap();
    let outcome = work(&bench, "More (TASK-1.1)");
    outcome
        .exits(0)
        .stderr_has("added.json` is damaged: ")
        .stderr_has("help: remove it");
    assert_eq!(fs::read(&journal).unwrap(), half);
    fs::remove_file(&journal).unwrap();
    work(&bench, "Even more (TASK-1.1)").exits(0);
    assert_eq!(status(&bench), "");
}

#[test]
fn what_a_newer_version_keeps_is_left_alone() {
    for (name, content) in [
        ("added.json", "{\"version\": 2, \"entries\": {}}"),
        ("pending.json", "[{\"version\": 2, \"what\": \"unknown\"}]"),
        ("active", "{\"version\": 3}"),
    ] {
        let bench = installed();
        bench.write(&format!(".git/progress/{name}"), content);
        let said =
            format!("{name}` was written by a newer version of `progress` and was not changed");
        work(&bench, "Work (TASK-1.1)").exits(0).stderr_has(&said);
        let file = bench.root.join(".git/progress").join(name);
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
        // The file itself is changed all the same.
        let started = bench.run(&["start", "TASK-1.2", "-f", PHASE]);
        started.exits(0);
        if name == "active" {
            started.stderr_has(&said).stderr_has("the file was updated");
            assert_eq!(fs::read_to_string(&file).unwrap(), content);
        }
    }
}

#[test]
fn what_version_0_1_0_kept_is_read() {
    let bench = bench();
    let active =
        format!("[{{\"plan\": \"auth-v1\", \"path\": \"{PHASE}\", \"task\": \"TASK-1.1\"}}]");
    bench.write(".git/progress/active", &active);
    work(&bench, "Work").exits(0);
    let message = bench.git(&["log", "-1", "--format=%B"]);
    assert!(message.contains("Task: TASK-1.1"), "{message}");
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    bench.run(&["start", "TASK-1.2"]).exits(0);
    let kept = fs::read_to_string(bench.root.join(".git/progress/active")).unwrap();
    assert_eq!(kept.matches("\"version\": 1").count(), 2, "{kept}");
}

#[test]
fn files_are_written_also_if_git_s_folder_cannot_be() {
    let bench = bench();
    // Where even the superuser cannot make a file.
    bench.write(".git/progress", "in the way");
    bench
        .run(&["update", "-f", PHASE, "-t", "TASK-1.2", "-s", "blocked"])
        .exits(0);
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    assert!(text.contains("blocked"), "{text}");
    bench.write(PHASE, &text.replace("total_tasks: 2", "total_tasks: 3"));
    bench.run(&["lint", "--fix", PHASE]);
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    assert!(text.contains("total_tasks: 2"), "{text}");
    bench
        .run(&["start", "TASK-1.2"])
        .exits(0)
        .stderr_has("the file was updated, but hooks will not know what is being worked on");
    let names = bench.git(&["status", "--porcelain", "--untracked-files=all"]);
    assert_eq!(names, format!(" M {PHASE}\n"));
}
