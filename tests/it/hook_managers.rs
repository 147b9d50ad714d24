//! Our hooks, run by the real pre-commit, prek, husky, lefthook and simple-git-hooks.
//!
//! `PROGRESS_HOOK_MANAGERS` lists their directories, like `PATH`; without it, nothing is tested here.
//! To install them: `pip install pre-commit prek`, `npm install husky lefthook simple-git-hooks`.

#![cfg(unix)]

use crate::common::managed::{Scratch, install, local_config, named, printed};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// Returns the managers that are installed.
const MANAGERS: &[&str] = &["pre-commit", "prek", "lefthook", "husky"];

#[test]
fn a_listed_hook_need_not_run() {
    for manager in MANAGERS {
        let Some(scratch) = named(manager) else {
            continue;
        };
        let wanted = if *manager == "prek" {
            "pre-commit"
        } else {
            manager
        };
        let said = format!("{wanted} is not installed for them in this clone");
        scratch.run("progress hook install").stdout_has(&said);
        scratch.try_run("progress hook status").exits(1);
        let doctor = scratch.try_run("progress doctor");
        doctor.exits(1).stdout_has("warning[manager-not-installed]");
        assert_eq!(doctor.stdout.matches("warning[").count(), 1, "{doctor}");
        scratch.run(&install(manager));
        scratch.run("progress hook status && progress doctor");
        scratch
            .run("progress hook install")
            .stdout_has("runs the progress hooks");
        scratch.run("rm -f .git/hooks/commit-msg .husky/_/commit-msg");
        let doctor = scratch.try_run("progress doctor");
        doctor.exits(1).stdout_has("Git does not run `commit-msg`");
    }
}

#[test]
fn a_linked_worktree_lacks_what_husky_installs() {
    let Some(scratch) = named("husky") else {
        return;
    };
    scratch.run("husky && git worktree add -q .git/linked");
    scratch.run("progress hook status");
    let doctor = scratch.try_run("cd .git/linked && progress doctor");
    doctor
        .exits(1)
        .stdout_has("warning[manager-not-installed]")
        .stdout_has("run `npx husky` in this working tree");
    let linked = scratch.try_run("cd .git/linked && progress hook status");
    linked.exits(1);
    scratch.run("cd .git/linked && husky && progress hook status && progress doctor");
}

#[test]
fn husky_may_keep_its_scripts_elsewhere() {
    let Some(scratch) = Scratch::new("husky") else {
        return;
    };
    scratch.bench.write("web/.husky/pre-commit", "true\n");
    scratch.bench.commit();
    scratch.run("husky web/.husky");
    // Our scripts next to husky's would be lost with the next installation.
    let lines = printed(&scratch);
    assert!(lines.contains(">> web/.husky/pre-push\n"), "{lines}");
    scratch.run("test ! -e web/.husky/_/pre-commit.before-progress");
    scratch.run(&lines);
    scratch
        .run("progress hook status && progress doctor && progress hook status")
        .stdout_has("husky (`web/.husky`) runs the progress hooks");
    scratch.run("husky web/.husky && progress hook status");
}

#[test]
fn a_hook_that_was_moved_aside_is_found_and_removed() {
    for manager in ["pre-commit", "prek"] {
        let Some(scratch) = Scratch::new(manager) else {
            continue;
        };
        scratch.bench.commit();
        let before = "ls .git/hooks | grep -v sample";
        scratch.run("progress hook install");
        scratch
            .bench
            .write(".pre-commit-config.yaml", "repos: []\n");
        scratch.run(&format!("{manager} install"));
        scratch
            .run("progress hook status")
            .stdout_has("pre-commit          not ours, run by `pre-commit.legacy`");
        // It really runs.
        let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 3");
        scratch.bench.write(GOOD_PATH, &wrong);
        let outcome = scratch.try_run("git add -A && git commit -q -m Work");
        assert_ne!(outcome.status, 0, "{outcome}");
        scratch.run("git reset -q --hard");
        // The manager's own configuration names it too.
        scratch
            .bench
            .write(".pre-commit-config.yaml", &local_config());
        let doctor = scratch.try_run("progress doctor");
        doctor
            .exits(1)
            .stdout_has("warning[hooks-twice]: `pre-commit` run more than once")
            .stdout_has(
                "run `progress hook uninstall` to remove the scripts that progress installed",
            );
        scratch.run("progress hook uninstall");
        assert_eq!(scratch.run(before).stdout, "pre-commit\n");
        scratch.try_run("progress hook status").exits(1);
    }
}

