//! `progress resolve`, for files that are already in conflict.

mod markers;
mod tool;

use std::fs;

use crate::common::schema;
use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox};
use crate::merge_driver::{assert_both_done, first_done, good, second_done};

/// `main` with one version, `other` with another, merged without the merge driver.
fn conflicted(ours: &str, theirs: &str) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    bench.write(GOOD_PATH, theirs);
    bench.commit();
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write(GOOD_PATH, ours);
    bench.commit();
    bench
}

fn content(bench: &Sandbox) -> String {
    fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap()
}

fn short_status(bench: &Sandbox) -> String {
    let status = bench.git(&["status", "--porcelain"]);
    status.lines().map(|line| line[..2].to_owned()).collect()
}

#[track_caller]
fn merge_fails(bench: &Sandbox, operation: &[&str]) {
    let outcome: Outcome = bench.try_git(operation);
    assert_ne!(outcome.status, 0, "{outcome}");
    assert!(content(bench).contains("<<<<<<<"));
}

#[test]
fn what_git_left_is_merged_by_meaning() {
    for operation in [
        &["merge", "--no-edit", "other"][..],
        &[
            "-c",
            "merge.conflictStyle=diff3",
            "merge",
            "--no-edit",
            "other",
        ],
        &["-c", "merge.conflictStyle=zdiff3", "cherry-pick", "other"],
        &["rebase", "other"],
    ] {
        let bench = conflicted(&first_done(), &second_done());
        merge_fails(&bench, operation);
        let outcome = bench.run(&["resolve"]);
        outcome
            .exits(0)
            .prints(&format!("resolved {GOOD_PATH}\n"))
            .stderr_has("1 of 1 file resolved");
        assert_both_done(&content(&bench));
        assert_eq!(short_status(&bench), "UU", "{operation:?}");
        // The markers are gone, so a second run has nothing to go by.
        bench
            .run(&["resolve"])
            .exits(1)
            .stderr_has("no conflict markers");
        assert_both_done(&content(&bench));
    }
}

#[test]
fn a_resolved_file_is_staged_if_asked_for() {
    let bench = conflicted(&first_done(), &second_done());
    merge_fails(&bench, &["merge", "other"]);
    bench.write("other.txt", "untouched\n");
    bench
        .run(&["resolve", "--stage"])
        .exits(0)
        .prints(&format!("resolved and staged {GOOD_PATH}\n"));
    assert_eq!(short_status(&bench), "M ??");
    bench.git(&["commit", "--quiet", "--no-edit"]);
    assert_both_done(&bench.git(&["show", &format!("HEAD:{GOOD_PATH}")]));
}

#[test]
fn a_real_conflict_keeps_its_markers() {
    let ours = first_done().replacen("Foundation", "Ground", 1);
    let theirs = second_done().replacen("Foundation", "Base", 1);
    for style in ["merge", "diff3"] {
        let bench = conflicted(&ours, &theirs);
        bench.git(&["config", "merge.conflictStyle", style]);
        merge_fails(&bench, &["merge", "other"]);
        bench.run(&["resolve", "--stage"]).exits(1).prints(&format!(
            "{GOOD_PATH}: 1 conflict left (line 5)\n  `title` is `Ground` in ours and `Base` in theirs\n"
        ));
        let text = content(&bench);
        let base = if style == "diff3" {
            "||||||| base\ntitle: \"Foundation\"\n"
        } else {
            ""
        };
        // Git's own labels stay.
        let marked = format!(
            "<<<<<<< HEAD\ntitle: \"Ground\"\n{base}=======\ntitle: \"Base\"\n>>>>>>> other\n"
        );
        assert!(text.contains(&marked), "{text}");
        assert_eq!(text.matches("<<<<<<<").count(), 1);
        assert_eq!(short_status(&bench), "UU");
        // Once more gives the same.
        bench.run(&["resolve"]).exits(1);
        assert_eq!(content(&bench), text);
    }
}

