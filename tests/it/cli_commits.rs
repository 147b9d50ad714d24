//! Tests of `lint --commits`, as used on pull requests.

use crate::common::branched::{PHASE, RANGE, bench, commit};
use crate::common::{GOOD, Sandbox};

fn short(bench: &Sandbox, rev: &str) -> String {
    bench
        .git(&["rev-parse", "--short=8", rev])
        .trim()
        .to_owned()
}

#[test]
fn a_branch_that_does_everything_right_is_clean() {
    let bench = bench();
    bench.write("a.rs", "x\n");
    bench.write(
        PHASE,
        &GOOD.replace("files_modified: []", "files_modified: [\"a.rs\"]"),
    );
    commit(&bench, "feat: parse (TASK-1.1)");
    bench.run(RANGE).exits(0).prints("").complains("");
}

#[test]
fn claims_links_and_files_are_checked() {
    let bench = bench();
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: parse\n\nTask: TASK-1.11");
    bench.write("b.rs", "x\n");
    commit(&bench, "feat: write");
    bench.write("c.rs", "x\n");
    commit(&bench, "feat: read (TASK-1.1)");
    bench.write(
        PHASE,
        &GOOD.replace("title: \"Foundation\"", "title: \"F\""),
    );
    commit(&bench, "docs(plan): name");
    let outcome = bench.run(RANGE);
    outcome.exits(1).prints(&format!(
        "{}: error[commit-task-unknown] the commit claims `TASK-1.11`, but no such task exists\n\
         {}: warning[commit-without-task] the commit does not belong to any task, but its branch belongs to plan `auth-v1`\n\
         {PHASE}:40:1: error[files-modified-incomplete] `files_modified` is missing `c.rs`, changed by commits of this phase\n",
        short(&bench, "HEAD~3"),
        short(&bench, "HEAD~2"),
    ));
}

#[test]
fn paths_that_only_the_last_commit_could_not_record_are_a_warning() {
    let bench = bench();
    bench.write("c.rs", "x\n");
    commit(&bench, "feat: read (TASK-1.1)");
    bench
        .run(RANGE)
        .exits(0)
        .stdout_has("warning[files-modified-incomplete]");
}

#[test]
fn a_finding_names_the_commit_that_introduced_it() {
    let bench = bench();
    commit(&bench, "feat: one (TASK-1.1)");
    bench.write(PHASE, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    commit(&bench, "feat: two (TASK-1.1)");
    bench.write(
        PHASE,
        &GOOD
            .replace("total_tasks: 2", "total_tasks: 3")
            .replace("# Foundation", "# F"),
    );
    commit(&bench, "feat: three (TASK-1.1)");
    let json = bench
        .run(&["lint", "--commits", "main..", "--format", "json"])
        .stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["rule"], "count-mismatch");
    let brought = bench.git(&["rev-parse", "HEAD~"]);
    assert_eq!(finding["commit"], brought.trim());
    let human = bench.run(&["lint", "--commits", "main..HEAD"]);
    human.exits(1).stdout_has(&format!(
        "commit: {} feat: two (TASK-1.1)",
        short(&bench, "HEAD~")
    ));
}

#[test]
fn a_renamed_phase_is_the_same_phase() {
    let bench = bench();
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: one (TASK-1.1)");
    let later = "docs/progress/auth-v1/phase-1-foundation-progress.md";
    bench.git(&["mv", PHASE, later]);
    commit(&bench, "docs(plan): rename");
    let json = bench.run(&["lint", "--commits", "main..", "--format", "json"]);
    json.exits(1);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["path"]),
        (&"files-modified-incomplete".into(), &later.into())
    );
    assert_eq!(finding["commit"], bench.git(&["rev-parse", "HEAD~"]).trim());
}

#[test]
fn a_phase_renamed_on_a_parallel_branch_is_the_same_phase() {
    let bench = bench();
    bench.git(&["switch", "--quiet", "--create", "side"]);
    let later = "docs/progress/auth-v1/phase-1-foundation-progress.md";
    bench.git(&["mv", PHASE, later]);
    commit(&bench, "docs(plan): rename");
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: one (TASK-1.1)");
    bench.git(&["merge", "--quiet", "--no-edit", "side"]);
    let outcome = bench.run(RANGE);
    outcome.stdout_has(&format!("{later}:40:1: "));
    outcome.stdout_has("[files-modified-incomplete] `files_modified` is missing `a.rs`");
}

