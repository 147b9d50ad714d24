//! Tests of `--new-from`, `--baseline` and the current change: new and old findings.

use std::fs;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Outcome, Sandbox, bad, related_plans};

/// Creates a repository in which an old file has a wrong count and a dangling reference.
fn legacy() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(BAD_PATH, &bad());
    bench.commit();
    bench
}

fn lint(bench: &Sandbox, arguments: &[&str]) -> Outcome {
    bench.run(&[&["lint", "--format", "concise"], arguments].concat())
}

fn new_from(bench: &Sandbox, arguments: &[&str]) -> Outcome {
    lint(bench, &[&["--new-from", "HEAD"], arguments].concat())
}

#[test]
fn old_findings_are_hidden_and_new_ones_reported() {
    let bench = legacy();
    lint(&bench, &[]).exits(1);
    new_from(&bench, &[]).exits(0).prints("").complains("");
    // Move lines, and change numbers.
    let moved = bad().replace("total_tasks: 3", "# one\n# two\ntotal_tasks: 7");
    bench.write(BAD_PATH, &moved);
    new_from(&bench, &[]).exits(0).prints("");
    bench.write(
        BAD_PATH,
        &moved.replace("completed_tasks: ", "completed_tasks: 1"),
    );
    let new = new_from(&bench, &[]);
    new.exits(1)
        .stdout_has("completed_tasks")
        .stdout_lacks("total_tasks");
    new_from(&bench, &["--staged"]).exits(0);
    bench.git(&["add", "--all"]);
    new_from(&bench, &["--staged"]).exits(1).prints(&new.stdout);
    bench.git(&["commit", "--quiet", "--message=x"]);
    new_from(&bench, &[]).exits(0);
    let range = lint(&bench, &["--rev", "HEAD", "--new-from", "HEAD~1"]);
    range.exits(1).prints(&new.stdout);
    let json = bench.run(&["lint", "--new-from", "HEAD~1", "--format", "json"]);
    json.exits(1).stdout_has("\"errors\":1,");
}

#[test]
fn a_pipe_says_what_was_checked_and_what_is_hidden() {
    let bench = legacy();
    let says = |arguments: &[&str], text: &str| {
        let outcome = bench.run(&[&["lint"], arguments].concat());
        assert_eq!(outcome.stderr, text, "{outcome}");
    };
    // The human format ends with the totals.
    says(&[], "");
    says(&["--format", "concise"], "2 files checked: 2 errors\n");
    says(&["--statistics"], "2 files checked: 2 errors\n");
    says(&["--diff"], "2 files checked; 1 would change\n");
    says(&["progress/auth-v1"], "1 file checked\n");
    let hidden = "2 files checked; 2 known findings hidden\n";
    says(&["--new-from", "HEAD"], hidden);
    let written = "`known.json` now lists 2 findings\n2 files checked\n";
    says(&["--baseline", "known.json", "--write-baseline"], written);
    let hidden = "2 files checked; 2 findings hidden by the baseline\n";
    says(&["--baseline", "known.json"], hidden);
    says(&["--baseline", "known.json", "--quiet"], "");
    // A result that is printed again is the one of the same flags.
    says(&["--baseline", "known.json"], hidden);
    for format in ["json", "sarif", "github", "gitlab", "junit"] {
        says(&["--format", format], "");
        says(&["--baseline", "known.json", "--format", format], "");
    }
    bench.write("more.txt", "1");
    bench.commit();
    let outcome = bench.run(&["lint", "--commits", "HEAD~..HEAD", "--select", "schema"]);
    assert_eq!(
        outcome.stderr, "2 files and 1 commit checked\n",
        "{outcome}"
    );
    let outcome = bench.pipe(&["lint", "--stdin-filename", GOOD_PATH], GOOD);
    assert_eq!(outcome.stderr, "", "{outcome}");
}

#[test]
fn files_are_followed_through_renames() {
    let bench = legacy();
    let new_path = "progress/auth-v2/phase-1-renamed-progress.md";
    bench.git(&["mv", BAD_PATH, new_path]);
    new_from(&bench, &[]).exits(0).prints("");
    new_from(&bench, &["--staged"]).exits(0).prints("");
    let edited = fs::read_to_string(bench.root.join(new_path)).unwrap();
    bench.write(new_path, &format!("{edited}\nMore prose.\n"));
    new_from(&bench, &[]).exits(0).prints("");
    // The plan's name no longer matches, which is new.
    fs::create_dir_all(bench.root.join("progress/other")).unwrap();
    bench.git(&[
        "mv",
        "--force",
        new_path,
        "progress/other/phase-1-progress.md",
    ]);
    let moved = new_from(&bench, &["--staged"]);
    moved
        .exits(0)
        .stdout_has("prd-path")
        .stdout_lacks("count-mismatch");
    // An added file is new as a whole.
    let other = bad().replace("Create the schema", "Something else entirely");
    bench.write("progress/new/phase-1-progress.md", &other);
    new_from(&bench, &["progress/new"])
        .exits(1)
        .stdout_has("count-mismatch");
}