#[test]
fn a_reinstalled_manager_does_not_start_itself() {
    for manager in ["pre-commit", "prek"] {
        let Some(scratch) = Scratch::new(manager) else {
            continue;
        };
        let config = "repos:\n  - repo: local\n    hooks:\n      - id: a\n        name: a\n        \
                      entry: 'true'\n        language: system\n        stages: [commit-msg]\n";
        scratch.bench.write(".pre-commit-config.yaml", config);
        scratch.bench.commit();
        let install = format!("{manager} install -t commit-msg");
        scratch.run(&install);
        scratch.run("progress hook install --only commit-msg");
        // Now it runs our script, which put the manager's own first.
        scratch.run(&install);
        scratch.run("git commit -q --allow-empty -m Work");
        let wrong = "git commit -q --allow-empty -m Work -m 'Task: TASK-9.9'";
        let outcome = scratch.try_run(wrong);
        assert_ne!(outcome.status, 0, "{outcome}");
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert_eq!(said.matches("unknown task").count(), 1, "{said}");
        // Ours before the manager's would run twice.
        scratch
            .run("progress hook install --only commit-msg")
            .stderr_has("`commit-msg` already runs as `commit-msg.legacy`");
        scratch.run("git commit -q --allow-empty -m Work");
    }
}

#[test]
fn a_hook_moved_aside_twice_is_restored() {
    let theirs = "#!/bin/sh\nexec true\n";
    let Some(scratch) = Scratch::new("pre-commit") else {
        return;
    };
    let bench = &scratch.bench;
    bench.commit();
    bench.write(".git/hooks/pre-commit", theirs);
    scratch.run("chmod +x .git/hooks/pre-commit && progress hook install");
    bench.write(".pre-commit-config.yaml", "repos: []\n");
    scratch.run("pre-commit install && progress hook uninstall");
    let listing = scratch.run("ls .git/hooks | grep -v sample").stdout;
    assert_eq!(listing, "pre-commit\npre-commit.legacy\n");
    let kept = scratch.run("cat .git/hooks/pre-commit.legacy").stdout;
    assert_eq!(kept, theirs);
    // Our hook moved aside by the manager, and ours that moved the manager's aside.
    scratch
        .run("pre-commit uninstall && rm -f .git/hooks/pre-commit* && rm .pre-commit-config.yaml");
    scratch.run("progress hook install");
    bench.write(".pre-commit-config.yaml", "repos: []\n");
    scratch.run("pre-commit install && cd .git/hooks && mv pre-commit pre-commit.before-progress");
    scratch.run("cp -p .git/hooks/pre-commit.legacy .git/hooks/pre-commit");
    scratch
        .try_run("progress doctor")
        .exits(1)
        .stdout_has("warning[hooks-twice]: `pre-commit` run more than once");
    scratch.run("progress hook uninstall");
    let listing = scratch.run("ls .git/hooks | grep -v sample").stdout;
    assert_eq!(listing, "pre-commit\n");
    scratch.run("grep -q 'generated by pre-commit' .git/hooks/pre-commit");
}

#[test]
fn our_own_hook_can_check_pushes_next_to_a_manager() {
    for manager in ["pre-commit", "prek"] {
        let Some(scratch) = named(manager) else {
            continue;
        };
        scratch.run(&format!("{manager} install && progress hook install"));
        scratch
            .run("progress doctor")
            .stdout_has("note[push-partly]");
        let config = local_config();
        let (without, _) = config.split_once("      - id: progress-pre-push").unwrap();
        scratch.bench.write(".pre-commit-config.yaml", without);
        scratch.run("progress hook install --only pre-push");
        scratch
            .run("progress hook status")
            .stdout_has("pre-push            installed, with another");
        scratch.run("progress doctor").stdout_lacks("push-partly");
        scratch.run("git add -A && git commit -q -m Work");
        scratch.check();
    }
}

fn by_framework(program: &str) {
    let Some(scratch) = Scratch::new(program) else {
        return;
    };
    scratch
        .bench
        .write(".pre-commit-config.yaml", &local_config());
    scratch.bench.commit();
    if program == "pre-commit" {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
        scratch.run(&format!("pre-commit validate-manifest '{manifest}'"));
    }
    scratch.run(&format!("{program} install"));
    scratch.run("progress hook install");
    scratch.run(&format!("{program} run --all-files"));
    scratch.check();
}

#[test]
fn pre_commit_runs_our_hooks() {
    by_framework("pre-commit");
}

#[test]
fn prek_runs_our_hooks() {
    by_framework("prek");
}

#[test]
fn husky_runs_our_hooks() {
    let Some(scratch) = Scratch::new("husky") else {
        return;
    };
    scratch.bench.write(".husky/.keep", "");
    let lines = printed(&scratch);
    scratch.run(&lines);
    scratch.run("husky && git add -A && git commit -q --no-verify -m Start");
    scratch.check();
}

