//! Conflicts of which only the markers are left.

use std::fs;

use crate::common::{GOOD, GOOD_PATH, Sandbox};
use crate::merge_driver::{assert_both_done, first_done, good, second_done};

/// The text that `git merge-file` leaves.
fn marked(style: &str, ours: &str, theirs: &str) -> String {
    let bench = Sandbox::folder();
    for (name, text) in [("base", GOOD), ("ours", ours), ("theirs", theirs)] {
        bench.write(name, text);
    }
    let options = ["merge-file", "-p", "--marker-size=12", style];
    let outcome = bench.try_git(&[&options[..], &["ours", "base", "theirs"]].concat());
    assert!(outcome.status > 0, "{outcome}");
    outcome.stdout
}

fn resolved(text: &str) -> (Sandbox, i32, String) {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, text);
    let outcome = bench.run(&["resolve"]);
    let text = fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap();
    (bench, outcome.status, text)
}

#[test]
fn markers_of_any_style_are_merged() {
    for style in ["--diff3", "--zdiff3", "--no-diff3"] {
        for crlf in [false, true] {
            let text = marked(style, &first_done(), &second_done());
            let text = if crlf {
                text.replace('\n', "\r\n")
            } else {
                text
            };
            let (_, status, text) = resolved(&text);
            assert_eq!(status, 0, "{style}: {text}");
            assert_both_done(&text.replace('\r', ""));
            assert_eq!(text.contains('\r'), crlf);
            assert!(!text.contains("<<<<"), "{text}");
        }
    }
}

/// `zdiff3` moves the last lines of both tasks out of the conflict, and so into the base.
#[test]
fn tasks_that_both_sides_added_are_kept() {
    let added = |id: &str, about: &str| {
        let task = format!(
            "  - id: \"{id}\"\n    description: \"{about}\"\n    status: \"pending\"\n    assigned_to: [\"alice\"]\n    dependencies: []\n    estimated_effort: \"1 pt\"\n    priority: \"high\"\nparallelization:"
        );
        good(&[
            ("parallelization:", &task),
            ("total_tasks: 2", "total_tasks: 3"),
        ])
    };
    let (ours, theirs) = (
        added("TASK-1.3", "Add a test"),
        added("TASK-1.4", "Tune it"),
    );
    for style in ["--diff3", "--zdiff3", "--no-diff3"] {
        let (bench, status, text) = resolved(&marked(style, &ours, &theirs));
        assert_eq!(status, 0, "{style}: {text}");
        assert!(text.contains("total_tasks: 4\n"), "{style}: {text}");
        assert!(
            text.contains("TASK-1.3") && text.contains("TASK-1.4"),
            "{text}"
        );
        bench
            .run(&["resolve"])
            .exits(0)
            .complains("no progress files are in conflict\n");
    }
}

/// Both sides changed the counter to the same value, and only one side is in conflict.
#[test]
fn figures_are_counted_again_even_if_a_side_equals_the_base() {
    let half = good(&[
        ("planning", "in_progress"),
        ("completed_tasks: 0", "completed_tasks: 1"),
        ("overall_progress: 0", "overall_progress: 50"),
        (
            "schema\"\n    status: \"pending\"",
            "schema\"\n    status: \"completed\"",
        ),
    ]);
    let hunk = "<<<<<<< a\n    status: \"completed\"\n||||||| b\n    status: \"pending\"\n=======\n    status: \"pending\"\n>>>>>>> c";
    let text = half.replacen("    status: \"pending\"", hunk, 1);
    let (_, status, text) = resolved(&text);
    assert_eq!(status, 0, "{text}");
    // All tasks are done, but not all criteria are met.
    assert!(text.contains("status: \"review\"\n"), "{text}");
    assert!(text.contains("completed_tasks: 2\n"), "{text}");
    assert!(text.contains("overall_progress: 100\n"), "{text}");
    assert!(!text.contains("<<<<"), "{text}");
}

#[test]
fn an_empty_side_without_a_base_is_refused() {
    let text = good(&[(
        "title: \"Foundation\"\n",
        "<<<<<<< a\n=======\ntitle: \"Foundations\"\n>>>>>>> b\n",
    )]);
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, &text);
    bench
        .run(&["resolve"])
        .exits(1)
        .prints("")
        .stderr_has("the markers do not show what an empty side removed");
    assert_eq!(
        fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap(),
        text
    );
}

/// Jujutsu's notation for three sides, with its own diffs and snapshots.
#[test]
fn conflicts_with_three_sides_are_folded() {
    let hunk = "\
<<<<<<< conflict 1 of 1
%%%%%%% diff from: aaaaaaaa 11111111 \"base\"
\\\\\\\\\\\\\\        to: bbbbbbbb 22222222 \"first\"
-completed_tasks: 0
+completed_tasks: 1
 files_modified: []
+++++++ cccccccc 33333333 \"second\"
completed_tasks: 0
files_modified:
  - src/api.rs
%%%%%%% diff from: aaaaaaaa 11111111 \"base\"
\\\\\\\\\\\\\\        to: dddddddd 44444444 \"third\"
 completed_tasks: 0
-files_modified: []
+files_modified:
+  - src/schema.rs
>>>>>>> conflict 1 of 1 ends
";
    let text = good(&[("files_modified: []\n", ""), ("completed_tasks: 0\n", hunk)]);
    let (_, status, text) = resolved(&text);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("completed_tasks: 0\n"), "{text}");
    assert!(
        text.contains("src/api.rs") && text.contains("src/schema.rs"),
        "{text}"
    );
    // What stays in conflict is left as it is: Git's markers cannot show three sides.
    let real = hunk
        .replace("completed_tasks: 0", "title: \"x\"")
        .replace("+completed_tasks: 1", "+title: \"y\"")
        .replace("\"second\"\ntitle: \"x\"", "\"second\"\ntitle: \"z\"");
    let left = good(&[
        ("files_modified: []\n", ""),
        ("title: \"Foundation\"\n", &real),
    ]);
    let (bench, status, after) = resolved(&left);
    assert_eq!(status, 1, "{after}");
    assert_eq!(after, left);
    bench
        .run(&["resolve"])
        .stdout_has("`title` is `y` in ours and `z` in theirs");
}

