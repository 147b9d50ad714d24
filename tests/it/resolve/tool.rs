//! The command as a merge tool.

use std::fs;

use super::{conflicted, content, merge_fails, short_status};
use crate::common::{GOOD, Outcome, Sandbox};
use crate::merge_driver::{assert_both_done, first_done, second_done};

const VERSIONS: &[&str] = &[
    "resolve", "--base", "base", "--ours", "left", "--theirs", "right", "-o", "out",
];

fn bench(base: &str, ours: &str, theirs: &str) -> Sandbox {
    let bench = Sandbox::folder();
    for (name, text) in [
        ("base", base),
        ("left", ours),
        ("right", theirs),
        ("out", ""),
    ] {
        bench.write(name, text);
    }
    bench
}

fn run(bench: &Sandbox) -> (Outcome, String) {
    let more = [
        "--marker-length",
        "9",
        "--path",
        "progress/auth-v1/phase-1-progress.md",
    ];
    let outcome = bench.run(&[VERSIONS, &more].concat());
    (outcome, fs::read_to_string(bench.root.join("out")).unwrap())
}

#[test]
fn a_clean_result_is_written() {
    for base in [GOOD, ""] {
        let bench = bench(base, &first_done(), &second_done());
        let (outcome, text) = run(&bench);
        if base.is_empty() {
            // Without a base, the two statuses of each task conflict.
            outcome.exits(1);
            assert!(text.contains("<<<<<<<<< "), "{text}");
        } else {
            outcome.exits(0).prints("").complains("");
            assert_both_done(&text);
        }
    }
}

/// An absent side is an empty file to Jujutsu.
#[test]
fn a_side_that_removed_the_file_is_told() {
    let bench = bench(GOOD, "", &second_done());
    let (outcome, _) = run(&bench);
    outcome
        .exits(1)
        .stderr_has("ours has removed the file, or emptied it")
        .stderr_has("phase-1-progress.md: 1 conflict left (line 1)\n");
}

/// Jujutsu reads conflicts only with the base, and with markers of the length it asked for.
#[test]
fn a_conflict_shows_the_base() {
    let ours = first_done().replacen("Foundation", "Ground", 1);
    let theirs = second_done().replacen("Foundation", "Base", 1);
    let bench = bench(GOOD, &ours, &theirs);
    let (outcome, text) = run(&bench);
    outcome
        .exits(1)
        .stderr_has("conflict: `title` is `Ground` in ours and `Base` in theirs");
    assert!(
        text.contains("<<<<<<<<< ours\ntitle: \"Ground\"\n||||||||| base\ntitle: \"Foundation\"\n=========\ntitle: \"Base\"\n>>>>>>>>> theirs\n"),
        "{text}"
    );
    assert!(text.contains("completed_tasks: 2\n"), "{text}");
}

#[test]
fn a_removed_side_is_a_conflict() {
    let bench = bench(GOOD, "", &second_done());
    let (outcome, text) = run(&bench);
    outcome.exits(1);
    assert!(
        text.starts_with("<<<<<<<<< ours\n||||||||| base\n---\n"),
        "{text}"
    );
}

#[test]
fn a_failure_writes_nothing() {
    for (base, ours, theirs) in [
        (
            GOOD,
            "---\ntype: progress\n---\n\0",
            "---\ntype: progress\na: 1\n---\n",
        ),
        ("a\n", "b\n", "c\n"),
    ] {
        let bench = bench(base, ours, theirs);
        let outcome = bench.run(&[VERSIONS, &["--path", "notes.md"]].concat());
        outcome.exits(2);
        assert_eq!(fs::read_to_string(bench.root.join("out")).unwrap(), "");
    }
    let bench = bench(GOOD, GOOD, GOOD);
    fs::remove_file(bench.root.join("right")).unwrap();
    let (outcome, text) = run(&bench);
    outcome.exits(2);
    assert_eq!(text, "");
    for wrong in [
        &["resolve", "--base", "base"][..],
        &["resolve", "--ours", "left"],
        &[VERSIONS, &["file.md"]].concat(),
        &[VERSIONS, &["--stage"]].concat(),
    ] {
        bench.run(wrong).exits(2);
    }
}

