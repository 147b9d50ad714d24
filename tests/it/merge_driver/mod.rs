//! `progress merge-driver`, called by Git itself.

mod many;
mod replays;
mod styles;

use std::fs;
use std::path::Path;

use progress_lint::driver::{attributes, configuration};

use crate::common::{GOOD, GOOD_PATH, Sandbox};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

/// A repository in which Git calls this program.
fn bench(program: &str) -> Sandbox {
    let bench = Sandbox::repository();
    let lines = attributes(&["**/progress/**/*.md", "*-progress.md"]).join("\n");
    bench.write(".gitattributes", &format!("{lines}\n"));
    for (key, value) in configuration(program) {
        bench.git(&["config", key, &value]);
    }
    bench
}

/// [`GOOD`] with texts replaced.
#[track_caller]
pub fn good(replaced: &[(&str, &str)]) -> String {
    replaced.iter().fold(GOOD.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "no `{old}` in {text}");
        text.replacen(old, new, 1)
    })
}

pub fn first_done() -> String {
    good(&[
        (
            "schema\"\n    status: \"pending\"",
            "schema\"\n    status: \"completed\"",
        ),
        ("planning", "in_progress"),
        ("completed_tasks: 0", "completed_tasks: 1"),
        ("overall_progress: 0", "overall_progress: 50"),
        ("files_modified: []", "files_modified:\n  - src/schema.rs"),
    ])
}

pub fn second_done() -> String {
    good(&[
        (
            "API\"\n    status: \"pending\"",
            "API\"\n    status: \"completed\"",
        ),
        ("planning", "in_progress"),
        ("completed_tasks: 0", "completed_tasks: 1"),
        ("overall_progress: 0", "overall_progress: 50"),
        ("files_modified: []", "files_modified:\n  - src/api.rs"),
    ])
}

/// Both tasks done, whichever side was ours.
pub fn assert_both_done(text: &str) {
    for line in [
        "completed_tasks: 2",
        "overall_progress: 100",
        "status: \"review\"",
        "  - src/api.rs",
        "  - src/schema.rs",
    ] {
        assert!(text.lines().any(|it| it == line), "no `{line}` in {text}");
    }
    assert!(!text.contains("<<<<<<<"), "{text}");
}

/// `main` with the first task done, `other` with the second; on `main`.
fn diverged(program: &str) -> Sandbox {
    let bench = bench(program);
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    bench.write(GOOD_PATH, &second_done());
    bench.commit();
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write(GOOD_PATH, &first_done());
    bench.commit();
    bench
}

fn content(bench: &Sandbox) -> String {
    fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap()
}

#[test]
fn git_merges_by_meaning() {
    for operation in [
        &["merge", "--no-edit", "other"][..],
        &["cherry-pick", "other"],
        &["rebase", "other"],
    ] {
        let bench = diverged(BINARY);
        bench.git(operation);
        assert_both_done(&content(&bench));
        assert_eq!(bench.git(&["status", "--porcelain"]), "", "{operation:?}");
    }
}

#[test]
fn a_stash_comes_back_by_meaning() {
    let bench = diverged(BINARY);
    bench.git(&["checkout", "--quiet", "--detach", "main~1"]);
    bench.write(GOOD_PATH, &second_done());
    bench.git(&["stash"]);
    bench.git(&["checkout", "--quiet", "main"]);
    bench.git(&["stash", "pop"]);
    assert_both_done(&content(&bench));
}

#[test]
fn a_real_conflict_is_left_to_people() {
    let bench = diverged(BINARY);
    bench.write(GOOD_PATH, &first_done().replacen("Foundation", "Ground", 1));
    bench.commit();
    bench.git(&["checkout", "--quiet", "other"]);
    bench.write(GOOD_PATH, &second_done().replacen("Foundation", "Base", 1));
    bench.commit();
    let outcome = bench.try_git(&["merge", "--no-edit", "main"]);
    outcome.exits(1).stderr_has("progress/auth-v1/phase-1-progress.md: conflict: `title` is `Base` in ours and `Ground` in theirs");
    let text = content(&bench);
    assert!(text.contains("<<<<<<< ours\ntitle: \"Base\"\n=======\ntitle: \"Ground\"\n>>>>>>> theirs\nstatus: \"review\"\n"), "{text}");
    assert_eq!(text.matches("<<<<<<<").count(), 1);
    assert!(bench.git(&["status", "--porcelain"]).starts_with("UU "));
}

