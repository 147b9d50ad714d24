//! `progress hook install` and `uninstall`, with hooks run by real Git.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::common::Sandbox;
use crate::common::installed::{NAMES, bench, commit, files, log, read, script};

/// Makes the installed hooks call a stand-in program, which logs its arguments and input.
fn stand_in(bench: &Sandbox, folder: &str, body: &str) {
    let program = bench.root.join("stand-in");
    let log = bench.root.join("log");
    let text = format!(
        "#!/bin/sh\necho \"$@\" >> '{log}'\n{body}\n",
        log = log.display()
    );
    script(bench, "stand-in", &text);
    for name in NAMES {
        let path = format!("{folder}/{name}");
        let hook = read(bench, &path);
        let own = env!("CARGO_BIN_EXE_progress");
        assert!(hook.contains(own), "{path}: {hook}");
        let hook = hook.replace(own, program.to_str().unwrap());
        fs::write(bench.root.join(path), hook).unwrap();
    }
    bench.write(".git/info/exclude", "stand-in\nlog\n*.txt\n");
}

#[test]
fn hooks_go_where_git_looks_for_them() {
    let bench = bench();
    let outcome = bench.run(&["hook", "install"]);
    outcome
        .exits(0)
        .complains("")
        .stdout_has("installed hooks in `.git/hooks`:\n  pre-commit\n")
        .stdout_has("set up the merge driver")
        .stdout_has("commit a `.gitattributes`");
    for name in NAMES {
        let path = bench.root.join(".git/hooks").join(name);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    }
    stand_in(&bench, ".git/hooks", "exit 0");
    commit(&bench).exits(0).complains("");
    assert_eq!(
        log(&bench),
        [
            "hook run pre-commit",
            "hook run prepare-commit-msg .git/COMMIT_EDITMSG message",
            "hook run commit-msg .git/COMMIT_EDITMSG",
            "hook run post-commit"
        ]
    );
}

#[test]
fn hooks_run_this_program() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    commit(&bench).exits(0).complains("");
}

#[test]
fn installing_twice_changes_nothing() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let once = files(&bench.root, &[".git/hooks", ".git/info"]);
    bench
        .run(&["hook", "install"])
        .exits(0)
        .prints("the hooks in `.git/hooks` are up to date\n");
    assert_eq!(files(&bench.root, &[".git/hooks", ".git/info"]), once);
}