#[cfg(unix)]
#[test]
fn only_the_named_file_is_written() {
    let bench = bench(GOOD, &first_done(), &second_done());
    bench.write("out.new", "mine\n");
    run(&bench).0.exits(0);
    assert_eq!(
        fs::read_to_string(bench.root.join("out.new")).unwrap(),
        "mine\n"
    );
    assert_both_done(&fs::read_to_string(bench.root.join("out")).unwrap());
}

#[cfg(unix)]
#[test]
fn a_link_cannot_lead_out_of_the_repository() {
    let outside = Sandbox::folder();
    outside.write("file", "theirs\n");
    let bench = bench(GOOD, &first_done(), &second_done());
    bench.git(&["init", "--quiet"]);
    let file = outside.root.join("file");
    std::os::unix::fs::symlink(&file, bench.root.join("out.new")).unwrap();
    run(&bench).0.exits(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "theirs\n");
    fs::remove_file(bench.root.join("out")).unwrap();
    std::os::unix::fs::symlink(&file, bench.root.join("out")).unwrap();
    run(&bench)
        .0
        .exits(2)
        .stderr_has("leads out of the repository");
    assert_eq!(fs::read_to_string(&file).unwrap(), "theirs\n");
}

#[cfg(unix)]
#[test]
fn a_link_that_cannot_be_followed_is_called_that() {
    let bench = bench(GOOD, &first_done(), &second_done());
    bench.git(&["init", "--quiet"]);
    for (target, reason) in [
        ("gone", "a link in the path `out` leads nowhere"),
        // Every C library says in its own words that there are too many.
        ("out", "cannot read `out`: "),
    ] {
        fs::remove_file(bench.root.join("out")).unwrap();
        std::os::unix::fs::symlink(target, bench.root.join("out")).unwrap();
        let more = ["--path", "progress/auth-v1/phase-1-progress.md"];
        let refused = bench.run(&[VERSIONS, &more].concat());
        refused.exits(2).stderr_has(reason);
        assert!(bench.root.join("out").is_symlink());
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_a_file_stays() {
    let bench = bench(GOOD, &first_done(), &second_done());
    fs::remove_file(bench.root.join("out")).unwrap();
    bench.bash("mkfifo out").exits(0);
    let outcome = bench.run(VERSIONS);
    outcome.exits(2).stderr_has("`out` is not a file");
    bench.bash("test -p out").exits(0);
}

#[test]
fn a_dash_means_standard_output() {
    let bench = bench(GOOD, &first_done(), &second_done());
    let (versions, _) = VERSIONS.split_at(VERSIONS.len() - 1);
    let outcome = bench.run(&[versions, &["-", "--path=p-progress.md"]].concat());
    outcome.exits(0);
    assert_both_done(&outcome.stdout);
    assert!(!bench.root.join("-").exists());
}

#[test]
fn git_mergetool_calls_it() {
    let bench = conflicted(&first_done(), &second_done());
    let program = env!("CARGO_BIN_EXE_progress");
    let command = format!(
        "'{program}' resolve --base \"$BASE\" --ours \"$LOCAL\" --theirs \"$REMOTE\" -o \"$MERGED\" --path \"$MERGED\""
    );
    for (key, value) in [
        ("mergetool.progress.cmd", command.as_str()),
        ("mergetool.progress.trustExitCode", "true"),
        ("mergetool.keepBackup", "false"),
    ] {
        bench.git(&["config", key, value]);
    }
    merge_fails(&bench, &["merge", "other"]);
    bench.git(&["mergetool", "--no-prompt", "--tool=progress"]);
    assert_both_done(&content(&bench));
    assert_eq!(short_status(&bench), "M ");
}