#[test]
fn without_the_program_git_merges_by_itself() {
    let gone = Path::new(BINARY).with_file_name("no such program");
    let bench = diverged(gone.to_str().unwrap());
    bench.try_git(&["merge", "--no-edit", "other"]).exits(1);
    let text = content(&bench);
    // Neither side is lost.
    assert!(
        text.contains("<<<<<<< ours\n") && text.contains(">>>>>>> theirs\n"),
        "{text}"
    );
    assert!(
        text.contains("src/schema.rs") && text.contains("src/api.rs"),
        "{text}"
    );
}

#[test]
fn a_program_that_fails_is_no_loss() {
    for script in ["exit 2", "exit 129", "kill -9 $$", "exit 70"] {
        let bench = diverged("./fails");
        bench.write("fails", &format!("#!/bin/sh\n{script}\n"));
        bench.bash("chmod +x fails").exits(0);
        bench.try_git(&["merge", "--no-edit", "other"]).exits(1);
        let text = content(&bench);
        assert!(
            text.contains("src/schema.rs") && text.contains("src/api.rs"),
            "{script}: {text}"
        );
    }
}

#[test]
fn the_exit_status_is_gits() {
    let bench = Sandbox::folder();
    bench.write("o", "---\na: 1\n---\n");
    bench.write("a", "---\na: 2\n---\n");
    bench.write("b", "---\na: 3\n---\n");
    let run = |arguments: &[&str]| bench.run(&[&["merge-driver"], arguments].concat());
    run(&["o", "a", "b", "9", "x-progress.md"])
        .exits(1)
        .prints("")
        .complains("x-progress.md: conflict: `a` is `2` in ours and `3` in theirs\n");
    let marked = fs::read_to_string(bench.root.join("a")).unwrap();
    assert_eq!(
        marked,
        "---\n<<<<<<<<< ours\na: 2\n=========\na: 3\n>>>>>>>>> theirs\n---\n"
    );
    run(&["o", "o", "b", "7", "x-progress.md"])
        .exits(0)
        .complains("");
    for wrong in [
        &["o", "missing", "b", "7", "x.md"][..],
        &["o", "a", "b", "none", "x.md"],
        &["o", "a"],
        &[],
    ] {
        run(wrong).exits(129);
    }
}

/// Git alone keeps our version of a binary file, and leaves a conflict; anything above 128 would
/// break the whole merge off.
#[test]
fn a_zero_byte_is_a_conflict_like_any_other() {
    let gone = Path::new(BINARY).with_file_name("no such program");
    for program in [BINARY, gone.to_str().unwrap()] {
        let bench = diverged(program);
        let ours = first_done() + "\0\n";
        bench.write(GOOD_PATH, &ours);
        bench.commit();
        bench.git(&["checkout", "--quiet", "other"]);
        bench.write(GOOD_PATH, &(second_done() + "theirs\n"));
        bench.commit();
        bench.git(&["checkout", "--quiet", "main"]);
        let outcome = bench.try_git(&["merge", "--no-edit", "other"]);
        outcome.exits(1);
        if program == BINARY {
            outcome.stderr_has("conflict: the file is binary");
        }
        assert_eq!(content(&bench), ours);
        let status = bench.git(&["status", "--porcelain"]);
        assert!(status.starts_with("UU "), "{status}");
    }
}

/// Bytes of another encoding in the body keep nothing from being merged by meaning.
#[test]
fn a_body_that_is_not_utf8_is_merged_as_bytes() {
    let bench = bench(BINARY);
    let write = |text: String, last: &[u8]| {
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(b"\n\xe9t\xe9\n\n1\n2\n3\n");
        bytes.extend_from_slice(last);
        let path = bench.root.join(GOOD_PATH);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        bench.commit();
    };
    write(GOOD.to_owned(), b"");
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    write(second_done(), b"\xe8 theirs\n");
    bench.git(&["checkout", "--quiet", "main"]);
    write(first_done(), b"");
    let outcome = bench.try_git(&["merge", "--no-edit", "other"]);
    outcome.exits(0);
    assert!(!outcome.stderr.contains("by lines"), "{}", outcome.stderr);
    let merged = fs::read(bench.root.join(GOOD_PATH)).unwrap();
    assert_both_done(&String::from_utf8_lossy(&merged));
    assert!(merged.ends_with(b"\n\xe9t\xe9\n\n1\n2\n3\n\xe8 theirs\n"));
}

