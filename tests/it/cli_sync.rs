//! `progress sync`: fills in `files_modified` from history.

use std::fs;

use crate::common::branched::{PHASE, commit};
use crate::common::{GOOD, QUOTE, Sandbox};

fn text(bench: &Sandbox) -> String {
    fs::read_to_string(bench.root.join(PHASE)).unwrap()
}

/// Additions, changes, a deletion, a rename, and commits that belong to nothing.
fn history() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(
        PHASE,
        &GOOD.replace("files_modified: []", "files_modified: [\"theirs.rs\"]"),
    );
    bench.write("old name.rs", "fn main() {}\n// a line\n// another line\n");
    bench.write("gone.rs", "soon gone\n");
    commit(&bench, "docs(plan): begin");
    bench.write(&format!("a {QUOTE}b.rs"), "x\n");
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
    let expected = format!(
        "docs/progress/auth-v1/phase-1-progress.md lacks:\n  files_modified  a {QUOTE}b.rs\n  \
         files_modified  gone.rs\n  files_modified  new name.rs\n"
    );
    bench
        .run(&["sync", "--check"])
        .exits(1)
        .prints(&expected)
        .complains("");
    let diff = bench.run(&["sync", "--dry-run"]);
    diff.exits(0)
        .stdout_has("+files_modified: [\"theirs.rs\", ");
    assert_eq!(text(&bench), before);
    bench
        .run(&["sync"])
        .exits(0)
        .prints(&expected.replace("lacks", "gained"))
        .stderr_has("4 commits checked; 1 file updated\n");
    let quote = QUOTE.replace('"', r#"\""#);
    let list =
        format!(r#"files_modified: ["theirs.rs", "a {quote}b.rs", "gone.rs", "new name.rs"]"#);
    assert_eq!(
        text(&bench),
        before.replace("files_modified: [\"theirs.rs\"]", &list)
    );
    bench.run(&["sync"]).exits(0).prints("");
    let check = bench.run(&["sync", "--check"]);
    check.exits(0).prints("");
    assert_eq!(check.stderr, "4 commits checked; 0 files incomplete\n");
    for flags in [&["--quiet"][..], &["--format", "json"]] {
        let outcome = bench.run(&[&["sync", "--check"], flags].concat());
        assert_eq!(outcome.exits(0).stderr, "");
    }
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
fn usage_errors_are_reported() {
    let bench = Sandbox::folder();
    bench
        .run(&["sync"])
        .exits(2)
        .stderr_has("requires a Git repository");
    let bench = Sandbox::repository();
    bench
        .run(&["sync"])
        .exits(2)
        .stderr_has("create a commit first");
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
        .stderr_has("`files_modified` is not a list");
}

/// Creates a commit for `TASK-1.1` that changes `a.rs`.
fn worked() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PHASE, GOOD);
    commit(&bench, "docs(plan): begin");
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: one (TASK-1.1)");
    bench.git(&["tag", "work"]);
    bench
}