#[test]
fn the_hooks_of_another_version_are_replaced() {
    let bench = bench();
    script(&bench, ".git/hooks/commit-msg", "#!/bin/sh\ntrue\n");
    bench.run(&["hook", "install"]).exits(0);
    let new = files(&bench.root, &[".git/hooks", ".git/info"]);
    for name in ["pre-commit", "commit-msg"] {
        let path = bench.root.join(".git/hooks").join(name);
        let text = fs::read_to_string(&path).unwrap();
        let old = text
            .replace(", version 5", ", version 0")
            .replace("progress_search() {", "progress_look() {");
        fs::write(&path, old).unwrap();
    }
    fs::set_permissions(
        bench.root.join(".git/hooks/pre-push"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    bench
        .run(&["hook", "status"])
        .exits(1)
        .stdout_has("pre-commit          stale\n")
        .stdout_has("commit-msg          stale, with another hook\n")
        .stdout_has("pre-push            not executable\n")
        .stdout_has("post-commit         installed\n");
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("  pre-commit: updated from another version");
    assert_eq!(files(&bench.root, &[".git/hooks", ".git/info"]), new);
    bench.run(&["hook", "status"]).exits(0);
}

/// Typical hooks of users, each of which logs `theirs`.
const OTHERS: &[(&str, &str)] = &[
    ("simple", "#!/bin/sh\necho theirs >> log\n"),
    ("no newline", "#!/bin/bash\nset -e\necho theirs >> log"),
    ("exec", "#!/bin/sh\nexec sh -c 'echo theirs >> log'\n"),
    ("exit", "#!/bin/sh\necho theirs >> log\nexit 0\n"),
    (
        "shift",
        "#!/bin/sh\ntest $# -gt 0 && shift\necho theirs >> log\n",
    ),
    (
        "perl",
        "#!/usr/bin/perl\nopen(L, '>>', 'log'); print L \"theirs\\n\";\n",
    ),
    ("no shebang", "echo theirs >> log\n"),
];

#[test]
fn other_hooks_keep_working() {
    for (what, text) in OTHERS {
        let bench = bench();
        for name in ["pre-commit", "commit-msg"] {
            script(&bench, &format!(".git/hooks/{name}"), text);
        }
        let before = files(&bench.root, &[".git/hooks", ".git/info"]);
        bench.run(&["hook", "install"]).exits(0);
        stand_in(&bench, ".git/hooks", "exit 0");
        commit(&bench).exits(0);
        let log = log(&bench);
        let log: Vec<&str> = log.iter().map(String::as_str).collect();
        let expected = [
            "theirs",
            "hook run pre-commit",
            "hook run prepare-commit-msg .git/COMMIT_EDITMSG message",
            "theirs",
            "hook run commit-msg .git/COMMIT_EDITMSG",
            "hook run post-commit",
        ];
        assert_eq!(log, expected, "{what}");
        bench.run(&["hook", "uninstall"]).exits(0).complains("");
        fs::remove_file(bench.root.join(".git/info/exclude")).unwrap();
        let mut after = files(&bench.root, &[".git/hooks", ".git/info"]);
        let exclude = ".git/info/exclude".to_owned();
        after.extend(before.get(&exclude).map(|it| (exclude, it.clone())));
        assert_eq!(after, before, "{what}");
    }
}

#[test]
fn either_can_block() {
    for (what, text) in OTHERS {
        let bench = bench();
        script(&bench, ".git/hooks/pre-commit", text);
        bench.run(&["hook", "install"]).exits(0);
        stand_in(&bench, ".git/hooks", "echo found; exit 1");
        commit(&bench).exits(1).stderr_has("found");
        assert_eq!(log(&bench), ["theirs", "hook run pre-commit"], "{what}");
    }
    for text in [
        "#!/bin/sh\necho theirs >> log; false\n",
        "#!/bin/sh\necho theirs >> log; exit 3\n",
        "#!/bin/sh\necho theirs >> log\nexec false\n",
        "#!/usr/bin/perl\nopen(L, '>>', 'log'); print L \"theirs\\n\"; exit 7;\n",
    ] {
        let bench = bench();
        script(&bench, ".git/hooks/pre-commit", text);
        bench.run(&["hook", "install"]).exits(0);
        stand_in(&bench, ".git/hooks", "exit 0");
        commit(&bench).exits(1);
        assert_eq!(log(&bench), ["theirs"], "{text}");
    }
}

#[test]
fn links_and_files_that_git_ignores_are_kept() {
    let bench = bench();
    script(&bench, "tools/check", "#!/bin/sh\necho theirs >> log\n");
    symlink(
        "../../tools/check",
        bench.root.join(".git/hooks/pre-commit"),
    )
    .unwrap();
    // Not executable, so Git does not run it, and neither do we.
    bench.write(".git/hooks/commit-msg", "#!/bin/sh\nexit 1\n");
    let before = files(&bench.root, &[".git/hooks", ".git/info", "tools"]);
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("pre-commit: the existing hook is now `pre-commit.before-progress`");
    bench.git(&["commit", "--quiet", "--allow-empty", "--message=Work"]);
    assert_eq!(log(&bench), ["theirs"]);
    bench.run(&["hook", "uninstall"]).exits(0);
    assert_eq!(
        files(&bench.root, &[".git/hooks", ".git/info", "tools"]),
        before
    );
}

#[test]
fn standard_input_reaches_both_hooks() {
    let bench = bench();
    let theirs = "#!/bin/sh\ncat > theirs.txt\n";
    script(&bench, ".git/hooks/pre-push", theirs);
    script(&bench, ".git/hooks/post-rewrite", theirs);
    bench.run(&["hook", "install"]).exits(0);
    stand_in(
        &bench,
        ".git/hooks",
        "case $3 in pre-push|post-rewrite) cat > ours.txt;; esac",
    );
    bench.git(&["init", "--quiet", "--bare", "remote.txt"]);
    bench.git(&["push", "--quiet", "./remote.txt", "main"]);
    assert!(read(&bench, "ours.txt").starts_with("refs/heads/main "));
    assert_eq!(read(&bench, "ours.txt"), read(&bench, "theirs.txt"));
    assert_eq!(log(&bench), ["hook run pre-push ./remote.txt ./remote.txt"]);
    bench.git(&[
        "commit",
        "--quiet",
        "--amend",
        "--allow-empty",
        "--message=New",
    ]);
    assert_eq!(read(&bench, "ours.txt").split(' ').count(), 2);
    assert_eq!(read(&bench, "ours.txt"), read(&bench, "theirs.txt"));
}

#[test]
fn a_hook_need_not_read_its_standard_input() {
    let bench = bench();
    script(&bench, ".git/hooks/pre-push", "#!/bin/sh\ntrue\n");
    bench.run(&["hook", "install"]).exits(0);
    stand_in(&bench, ".git/hooks", "exit 0");
    let input = "refs/heads/x 1 refs/heads/x 2\n".repeat(20_000);
    bench.write("input.txt", &input);
    bench
        .bash("bash .git/hooks/pre-push a b < input.txt")
        .exits(0)
        .complains("");
    let shell = bench.bash("dash .git/hooks/pre-push a b < input.txt");
    assert!(matches!(shell.status, 0 | 127), "{shell}");
}

#[test]
fn our_own_failure_lets_the_commit_pass() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    for (body, status) in [("exit 2", "2"), ("exit 101", "101"), ("kill -9 $$", "137")] {
        stand_in_again(&bench, body);
        let outcome = commit(&bench);
        outcome.exits(0);
        let first = outcome.stderr.lines().next().unwrap_or_default();
        let expected = format!("failed with status {status}; `pre-commit` was skipped");
        assert!(
            outcome.stderr.lines().any(|line| line.ends_with(&expected)),
            "{first}: {outcome}"
        );
    }
    bench.git(&["config", "progress.onFailure", "block"]);
    commit(&bench)
        .exits(1)
        .stderr_has("`progress.onFailure` is `block`");
}

fn stand_in_again(bench: &Sandbox, body: &str) {
    if bench.root.join("stand-in").exists() {
        script(bench, "stand-in", &format!("#!/bin/sh\n{body}\n"));
    } else {
        stand_in(bench, ".git/hooks", body);
    }
}

#[test]
fn without_the_recorded_program_the_path_is_searched() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    stand_in(&bench, ".git/hooks", "exit 1");
    fs::remove_file(bench.root.join("stand-in")).unwrap();
    let outcome = commit(&bench);
    outcome
        .exits(0)
        .stderr_has("progress: the program `progress` is not found; `pre-commit` was skipped\n");
    // Debian's program of that name, followed by ours.
    script(
        &bench,
        "debian/progress",
        "#!/bin/sh\ncase $1 in --version) echo 'progress version 0.16';; *) exit 1;; esac\n",
    );
    let with_path = |folders: &str| {
        bench.bash(&format!(
            "PATH={folders}:$PATH GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a \
             GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b \
             git commit -q --allow-empty -m Work"
        ))
    };
    with_path("$PWD/debian")
        .exits(0)
        .stderr_has("is not found; `pre-commit` was skipped");
    script(
        &bench,
        "ours/progress",
        "#!/bin/sh\ncase $1 in --version) echo 'progress 9.9 (progress-lint)';; \
         *) echo ours \"$@\"; exit 1;; esac\n",
    );
    with_path("$PWD/debian:$PWD/ours")
        .exits(1)
        .stderr_has("ours hook run pre-commit");
    // Debian's package installs only this name.
    script(
        &bench,
        "packaged/progress-lint",
        "#!/bin/sh\ncase $1 in --version) echo 'progress 9.9 (progress-lint)';; \
         *) echo packaged \"$@\"; exit 1;; esac\n",
    );
    with_path("$PWD/debian:$PWD/packaged")
        .exits(1)
        .stderr_has("packaged hook run pre-commit");
    // A program in the repository must not run even if `.` is on the `PATH`.
    script(
        &bench,
        "bin/progress",
        "#!/bin/sh\necho 'progress 9.9 (progress-lint)'; exit 1\n",
    );
    with_path("bin").exits(0).stderr_has("is not found");
    bench.git(&["config", "progress.onFailure", "block"]);
    commit(&bench).exits(1).stderr_has("is not found");
    // `--no-verify` skips the block: the hooks that still run block nothing.
    let past = ["commit", "-q", "--no-verify", "--allow-empty", "-m", "Work"];
    bench
        .try_git(&past)
        .exits(0)
        .stderr_has("`prepare-commit-msg` was skipped");
}