#[test]
fn edits_made_since_the_merge_are_kept() {
    let bench = conflicted(&first_done(), &second_done());
    merge_fails(&bench, &["merge", "other"]);
    let edited = content(&bench).replacen("Foundation", "By hand", 1);
    bench.write(GOOD_PATH, &edited);
    bench.run(&["resolve"]).exits(0);
    let text = content(&bench);
    assert!(text.contains("title: \"By hand\""), "{text}");
    assert_both_done(&text);
}

#[test]
fn what_looks_like_a_marker_is_text_if_the_index_says_so() {
    let ours = first_done() + "\nTitle\n=======\n\nMore.\n";
    let theirs = second_done() + "\nA word.\n";
    for style in ["merge", "diff3", "zdiff3"] {
        let bench = conflicted(&ours, &theirs);
        let style = format!("merge.conflictStyle={style}");
        merge_fails(&bench, &["-c", &style, "merge", "--no-edit", "other"]);
        bench.run(&["resolve"]).exits(1).stdout_has(GOOD_PATH);
        let text = content(&bench);
        let (front, body) = text.split_once("\n---\n").unwrap();
        assert_both_done(front);
        assert_eq!(body.matches("<<<<<<< HEAD\n").count(), 1, "{text}");
        assert_eq!(body.matches(">>>>>>> other\n").count(), 1, "{text}");
        // Again, also after a merge by meaning.
        bench.run(&["resolve"]).exits(1);
        assert_eq!(content(&bench), text);
        // Whoever edits it decides what is a marker.
        bench.write(GOOD_PATH, &text.replacen("More.", "Less.", 1));
        bench
            .run(&["resolve"])
            .exits(1)
            .stderr_has("may be a conflict marker");
    }
}

#[test]
fn a_removed_file_is_left_to_people() {
    let bench = conflicted(&first_done(), &second_done());
    bench.git(&["rm", "--quiet", GOOD_PATH]);
    bench.git(&["commit", "--quiet", "--message=Remove"]);
    bench.try_git(&["merge", "other"]).exits(1);
    let before = content(&bench);
    bench
        .run(&["resolve", "--stage"])
        .exits(1)
        .prints("")
        .stderr_has("one side removed the file, and the other changed it")
        .stderr_has("git rm");
    assert_eq!(content(&bench), before);
}

#[test]
fn files_of_others_are_left_alone() {
    let bench = Sandbox::repository();
    bench.write("notes.md", "a\n");
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    bench.write("notes.md", "b\n");
    bench.commit();
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write("notes.md", "c\n");
    bench.commit();
    bench.try_git(&["merge", "other"]).exits(1);
    let before = fs::read(bench.root.join("notes.md")).unwrap();
    bench
        .run(&["resolve"])
        .exits(0)
        .complains("no progress files are in conflict\n");
    bench
        .run(&["resolve", "notes.md"])
        .exits(1)
        .stderr_has("notes.md: it is not a progress file");
    assert_eq!(fs::read(bench.root.join("notes.md")).unwrap(), before);
    bench.run(&["resolve", "absent.md"]).exits(2);
    bench.write(GOOD_PATH, GOOD);
    bench
        .run(&["resolve", GOOD_PATH])
        .exits(0)
        .stderr_has(&format!("{GOOD_PATH}: no conflicts"));
}

#[test]
fn line_endings_of_the_working_tree_stay() {
    let bench = conflicted(&first_done(), &second_done());
    bench.git(&["config", "core.autocrlf", "true"]);
    fs::remove_file(bench.root.join(GOOD_PATH)).unwrap();
    bench.git(&["checkout", "--", "."]);
    merge_fails(&bench, &["merge", "other"]);
    bench.run(&["resolve", "--stage"]).exits(0);
    let text = content(&bench);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_both_done(&text.replace('\r', ""));
    assert!(
        !bench
            .git(&["show", &format!(":{GOOD_PATH}")])
            .contains('\r')
    );
}

