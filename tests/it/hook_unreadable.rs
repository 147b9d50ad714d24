//! Recording in progress files whose list cannot be changed, in the index or in the last commit:
//! the paths wait until it can.

#![cfg(unix)]

use std::fs;

use crate::common::hooked::{
    PHASE, PHASE_2, bench, commit, commit_else, listed, listed_in, status, with_second_phase,
    with_setting,
};
use crate::common::{GOOD, Sandbox};

const BROKEN: &str = "---\ntype: progress\nstatus: [\n---\n";
const LATER: &str =
    "`files_modified` was not updated; fix the file, and a later commit will record it";

/// Commits a version of a progress file without any check.
fn force(bench: &Sandbox, path: &str, content: &[u8]) {
    fs::write(bench.root.join(path), content).unwrap();
    bench.git(&["add", path]);
    let how = ["commit", "--quiet", "--no-verify", "--message=docs: plan"];
    bench.git(&[&how[..], &["--", path]].concat());
}

#[test]
fn paths_of_a_file_whose_list_cannot_be_changed_are_recorded_later() {
    let latin = GOOD.replace("# Foundation", "# Caf\u{e9}").into_bytes();
    let latin: Vec<u8> = latin.into_iter().filter(|byte| *byte != 0xc3).collect();
    for (content, reason) in [
        (BROKEN.as_bytes(), "cannot parse its frontmatter"),
        (b"no frontmatter\n", "cannot parse its frontmatter"),
        (&latin, "cannot parse its frontmatter"),
        (
            GOOD.replace("files_modified: []", "files_modified: many")
                .as_bytes(),
            "`files_modified` is not a list",
        ),
        (
            GOOD.replace("files_modified: []", "files_modified: &a []")
                .as_bytes(),
            "has an anchor",
        ),
    ] {
        let bench = bench();
        force(&bench, PHASE, content);
        for path in ["a.txt", "b.txt"] {
            bench.write(path, "two\n");
            commit(&bench, &["-a", "-m", "Work"])
                .exits(0)
                .stderr_has(&format!("`{PHASE}`: in the index, "))
                .stderr_has(reason)
                .stderr_has(LATER)
                .stderr_has("1 path of this commit belongs to");
            assert_eq!(status(&bench), "");
        }
        bench.write(PHASE, GOOD);
        commit(&bench, &["-a", "-m", "docs: repair"]).exits(0);
        assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]", "{reason}");
        assert_eq!(status(&bench), "");
    }
}

#[test]
fn pending_paths_outlast_a_time_when_their_file_is_unreadable() {
    let bench = bench();
    with_second_phase(&bench);
    let good = fs::read(bench.root.join(PHASE_2)).unwrap();
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]).exits(0);
    force(&bench, PHASE_2, BROKEN.as_bytes());
    commit_else(&bench, "Else")
        .exits(0)
        .stderr_has("cannot parse its frontmatter")
        .stderr_has(LATER);
    force(&bench, PHASE_2, &good);
    commit_else(&bench, "Else").exits(0).stderr_has(&format!(
        "progress: recorded 1 path from earlier commits in `files_modified` of `{PHASE_2}`\n"
    ));
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn a_removal_outlasts_a_time_when_its_file_is_unreadable() {
    let bench = bench();
    for path in ["c.txt", "d.txt"] {
        bench.write(path, "new\n");
    }
    bench.git(&["add", "--all"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    bench.git(&["rm", "--quiet", "d.txt"]);
    commit(&bench, &["--amend", "--no-edit"]).exits(0);
    let good = fs::read(bench.root.join(PHASE)).unwrap();
    force(&bench, PHASE, BROKEN.as_bytes());
    commit_else(&bench, "Else").exits(0).stderr_has(LATER);
    force(&bench, PHASE, &good);
    commit_else(&bench, "Else").exits(0);
    assert_eq!(listed(&bench), "[\"c.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn what_cannot_be_staged_or_amended_after_the_commit_waits() {
    for pending in ["stage", "amend"] {
        let bench = bench();
        with_second_phase(&bench);
        with_setting(&bench, &format!("files_modified:\n  pending: {pending}\n"));
        let good = fs::read_to_string(bench.root.join(PHASE_2)).unwrap();
        let scalar = good.replace("files_modified: []", "files_modified: many");
        force(&bench, PHASE_2, scalar.as_bytes());
        bench.write("a.txt", "two\n");
        commit(&bench, &["-a", "-m", "Work (TASK-2.1)"])
            .exits(0)
            .complains(&format!(
                "progress: 1 path of this commit belongs to `{PHASE_2}`; the next commit on this \
                 branch will record them; run `progress sync` to record them now\n"
            ));
        bench.write(PHASE_2, &good);
        commit(&bench, &["-a", "-m", "docs: repair"]).exits(0);
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
        assert_eq!(status(&bench), "");
    }
}

#[test]
fn a_partial_commit_leaves_an_unreadable_file_in_the_index_alone() {
    let bench = bench();
    bench.write(PHASE, BROKEN);
    bench.git(&["add", PHASE]);
    bench.write(PHASE, GOOD);
    bench.write("a.txt", "two\n");
    commit(&bench, &["-m", "Work (TASK-1.1)", "--", "a.txt"])
        .exits(0)
        .complains(&format!(
            "progress: recorded 1 path in `files_modified` of `{PHASE}`\n"
        ));
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    let staged = bench.git(&["show", &format!(":{PHASE}")]);
    assert_eq!(staged, BROKEN);
}