#[test]
fn a_hook_that_cannot_be_moved_is_kept() {
    let bench = bench();
    script(&bench, ".git/hooks/commit-msg", "#!/usr/bin/perl\n");
    bench.write(".git/hooks/commit-msg.before-progress", "precious\n");
    let before = files(&bench.root, &[".git/hooks"]);
    bench
        .run(&["hook", "install"])
        .exits(2)
        .stderr_has("commit-msg.before-progress` is in the way");
    assert_eq!(files(&bench.root, &[".git/hooks"]), before);
}

#[test]
fn text_added_below_our_part_is_kept() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let path = ".git/hooks/pre-commit";
    let text = read(&bench, path) + "echo theirs >> log\n";
    fs::write(bench.root.join(path), text).unwrap();
    bench.run(&["hook", "status"]).exits(0);
    commit(&bench).exits(0);
    assert_eq!(log(&bench), ["theirs"]);
    bench.run(&["hook", "uninstall"]).exits(0);
    assert_eq!(read(&bench, path), "#!/bin/sh\necho theirs >> log\n");
}

#[test]
fn uninstalling_without_hooks_succeeds() {
    let bench = bench();
    let before = files(&bench.root, &[".git/hooks", ".git/info"]);
    bench
        .run(&["hook", "uninstall"])
        .exits(0)
        .prints("no progress hooks in `.git/hooks`\n");
    assert_eq!(files(&bench.root, &[".git/hooks", ".git/info"]), before);
    Sandbox::folder()
        .run(&["hook", "install"])
        .exits(2)
        .stderr_has("not in a Git repository");
}