#[test]
fn a_task_moved_to_another_phase_is_missed_there() {
    let bench = bench();
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: one (TASK-1.1)");
    bench.write(PHASE, &GOOD.replace("TASK-1.1", "TASK-1.3"));
    let later = PHASE.replace("phase-1", "phase-2");
    let other = GOOD.replace("phase: 1", "phase: 2");
    let other = other
        .replace("TASK-1.2", "TASK-2.2")
        .replace("SC-1.", "SC-2.");
    bench.write(&later, &other);
    commit(&bench, "docs(plan): two phases");
    let outcome = bench.run(&[RANGE, &["--select", "files-modified-incomplete"]].concat());
    outcome.exits(1).stdout_has(&format!("{later}:40:1: "));
    outcome.stdout_lacks(&format!("{PHASE}:"));
    bench.run(&["sync", "main..HEAD"]).exits(0);
    commit(&bench, "docs(plan): record");
    bench
        .run(&[RANGE, &["--select", "files-modified-incomplete"]].concat())
        .exits(0)
        .prints("");
}

#[test]
fn a_claim_may_come_before_its_task() {
    let bench = bench();
    commit(&bench, "feat: parse\n\nTask: TASK-1.9");
    let claimed = bench.run(RANGE);
    claimed.exits(1).stdout_has("error[commit-task-unknown]");
    bench.write(PHASE, &GOOD.replace("TASK-1.2", "TASK-1.9"));
    commit(&bench, "docs(plan): count anew");
    bench.run(RANGE).exits(0).prints("").complains("");
}

#[test]
fn the_right_commit_among_parallel_branches_is_named() {
    let bench = bench();
    bench.git(&["switch", "--quiet", "--create", "side"]);
    bench.write(PHASE, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    commit(&bench, "feat: breaks (TASK-1.1)");
    let broken = bench.git(&["rev-parse", "HEAD"]);
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench.write(
        PHASE,
        &GOOD.replace("title: \"Foundation\"", "title: \"F\""),
    );
    commit(&bench, "docs(plan): trunk");
    bench.git(&["switch", "--quiet", "side"]);
    bench.write(
        PHASE,
        &GOOD
            .replace("total_tasks: 2", "total_tasks: 3")
            .replace("# Foundation", "# F"),
    );
    commit(&bench, "docs(plan): innocent");
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench.git(&["merge", "--quiet", "--no-edit", "side"]);
    let json = bench
        .run(&["lint", "--commits", "main..", "--format", "json"])
        .stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["findings"][0]["rule"], "count-mismatch");
    assert_eq!(json["findings"][0]["commit"], broken.trim());
}