#[test]
fn a_repeated_mistake_is_new() {
    let bench = legacy();
    let twice = bad().replace("[\"TASK-9.9\"]", "[\"TASK-9.9\", \"TASK-9.9\"]");
    bench.write(BAD_PATH, &twice);
    let new = new_from(&bench, &["--select", "unresolved-dependency"]);
    new.exits(1);
    assert_eq!(new.stdout.lines().count(), 1, "{new}");
}

#[test]
fn a_newly_enabled_rule_reports_nothing_new_in_old_files() {
    let bench = legacy();
    bench.write(".progress.yaml", "profile: strict\n");
    lint(&bench, &[GOOD_PATH]).exits(0);
    new_from(&bench, &["--pedantic"]).exits(0).prints("");
}

#[test]
fn an_unknown_commit_is_an_error() {
    let bench = legacy();
    let unknown = lint(&bench, &["--new-from", "nothing"]);
    unknown.exits(2).stderr_has("unknown revision `nothing`");
    lint(&bench, &["--new-from", ""])
        .exits(2)
        .stderr_has("the value of `--new-from` is empty");
    let outside = Sandbox::folder();
    outside.write(GOOD_PATH, GOOD);
    new_from(&outside, &[])
        .exits(2)
        .stderr_has("requires a Git repository");
    let empty = Sandbox::repository();
    empty.write(GOOD_PATH, GOOD);
    new_from(&empty, &[])
        .exits(2)
        .stderr_has("there are no commits yet");
}

#[test]
fn a_baseline_lists_known_findings() {
    let bench = legacy();
    let with =
        |arguments: &[&str]| lint(&bench, &[&["--baseline", "old.json"], arguments].concat());
    with(&[]).exits(2).stderr_has("does not exist");
    let written = with(&["--write-baseline"]);
    written
        .exits(0)
        .prints("")
        .complains("`old.json` now lists 2 findings\n");
    let text = fs::read_to_string(bench.root.join("old.json")).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    with(&[]).exits(0).prints("").complains("");
    with(&["--staged"]).exits(0);
    // The same findings produce the same file.
    with(&["--write-baseline"]);
    assert_eq!(
        fs::read_to_string(bench.root.join("old.json")).unwrap(),
        text
    );
    bench.write(GOOD_PATH, &GOOD.replace("total_tasks: 2", "total_tasks: 9"));
    with(&[])
        .exits(1)
        .stdout_has(GOOD_PATH)
        .stdout_lacks(BAD_PATH);
    // Entries that this run cannot check are neither reported nor removed.
    with(&[GOOD_PATH]).exits(1).complains("");
    with(&["--select", "schema"]).exits(0).complains("");
    with(&["--write-baseline", GOOD_PATH]).stderr_has("now lists 3 findings");
    with(&[]).exits(0).complains("");
}

#[test]
fn unused_baseline_entries_are_reported() {
    let bench = legacy();
    let with =
        |arguments: &[&str]| lint(&bench, &[&["--baseline", "old.json"], arguments].concat());
    with(&["--write-baseline"]);
    bench.write(BAD_PATH, &bad().replace("total_tasks: 3", "total_tasks: 2"));
    with(&[]).exits(0).complains(&format!(
        "warning: 1 finding of the baseline `old.json` no longer exists: `count-mismatch` in `{BAD_PATH}`\n  \
         help: remove stale entries with `--write-baseline`\n"
    ));
    fs::remove_file(bench.root.join(BAD_PATH)).unwrap();
    with(&[])
        .exits(0)
        .stderr_has("2 findings of the baseline `old.json` no longer exist, such as `");
    with(&["--write-baseline"]).stderr_has("now lists 0 findings");
    with(&[]).exits(0).complains("");
}

