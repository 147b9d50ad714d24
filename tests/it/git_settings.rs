//! Git's settings, wherever they come from, and repositories that Git refuses.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Outcome, Sandbox, bad};

/// A repository with a progress file that is not tracked, and a file that makes Git ignore it.
fn ignoring() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.write(".git/ignored", "*-progress.md\n");
    let path = bench.root.join(".git/ignored");
    let text = format!("[core]\n\texcludesFile = {}\n", path.display());
    bench.write(".git/extra", &text);
    bench
}

#[track_caller]
fn is_ignored(bench: &Sandbox, variables: &[(&str, &str)]) {
    let outcome = bench.run_with(&["lint"], variables);
    outcome.exits(0).stderr_has("no progress files found");
}

#[test]
fn settings_from_variables_count() {
    let bench = ignoring();
    bench.run(&["lint"]).exits(1);
    let path = |name: &str| bench.root.join(name).display().to_string();
    let (ignored, extra) = (path(".git/ignored"), path(".git/extra"));
    is_ignored(&bench, &[("GIT_CONFIG_GLOBAL", &extra)]);
    is_ignored(&bench, &[("GIT_CONFIG_SYSTEM", &extra)]);
    is_ignored(
        &bench,
        &[
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "core.excludesFile"),
            ("GIT_CONFIG_VALUE_0", &ignored),
        ],
    );
    let parameter = format!("'core.excludesfile'='{ignored}'");
    is_ignored(&bench, &[("GIT_CONFIG_PARAMETERS", &parameter)]);
    // What they hide does not count.
    let text = fs::read_to_string(&extra).unwrap();
    bench.write(".gitconfig", &text);
    is_ignored(&bench, &[]);
    bench
        .run_with(&["lint"], &[("GIT_CONFIG_GLOBAL", "/dev/null")])
        .exits(1);
    let no_system = [
        ("GIT_CONFIG_SYSTEM", extra.as_str()),
        ("GIT_CONFIG_NOSYSTEM", "1"),
    ];
    let both = [&no_system[..], &[("GIT_CONFIG_GLOBAL", "/dev/null")]].concat();
    bench.run_with(&["lint"], &both).exits(1);
}

#[test]
fn settings_that_are_included_on_a_condition_count() {
    for (condition, is_met) in [
        ("hasconfig:remote.*.url:https://example.org/**", true),
        ("hasconfig:remote.*.url:https://example.com/**", false),
        ("onbranch:main", true),
        ("onbranch:other", false),
        ("gitdir:**/.git", true),
        ("nonsense:x", false),
    ] {
        let bench = ignoring();
        bench.git(&["remote", "add", "origin", "https://example.org/x.git"]);
        let extra = bench.root.join(".git/extra").display().to_string();
        let key = format!("includeIf.{condition}.path");
        bench.git(&["config", &key, &extra]);
        let asked = bench.try_git(&["config", "--get", "core.excludesFile"]);
        if (asked.status == 0) != is_met {
            eprintln!("skipped: this Git knows no `{condition}`");
            continue;
        }
        if is_met {
            is_ignored(&bench, &[]);
        } else {
            bench.run(&["lint"]).exits(1);
        }
        // So it is where the file of settings is named.
        let name = bench.root.join(".git/named").display().to_string();
        bench.write(
            ".git/named",
            &format!("[includeIf \"{condition}\"]\n\tpath = {extra}\n"),
        );
        bench.git(&["config", "--unset", &key]);
        if is_met {
            is_ignored(&bench, &[("GIT_CONFIG_GLOBAL", &name)]);
        } else {
            bench
                .run_with(&["lint"], &[("GIT_CONFIG_GLOBAL", &name)])
                .exits(1);
        }
    }
}

#[test]
fn a_mailmap_that_a_variable_names_counts() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.write(".git/people", "Alice Liddell <alice@example.org>\n");
    let variables = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "mailmap.file"),
        ("GIT_CONFIG_VALUE_0", ".git/people"),
    ];
    let outcome = bench.run_with(&["log", "auth-v1"], &variables);
    outcome.exits(0).stdout_has("Alice Liddell");
    bench.run(&["log", "auth-v1"]).stdout_lacks("Liddell");
}