#[test]
fn simple_git_hooks_runs_our_hooks() {
    let Some(scratch) = Scratch::new("simple-git-hooks") else {
        return;
    };
    let package = |entries: &str| format!("{{\"simple-git-hooks\": {{{entries}}}}}\n");
    scratch.bench.write("package.json", &package(""));
    let lines = printed(&scratch);
    let entries = lines.split("\n\n").find(|part| part.starts_with("  \""));
    scratch
        .bench
        .write("package.json", &package(entries.unwrap()));
    scratch.run("simple-git-hooks && git add -A && git commit -q --no-verify -m Start");
    scratch.check();
    // Run again, it removes what it does not list.
    scratch.run("progress hook install");
    scratch.run("simple-git-hooks && progress hook status");
}

/// Unstaged edits, each with its own marker word: after the list, in it, below it, and
/// above it.
const UNSTAGED: &[(&str, &str, &str)] = &[
    ("[]\n---", "[]\nnote: \"mine\"\n---", "mine"),
    ("[]\n---", "[\"own.rs\"]\n---", "own.rs"),
    ("# Foundation", "# Foundation, as I see it", "as I see it"),
    ("title: \"Foundation\"", "title: \"Mine\"", "Mine"),
];

/// Unstaged changes are restored after the hooks, and not committed; the commit succeeds, and
/// its path is recorded eventually.
#[track_caller]
fn keeps_unstaged_changes(
    scratch: &Scratch,
    (old, new, word): (&str, &str, &str),
    is_partly_staged: bool,
) {
    let bench = &scratch.bench;
    let staged = if is_partly_staged {
        GOOD.replace("owners: [\"alice\"]", "owners: [\"alice\", \"carol\"]")
    } else {
        GOOD.to_owned()
    };
    let unstaged = staged.replace(old, new);
    bench.write(GOOD_PATH, &staged);
    bench.write("src/part.rs", "one\ntwo\nthree\n");
    scratch.run("git checkout -q -b feature/auth-v1 && git add -A");
    bench.write(GOOD_PATH, &unstaged);
    bench.write("src/part.rs", "one\ntwo\nthree\nfour\n");
    scratch.run("git commit -q -m 'Add a part (TASK-1.1)'");
    let read = |path: &str| std::fs::read_to_string(bench.root.join(path)).unwrap();
    let committed = |path: &str| bench.git(&["show", &format!("HEAD:{path}")]);
    assert_eq!(read("src/part.rs"), "one\ntwo\nthree\nfour\n");
    assert_eq!(committed("src/part.rs"), "one\ntwo\nthree\n");
    assert!(read(GOOD_PATH).contains(word), "{}", read(GOOD_PATH));
    assert!(
        !committed(GOOD_PATH).contains(word),
        "{}",
        committed(GOOD_PATH)
    );
    assert_eq!(committed(GOOD_PATH).contains("carol"), is_partly_staged);
    // A push now reports what is missing, and the check of the range reports how to add it.
    bench.git(&["init", "--quiet", "--bare", ".git/remote"]);
    let is_recorded = committed(GOOD_PATH).contains("src/part.rs");
    let outcome = scratch.run("git push .git/remote feature/auth-v1 2>&1");
    if !is_recorded
        && !outcome
            .stdout
            .contains("1 path is not in `files_modified` yet")
    {
        // Some managers show nothing of hooks that pass.
        let outcome = scratch.run("line=\"refs/heads/feature/auth-v1 $(git rev-parse HEAD) refs/heads/feature/auth-v1 0000000000000000000000000000000000000000\"; echo \"$line\" | progress hook run pre-push origin url");
        outcome.stderr_has("1 path is not in `files_modified` yet");
        outcome.stderr_has("progress sync");
        let outcome = scratch.try_run("progress lint --commits main..HEAD");
        assert!(outcome.stdout.contains("`progress sync` adds"), "{outcome}");
    }
    scratch.run("git add -A && git commit -q -m 'Add the rest (TASK-1.1)'");
    assert!(
        committed(GOOD_PATH).contains("src/part.rs"),
        "{}",
        committed(GOOD_PATH)
    );
    assert!(
        committed(GOOD_PATH).contains(word),
        "{}",
        committed(GOOD_PATH)
    );
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
}

fn framework_keeps_unstaged_changes(program: &str) {
    for edit in UNSTAGED {
        for is_partly_staged in [false, true] {
            let Some(scratch) = Scratch::new(program) else {
                return;
            };
            scratch
                .bench
                .write(".pre-commit-config.yaml", &local_config());
            scratch.bench.commit();
            scratch.run(&format!("{program} install"));
            keeps_unstaged_changes(&scratch, *edit, is_partly_staged);
        }
    }
}

#[test]
fn pre_commit_restores_unstaged_changes() {
    framework_keeps_unstaged_changes("pre-commit");
}

#[test]
fn prek_restores_unstaged_changes() {
    framework_keeps_unstaged_changes("prek");
}

