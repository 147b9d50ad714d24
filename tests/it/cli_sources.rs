//! Tests of `lint --staged` and `lint --rev`.

use std::fs;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Outcome, Sandbox, bad};

const STAGED: &[&str] = &["lint", "--staged", "--format", "concise"];

fn head(bench: &Sandbox) -> Outcome {
    bench.run(&["lint", "--rev", "HEAD", "--format", "concise"])
}

/// Creates a repository with a clean committed file.
fn committed() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench
}

#[test]
fn the_index_is_checked_instead_of_the_working_tree() {
    let bench = committed();
    bench.write(BAD_PATH, &bad());
    bench.run(STAGED).exits(0).prints("");
    bench.git(&["add", "--all"]);
    bench.write(BAD_PATH, GOOD);
    bench.write(GOOD_PATH, "---\n: broken\n");
    let outcome = bench.run(STAGED);
    outcome
        .exits(1)
        .stdout_has(BAD_PATH)
        .stdout_lacks(GOOD_PATH);
    head(&bench).exits(0).prints("");
    fs::remove_dir_all(bench.root.join("progress")).unwrap();
    assert_eq!(bench.run(STAGED).stdout, outcome.stdout);
}

#[test]
fn only_the_commit_is_checked() {
    let bench = committed();
    bench.write(BAD_PATH, &bad());
    bench.commit();
    bench.git(&["tag", "old", "HEAD~1"]);
    bench.git(&["rm", "--quiet", "-r", "progress"]);
    head(&bench).exits(1).stdout_has(BAD_PATH);
    let old = bench.run(&["lint", "--rev", "old", "--format", "json"]);
    old.exits(0).stdout_has("\"files\":1");
}

#[test]
fn a_temporary_index_is_read_if_git_sets_one() {
    let bench = committed();
    bench.write(BAD_PATH, &bad());
    bench.bash("cp .git/index .git/next-index-1.lock");
    bench.bash(&format!(
        "GIT_INDEX_FILE=.git/next-index-1.lock git add {BAD_PATH}"
    ));
    bench.run(STAGED).exits(0);
    for name in [
        ".git/next-index-1.lock",
        &format!("{}/.git/next-index-1.lock", bench.root.display()),
    ] {
        let outcome = bench.run_with(STAGED, &[("GIT_INDEX_FILE", name)]);
        outcome.exits(1).stdout_has(BAD_PATH);
    }
    let outcome = bench.run_with(STAGED, &[("GIT_INDEX_FILE", ".git/nothing")]);
    outcome.exits(2).stderr_has("the index does not exist");
}

#[test]
fn paths_select_files_and_need_not_exist_on_disk() {
    let bench = committed();
    bench.write(BAD_PATH, &bad());
    bench.git(&["add", "--all"]);
    fs::remove_dir_all(bench.root.join("progress")).unwrap();
    let staged = |path: &str| bench.run(&[STAGED, &[path]].concat());
    staged(GOOD_PATH).exits(0).prints("").complains("");
    staged("progress/auth-v2").exits(1).stdout_has(BAD_PATH);
    staged(bench.root.to_str().unwrap()).exits(1);
    fs::create_dir_all(bench.root.join("progress/auth-v1")).unwrap();
    let inside = bench.run_in("progress/auth-v1", &[STAGED, &["../auth-v2"]].concat());
    inside
        .exits(1)
        .stdout_has("../auth-v2/phase-1-progress.md:");
    let wrong = staged("progress/auth-v3/phase-1-progress.md");
    wrong.exits(2).complains(
        "error: `progress/auth-v3/phase-1-progress.md` is not in the index\n\
         \x20 help: did you mean `progress/auth-v1/phase-1-progress.md`?\n",
    );
    let rev = bench.run(&["lint", "--rev", "HEAD", BAD_PATH]);
    rev.exits(2).stderr_has("is not in `HEAD`");
    bench.write("new-progress.md", GOOD);
    staged("new-progress.md")
        .exits(2)
        .stderr_has("help: run `git add` first");
    staged("../elsewhere.md").exits(2);
    staged("-").exits(2).stderr_has("standard input");
}

