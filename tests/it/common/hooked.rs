//! A repository whose commits run the hooks.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;

use super::{GOOD, Outcome, Sandbox, installed};

/// The first phase of the plan.
pub const PHASE: &str = "docs/progress/auth-v1/phase-1-progress.md";
/// The second, once it is there.
pub const PHASE_2: &str = "docs/progress/auth-v1/phase-2-progress.md";
/// A repository on a plan's branch, with hooks and one phase.
pub fn bench() -> Sandbox {
    filled(Sandbox::repository())
}

/// The same in a repository of another format; `None`, with a note, where Git has no such.
pub fn bench_with(format: &str) -> Option<Sandbox> {
    let bench = Sandbox::folder();
    let made = bench.try_git(&["init", "--quiet", "--initial-branch=main", format]);
    if made.status != 0 {
        eprintln!("skipped: this Git knows no `{format}`");
        return None;
    }
    Some(filled(bench))
}

fn filled(bench: Sandbox) -> Sandbox {
    bench.write(PHASE, GOOD);
    bench.write("a.txt", "one\n");
    bench.write("b.txt", "one\n");
    bench.commit();
    for name in installed::NAMES {
        let path = format!(".git/hooks/{name}");
        let binary = env!("CARGO_BIN_EXE_progress");
        bench.write(
            &path,
            &format!("#!/bin/sh\nexec '{binary}' hook run {name} \"$@\"\n"),
        );
        fs::set_permissions(bench.root.join(&path), fs::Permissions::from_mode(0o755)).unwrap();
    }
    bench.git(&["switch", "--quiet", "--create", "feature/auth"]);
    bench
}

/// Commits, with further arguments.
pub fn commit(bench: &Sandbox, arguments: &[&str]) -> Outcome {
    bench.try_git(&[&["commit", "--quiet"], arguments].concat())
}

/// What a revision's phase lists.
pub fn listed_in(bench: &Sandbox, rev: &str, path: &str) -> String {
    let text = bench.git(&["show", &format!("{rev}:{path}")]);
    let line = text.split("\nfiles_modified:").nth(1).unwrap();
    let end = line.find("\n---").unwrap();
    line[..end].trim().replace("\n  ", " ")
}

/// What the first phase lists in the last commit.
pub fn listed(bench: &Sandbox) -> String {
    listed_in(bench, "HEAD", PHASE)
}

/// What Git says of the working tree.
pub fn status(bench: &Sandbox) -> String {
    bench.git(&["status", "--porcelain"])
}

/// Phase 2 of the same plan, with its own task.
pub fn with_second_phase(bench: &Sandbox) {
    let text = GOOD
        .replace("phase: 1", "phase: 2")
        .replace("TASK-1.", "TASK-2.")
        .replace("SC-1.", "SC-2.");
    bench.write(PHASE_2, &text);
    bench.git(&["add", "--all"]);
    bench.git(&[
        "commit",
        "--quiet",
        "--no-verify",
        "--message=docs(plan): phase 2",
    ]);
}

/// Commits a change that is recorded nowhere, and with it what has waited.
pub fn commit_else(bench: &Sandbox, message: &str) -> Outcome {
    let path = bench.root.join("else.lock");
    let so_far = fs::read_to_string(&path).unwrap_or_default();
    bench.write("else.lock", &format!("{so_far}more\n"));
    bench.git(&["add", "--force", "else.lock"]);
    commit(bench, &["--message", message])
}

/// Commits a new file for the first task.
pub fn work(bench: &Sandbox, path: &str) {
    bench.write(path, &format!("{path}\n"));
    bench.git(&["add", path]);
    commit(bench, &["-m", &format!("Add {path} (TASK-1.1)")]).exits(0);
}

/// Commits settings.
pub fn with_setting(bench: &Sandbox, text: &str) {
    bench.write(".progress.yaml", text);
    bench.git(&["add", ".progress.yaml"]);
    bench.git(&["commit", "--quiet", "--no-verify", "--message=Settings"]);
}