#[test]
fn lefthook_restores_unstaged_changes() {
    for edit in UNSTAGED {
        for is_partly_staged in [false, true] {
            let Some(scratch) = Scratch::new("lefthook") else {
                return;
            };
            scratch.bench.write("lefthook.yml", "");
            let lines = printed(&scratch);
            scratch.bench.write("lefthook.yml", &lines);
            scratch.bench.commit();
            scratch.run("lefthook install");
            keeps_unstaged_changes(&scratch, *edit, is_partly_staged);
        }
    }
}

/// A repository with a `package.json`, and nothing else.
fn with_package(text: &str) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write("package.json", text);
    bench
}

#[test]
fn hooks_that_a_package_would_remove_are_not_written() {
    for (text, name, line) in [
        (
            "{\"simple-git-hooks\": {\"pre-commit\": \"npm test\"}}\n",
            "simple-git-hooks",
            "  \"pre-commit\": \"npm test && if command -v progress-lint >/dev/null; then \
             progress-lint hook run pre-commit \\\"$@\\\"; else",
        ),
        (
            "{\"husky\": {\"hooks\": {\"commit-msg\": \"commitlint -e\"}}}\n",
            "husky 4",
            "  \"pre-push\": \"if command -v progress-lint >/dev/null; then echo \
             \\\"$HUSKY_GIT_STDIN\\\" | progress-lint hook run pre-push $HUSKY_GIT_PARAMS; fi\"",
        ),
    ] {
        let bench = with_package(text);
        let said = bench.run(&["hook", "install"]);
        said.exits(0)
            .stdout_has(&format!("hooks not installed: {name} manages hooks here"))
            .stdout_has(line);
        bench
            .run(&["init", "--yes"])
            .exits(0)
            .stdout_has("to be added by hand:\n\nIn `package.json`, in `")
            .stdout_has(line);
        assert!(!bench.root.join(".git/hooks/pre-commit").exists());
        let kept = std::fs::read_to_string(bench.root.join("package.json")).unwrap();
        assert_eq!(kept, text);
    }
    // Neither is in use here.
    for text in [
        "{\"husky\": {}}",
        "{\"devDependencies\": {\"husky\": \"9\"}}",
        "[",
        "[1]",
    ] {
        let bench = with_package(text);
        bench.run(&["hook", "install"]).exits(0);
        assert!(bench.root.join(".git/hooks/pre-commit").exists(), "{text}");
    }
}

#[test]
fn other_managers_get_lines_by_hand() {
    for (file, text, name, lines) in [
        (
            ".overcommit.yml",
            "PreCommit:\n  RuboCop:\n    enabled: true\n",
            "overcommit",
            &[
                "PreCommit:\n  ProgressLint:\n    enabled: true\n    command: ['sh', '-c', 'if command",
                "hook run pre-push \"$@\"; fi', 'progress-lint']",
                "progress-lint hook install --only pre-merge-commit\n",
                // The signature of the file alone is not enough.
                "&& overcommit --sign && for hook in pre-commit ",
            ][..],
        ),
        (
            "hk.pkl",
            "hooks {}\n",
            "hk",
            &[
                "[\"commit-msg\"] {\n  steps {\n    [\"progress\"] {\n      check = \"if command",
                "hook run commit-msg {{commit_msg_file}}; fi\"",
                // With where the message comes from.
                "hook run prepare-commit-msg {{hook_args}}; fi\"",
                "--only pre-merge-commit --only post-rewrite --only pre-push\n",
            ],
        ),
        (
            "captainhook.json",
            "{}\n",
            "CaptainHook",
            &[
                "\"pre-push\": {\n    \"enabled\": true,\n    \"actions\": [\n      {\"action\": \"if command",
                "prepare-commit-msg {$ARG|value-of:message-file} {$ARG|value-of:mode} {$ARG|value-of:hash}; fi",
            ],
        ),
        (
            ".cargo-husky/hooks/pre-commit",
            "#!/bin/sh\ncargo test",
            "cargo-husky",
            &[
                "echo >>.cargo-husky/hooks/pre-commit\necho 'if command",
                "[ -e .cargo-husky/hooks/commit-msg ] || echo '#!/bin/sh'",
            ],
        ),
    ] {
        let bench = Sandbox::repository();
        bench.write(GOOD_PATH, GOOD);
        bench.write(file, text);
        let said = bench.run(&["hook", "install"]);
        said.exits(0)
            .stdout_has(&format!("hooks not installed: {name} manages hooks here"));
        let init = bench.run(&["init", "--yes"]);
        init.exits(0).stdout_has("to be added by hand:");
        for line in lines {
            said.stdout_has(line);
            init.stdout_has(line);
        }
        assert!(!bench.root.join(".git/hooks/pre-commit").exists());
        bench.run(&["hook", "status"]).stdout_has(name);
    }
}
