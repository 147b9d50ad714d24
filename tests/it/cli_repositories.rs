//! Tests of `lint` on the working tree, the index and a commit, in every kind of repository.

use std::fs;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Outcome, Sandbox, bad, scrubbed};

/// Runs `lint` in a directory with further arguments.
fn lint(bench: &Sandbox, folder: &str, arguments: &[&str]) -> Outcome {
    bench.run_in(
        folder,
        &[&["lint", "--format", "concise"], arguments].concat(),
    )
}

/// Checks that all sources have the same findings, where the bad file is committed.
#[track_caller]
fn agree(bench: &Sandbox, folder: &str) {
    let tree = lint(bench, folder, &[]);
    tree.exits(1)
        .stdout_has("count-mismatch")
        .stdout_has("TASK-9.9");
    lint(bench, folder, &["--staged"])
        .exits(1)
        .prints(&tree.stdout)
        .complains("");
    lint(bench, folder, &["--rev", "HEAD"])
        .exits(1)
        .prints(&tree.stdout)
        .complains("");
    lint(bench, folder, &["--new-from", "HEAD"])
        .exits(0)
        .prints("")
        .complains("");
    let since = ["--staged", "--new-from", "HEAD~1"];
    lint(bench, folder, &since)
        .exits(1)
        .prints(&tree.stdout)
        .complains("");
}

/// Commits a good file, then a bad one, in an existing repository.
fn fill(bench: &Sandbox, folder: &str) {
    let below = |path: &str| {
        format!("{folder}/{path}")
            .trim_start_matches('/')
            .to_owned()
    };
    bench.write(&below(GOOD_PATH), GOOD);
    bench.write(&below("docs/notes.md"), "# Notes\n");
    bench.git_in(folder, &["add", "--all"]);
    bench.git_in(folder, &["commit", "--quiet", "--message=First"]);
    bench.write(&below(BAD_PATH), &bad());
    bench.git_in(folder, &["add", "--all"]);
    bench.git_in(folder, &["commit", "--quiet", "--message=Second"]);
}

fn filled(arguments: &[&str]) -> Sandbox {
    let bench = Sandbox::folder();
    bench.git(&[&["init", "--quiet", "--initial-branch=main"], arguments].concat());
    fill(&bench, "");
    bench
}

#[test]
fn every_object_and_reference_format_is_read() {
    for format in [
        "--object-format=sha1",
        "--object-format=sha256",
        "--ref-format=reftable",
    ] {
        agree(&filled(&[format]), "");
    }
}

#[test]
fn every_index_format_is_read() {
    for arguments in [
        ["--index-version", "2"],
        ["--index-version", "4"],
        ["--split-index", "--refresh"],
        ["--untracked-cache", "--refresh"],
    ] {
        let bench = filled(&[]);
        bench.git(&[&["update-index"], &arguments[..]].concat());
        agree(&bench, "");
        let index = fs::read(bench.root.join(".git/index")).unwrap();
        lint(&bench, "", &["--staged"]);
        assert_eq!(fs::read(bench.root.join(".git/index")).unwrap(), index);
    }
}

#[test]
fn linked_worktrees_are_read() {
    let bench = filled(&[]);
    bench.git(&["worktree", "add", "--quiet", "-b", "other", "trees/one"]);
    agree(&bench, "trees/one");
    agree(&bench, "trees/one/progress");
    // Each has its own index.
    bench.write(
        &format!("trees/one/{GOOD_PATH}"),
        &GOOD.replace("total_tasks: 2", "total_tasks: 8"),
    );
    bench.git_in("trees/one", &["add", "--all"]);
    lint(&bench, "trees/one", &["--staged", GOOD_PATH]).exits(1);
    lint(&bench, "", &["--staged", GOOD_PATH]).exits(0);
}

/// Leaves out all plans but that of [`GOOD_PATH`]; `index` chooses the format of the index.
fn leave_out_others(bench: &Sandbox, index: &str) {
    let plan = "progress/auth-v1";
    bench.git(&["sparse-checkout", "set", "--cone", index, plan]);
}

