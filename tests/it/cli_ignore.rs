//! Tests of `lint --add-ignore`: findings are ignored by comments, and nothing else changes.

use std::fs;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

fn read(bench: &Sandbox, path: &str) -> String {
    fs::read_to_string(bench.root.join(path)).unwrap()
}

/// [`bad`] with its findings ignored.
fn ignored() -> String {
    let text = bad().replace(
        "total_tasks: 3\n",
        "total_tasks: 3 # progress: ignore[count-mismatch]\n",
    );
    text.replace(
        "dependencies: [\"TASK-9.9\"]\n",
        "dependencies: [\"TASK-9.9\"] # progress: ignore[unresolved-dependency]\n",
    )
}

#[test]
fn every_finding_gets_a_comment() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(BAD_PATH, &bad());
    let outcome = bench.run(&["lint", "--add-ignore"]);
    outcome
        .exits(0)
        .prints("")
        .complains("2 ignore comments added in 1 file\n");
    assert_eq!(read(&bench, BAD_PATH), ignored());
    assert_eq!(read(&bench, GOOD_PATH), GOOD);
    bench
        .run(&["lint", "--pedantic", "--fail-on", "advice"])
        .exits(0);
    let again = bench.run(&["lint", "--add-ignore"]);
    again.exits(0).prints("").complains("");
    assert_eq!(read(&bench, BAD_PATH), ignored());
}

#[test]
fn a_diff_shows_the_comments() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.git(&["add", "--all"]);
    let diff = bench.run(&["lint", "--add-ignore", "--diff"]);
    diff.exits(1)
        .stdout_has("+total_tasks: 3 # progress: ignore[count-mismatch]");
    assert_eq!(read(&bench, BAD_PATH), bad());
    bench.write("change.diff", &diff.stdout);
    bench.git(&["apply", "change.diff"]);
    assert_eq!(read(&bench, BAD_PATH), ignored());
    bench
        .run(&["lint", "--add-ignore", "--diff"])
        .exits(0)
        .prints("");
}

#[test]
fn only_what_is_reported_is_ignored() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let added = ["lint", "--add-ignore", "--select", "count-mismatch"];
    bench
        .run(&added)
        .exits(0)
        .stderr_has("1 ignore comment added");
    assert!(!read(&bench, BAD_PATH).contains("unresolved-dependency"));

    bench.write(BAD_PATH, &bad());
    let known = ["lint", "--baseline", "known.json"];
    bench.run(&[&known[..], &["--write-baseline"]].concat());
    bench
        .run(&[&known[..], &["--add-ignore"]].concat())
        .exits(0);
    assert_eq!(read(&bench, BAD_PATH), bad());

    bench.commit();
    let new = ["lint", "--add-ignore", "--new-from", "HEAD"];
    let worse = bad().replacen("status: \"planning\"", "status: \"baking\"", 1);
    assert_ne!(worse, bad());
    bench.write(BAD_PATH, &worse);
    bench
        .run(&new)
        .exits(0)
        .stderr_has("1 ignore comment added in 1 file");
    let line = "status: \"baking\"";
    let expected = worse.replace(line, &format!("{line} # progress: ignore[status-unknown]"));
    assert_eq!(read(&bench, BAD_PATH), expected);

    let other = ["lint", "--add-ignore", GOOD_PATH];
    bench.write(GOOD_PATH, GOOD);
    bench.write(BAD_PATH, &bad());
    bench.run(&other).exits(0);
    assert_eq!(read(&bench, BAD_PATH), bad());
}

#[test]
fn what_cannot_be_ignored_is_reported() {
    let bench = Sandbox::repository();
    let broken = GOOD.replacen("total_tasks: 2", "total_tasks: [", 1);
    bench.write(BAD_PATH, &broken);
    let outcome = bench.run(&["lint", "--add-ignore", "--format", "concise"]);
    outcome.exits(1).stdout_has("frontmatter-syntax");
    assert_eq!(read(&bench, BAD_PATH), broken);
    let unused = GOOD.replacen(
        "total_tasks: 2",
        "total_tasks: 2 # progress: ignore[count-mismatch]",
        1,
    );
    bench.write(BAD_PATH, &unused);
    let arguments = ["lint", "--add-ignore", "--pedantic", "--format", "concise"];
    bench.run(&arguments).stdout_has("[unused-ignore]");
    assert_eq!(read(&bench, BAD_PATH), unused);
}

#[test]
fn standard_input_is_returned_with_comments() {
    let bench = Sandbox::repository();
    let arguments = ["lint", "--add-ignore", "--stdin-filename", BAD_PATH, "-"];
    bench
        .pipe(&arguments, &bad())
        .exits(0)
        .prints(&ignored())
        .complains("2 ignore comments added\n");
    bench
        .pipe(&arguments, &ignored())
        .exits(0)
        .prints(&ignored());
    let broken = b"---\ntype: progress\nx: \xff\n---\n";
    let (_, came_back, _) = bench.pipe_bytes(&arguments, broken);
    assert_eq!(came_back, broken);
}

#[test]
fn contradictory_flags_are_rejected() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    for flags in [
        &["--fix"][..],
        &["--unsafe", "--diff"],
        &["--staged"],
        &["--rev", "HEAD"],
        &["--commits", "HEAD"],
        &["--watch"],
        &["--show-files"],
        &["--show-settings"],
        &["--baseline", "x", "--write-baseline"],
    ] {
        let arguments = [&["lint", "--add-ignore"][..], flags].concat();
        bench.run(&arguments).exits(2);
    }
    assert_eq!(read(&bench, BAD_PATH), bad());
}