#[test]
fn an_invalid_baseline_is_an_error() {
    let bench = legacy();
    for (text, message) in [
        ("", "not a baseline"),
        ("[]", "not a baseline"),
        ("{\"version\": 2, \"findings\": 1}", "unsupported version 2"),
    ] {
        bench.write("old.json", text);
        let outcome = lint(&bench, &["--baseline", "old.json"]);
        outcome.exits(2).stderr_has(message);
    }
    lint(&bench, &["--baseline", "progress"])
        .exits(2)
        .stderr_has("cannot read it");
    lint(&bench, &["--write-baseline"])
        .exits(2)
        .stderr_has("--baseline");
}

#[test]
fn the_settings_can_name_a_baseline() {
    let bench = legacy();
    lint(&bench, &["--write-baseline"])
        .exits(2)
        .stderr_has("or as `baseline` in `.progress.yaml`");
    bench.write(".progress.yaml", "baseline: known.json\n");
    lint(&bench, &[])
        .exits(2)
        .stderr_has("`known.json` does not exist");
    // The path is relative to the root, wherever the command runs.
    let write = ["lint", "--write-baseline"];
    let written = bench.run_in("progress", &write);
    written
        .exits(0)
        .stderr_has("`known.json` now lists 2 findings");
    lint(&bench, &[]).exits(0).prints("").complains("");
    lint(&bench, &["--no-baseline"])
        .exits(1)
        .stdout_has("count-mismatch");
    // What an old commit has is dropped first, so that no entry of the baseline matches.
    new_from(&bench, &[]).exits(0).complains("");
    let added = bad().replace("completed_tasks: ", "completed_tasks: 1");
    bench.write(BAD_PATH, &added);
    lint(&bench, &[]).exits(1).stdout_has("completed_tasks");
    // The index has neither the settings nor the baseline yet.
    lint(&bench, &["--staged"])
        .exits(1)
        .stdout_has("count-mismatch");
    bench.git(&["add", ".progress.yaml", "known.json"]);
    lint(&bench, &["--staged"]).exits(0).prints("");
    bench.commit();
    let range = lint(&bench, &["--commits", "HEAD~1..HEAD"]);
    range
        .exits(1)
        .stderr_has("findings listed in `known.json` are not reported");
}

#[cfg(unix)]
#[test]
fn a_baseline_in_the_settings_stays_in_the_repository() {
    let bench = legacy();
    bench.write(".progress.yaml", "baseline: ../known.json\n");
    let refused = lint(&bench, &["--write-baseline"]);
    refused
        .exits(2)
        .stderr_has("is not a file in the repository");
    bench.write(".progress.yaml", "baseline: known.json\n");
    std::os::unix::fs::symlink("/etc/passwd", bench.root.join("known.json")).unwrap();
    for arguments in [&[][..], &["--write-baseline"]] {
        let refused = lint(&bench, arguments);
        refused.exits(2).stderr_has("leads out of the repository");
    }
}

/// The good file as a completed phase with a pending criterion.
fn closed() -> String {
    let text = GOOD.replace("status: \"planning\"", "status: \"completed\"");
    text.replace("status: \"pending\"\n", "status: \"completed\"\n")
}

#[test]
fn a_pending_criterion_is_an_error_when_completing_the_phase() {
    let bench = legacy();
    let select = ["--select", "criterion-pending"];
    let run = |arguments: &[&str]| lint(&bench, &[&select, arguments].concat());
    bench.write(GOOD_PATH, &closed());
    run(&[]).exits(1).stdout_has("error[criterion-pending]");
    run(&["--staged"]).exits(0).prints("");
    bench.git(&["add", "--all"]);
    run(&["--staged"]).exits(1);
    bench.git(&["commit", "--quiet", "--message=x"]);
    run(&[]).exits(0).stdout_has("advice[criterion-pending]");
    run(&["--rev", "HEAD"]).exits(1);
    run(&["--new-from", "HEAD~1"]).exits(1);
    run(&["--new-from", "HEAD"]).exits(0).prints("");
    // A rename does not complete the phase.
    bench.git(&["mv", GOOD_PATH, "progress/auth-v1/phase-1-x-progress.md"]);
    run(&[]).exits(0).stdout_has("advice[criterion-pending]");
    let piped = ["lint", "--stdin-filename", "progress/x/phase-1-progress.md"];
    let piped = bench.pipe(&[&piped[..], &select].concat(), &closed());
    piped.exits(0).stdout_has("advice[criterion-pending]");
}