/// Returns the output of `sync` for one file.
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
fn a_reused_name_is_followed_in_chronological_order() {
    let bench = worked();
    let second = PHASE.replace("phase-1", "phase-2");
    bench.git(&["mv", PHASE, &second]);
    bench.write(&second, &GOOD.replace("phase: 1", "phase: 2"));
    commit(&bench, "docs(plan): count anew");
    // Another phase takes over the name.
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
fn a_rename_on_a_parallel_branch_is_followed() {
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
fn a_task_is_found_in_the_file_it_moved_to() {
    // Moved out of a file that remains, and when a file is split.
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
    // A task of another plan with the same ID is a different task.
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
fn changes_of_the_oldest_commit_of_a_shallow_clone_are_unknown() {
    let bench = history();
    let url = bench.url();
    bench.git(&["clone", "--quiet", "--depth=2", &url, "clone"]);
    bench
        .run_in("clone", &["sync"])
        .exits(0)
        .prints("")
        .stderr_has("shallow clone: older commits are missing");
    bench
        .run_in("clone", &["log", "TASK-1.2"])
        .exits(0)
        .stdout_has("feat: two")
        .stdout_lacks("added");
}

/// Creates two phases of a plan; the second one's first task names a file.
fn two_phases() -> (Sandbox, String) {
    let bench = Sandbox::repository();
    let second = PHASE.replace("phase-1", "phase-2");
    let text = GOOD
        .replace("phase: 1", "phase: 2")
        .replace("TASK-1.", "TASK-2.")
        .replace("SC-1.", "SC-2.");
    let text = text.replacen(
        "dependencies:",
        "files: [src/page.rs]\n    dependencies:",
        1,
    );
    bench.write(PHASE, GOOD);
    bench.write(&second, &text);
    commit(&bench, "docs(plan): two phases");
    (bench, second)
}

#[test]
fn a_commit_of_several_phases_is_divided_by_what_points_to_each() {
    let (bench, second) = two_phases();
    bench.write("src/token.rs", "1\n");
    commit(&bench, "feat: token (TASK-1.1)");
    for path in ["src/token.rs", "src/page.rs", "src/other.rs"] {
        bench.write(path, "2\n");
    }
    commit(&bench, "feat: both (TASK-1.2, TASK-2.1)");
    let lacks = |path: &str, file: &str| format!("{path} lacks:\n  files_modified  {file}\n");
    let expected = lacks(PHASE, "src/token.rs") + &lacks(&second, "src/page.rs");
    let outcome = bench.run(&["sync", "--check"]);
    outcome
        .exits(1)
        .prints(&expected)
        .stderr_has("1 commit belongs to several phases");
    // All checks agree.
    bench.run(&["sync"]).exits(0);
    commit(&bench, "docs(plan): record");
    let lint = ["lint", "--commits", "HEAD~3..HEAD", "--format", "concise"];
    bench.run(&lint).stdout_lacks("files-modified");
    bench.run(&["sync", "--check"]).exits(0).prints("");
}

#[test]
fn the_only_phase_that_names_a_commit_gets_all_its_paths() {
    let (bench, second) = two_phases();
    bench.write("src/token.rs", "1\n");
    bench.write("src/other.rs", "1\n");
    commit(&bench, "feat: both (TASK-1.2, TASK-2.1)\n\nTask: TASK-2.1");
    let outcome = bench.run(&["sync", "--check"]);
    let expected = format!(
        "{second} lacks:\n  files_modified  src/other.rs\n  files_modified  src/token.rs\n"
    );
    outcome.exits(1).prints(&expected);
}

#[test]
fn documents_of_the_plan_are_not_work() {
    let bench = Sandbox::repository();
    let keys = "plan_ref: docs/plans/auth-v1.md\nprd_ref: /docs/prds/auth.md\nfiles_modified";
    bench.write(PHASE, &GOOD.replace("files_modified", keys));
    bench.write("docs/plans/auth-v1.md", "# Plan\n");
    bench.write("docs/prds/auth.md", "# PRD\n");
    commit(&bench, "docs(plan): begin");
    for path in [
        "docs/plans/auth-v1.md",
        "docs/plans/auth-v1/phase-1.md",
        "docs/plans/notes.md",
        "docs/prds/auth.md",
        "a.rs",
    ] {
        bench.write(path, "changed\n");
    }
    commit(&bench, "feat: one (TASK-1.1)");
    bench.run(&["sync"]).exits(0).prints(&gained(PHASE));
    commit(&bench, "docs(plan): record");
    let lint = ["lint", "--commits", "HEAD~2..HEAD", "--format", "concise"];
    bench.run(&lint).stdout_lacks("files-modified");
}

#[test]
fn a_dry_run_can_be_read_by_programs() {
    let bench = worked();
    let before = text(&bench);
    let json = bench.run(&["sync", "--dry-run", "--format", "json"]);
    let expected = format!(
        "{{\"version\":1,\"changed\":false,\"files\":[{{\"path\":\"{PHASE}\",\"files_modified\":[\"a.rs\"],\"commit_refs\":[]}}]}}\n"
    );
    json.exits(0).prints(&expected);
    assert_eq!(text(&bench), before);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_written() {
    let (bench, second) = two_phases();
    bench.write("a.rs", "1\n");
    commit(&bench, "feat: one (TASK-1.1)");
    bench.write("b.rs", "1\n");
    commit(&bench, "feat: two (TASK-2.1)");
    bench.write(PHASE, "---\ntype: progress\ntasks: [\n---\n");
    let outcome = bench.run(&["sync"]);
    outcome
        .exits(0)
        .prints(&gained(&second).replace("a.rs", "b.rs"))
        .stderr_has(&format!("skipped `{PHASE}`: cannot parse its frontmatter"));
    // A problem that needs manual changes is an error that names the file.
    bench.git(&["checkout", "--quiet", "."]);
    bench.write(
        PHASE,
        &GOOD.replace("files_modified: []", "files_modified: many"),
    );
    bench
        .run(&["sync"])
        .exits(2)
        .stderr_has(&format!("cannot change `files_modified` of `{PHASE}`"))
        .stderr_has("1 other file was written");
}

#[test]
fn the_current_branch_is_no_evidence_for_old_commits() {
    let bench = worked();
    let other = PHASE.replace("auth-v1", "web-v1");
    bench.write(&other, &GOOD.replace("auth-v1", "web-v1"));
    commit(&bench, "docs(plan): another plan with the same IDs");
    bench.write("b.rs", "1\n");
    commit(&bench, "feat: which one? (TASK-1.2)");
    bench.git(&["switch", "--quiet", "--create", "feature/web-v1"]);
    bench.run(&["sync"]).exits(0).prints(&gained(PHASE));
    let own = bench.run(&["sync", "HEAD~1..HEAD"]);
    own.exits(0).prints(&gained(&other).replace("a.rs", "b.rs"));
}
