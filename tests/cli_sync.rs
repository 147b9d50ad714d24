//! `progress sync`: what the history tells goes into `files_modified`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{Bench, GOOD};

const PHASE: &str = "docs/progress/auth-v1/phase-1-progress.md";

fn text(bench: &Bench) -> String {
    fs::read_to_string(bench.root.join(PHASE)).unwrap()
}

fn commit(bench: &Bench, message: &str) {
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
}

/// Additions, changes, a deletion, a rename, and commits that belong to nothing.
fn history() -> Bench {
    let bench = Bench::repository();
    bench.write(
        PHASE,
        &GOOD.replace("files_modified: []", "files_modified: [\"theirs.rs\"]"),
    );
    bench.write("old name.rs", "fn main() {}\n// a line\n// another line\n");
    bench.write("gone.rs", "soon gone\n");
    commit(&bench, "docs(plan): begin");
    bench.write("a \"b\".rs", "x\n");
    bench.write("Cargo.lock", "x\n");
    bench.write(".claude/settings.json", "{}\n");
    fs::remove_file(bench.root.join("gone.rs")).unwrap();
    commit(&bench, "feat: one (TASK-1.1)");
    bench.git(&["mv", "old name.rs", "new name.rs"]);
    commit(&bench, "feat: two\n\nTask: TASK-1.2");
    bench.write("else.rs", "x\n");
    commit(&bench, "fix: something else, UTF-8 (#12)");
    bench
}

#[test]
fn the_paths_of_linked_commits_are_added_and_nothing_else() {
    let bench = history();
    let before = text(&bench);
    let expected = "docs/progress/auth-v1/phase-1-progress.md lacks:\n  files_modified  a \"b\".rs\n  files_modified  gone.rs\n  files_modified  new name.rs\n";
    bench
        .run(&["sync", "--check"])
        .exits(1)
        .prints(expected)
        .complains("");
    let diff = bench.run(&["sync", "--dry-run"]);
    diff.exits(0)
        .stdout_has("+files_modified: [\"theirs.rs\", ");
    assert_eq!(text(&bench), before);
    bench
        .run(&["sync"])
        .exits(0)
        .prints(&expected.replace("lacks", "gained"));
    let list = r#"files_modified: ["theirs.rs", "a \"b\".rs", "gone.rs", "new name.rs"]"#;
    assert_eq!(
        text(&bench),
        before.replace("files_modified: [\"theirs.rs\"]", list)
    );
    bench.run(&["sync"]).exits(0).prints("");
    bench.run(&["sync", "--check"]).exits(0).prints("");
    bench.run(&["lint"]).exits(0);
}

#[test]
fn a_range_and_the_commits_themselves() {
    let bench = history();
    bench
        .run(&["sync", "--check", "HEAD~2..HEAD"])
        .exits(1)
        .prints(
            "docs/progress/auth-v1/phase-1-progress.md lacks:\n  files_modified  new name.rs\n",
        );
    bench.run(&["sync", "--commit-refs"]).exits(0);
    let short = bench.git(&["rev-parse", "--short=8", "HEAD~2"]);
    assert!(text(&bench).contains(short.trim()), "{}", text(&bench));
    let json = bench.run(&["sync", "--commit-refs", "--format", "json"]);
    json.exits(0)
        .prints("{\"version\":1,\"changed\":false,\"files\":[]}\n");
}

#[test]
fn wrong_use_is_told() {
    let bench = Bench::folder();
    bench
        .run(&["sync"])
        .exits(2)
        .stderr_has("needs a Git repository");
    let bench = Bench::repository();
    bench
        .run(&["sync"])
        .exits(2)
        .stderr_has("commit something first");
    let bench = history();
    bench
        .run(&["sync", "nowhere..HEAD"])
        .exits(2)
        .stderr_has("nowhere");
    bench.write(
        PHASE,
        &GOOD.replace("files_modified: []", "files_modified: many"),
    );
    commit(&bench, "docs(plan): break");
    bench
        .run(&["sync"])
        .exits(2)
        .stderr_has("`files_modified` is no list");
}

/// A commit of `TASK-1.1` that changes `a.rs`.
fn worked() -> Bench {
    let bench = Bench::repository();
    bench.write(PHASE, GOOD);
    commit(&bench, "docs(plan): begin");
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: one (TASK-1.1)");
    bench.git(&["tag", "work"]);
    bench
}

