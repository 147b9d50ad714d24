//! Tests that JSON output follows the published schemas.

use crate::common::schema::follows;
use crate::common::{GOOD, Sandbox};

const FILE: &str = ".claude/progress/auth-v1/phase-1-progress.md";

/// Runs a command with `--format json`, and checks its output.
#[track_caller]
fn check(bench: &Sandbox, arguments: &[&str], schema: &str) -> serde_json::Value {
    let outcome = bench.run(&[arguments, &["--format", "json"]].concat());
    let value = serde_json::from_str(&outcome.stdout);
    let value = value.unwrap_or_else(|error| panic!("{error}: {outcome}"));
    follows(&value, schema);
    value
}

/// A repository with a task to start, one done in a commit, and a finding.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(FILE, GOOD);
    bench.commit();
    bench.write("src/a.rs", "");
    let done = GOOD.replacen("status: pending", "status: completed", 1);
    bench.write(
        FILE,
        &done.replace("blockers: []", "blockers: [{id: B-1, description: No key}]"),
    );
    bench.git(&["add", "-A"]);
    bench.git(&["commit", "-q", "-m", "Do TASK-1.1"]);
    bench
}

#[test]
fn what_is_read_follows_its_schema() {
    let bench = bench();
    for (arguments, schema) in [
        (&["lint"][..], "report"),
        (&["diff", "HEAD~..HEAD"], "diff"),
        (&["status", "--all"], "status"),
        (&["ready", "--all"], "ready"),
        (&["log", "TASK-1.1"], "log"),
        (&["log", "--unlinked"], "log"),
        (&["blame", "TASK-1.1"], "blame"),
        (&["verify"], "verify"),
        (&["history"], "history"),
        (&["history", "--by", "commit"], "history"),
        (&["sync", "--dry-run"], "sync"),
        (&["rules"], "rules"),
        (&["explain", "--all"], "explain"),
        (&["explain", "schema"], "explain"),
        (&["doctor"], "doctor"),
        (&["hook", "status"], "hook-status"),
    ] {
        check(&bench, arguments, schema);
    }
    bench.git(&["config", "core.hooksPath", "own"]);
    bench.write(
        "lefthook.yml",
        "pre-commit:\n  jobs:\n    - run: progress lint --staged\n",
    );
    let standing = check(&bench, &["hook", "status"], "hook-status");
    assert_eq!(standing["hooks_path"]["value"], "own");
}

#[test]
fn what_is_written_follows_its_schema() {
    let bench = bench();
    let taken = check(&bench, &["ready", "--claim", "--as", "amy"], "ready");
    let id = taken["claimed"]["id"].as_str().unwrap().to_owned();
    let listed = check(&bench, &["ready", "--all"], "ready");
    assert_eq!(listed["claimed"][0]["who"], "amy");
    let claim = || check(&bench, &["ready", "--claim", "--as", "bo"], "ready");
    while !claim()["claimed"].is_null() {}
    check(&bench, &["ready", "--release", &id], "ready");
    for (arguments, schema) in [
        (&["start", id.as_str()][..], "update"),
        (&["done", id.as_str(), "--dry-run"], "update"),
        (&["update", "-f", FILE, "--set", "title=New"], "update"),
        (&["sync"], "sync"),
    ] {
        check(&bench, arguments, schema);
    }
}