#[test]
fn a_sparse_checkout_is_read() {
    for index in ["--no-sparse-index", "--sparse-index"] {
        let bench = filled(&[]);
        let whole = lint(&bench, "", &[]);
        leave_out_others(&bench, index);
        assert!(!bench.root.join(BAD_PATH).exists());
        lint(&bench, "", &[]).exits(0).prints("");
        lint(&bench, "", &["--staged"])
            .exits(1)
            .prints(&whole.stdout);
        lint(&bench, "", &["--staged", BAD_PATH])
            .exits(1)
            .prints(&whole.stdout);
        lint(&bench, "", &["--rev", "HEAD"])
            .exits(1)
            .prints(&whole.stdout);
        lint(&bench, "", &["--new-from", "HEAD~1", "--staged"]).exits(1);
        // Files outside the sparse checkout are not deleted.
        let named = GOOD.replace("phase: 1\n", "phase: 1\nplan_ref: \"docs/notes.md\"\n");
        bench.write(GOOD_PATH, &named);
        lint(&bench, "", &[]).exits(0).prints("");
        bench.write(GOOD_PATH, &named.replace("docs/notes", "docs/none"));
        lint(&bench, "", &[])
            .exits(1)
            .stdout_has("document-ref-missing");
    }
}

#[test]
fn plans_outside_a_sparse_checkout_are_known() {
    for index in ["--no-sparse-index", "--sparse-index"] {
        let bench = Sandbox::repository();
        let needs = "dependencies: [\"pay:PAY-1.1\", \"pay:PAY-9.9\"]";
        bench.write(GOOD_PATH, &GOOD.replacen("dependencies: []", needs, 1));
        let pay = GOOD.replace("auth-v1", "pay").replace("TASK-", "PAY-");
        bench.write("progress/pay/phase-1-progress.md", &pay);
        bench.commit();
        bench.git(&["checkout", "--quiet", "-b", "alice/pay"]);
        let whole = lint(&bench, "", &[]);
        whole
            .exits(1)
            .stdout_has("branch-name")
            .stdout_has("PAY-9.9");
        whole.stdout_lacks("PAY-1.1");
        leave_out_others(&bench, index);
        assert!(!bench.root.join("progress/pay").exists());
        // The second time, the answers that the first followed from are compared.
        for part in [&[][..], &[], &["progress/auth-v1"], &[GOOD_PATH]] {
            assert_eq!(lint(&bench, "", part).stdout, whole.stdout, "{part:?}");
        }
        let report = bench.run(&["report", "--format=markdown"]);
        report.stdout_has("| auth-v1 ").stdout_lacks("| pay ");
        // Only what is in the index counts.
        bench.git(&[
            "rm",
            "--quiet",
            "-r",
            "--cached",
            "--sparse",
            "progress/pay",
        ]);
        lint(&bench, "", &[]).exits(1).stdout_has("PAY-1.1");
    }
}

#[test]
fn a_task_outside_a_sparse_checkout_is_reported_as_such() {
    for index in ["--no-sparse-index", "--sparse-index"] {
        let bench = Sandbox::repository();
        let other = GOOD
            .replace("auth-v1", "auth-v2")
            .replace("TASK-1", "NEW-1");
        bench.write(GOOD_PATH, GOOD);
        bench.write(BAD_PATH, &other);
        bench.commit();
        leave_out_others(&bench, index);
        for order in [
            &["start", "NEW-1.2"][..],
            &["update", "-t", "auth-v2:NEW-1.2", "-s", "done"],
        ] {
            let outcome = bench.run(order);
            outcome
                .exits(2)
                .stderr_has(&format!(
                    "is in `{BAD_PATH}`, which is outside the sparse checkout"
                ))
                .stderr_has("git sparse-checkout add progress/auth-v2");
        }
        bench
            .run(&["start", "NEW-9.9"])
            .exits(2)
            .stderr_has("no task `NEW-9.9` in any file");
        bench.run(&["start", "TASK-1.2"]).exits(0);
        bench.git(&["sparse-checkout", "add", "progress/auth-v2"]);
        bench.run(&["start", "NEW-1.2"]).exits(0);
    }
}