/// What `sync` says that one file gained.
fn gained(path: &str) -> String {
    format!("{path} gained:\n  files_modified  a.rs\n")
}

const LATER: &str = "docs/progress/auth/phase-1-foundation-progress.md";

#[test]
fn a_phase_is_found_under_its_later_name() {
    for range in ["HEAD", "work~..work", "work~..HEAD"] {
        let bench = worked();
        fs::create_dir_all(bench.root.join("docs/progress/auth")).unwrap();
        bench.git(&["mv", PHASE, LATER]);
        if range != "HEAD" {
            commit(&bench, "docs(plan): rename");
        }
        let sync = bench.run(&["sync", range]);
        sync.exits(0).prints(&gained(LATER)).complains("");
        bench.run(&["sync", range]).exits(0).prints("");
    }
}

#[test]
fn a_name_given_twice_is_followed_by_time() {
    let bench = worked();
    let second = PHASE.replace("phase-1", "phase-2");
    bench.git(&["mv", PHASE, &second]);
    bench.write(&second, &GOOD.replace("phase: 1", "phase: 2"));
    commit(&bench, "docs(plan): count anew");
    // Another phase gets the name.
    let other = GOOD.replace("TASK-1.", "TASK-0.").replace("SC-1.", "SC-0.");
    bench.write(PHASE, &other);
    bench.write("b.rs", "x\n");
    commit(&bench, "feat: two (TASK-0.1)");
    bench.run(&["sync"]).exits(0).prints(&format!(
        "{}{}",
        gained(PHASE).replace("a.rs", "b.rs"),
        gained(&second)
    ));
}

#[test]
fn a_name_given_on_a_branch_beside_is_followed() {
    let bench = worked();
    bench.git(&["switch", "--quiet", "--create", "side", "work~"]);
    fs::create_dir_all(bench.root.join("docs/progress/auth")).unwrap();
    bench.git(&["mv", PHASE, LATER]);
    commit(&bench, "docs(plan): rename");
    bench.git(&["merge", "--quiet", "--no-edit", "main"]);
    for range in ["HEAD^1..HEAD", "work~..work"] {
        let dry = bench.run(&["sync", "--check", range]);
        dry.exits(1)
            .prints(&gained(LATER).replace("gained", "lacks"));
    }
}

#[test]
fn a_task_is_found_in_the_file_it_went_to() {
    // Out of a file that stays, and when a file is split.
    for is_split in [false, true] {
        let bench = worked();
        let stays = GOOD.replace("TASK-1.1", "TASK-1.3");
        let goes = GOOD
            .replace("phase: 1", "phase: 2")
            .replace("TASK-1.2", "TASK-2.2");
        let old = if is_split {
            fs::remove_file(bench.root.join(PHASE)).unwrap();
            PHASE.replace("phase-1", "phase-1a")
        } else {
            PHASE.to_owned()
        };
        let new = PHASE.replace("phase-1", "phase-2");
        bench.write(&old, &stays);
        bench.write(&new, &goes);
        commit(&bench, "docs(plan): two phases");
        bench.run(&["sync"]).exits(0).prints(&gained(&new));
    }
}

#[test]
fn a_phase_that_is_gone_lacks_nothing() {
    let bench = worked();
    // What another plan calls alike is another task.
    let other = PHASE.replace("auth-v1", "auth-v2");
    bench.write(
        &other,
        &GOOD
            .replace("auth-v1", "auth-v2")
            .replace("# Foundation", &"# F\n".repeat(800)),
    );
    fs::remove_file(bench.root.join(PHASE)).unwrap();
    commit(&bench, "docs(plan): another");
    bench.run(&["sync"]).exits(0).prints("").complains("");
}

#[test]
fn what_the_oldest_commit_of_a_shallow_clone_changed_is_not_known() {
    let bench = history();
    let url = format!("file://{}", bench.root.display());
    bench.git(&["clone", "--quiet", "--depth=2", &url, "clone"]);
    bench
        .run_in("clone", &["sync"])
        .exits(0)
        .prints("")
        .stderr_has("the clone is shallow");
    bench
        .run_in("clone", &["log", "TASK-1.2"])
        .exits(0)
        .stdout_has("feat: two")
        .stdout_lacks("added");
}