#[test]
fn breakage_in_other_files_is_reported() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let second = "progress/auth-v1/phase-2-progress.md";
    let text = GOOD
        .replace("phase: 1", "phase: 2")
        .replace("TASK-1.", "TASK-2.");
    let text = text.replacen("dependencies: []", "dependencies: [\"TASK-1.2\"]", 1);
    bench.write(second, &text);
    bench.commit();
    lint(&bench, &["--select", "unresolved-dependency"]).exits(0);
    bench.write(GOOD_PATH, &GOOD.replace("TASK-1.2", "TASK-1.3"));
    let named = lint(&bench, &["--select", "unresolved-dependency", GOOD_PATH]);
    named.exits(1).stdout_has(second);
    let staged = ["--staged", "--select", "unresolved-dependency", GOOD_PATH];
    lint(&bench, &staged).exits(0).prints("");
    // Once committed, it is no longer part of this change.
    bench.commit();
    lint(&bench, &["--select", "unresolved-dependency", GOOD_PATH])
        .exits(0)
        .prints("");
    lint(&bench, &["--select", "unresolved-dependency"]).exits(1);
    lint(
        &bench,
        &[
            "--rev",
            "HEAD",
            "--select",
            "unresolved-dependency",
            GOOD_PATH,
        ],
    )
    .exits(1);
}

#[test]
fn other_plans_decide_about_other_files_as_well() {
    let (bench, second, text) = related_plans();
    bench.write(GOOD_PATH, &GOOD.replace("Write the API", "Write it"));
    lint(&bench, &[]).exits(0);
    lint(&bench, &[GOOD_PATH]).exits(0).prints("");
    lint(&bench, &["--new-from", "HEAD", GOOD_PATH])
        .exits(0)
        .prints("");
    bench.git(&["add", "--all"]);
    lint(&bench, &["--staged", GOOD_PATH]).exits(0).prints("");
    // What the change does break is still reported.
    bench.write(second, &text.replace("BILL-1.1", "TASK-1.2"));
    bench.commit();
    bench.write(GOOD_PATH, &GOOD.replace("TASK-1.2", "TASK-1.3"));
    let broken = bench.run(&["lint", "--format", "concise", GOOD_PATH]);
    broken.exits(1).stdout_has("no task with ID `TASK-1.2`");
    assert_eq!(broken.stdout.lines().count(), 1, "{broken}");
}

#[test]
fn findings_that_are_not_reported_are_not_fixed() {
    let bench = legacy();
    bench.write(GOOD_PATH, &GOOD.replace("total_tasks: 2", "total_tasks: 9"));
    let fixed = new_from(&bench, &["--fix"]);
    fixed
        .exits(0)
        .prints("")
        .complains("1 fix made in 1 file\n");
    let read = |path: &str| fs::read_to_string(bench.root.join(path)).unwrap();
    assert_eq!(read(GOOD_PATH), GOOD);
    assert_eq!(read(BAD_PATH), bad());
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_moved_file_hides_no_move() {
    for script in [
        "mkdir -p plans/progress; git mv progress/auth-v2 plans/progress
         ln -s ../plans/progress/auth-v2 progress",
        "cd progress/auth-v2; git mv phase-1-progress.md phase-1-login-progress.md
         ln -s phase-1-login-progress.md phase-1-progress.md",
    ] {
        let bench = legacy();
        bench.bash(script).exits(0);
        new_from(&bench, &[]).exits(0).prints("");
        bench.git(&["add", "--all"]);
        new_from(&bench, &["--staged"]).exits(0).prints("");
        bench.git(&["commit", "--quiet", "--message=x"]);
        for source in [
            &["--new-from=HEAD~1"][..],
            &["--new-from=HEAD~1", "--rev=HEAD"],
            &["--commits=HEAD~1..HEAD"],
        ] {
            let outcome = lint(&bench, source);
            outcome.exits(0).prints("").complains("");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_missing_document_outside_the_repository_is_no_news() {
    let bench = Sandbox::repository();
    bench.bash("ln -s \"$PWD/../elsewhere\" shared").exits(0);
    let text = GOOD.replacen("---\n", "---\nplan_ref: shared/plan.md\n", 1);
    bench.write(GOOD_PATH, &text);
    bench.commit();
    lint(&bench, &[])
        .exits(1)
        .stdout_has("document-ref-missing");
    new_from(&bench, &[]).exits(0).prints("");
    // A new reference is.
    bench.write(GOOD_PATH, &text.replacen("plan.md", "new.md", 1));
    new_from(&bench, &[]).exits(1).stdout_has("shared/new.md");
}
