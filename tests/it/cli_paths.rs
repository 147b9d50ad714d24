//! Tests of the path arguments of `progress lint`.

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

#[test]
fn a_missing_path_is_a_failure_and_the_rest_is_linted() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let outcome = bench.run(&["lint", "progress/auth-v3/phase-1-progress.md", BAD_PATH]);
    outcome.exits(2).stdout_has("count-mismatch");
    outcome.stderr_has("error: `progress/auth-v3/phase-1-progress.md` does not exist");
    outcome.stderr_has(&format!("help: did you mean `{BAD_PATH}`?"));
    let outcome = bench.run(&["lint", "nowhere/at/all"]);
    outcome
        .exits(2)
        .prints("")
        .stderr_has("pass an existing file or directory");
    bench
        .run(&["lint", "docs/**/*.md"])
        .exits(2)
        .stderr_has("globs are expanded by the shell");
    bench
        .run(&["lint", ""])
        .exits(2)
        .stderr_has("a value is required");
    let below = format!("{BAD_PATH}/x");
    bench
        .run(&["lint", &below])
        .exits(2)
        .stderr_has("does not exist");
}

#[test]
fn nothing_to_lint_is_reported_and_fails_for_a_given_directory() {
    let bench = Sandbox::repository();
    bench.write("docs/README.md", "# Readme\n");
    let whole = bench.run(&["lint"]);
    whole
        .exits(0)
        .prints("")
        .stderr_has("warning: no progress files found");
    whole.stderr_has("`**/*-progress.md`");
    bench
        .run(&["lint", "."])
        .exits(0)
        .stderr_has("no progress files");
    let named = bench.run(&["lint", "docs"]);
    named
        .exits(2)
        .stderr_has("error: no progress files found in `docs`");
    bench.write(GOOD_PATH, GOOD);
    bench
        .run(&["lint", "docs", "progress"])
        .exits(0)
        .complains("");
}

#[test]
fn ignored_files_are_skipped_unless_given_by_name() {
    let bench = Sandbox::repository();
    bench.write(".gitignore", "progress/auth-v2/\n");
    bench.write(GOOD_PATH, GOOD);
    bench.write(BAD_PATH, &bad());
    bench.run(&["lint"]).exits(0);
    bench.run(&["lint", BAD_PATH]).exits(1);
    bench
        .run(&["lint", "progress/auth-v2"])
        .exits(2)
        .stderr_has("ignored by Git");
}

#[test]
fn the_whole_repository_is_searched_from_any_directory() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.write("src/deep/x.rs", "");
    bench
        .run_in("src/deep", &["lint", "--select", "count-mismatch"])
        .exits(1);
    let file = bench.run_in(
        "progress",
        &["lint", "auth-v2/../auth-v2/phase-1-progress.md"],
    );
    file.exits(1).stdout_has("count-mismatch");
    bench
        .run_in("src/deep", &["lint", "../../progress"])
        .exits(1);
}

#[test]
fn outside_git_the_current_directory_is_searched() {
    let bench = Sandbox::folder();
    bench.write(BAD_PATH, &bad());
    bench
        .run(&["lint", "--format", "concise"])
        .exits(1)
        .stdout_has(BAD_PATH);
    let inside = bench.run_in("progress", &["lint", "--format", "concise"]);
    inside
        .exits(1)
        .stdout_has("auth-v2/phase-1-progress.md:11:14");
}

#[test]
fn a_repository_that_cannot_be_opened_causes_a_warning() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.write(".git/config", "[core]\n\trepositoryformatversion = 99\n");
    let outcome = bench.run_in("progress", &["lint", "--format", "concise"]);
    outcome.exits(1).stdout_has("phase-1-progress.md:11:14");
    outcome.stderr_has("warning: cannot open the Git repository");
}