/// What cannot be merged by meaning says so, and is no clean merge with a wrong count.
#[test]
fn a_merge_by_lines_does_not_miscount() {
    let bench = bench(BINARY);
    // Both sides count one task more, in the same way; a repeated key keeps us from merging.
    let odd = |text: String| text.replacen("---\n\n", "odd: 1\nodd: 2\n---\n\n", 1);
    let plain = |text: String| {
        let text = text.replace("files_modified:\n  - src/schema.rs", "files_modified: []");
        text.replace("files_modified:\n  - src/api.rs", "files_modified: []")
    };
    let base = odd(GOOD.to_owned());
    assert!(base.contains("odd: 2"));
    bench.write(GOOD_PATH, &base);
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    bench.write(GOOD_PATH, &odd(plain(second_done())));
    bench.commit();
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write(GOOD_PATH, &odd(plain(first_done())));
    bench.commit();
    let outcome = bench.try_git(&["merge", "--no-edit", "other"]);
    outcome.exits(1);
    outcome
        .stderr_has("merged by lines: line ")
        .stderr_has("has a duplicate or non-text key")
        .stderr_has("`completed_tasks` is `1`, but the merged tasks make it `2`");
    let text = content(&bench);
    assert!(text.contains("<<<<<<< ours\n"), "{text}");
}

#[test]
fn other_documents_are_merged_as_git_does() {
    let bench = bench(BINARY);
    let note =
        |first: &str, last: &str| format!("---\ntype: report\nn: 1\n---\n{first}\n2\n3\n{last}\n");
    bench.write("progress/note.md", &note("1", "4"));
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    bench.write("progress/note.md", &note("one", "4"));
    bench.commit();
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write("progress/note.md", &note("1", "four"));
    bench.commit();
    bench.git(&["merge", "--no-edit", "other"]);
    let text = fs::read_to_string(bench.root.join("progress/note.md")).unwrap();
    assert_eq!(text, note("one", "four"));
}

#[test]
fn hunks_name_their_task() {
    let bench = bench(BINARY);
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.write(
        GOOD_PATH,
        &GOOD.replace("priority: \"high\"", "priority: \"low\""),
    );
    let diff = bench.git(&["diff", "--unified=0"]);
    let names: Vec<&str> = diff
        .lines()
        .filter_map(|line| line.split(" @@ ").nth(1))
        .collect();
    assert_eq!(names, ["TASK-1.1", "TASK-1.2"]);
}

/// The last criterion is replaced on one branch while both complete a task: the counters are of
/// both, whichever side picks the other.
#[test]
fn the_last_entry_of_a_list_in_brackets_is_replaced() {
    let criteria = |text: &str| {
        let block = "success_criteria:\n  - { id: \"SC-1.1\", description: \"The schema exists\", status: \"pending\" }\n";
        let lines = "success_criteria: [\n  { id: \"S0\", description: \"One\", status: \"pending\" },\n  { id: \"S1\", description: \"Two\", status: \"pending\" }\n]\n";
        assert!(text.contains(block));
        text.replace(block, lines)
    };
    let replaced = criteria(&second_done()).replace(
        "{ id: \"S1\", description: \"Two\", status: \"pending\" }",
        "{ id: \"S2\", description: \"Three\", status: \"pending\" }",
    );
    for (ours, theirs) in [
        (criteria(&first_done()), replaced.clone()),
        (replaced.clone(), criteria(&first_done())),
    ] {
        let bench = bench(BINARY);
        bench.write(GOOD_PATH, &criteria(GOOD));
        bench.commit();
        bench.git(&["switch", "--quiet", "--create", "other"]);
        bench.write(GOOD_PATH, &theirs);
        bench.commit();
        bench.git(&["switch", "--quiet", "main"]);
        bench.write(GOOD_PATH, &ours);
        bench.commit();
        bench.git(&["cherry-pick", "other"]);
        let text = fs::read_to_string(bench.root.join(GOOD_PATH)).unwrap();
        assert!(text.contains("completed_tasks: 2"), "{text}");
        assert!(!text.contains("\"S1\""), "{text}");
        assert!(
            text.contains("{ id: \"S2\", description: \"Three\""),
            "{text}"
        );
        bench.run(&["lint", "--select", "count-mismatch"]).exits(0);
    }
}