#[test]
fn broken_markers_change_nothing() {
    let text = good(&[(
        "title: \"Foundation\"\n",
        "<<<<<<< a\ntitle: \"A\"\n=======\n=======\ntitle: \"B\"\n>>>>>>> b\n",
    )]);
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, &text);
    bench
        .run(&["resolve"])
        .exits(1)
        .stderr_has("this may be a conflict marker or text")
        .stderr_has("fix the markers");
    assert_eq!(
        fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap(),
        text
    );
}

#[test]
fn a_file_without_a_repository_is_not_staged() {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, GOOD);
    bench
        .run(&["resolve", "--stage"])
        .exits(2)
        .stderr_has("`--stage` requires a Git repository");
}

#[test]
fn markers_that_would_stay_behind_are_errors() {
    let conflict = |size: usize| {
        let [start, middle, end] = ["<", "=", ">"].map(|it| it.repeat(size));
        format!("{start} a\n1\n{middle}\n2\n{end} b\n")
    };
    for (body, message) in [
        (
            "<<<<<<< HEAD\n".to_owned(),
            "the conflict has no end marker",
        ),
        (
            ">>>>>>> b\n".to_owned(),
            "end marker of a conflict that does not start",
        ),
        (
            format!("{}\n{}", conflict(7), conflict(9)),
            "have another length than those of others",
        ),
    ] {
        let text = format!("{GOOD}\n{body}");
        let (bench, status, after) = resolved(&text);
        assert_eq!((status, after.as_str()), (1, text.as_str()));
        for named in [&["resolve"][..], &["resolve", GOOD_PATH]] {
            let outcome = bench.run(named);
            outcome.exits(1).stderr_has(message).stderr_has("line ");
        }
    }
}

#[test]
fn a_base_in_conflict_is_not_lost() {
    let hunk = "<<<<<<< o\ntitle: \"A\"\n||||||| b\n<<<<<<<<< 1\ntitle: \"X\"\n=========\n\
                title: \"Y\"\n>>>>>>>>> 2\n=======\ntitle: \"B\"\n>>>>>>> t\n";
    let text = good(&[("title: \"Foundation\"\n", hunk)]);
    let (_, status, after) = resolved(&text);
    assert_eq!((status, after), (1, text));
}

#[test]
fn figures_are_counted_again_beside_a_conflict_in_the_body() {
    let hunk = "\n<<<<<<< a\n1\n||||||| b\n0\n=======\n2\n>>>>>>> c\n";
    let text = format!(
        "{}{hunk}",
        first_done().replace("overall_progress: 50", "overall_progress: 7")
    );
    assert!(text.contains("overall_progress: 7"));
    let (_, status, after) = resolved(&text);
    assert_eq!(status, 1, "{after}");
    assert!(after.contains("overall_progress: 50"), "{after}");
    assert!(after.contains("<<<<<<< a\n1\n"), "{after}");
}

/// `git rerere` leaves markers without labels, and the sides in the order of their texts.
#[test]
fn sides_without_labels_are_not_called_ours_and_theirs() {
    let text = good(&[(
        "title: \"Foundation\"\n",
        "<<<<<<<\ntitle: \"Base\"\n=======\ntitle: \"Ground\"\n>>>>>>>\n",
    )]);
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, &text);
    let labeled = text
        .replace("<<<<<<<\n", "<<<<<<< first side\n")
        .replace(">>>>>>>\n", ">>>>>>> second side\n");
    // The labels do not turn into a statement about whose the sides are.
    for _ in 0..2 {
        bench
            .run(&["resolve"])
            .exits(1)
            .stdout_has("`title` is `Base` in the first side and `Ground` in the second side\n");
        let left = fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap();
        assert_eq!(left, labeled);
    }
    let unreadable = text.replace("title: \"Base\"", "title: \"Base");
    bench.write(GOOD_PATH, &unreadable);
    bench
        .run(&["resolve"])
        .exits(1)
        .stderr_has("merged by lines: the first side cannot be read: line");
    let left = fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap();
    assert_eq!(left, unreadable);
}

/// The index still knows which side is which.
#[test]
fn sides_without_labels_are_those_of_the_index() {
    let bench = Sandbox::repository();
    let named = |title: &str| good(&[("Foundation", title)]);
    for (branch, title) in [
        ("main", "Foundation"),
        ("other", "Ground"),
        ("mine", "Base"),
    ] {
        if branch != "main" {
            bench.git(&["switch", "--quiet", "--create", branch, "main"]);
        }
        bench.write(GOOD_PATH, &named(title));
        bench.commit();
    }
    bench.try_git(&["merge", "other"]).exits(1);
    let path = bench.root.join(GOOD_PATH);
    let text = fs::read_to_string(&path).unwrap();
    let unlabeled = text.replace(" HEAD\n", "\n").replace(" other\n", "\n");
    assert!(unlabeled.contains("<<<<<<<\n"), "{text}");
    bench.write(GOOD_PATH, &unlabeled);
    bench
        .run(&["resolve"])
        .exits(1)
        .stdout_has("`title` is `Base` in ours and `Ground` in theirs\n");
    let left = fs::read_to_string(&path).unwrap();
    assert!(left.contains("<<<<<<< ours\n"), "{left}");
    assert!(left.contains(">>>>>>> theirs\n"), "{left}");
}