#[test]
fn the_first_path_determines_the_repository() {
    let bench = Sandbox::folder();
    for name in ["one", "two"] {
        bench.write(&format!("{name}/{BAD_PATH}"), &bad());
        let script = format!("git init -q {name} && echo 'fail_on: never' > one/.progress.yaml");
        bench.bash(&script).exits(0);
    }
    let file = format!("two/{BAD_PATH}");
    bench.run(&["lint", "one", &file]).exits(0);
    bench.run(&["lint", &file, "one"]).exits(1);
}

#[test]
fn standard_input_replaces_a_file() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let concise = ["lint", "--format", "concise", "--stdin-filename"];
    // The unsaved buffer counts, not the file on disk.
    let buffer = GOOD.replace("total_tasks: 2", "total_tasks: 3");
    let outcome = bench.pipe(&[&concise[..], &[GOOD_PATH]].concat(), &buffer);
    outcome
        .exits(1)
        .stdout_has(&format!("{GOOD_PATH}:11:14: error[count-mismatch]"));
    bench
        .pipe(&[&concise[..], &[GOOD_PATH, "-"]].concat(), GOOD)
        .exits(0)
        .prints("");
    // Other files are read from disk.
    let refers = GOOD
        .replace("phase: 1", "phase: 2")
        .replace("TASK-1.", "TASK-2.");
    let refers = refers.replacen("dependencies: []", "dependencies: [\"TASK-1.1\"]", 1);
    let absent = "progress/auth-v1/phase-2-progress.md";
    bench
        .pipe(&[&concise[..], &[absent]].concat(), &refers)
        .exits(0)
        .prints("")
        .complains("");
    let dangling = refers.replace("[\"TASK-1.1\"]", "[\"TASK-1.7\"]");
    bench
        .pipe(&[&concise[..], &[absent]].concat(), &dangling)
        .exits(1)
        .stdout_has("TASK-1.7");
    // The same in a directory that does not exist.
    let nowhere = "progress/auth-v1/new/folder/phase-1-progress.md";
    bench
        .pipe(&[&concise[..], &[nowhere]].concat(), &buffer)
        .exits(1)
        .stdout_has(&format!("{nowhere}:11:14"));
}

#[test]
fn standard_input_needs_a_name() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench
        .run(&["lint", "-"])
        .exits(2)
        .stderr_has("add `--stdin-filename PATH`");
    let both = bench.run(&["lint", "--stdin-filename", GOOD_PATH, GOOD_PATH]);
    both.exits(2)
        .stderr_has("cannot be combined with other paths");
    let folder = bench.run(&["lint", "--stdin-filename", "progress"]);
    folder.exits(2).stderr_has("is not a file name");
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_unreadable_files_do_not_affect_other_files() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.bash("mkfifo progress/auth-v2/phase-2-progress.md; ln -s phase-2-progress.md progress/auth-v2/phase-3-progress.md").exits(0);
    bench.run(&["lint"]).exits(1).complains("");
    let outcome = bench.run(&[
        "lint",
        "progress/auth-v2/phase-3-progress.md",
        "/dev/null",
        BAD_PATH,
    ]);
    outcome.exits(2).stdout_has("count-mismatch");
    outcome.stderr_has("`progress/auth-v2/phase-3-progress.md` is a pipe, not a file");
    outcome.stderr_has("`/dev/null` is a device, not a file");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_too_large_is_reported() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench
        .bash("truncate -s 65M progress/auth-v2/phase-2-progress.md")
        .exits(0);
    let outcome = bench.run(&["lint"]);
    outcome.exits(2).stdout_has("count-mismatch");
    outcome.stderr_has("cannot read `progress/auth-v2/phase-2-progress.md`: larger than 64 MiB");
    let inside = bench.run_in("progress", &["lint"]);
    inside
        .exits(2)
        .stderr_has("cannot read `auth-v2/phase-2-progress.md`: larger");
}