#[test]
fn old_findings_are_not_reported_again() {
    let bench = Sandbox::repository();
    bench.write(PHASE, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    commit(&bench, "docs(plan): begin");
    bench.git(&["switch", "--quiet", "--create", "feature/auth"]);
    commit(&bench, "feat: one (TASK-1.1)");
    bench.git(&["switch", "--quiet", "main"]);
    bench.write(PHASE, GOOD);
    commit(&bench, "docs(plan): mend");
    bench.git(&["switch", "--quiet", "feature/auth"]);
    bench.run(RANGE).exits(0).prints("");
}

#[test]
fn a_misnamed_branch_is_an_error_even_if_only_ci_knows_its_name() {
    let bench = bench();
    commit(&bench, "feat: one (TASK-1.1)");
    bench.git(&["switch", "--quiet", "--detach"]);
    let outcome = bench.run_with(
        RANGE,
        &[("GITHUB_HEAD_REF", "feat/auth"), ("GITHUB_ACTIONS", "true")],
    );
    outcome.exits(1).stdout_has("error[branch-name]");
    bench
        .run_with(
            RANGE,
            &[
                ("GITHUB_HEAD_REF", "feature/auth"),
                ("GITHUB_ACTIONS", "true"),
            ],
        )
        .exits(0);
}

#[test]
fn a_branch_with_work_on_a_plan_should_be_named_after_it() {
    let bench = bench();
    bench.git(&["switch", "--quiet", "--create", "alice/work"]);
    commit(&bench, "feat: one (TASK-1.1)");
    bench.run(RANGE).exits(0).prints(
        "warning[branch-name] commits work on tasks, but their branch `alice/work` does not match `feature/*`\n",
    );
    bench.git(&["switch", "--quiet", "--create", "fix/one"]);
    bench.run(RANGE).exits(0).prints("");
}

#[test]
fn every_format_supports_findings_about_commits() {
    let bench = bench();
    commit(&bench, "feat: \u{1b}[31m ::error:: one\n\nTask: NOPE-1");
    for format in [
        "human", "concise", "json", "sarif", "github", "gitlab", "junit",
    ] {
        let outcome = bench.run(&["lint", "--commits", "main..HEAD", "--format", format]);
        outcome.exits(1).stdout_has("NOPE-1").complains("");
        assert!(!outcome.stdout.contains('\u{1b}'), "{outcome}");
    }
}

#[test]
fn usage_errors_and_shallow_clones_are_reported() {
    let bench = bench();
    bench
        .run(&["lint", "--commits", "HEAD"])
        .exits(2)
        .complains("error: `--commits` requires a range, found `HEAD`\n  help: pass a range such as `origin/main..HEAD`\n");
    bench
        .run(&["lint", "--commits", "nope..HEAD"])
        .exits(2)
        .stderr_has("nope");
    bench
        .run(&["lint", "--commits", "main..HEAD", "--staged"])
        .exits(2);
    commit(&bench, "feat: one (TASK-1.1)");
    let url = bench.url();
    bench.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    bench
        .run_in("shallow", &["lint", "--commits", "origin/main..HEAD"])
        .exits(2)
        .stderr_has("fetch-depth: 0");
}

#[test]
fn a_range_with_an_empty_variable_is_an_error() {
    let bench = bench();
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: parse\n\nTask: TASK-1.11");
    for range in ["..HEAD", "..", "...HEAD"] {
        let outcome = bench.run(&["lint", "--commits", range]);
        outcome
            .exits(2)
            .stderr_has(&format!("the range `{range}` has no start"))
            .stderr_has("a variable may be empty");
    }
    bench.run(&["lint", "--commits", "main.."]).exits(1);
    bench.run(&["sync", "--check", "..HEAD"]).exits(2);
    bench.run(&["log", "--unlinked", "..HEAD"]).exits(2);
    for command in [&["sync", "--check", ""][..], &["log", "--unlinked", ""]] {
        let outcome = bench.run(command);
        outcome.exits(2).stderr_has("error: the range is empty");
    }
    let outcome = bench.run(&["lint", "--commits", "HEAD..HEAD", "--format", "json"]);
    let nothing = "progress: no commits in `HEAD..HEAD`; nothing was checked\n";
    outcome.exits(0).complains(nothing);
    for (command, nothing) in [
        (&["sync", "--check"][..], "nothing was checked"),
        (&["sync"], "nothing to record"),
        (&["log", "--unlinked"], "nothing to list"),
    ] {
        let outcome = bench.run(&[command, &["HEAD..HEAD"]].concat());
        let note = format!("progress: no commits in `HEAD..HEAD`; {nothing}\n");
        outcome.exits(0).complains(&note);
        let outcome = bench.run(&[command, &["HEAD..main"]].concat());
        outcome.exits(0).stderr_has("no commits in `HEAD..main`");
    }
    let zeros = format!("HEAD..{}", "0".repeat(40));
    let outcome = bench.run(&["lint", "--commits", &zeros]);
    outcome.exits(2).stderr_has("new or deleted");
}

#[test]
fn a_new_branch_is_compared_with_the_default_branch() {
    let bench = bench();
    commit(&bench, "feat: parse\n\nTask: TASK-1.11");
    let zeros = "0".repeat(40);
    let range = format!("{zeros}..HEAD");
    let outcome = bench.run(&["lint", "--commits", &range, "--format", "concise"]);
    outcome.exits(1).stdout_has("commit-task-unknown");
    assert_eq!(outcome.stdout.lines().count(), 1, "{outcome}");
    let short = ["lint", "--commits", "0000000..HEAD", "--format", "concise"];
    bench.run(&short).exits(1).prints(&outcome.stdout);
    bench.git(&["branch", "-m", "main", "trunk"]);
    let outcome = bench.run(&["lint", "--commits", &range]);
    outcome
        .exits(2)
        .stderr_has("the default branch is unknown")
        .stderr_has("fetch the default branch");
}