#[test]
fn references_may_be_elsewhere() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.bash("cp -R .git elsewhere").exits(0);
    bench.git(&[
        "commit",
        "--quiet",
        "--allow-empty",
        "--message=Here (TASK-1.1)",
    ]);
    let backend = format!("files://{}", bench.root.join("elsewhere").display());
    let variables = [("GIT_REFERENCE_BACKEND", backend.as_str())];
    let script = format!("GIT_REFERENCE_BACKEND={backend} git rev-parse HEAD~0 HEAD");
    let asked = bench.bash(&script).stdout;
    if asked.contains(bench.git(&["rev-parse", "HEAD"]).trim()) {
        eprintln!("skipped: this Git has its references in one place");
        return;
    }
    let log = bench.run_with(&["log", "TASK-1.1"], &variables);
    log.exits(0).stdout_lacks("Here");
    bench.run(&["log", "TASK-1.1"]).exits(0).stdout_has("Here");
}

/// Said once: why, and the way out.
#[track_caller]
fn is_refused(outcome: &Outcome, reason: &str, way_out: &str) {
    outcome.exits(2).stderr_has(reason).stderr_has(way_out);
    assert_eq!(outcome.stderr.matches("error: ").count(), 1, "{outcome}");
    assert!(!outcome.stderr.contains("warning: "), "{outcome}");
    assert_eq!(outcome.stdout, "");
}

const NEEDS: &[&[&str]] = &[
    &["log", "auth-v1"],
    &["blame", "TASK-1.1"],
    &["sync"],
    &["diff"],
    &["doctor"],
    &["hook", "status"],
    &["hook", "install"],
    &["hook", "run", "pre-commit"],
    &["lint", "--rev", "HEAD"],
    &["lint", "--staged"],
    &["lint", "--commits", "HEAD~1..HEAD"],
    &["lint", "--new-from", "HEAD"],
];

#[test]
fn a_bare_repository_may_have_to_be_named() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.git(&["clone", "--quiet", "--bare", ".", "store.git"]);
    bench.git(&["clone", "--quiet", "--bare", ".", "tree/.git"]);
    bench.write(".gitconfig", "[safe]\n\tbareRepository = explicit\n");
    let probe = bench.bash("cd store.git && git rev-parse HEAD");
    if probe.status == 0 {
        eprintln!("skipped: this Git opens every bare repository");
        return;
    }
    let in_store =
        |command: &[&str]| bench.bash(&format!("cd store.git && $PROGRESS {}", command.join(" ")));
    let others: [&[&str]; 6] = [
        &["lint"],
        &["status"],
        &["ready"],
        &["new", "x", "1"],
        &["start", "TASK-1.1"],
        &["done", "TASK-1.1"],
    ];
    for command in NEEDS.iter().chain(&others) {
        let outcome = in_store(command);
        is_refused(&outcome, "(safe.bareRepository is 'explicit')", "`GIT_DIR`");
    }
    let named = bench.root.join("store.git").display().to_string();
    let log = ["log", "auth-v1"];
    bench.run_with(&log, &[("GIT_DIR", &named)]).exits(0);
    bench.run(&log).exits(0);
    bench.write(".gitconfig", "[safe]\n\tbareRepository = all\n");
    in_store(&log).exits(0);
}

#[test]
fn a_repository_that_git_refuses_is_explained_once() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    // A format that libgit2 does not know, so that all goes through `git`.
    bench.git(&["config", "core.repositoryFormatVersion", "1"]);
    bench.git(&["config", "extensions.later", "true"]);
    let reason = "Support for 'core.commentString=auto' has been removed in Git 3.0";
    bench.write(
        "bin/git",
        &format!("#!/bin/sh\necho \"fatal: {reason}\" >&2\nexit 128\n"),
    );
    fs::set_permissions(
        bench.root.join("bin/git"),
        fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    let path = bench.root.join("bin").display().to_string();
    let variables = [("PATH", path.as_str())];
    for command in NEEDS {
        let outcome = bench.run_with(command, &variables);
        is_refused(&outcome, reason, "`git config --show-origin");
    }
    // What is on disk can be looked at nevertheless.
    for command in [&["lint"][..], &["status"], &["ready"]] {
        let outcome = bench.run_with(command, &variables);
        outcome.exits(0).stderr_has(reason);
        assert_eq!(
            outcome.stderr.matches("the Git repository").count(),
            1,
            "{outcome}"
        );
        let reason = outcome
            .stderr
            .lines()
            .take(2)
            .collect::<Vec<_>>()
            .join("\n");
        outcome.complains(&format!("{reason}\n"));
    }
}