#[cfg(unix)]
#[test]
fn links_in_a_path_do_not_hide_the_repository() {
    let bench = Sandbox::folder();
    bench
        .bash("mkdir real && git init -q real && ln -s real link")
        .exits(0);
    bench.write(&format!("real/{BAD_PATH}"), &bad());
    for arguments in [&["lint"][..], &["lint", "."], &["lint", BAD_PATH]] {
        let all = [arguments, &["--format", "concise"]].concat();
        let outcome = bench.run_in("link", &all);
        outcome.exits(1).stdout_has(&format!("{BAD_PATH}:11:14"));
    }
    let named = bench.run(&["lint", "--format", "concise", &format!("link/{BAD_PATH}")]);
    assert!(
        named.stdout.starts_with(&format!("real/{BAD_PATH}:")),
        "{named}"
    );
}

#[cfg(unix)]
#[test]
fn names_are_made_safe_to_show() {
    let bench = Sandbox::repository();
    let outcome = bench.run(&["lint", "a\u{1b}[31mb"]);
    outcome
        .exits(2)
        .stderr_has("`a\\u{1b}[31mb` does not exist");
}

#[test]
fn a_single_file_is_checked_as_part_of_the_repository() {
    let bench = Sandbox::repository();
    let other = GOOD.replace("auth-v1", "pay-v1").replace("TASK-", "PAY-");
    bench.write("progress/pay-v1/phase-1-progress.md", &other);
    // A task in another plan is fine; a task in no plan is an error.
    let near = "TASK-1.2\"]\n  critical_path: [\"TASK-1.1\"]";
    assert!(GOOD.contains(near), "{GOOD}");
    for (schedule, found) in [
        ("TASK-1.2\", \"PAY-1.1\"]\n  critical_path: []", ""),
        ("TASK-1.2\"]\n  critical_path: [\"PAY-1.1\"]", ""),
        (
            "TASK-1.2\", \"PAY-1.7\"]\n  critical_path: []",
            "error[batch-unknown-task]",
        ),
        (
            "TASK-1.2\"]\n  critical_path: [\"PAY-1.7\"]",
            "error[critical-path-unknown-task]",
        ),
    ] {
        bench.write(GOOD_PATH, &GOOD.replace(near, schedule));
        let lint = [
            "lint",
            "--pedantic",
            "--fail-on",
            "never",
            "--format",
            "concise",
        ];
        let whole = bench.run(&lint);
        whole.exits(0).stdout_has(found);
        let alone = bench.run(&[&lint[..], &[GOOD_PATH]].concat());
        assert_eq!(alone.stdout, whole.stdout);
    }
}

#[test]
fn the_files_to_check_are_listed() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write("progress/notes.md", "# Not a progress file\n");
    bench.write("progress/templates/phase-1-progress.md", GOOD);
    bench
        .run(&["lint", "--show-files"])
        .exits(0)
        .prints(&format!("{GOOD_PATH}\n"))
        .complains("");
    let below = bench.run_in("progress", &["lint", "--show-files", "."]);
    below.exits(0).prints("auth-v1/phase-1-progress.md\n");
    bench.run(&["lint", "--show-files", "nowhere"]).exits(2);
}

#[test]
fn exclusions_apply_to_named_files_on_request() {
    let bench = Sandbox::repository();
    let excluded = "progress/templates/phase-1-progress.md";
    let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 5");
    bench.write(excluded, &wrong);
    bench.run(&["lint", excluded]).exits(1);
    let forced = ["lint", "--force-exclude"];
    bench
        .run(&[&forced[..], &[excluded]].concat())
        .exits(0)
        .prints("")
        .complains("");
    bench.write(GOOD_PATH, GOOD);
    let both = bench.run(&[&forced[..], &[excluded, GOOD_PATH]].concat());
    assert_eq!(both.exits(0).stderr, "1 file checked\n", "{both}");
    let named = ["--stdin-filename", excluded];
    let piped = bench.pipe(&[&forced[..], &named].concat(), &wrong);
    piped.exits(0).prints("").complains("");
    let fixed = bench.pipe(&[&forced[..], &named, &["--fix"]].concat(), &wrong);
    fixed.exits(0).prints(&wrong).complains("");
    bench.git(&["add", "--all"]);
    bench
        .run(&[&forced[..], &["--staged", excluded]].concat())
        .exits(0)
        .prints("");
}