#[test]
fn a_plan_outside_a_sparse_checkout_is_reported_as_such() {
    for index in ["--no-sparse-index", "--sparse-index"] {
        let bench = Sandbox::repository();
        bench.write(GOOD_PATH, GOOD);
        bench.write("src/lib.rs", "");
        bench.commit();
        bench.git(&["sparse-checkout", "set", "--cone", index, "src"]);
        let outside = format!("`{GOOD_PATH}` is outside the sparse checkout");
        let way_out = "git sparse-checkout add progress/auth-v1`";
        for (order, status) in [
            (&["status"][..], 0),
            (&["ready"], 0),
            (&["lint"], 0),
            (&["lint", GOOD_PATH], 2),
            (
                &["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "done"],
                2,
            ),
        ] {
            let outcome = bench.run(order);
            outcome
                .exits(status)
                .stderr_has(&outside)
                .stderr_has(way_out);
        }
        for order in [
            &["status", "auth-v1"][..],
            &["status", "progress/auth-v1"],
            &["ready", "--plan", "auth-v1"],
        ] {
            let outcome = bench.run(order);
            outcome
                .exits(2)
                .stderr_has("which is outside the sparse checkout")
                .stderr_has(way_out);
        }
        bench
            .run(&["status", "other"])
            .exits(2)
            .stderr_has("no plans found");
        bench
            .run(&["lint", "progress"])
            .exits(2)
            .stderr_has("`progress` is outside the sparse checkout");
        bench
            .run_in(
                "src",
                &[
                    "update",
                    "-f",
                    "../progress/auth-v1/none.md",
                    "-t",
                    "X-1",
                    "-s",
                    "done",
                ],
            )
            .exits(2)
            .stderr_has("does not exist");
        bench.git(&["sparse-checkout", "add", "progress/auth-v1"]);
        bench.run(&["status", "auth-v1"]).exits(0);
    }
}

#[test]
fn a_new_phase_does_not_replace_a_file_outside_the_sparse_checkout() {
    let bench = Sandbox::repository();
    let path = ".claude/progress/auth-v1/phase-1-progress.md";
    bench.write(path, GOOD);
    bench.write("src/lib.rs", "");
    bench.commit();
    bench.git(&["sparse-checkout", "set", "--cone", "src"]);
    bench
        .run(&["new", "auth-v1", "1"])
        .exits(2)
        .stderr_has(&format!(
            "`{path}` exists, but is outside the sparse checkout"
        ));
    assert!(!bench.root.join(path).exists());
    bench.run(&["new", "auth-v1", "2"]).exits(0);
}

#[test]
fn missing_objects_of_a_partial_clone_are_not_fetched() {
    let bench = filled(&[]);
    bench.git(&["config", "uploadpack.allowFilter", "true"]);
    bench.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    bench.write("other.txt", "large\n");
    bench.commit();
    bench.git(&["rm", "--quiet", "-r", "other.txt", "progress/auth-v2"]);
    bench.commit();
    let url = bench.url();
    bench.git(&["clone", "--quiet", "--filter=blob:none", &url, "partial"]);
    let missing = || {
        bench
            .git_in(
                "partial",
                &["rev-list", "--objects", "--all", "--missing=print"],
            )
            .matches("\n?")
            .count()
    };
    assert_eq!(missing(), 2);
    lint(&bench, "partial", &[]).exits(0);
    lint(&bench, "partial", &["--staged"]).exits(0);
    assert_eq!(missing(), 2);
    for arguments in [&["--rev", "HEAD~1"][..], &["--commits", "HEAD~1..HEAD"]] {
        lint(&bench, "partial", arguments)
            .exits(2)
            .stderr_has("is missing from this partial clone and was not fetched");
    }
    assert_eq!(missing(), 2);
    // Other commands do not wait either.
    bench.run_in("partial", &["diff", "HEAD~1..HEAD"]).exits(0);
    assert_eq!(missing(), 1);
    bench.git(&["clone", "--quiet", "--filter=blob:none", &url, "alone"]);
    bench.git_in("alone", &["remote", "set-url", "origin", "file:///nowhere"]);
    let failed = lint(&bench, "alone", &["--rev", "HEAD~1"]);
    failed
        .exits(2)
        .stderr_has(&format!("error: cannot read `{BAD_PATH}`: object "));
    let arguments = ["lint", "--rev", "HEAD~1", "--format", "sarif"];
    let log = bench.run_in("alone", &arguments);
    let log: serde_json::Value = serde_json::from_str(&log.exits(2).stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let text = &invocation["toolExecutionNotifications"][0]["message"]["text"];
    let text = text.as_str().unwrap();
    assert!(
        text.starts_with(&format!("cannot read `{BAD_PATH}`: ")),
        "{text}"
    );
}

#[test]
fn a_missing_root_directory_is_not_a_conflict() {
    let bench = filled(&[]);
    bench.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = bench.url();
    let clone = [
        "clone",
        "--quiet",
        "--no-checkout",
        "--filter=tree:0",
        &url,
        "treeless",
    ];
    bench.git(&clone);
    let linted = lint(&bench, "treeless", &["--rev", "HEAD"]);
    let is_misled = linted.stderr.contains("warning:");
    assert!(linted.status == 2 && !is_misled, "{linted}");
}

#[test]
fn submodules_are_separate_repositories() {
    let bench = Sandbox::repository();
    bench.git(&["init", "--quiet", "--initial-branch=main", "library"]);
    fill(&bench, "library");
    let add = [
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
    ];
    bench.git(&[&add[..], &["./library", "third"]].concat());
    bench.write("own/progress/phase-1-progress.md", GOOD);
    bench.write(".gitignore", "/library/\n");
    bench.commit();
    for arguments in [&[][..], &["--staged"], &["--rev", "HEAD"]] {
        let outer = lint(&bench, "", arguments);
        outer.exits(0).stdout_lacks(BAD_PATH).stdout_lacks("third");
    }
    lint(&bench, "", &["--rev", "HEAD", "third"])
        .exits(1)
        .stdout_has("third/progress");
    agree(&bench, "third");
}

#[test]
fn a_repository_in_a_subdirectory_is_separate() {
    let bench = Sandbox::folder();
    bench.git(&["init", "--quiet", "--initial-branch=main", "deep/inner"]);
    fill(&bench, "deep/inner");
    agree(&bench, "deep/inner");
    // It can be reached by path from outside.
    let path = format!("deep/inner/{BAD_PATH}");
    for arguments in [&[][..], &["--staged"], &["--rev", "HEAD"]] {
        let found = lint(&bench, "", &[arguments, &[&path]].concat());
        found.exits(1).stdout_has(&format!("{path}:11:14: "));
    }
}

#[test]
fn git_environment_variables_are_respected() {
    let bench = Sandbox::folder();
    bench.git(&["init", "--quiet", "--initial-branch=main", "work"]);
    fill(&bench, "work");
    fs::rename(bench.root.join("work/.git"), bench.root.join("store.git")).unwrap();
    let store = bench.root.join("store.git");
    let tree = bench.root.join("work");
    let run = |folder: &str, arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = crate::common::progress(&bench.root.join(folder));
        command
            .args(["lint", "--format", "concise"])
            .args(arguments);
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (store, tree) = (store.to_str().unwrap(), tree.to_str().unwrap());
    let named = [("GIT_DIR", store), ("GIT_WORK_TREE", tree)];
    for arguments in [&[][..], &["--staged"], &["--rev", "HEAD"]] {
        let (status, found, _) = run("work", arguments, &named);
        assert_eq!(status, Some(1), "{found}");
        assert!(found.starts_with("progress/auth-v2/"), "{found}");
        // As in Git, with only `GIT_DIR` set, the current directory is the working tree.
        let (_, same, _) = run("work", arguments, &[("GIT_DIR", "../store.git")]);
        assert_eq!(same, found);
        // Also from a directory outside all repositories.
        let (status, same, _) = run("", arguments, &named);
        assert_eq!(status, Some(1), "{same}");
        assert!(same.starts_with("work/progress/auth-v2/"), "{same}");
    }
    // The variables do not apply to files in another repository.
    bench.git(&["init", "--quiet", "other"]);
    bench.write("other/x-progress.md", GOOD);
    let (status, _, said) = run("other", &["--rev", "HEAD"], &named);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("no commits yet"), "{said}");
}

#[test]
fn a_detached_head_is_read() {
    let bench = filled(&[]);
    bench.git(&["switch", "--quiet", "--detach"]);
    agree(&bench, "");
}

#[test]
fn a_bare_repository_is_read() {
    let bench = filled(&[]);
    for format in ["sha1", "sha256"] {
        let source = filled(&[&format!("--object-format={format}")]);
        let whole = lint(&source, "", &["--rev", "HEAD"]);
        let bare = format!("{format}.git");
        let to = bench.root.join(&bare);
        source.git(&["clone", "--quiet", "--bare", ".", to.to_str().unwrap()]);
        lint(&bench, &bare, &["--rev", "HEAD"])
            .exits(1)
            .prints(&whole.stdout);
        lint(&bench, &bare, &["--rev", "main", "progress/auth-v1"]).exits(0);
        lint(&bench, &bare, &["--rev", "HEAD", "--new-from", "HEAD"])
            .exits(0)
            .prints("");
        lint(&bench, &bare, &["--rev", "HEAD", "--new-from", "HEAD~1"]).exits(1);
        lint(&bench, &bare, &[])
            .exits(2)
            .stderr_has("has no working tree");
        lint(&bench, &bare, &["--staged"])
            .exits(2)
            .stderr_has("has no index");
        // Commands that read only the history work there too.
        for arguments in [["log", "auth-v1:TASK-1.1"], ["blame", "auth-v1:TASK-1.1"]] {
            let whole = source.run(&arguments);
            let outcome = bench.run_in(&bare, &arguments);
            outcome
                .exits(0)
                .prints(&whole.stdout)
                .complains(&whole.stderr);
        }
        bench.run_in(&bare, &["sync"]).exits(2);
        bench
            .run_in(&bare, &["hook", "install"])
            .exits(2)
            .stderr_has("in a clone with a working tree");
        let doctor = bench.run_in(&bare, &["doctor"]);
        doctor.exits(0).stdout_has("note[repository-bare]");
    }
}

#[test]
fn a_bare_repository_with_linked_worktrees_is_read() {
    let bench = filled(&[]);
    bench.git(&["clone", "--quiet", "--bare", ".", "bare"]);
    bench.git_in("bare", &["worktree", "add", "--quiet", "../linked"]);
    let doctor = bench.run_in("bare", &["doctor"]);
    doctor.exits(1).stdout_has("hooks-missing");
    bench.run_in("bare", &["hook", "install"]).exits(0);
    for folder in ["bare", "linked"] {
        bench.run_in(folder, &["doctor"]).exits(0).prints("");
    }
}

#[test]
fn a_shallow_clone_is_read() {
    let bench = filled(&[]);
    let url = bench.url();
    bench.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    lint(&bench, "shallow", &["--rev", "HEAD"])
        .exits(1)
        .stdout_has(BAD_PATH);
    let lost = lint(&bench, "shallow", &["--new-from", "HEAD~1"]);
    lost.exits(2)
        .stderr_has("the clone is shallow; fetch more history");
}

#[test]
fn in_pre_commit_the_index_of_the_commit_is_checked() {
    let hook = "#!/bin/sh\n\"$PROGRESS\" lint --quiet --staged --new-from HEAD --format concise >> \"$LOG\" 2>&1\n";
    let bench = filled(&[]);
    bench.write(".gitignore", "log\n");
    bench.commit();
    bench.write(".git/hooks/pre-commit", hook);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = bench.root.join(".git/hooks/pre-commit");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 5");
    let attempt = |prepare: &dyn Fn(), arguments: &[&str]| -> (bool, String) {
        prepare();
        let log = bench.root.join("log");
        let _ = fs::remove_file(&log);
        let mut command = scrubbed("git", &bench.root);
        command.args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@x",
            "commit",
            "--quiet",
            "--message=x",
        ]);
        command
            .args(arguments)
            .env("PROGRESS", env!("CARGO_BIN_EXE_progress"))
            .env("LOG", &log);
        let is_done = command.output().unwrap().status.success();
        (is_done, fs::read_to_string(&log).unwrap_or_default())
    };
    let broken = || bench.write(GOOD_PATH, &wrong);
    // Neither is staged, so only committed content counts.
    bench.write("docs/notes.md", "# More\n");
    bench.git(&["add", "docs"]);
    assert_eq!(attempt(&broken, &[]), (true, String::new()));
    let (is_done, said) = attempt(&broken, &["--all"]);
    assert!(!is_done && said.contains("count-mismatch"), "{said}");
    let (is_done, said) = attempt(&broken, &["--", GOOD_PATH]);
    assert!(!is_done && said.contains("count-mismatch"), "{said}");
    // Other staged changes are not part of a partial commit.
    bench.git(&["add", GOOD_PATH]);
    bench.write("docs/notes.md", "# Still more\n");
    assert_eq!(
        attempt(&|| {}, &["--", "docs/notes.md"]),
        (true, String::new())
    );
    bench.git(&["worktree", "add", "--quiet", "-b", "other", "trees/one"]);
    let mut command = scrubbed("git", &bench.root.join("trees/one"));
    fs::write(bench.root.join("trees/one").join(GOOD_PATH), &wrong).unwrap();
    command.args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@x",
        "commit",
        "--quiet",
        "-am",
        "x",
    ]);
    command
        .env("PROGRESS", env!("CARGO_BIN_EXE_progress"))
        .env("LOG", bench.root.join("log"));
    assert!(!command.output().unwrap().status.success());
}