#[test]
fn settings_are_read_from_the_same_source() {
    let bench = committed();
    bench.write(BAD_PATH, &bad());
    bench.write(".progress.yaml", "exclude: [\"**/auth-v2/**\"]\n");
    bench.git(&["add", "--all"]);
    bench.write(".progress.yaml", "nonsense: 1\n");
    bench.run(STAGED).exits(0).complains("");
    bench.git(&["commit", "--quiet", "--message=x"]);
    bench.git(&["rm", "--quiet", "--force", ".progress.yaml"]);
    bench.run(STAGED).exits(1);
    head(&bench).exits(0);
    bench.write(".progress.yaml", "include: 1\n");
    bench.git(&["add", "--all"]);
    fs::remove_file(bench.root.join(".progress.yaml")).unwrap();
    bench.run(STAGED).exits(2).stderr_has(".progress.yaml:1:10");
    bench.write("other.yaml", "exclude: [\"**\"]\n");
    let named = bench.run(&[STAGED, &["--config", "other.yaml"]].concat());
    named.exits(0).stderr_has("no progress files found");
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_within_the_source() {
    use std::os::unix::fs::symlink;
    let bench = committed();
    bench.write("settings/progress.yaml", "exclude: [\"**\"]\n");
    symlink("settings/progress.yaml", bench.root.join(".progress.yaml")).unwrap();
    symlink(GOOD_PATH, bench.root.join("link-progress.md")).unwrap();
    bench.git(&["add", "--all"]);
    bench
        .run(STAGED)
        .exits(0)
        .stderr_has("no progress files found");
    let link = bench.run(&[STAGED, &["link-progress.md"]].concat());
    link.exits(2)
        .stderr_has("is not a regular file in the index");
    fs::remove_file(bench.root.join(".progress.yaml")).unwrap();
    symlink("../outside.yaml", bench.root.join(".progress.yaml")).unwrap();
    bench.git(&["add", "--all"]);
    bench
        .run(STAGED)
        .exits(2)
        .stderr_has("leads out of the repository");
}

#[cfg(unix)]
#[test]
fn links_to_documents_lead_where_they_lead_on_disk() {
    let bench = Sandbox::repository();
    bench.write("docs/plan.md", "Later: TASK-9.1\n");
    bench.bash(
        "ln -s plan.md docs/link.md; ln -s docs current; ln -s current/../docs/link.md twice.md
         ln -s \"$PWD/docs\" absolute; ln -s none.md docs/dangling.md; ln -s loop.md loop.md
         ln -s ../.. docs/above; ln -s . here; ln -s \"$PWD/docs/../docs/plan.md\" dotted.md
         ln -s docs/plan.md/ slash.md; ln -s docs/plan.md/../plan.md through.md",
    );
    let text = GOOD.replacen("dependencies: []", "dependencies: [TASK-9.1]", 1);
    // Whether the document is read, or does not exist.
    let (planned, missing) = (
        "advice[unresolved-dependency]",
        "error[document-ref-missing]",
    );
    for (document, expected) in [
        ("docs/plan.md", planned),
        ("docs/link.md", planned),
        ("current/plan.md", planned),
        ("current/link.md", planned),
        ("twice.md", planned),
        ("absolute/link.md", planned),
        ("here/here/docs/plan.md", planned),
        ("dotted.md", planned),
        ("docs/dangling.md", missing),
        ("current/none.md", missing),
        ("docs/plan.md/x.md", missing),
        ("slash.md", missing),
        ("through.md", missing),
        ("loop.md", missing),
    ] {
        let reference = format!("---\nplan_ref: {document}\n");
        bench.write(GOOD_PATH, &text.replacen("---\n", &reference, 1));
        bench.commit();
        let lint = |source: &[&str]| {
            let arguments = ["lint", "--format=concise", "--pedantic"];
            bench.run(&[&arguments[..], source].concat()).stdout
        };
        let on_disk = lint(&[]);
        assert!(on_disk.contains(expected), "{document}: {on_disk}");
        for source in [&["--staged"][..], &["--rev=HEAD"]] {
            assert_eq!(lint(source), on_disk, "{document} {source:?}");
        }
    }
    // Nothing is known about what is elsewhere.
    let reference = "---\nplan_ref: docs/above/x.md\n";
    bench.write(GOOD_PATH, &GOOD.replacen("---\n", reference, 1));
    bench.git(&["add", "."]);
    bench.run(&["lint", "--staged"]).exits(0).prints("");
    // Links can be so long that following many of them would take hours.
    let reference = "---\nplan_ref: long-4/none.md\n";
    bench.write(GOOD_PATH, &GOOD.replacen("---\n", reference, 1));
    bench.git(&["add", "."]);
    let steps = "docs/../".repeat(400);
    bench.bash(&format!(
        "for n in 1 2 3 4; do
           id=$(printf %s '{steps}'long-$((n - 1)) | git hash-object -w --stdin)
           git update-index --add --cacheinfo 120000,$id,long-$n
         done"
    ));
    bench.run(&["lint", "--staged"]).exits(0).prints("");
    // Any object can be recorded as a link, also one of many megabytes.
    bench.bash(
        "id=$(head -c 5000 /dev/zero | git hash-object -w --stdin)
         git update-index --add --cacheinfo 120000,$id,long-4",
    );
    bench.run(&["lint", "--staged"]).exits(0).prints("");
}

#[cfg(unix)]
#[test]
fn a_file_that_replaces_a_link_is_new() {
    let bench = Sandbox::repository();
    let bad = GOOD.replace("completed_tasks: 0", "completed_tasks: 2");
    bench.write("docs/phase.md", &bad);
    bench.bash(
        "mkdir -p progress/auth-v1; ln -s ../../docs/phase.md progress/auth-v1/phase-1-progress.md",
    );
    bench.commit();
    fs::remove_file(bench.root.join(GOOD_PATH)).unwrap();
    bench.write(GOOD_PATH, &bad);
    bench.run(&["lint", "--new-from=HEAD"]).exits(1);
    bench.commit();
    for arguments in [["--new-from", "HEAD~1"], ["--commits", "HEAD~1..HEAD"]] {
        let found = bench.run(&[&["lint"][..], &arguments].concat());
        found.exits(1).stdout_has("count-mismatch");
    }
}

#[test]
fn unreadable_sources_are_reported() {
    let bench = Sandbox::folder();
    bench.run(STAGED).exits(2).complains(
        "error: `--staged` requires a Git repository\n\
         \x20 help: change to a directory in one, or pass files in one\n",
    );
    let bench = Sandbox::repository();
    bench
        .run(STAGED)
        .exits(0)
        .stderr_has("no progress files found");
    bench.write(BAD_PATH, &bad());
    bench.git(&["add", "--all"]);
    bench.run(STAGED).exits(1);
    let rev = bench.run(&["lint", "--rev", "HEAD"]);
    rev.exits(2)
        .complains("error: there are no commits yet\n  help: create a commit first\n");
    bench.commit();
    for name in ["nothing", "--help", "HEAD~4"] {
        let rev = bench.run(&["lint", &format!("--rev={name}")]);
        rev.exits(2)
            .stderr_has(&format!("error: unknown revision `{name}`\n  help: pass"));
    }
    bench
        .run(&["lint", "--rev", ""])
        .exits(2)
        .stderr_has("the value of `--rev` is empty");
    bench.run(&["lint", "--rev", "HEAD", "--staged"]).exits(2);
    bench
        .run(&["lint", "--stdin-filename", "x.md", "--staged"])
        .exits(2);
}

#[test]
fn unmerged_files_are_reported() {
    let bench = committed();
    bench.git(&["switch", "--quiet", "--create", "other"]);
    bench.write(GOOD_PATH, &GOOD.replace("total_tasks: 2", "total_tasks: 4"));
    bench.write("notes.txt", "theirs\n");
    bench.commit();
    bench.git(&["switch", "--quiet", "main"]);
    bench.write(GOOD_PATH, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    bench.write("notes.txt", "ours\n");
    bench.commit();
    bench.try_git(&["merge", "other"]);
    let outcome = bench.run(STAGED);
    outcome.exits(2).prints("").complains(&format!(
        "error: `{GOOD_PATH}` is unmerged; the index has no version to check\n\
         \x20 help: resolve the conflict, then run `git add`\n"
    ));
    bench.git(&["checkout", "--quiet", "--ours", GOOD_PATH]);
    bench.git(&["add", GOOD_PATH]);
    bench.run(STAGED).exits(1).stdout_has("count-mismatch");
}

#[test]
fn conflicts_staged_as_resolved_are_found_wherever_they_start() {
    let bench = committed();
    let (ours, theirs) = (GOOD.replace("alice", "bob"), GOOD.replace("alice", "carol"));
    let body = format!("{GOOD}\n<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> x\n");
    let whole = format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> x\n");
    for (text, rule) in [(body, "conflict-marker"), (whole, "frontmatter-syntax")] {
        for path in [GOOD_PATH, "progress/auth-v1/phase-1.md"] {
            let bench = Sandbox::repository();
            bench.write(path, &text);
            bench.git(&["add", "--all"]);
            bench.run(STAGED).exits(1).stdout_has(rule);
            let lint = bench.run(&["lint", "--format", "concise"]);
            lint.exits(1).stdout_has(rule);
        }
    }
    bench.run(STAGED).exits(0);
}

#[test]
fn the_branch_is_checked_for_the_current_commit() {
    let bench = committed();
    bench.git(&["switch", "--quiet", "--create", "feat/auth-v1"]);
    bench.run(STAGED).exits(1).stdout_has("error[branch-name]");
    head(&bench).exits(0).stdout_has("warning[branch-name]");
    bench.commit();
    let before = bench.run(&["lint", "--rev", "HEAD~1", "--format", "concise"]);
    before.exits(0).prints("");
}

#[test]
fn standard_input_is_compared_like_the_file() {
    let bench = committed();
    // The index now shows that the file on disk was not changed.
    bench.bash("touch -t 200101010000 progress/*/*.md; git update-index --refresh");
    let mut text = GOOD.replacen("\"planning\"", "\"completed\"", 1).replacen(
        "\"pending\"",
        "\"completed\"",
        2,
    );
    text.truncate(GOOD.len());
    let piped = [
        "lint",
        "--format",
        "json",
        "--stdin-filename",
        GOOD_PATH,
        "-",
    ];
    let before_saving = bench.pipe(&piped, &text);
    before_saving.stdout_has("criterion-pending");
    bench.write(GOOD_PATH, &text);
    let saved = bench.run(&["lint", "--format", "json", GOOD_PATH]);
    assert_eq!(before_saving.stdout, saved.stdout);
    // A phase that was done before is left alone.
    bench.commit();
    bench.pipe(&piped, &text).stdout_lacks("criterion-pending");
}