#[test]
fn a_dry_run_changes_nothing() {
    let bench = conflicted(&first_done(), &second_done());
    merge_fails(&bench, &["merge", "other"]);
    let before = content(&bench);
    bench
        .run(&["resolve", "--dry-run"])
        .exits(0)
        .stdout_has("-<<<<<<< HEAD\n")
        .stdout_has("+completed_tasks: 2\n");
    assert_eq!(content(&bench), before);
    bench.run(&["resolve", "--dry-run", "--stage"]).exits(2);
}

#[test]
fn json_follows_its_schema() {
    let ours = first_done().replacen("Foundation", "Ground", 1);
    let theirs = second_done().replacen("Foundation", "Base", 1);
    for (ours, theirs, name) in [
        (first_done(), second_done(), "resolved"),
        (ours, theirs, "conflicted"),
    ] {
        let bench = conflicted(&ours, &theirs);
        merge_fails(&bench, &["merge", "other"]);
        let outcome = bench.run(&["resolve", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        schema::follows(&json, "resolve");
        assert_eq!(json["files"][0]["outcome"], name);
        assert_eq!(json["files"][0]["changed"], true);
        assert_eq!(json["files"][0]["path"], GOOD_PATH);
    }
}

/// A repository whose file has another form in the index than in the working tree.
#[test]
fn filtered_files_are_read_from_the_working_tree() {
    let bench = conflicted(&first_done(), &second_done());
    bench.git(&["config", "filter.hide.clean", "tr a-z n-za-m"]);
    bench.git(&["config", "filter.hide.smudge", "tr a-z n-za-m"]);
    merge_fails(&bench, &["merge", "other"]);
    bench.write(".gitattributes", "*.md filter=hide\n");
    // Not `tr`ed: only the markers of the working tree count.
    let marked = good(&[(
        "title: \"Foundation\"",
        "<<<<<<< a\ntitle: \"A\"\n||||||| b\ntitle: \"B\"\n=======\ntitle: \"B\"\n>>>>>>> c",
    )]);
    bench.write(GOOD_PATH, &marked);
    bench.run(&["resolve"]).exits(0);
    assert_eq!(content(&bench), good(&[("Foundation", "A")]));
}

#[test]
fn a_conflict_in_a_code_fence_is_not_staged() {
    let example = "\n```\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n```\n";
    let body = |line: &str| format!("{GOOD}{example}\n```sh\n{line}\n```\n");
    let bench = conflicted(&body("ours"), &body("theirs"));
    merge_fails(&bench, &["merge", "--no-edit", "other"]);
    // Again, and after an edit, the answer is the same.
    for edited in ["", "\nEdited\n"] {
        let text = content(&bench) + edited;
        bench.write(GOOD_PATH, &text);
        let outcome = bench.run(&["resolve", "--stage"]);
        outcome.exits(1).stdout_has("1 conflict left");
        assert!(short_status(&bench) == "UU", "{outcome}");
        assert!(content(&bench).contains("ours\n======="), "{outcome}");
    }
    // What is left then is an example.
    bench.write(GOOD_PATH, &body("both"));
    bench
        .run(&["resolve"])
        .exits(1)
        .stderr_has("there are no conflict markers")
        .stderr_has("if it is resolved, run `git add`");
}

#[test]
fn what_cannot_be_read_is_not_said_to_be_free_of_conflicts() {
    let bench = conflicted(&first_done(), &second_done());
    bench.git(&["config", "merge.conflictStyle", "merge"]);
    merge_fails(&bench, &["merge", "--no-edit", "other"]);
    fs::remove_file(bench.root.join(GOOD_PATH)).unwrap();
    let outcome = bench.run(&["resolve"]);
    outcome.exits(2);
    assert!(
        !outcome.stderr.contains("no progress files are in conflict"),
        "{outcome}"
    );
}