#[test]
fn shells_and_shellcheck_accept_the_scripts() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let checks = [
        "sh -n",
        "dash -n",
        "bash --posix -n",
        "busybox sh -n",
        "shellcheck",
    ];
    for check in checks {
        let program = check.split(' ').next().unwrap();
        let known = bench.bash(&format!("command -v {program}"));
        if known.status != 0 {
            continue;
        }
        for name in NAMES {
            bench
                .bash(&format!("{check} .git/hooks/{name}"))
                .exits(0)
                .prints("")
                .complains("");
        }
    }
}

#[test]
fn every_shell_runs_the_scripts() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    stand_in(&bench, ".git/hooks", "exit 0");
    let mut expected = Vec::new();
    for shell in ["sh", "dash", "bash --posix", "busybox ash"] {
        let program = shell.split(' ').next().unwrap();
        if bench.bash(&format!("command -v {program}")).status != 0 {
            continue;
        }
        bench
            .bash(&format!("{shell} .git/hooks/pre-commit"))
            .exits(0)
            .complains("");
        let pushed =
            format!("echo 'refs/heads/x 1 refs/heads/x 2' | {shell} .git/hooks/pre-push a 'b c'");
        bench.bash(&pushed).exits(0).complains("");
        expected.extend(["hook run pre-commit", "hook run pre-push a b c"]);
    }
    assert!(expected.len() >= 4);
    assert_eq!(log(&bench), expected);
}

#[test]
fn a_directory_in_place_of_a_hook_is_refused() {
    let bench = Sandbox::repository();
    fs::create_dir_all(bench.root.join(".git/hooks/pre-commit")).unwrap();
    let run = bench.run(&["hook", "install"]);
    run.exits(2)
        .stderr_has("is a directory, which Git cannot run as a hook");
    run.stderr_has("rename or remove the directory");
    assert!(bench.root.join(".git/hooks/pre-commit").is_dir());
    bench.run(&["hook", "uninstall"]).exits(0);
}
