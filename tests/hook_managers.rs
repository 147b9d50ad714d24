//! The real pre-commit, prek, husky and lefthook run our hooks.
//!
//! `PROGRESS_HOOK_MANAGERS` lists the folders that hold them, as a `PATH`; without it nothing is
//! tested here: `pip install pre-commit prek`, `npm install husky lefthook`.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::Path;

use common::{Bench, GOOD, GOOD_PATH, Outcome};

/// A repository with a manager's command on the `PATH`, and our program.
struct Scratch {
    bench: Bench,
    path: String,
}

impl Scratch {
    /// `None` where the manager is not there.
    fn new(manager: &str) -> Option<Self> {
        let folders = std::env::var("PROGRESS_HOOK_MANAGERS").unwrap_or_default();
        let mut paths = std::env::split_paths(&folders);
        if !paths.any(|folder| folder.join(manager).exists()) {
            eprintln!("no {manager} in PROGRESS_HOOK_MANAGERS: not tested");
            return None;
        }
        let own = Path::new(env!("CARGO_BIN_EXE_progress")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let bench = Bench::repository();
        bench.write(GOOD_PATH, GOOD);
        Some(Self {
            bench,
            path: format!("{}:{folders}:{path}", own.display()),
        })
    }

    fn try_run(&self, script: &str) -> Outcome {
        let path = &self.path;
        self.bench.bash(&format!(
            "mkdir -p .git/home; export HOME=$PWD/.git/home PATH='{path}' GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
             GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; {script}"
        ))
    }

    #[track_caller]
    fn run(&self, script: &str) -> Outcome {
        let outcome = self.try_run(script);
        outcome.exits(0);
        outcome
    }

    /// A commit that is fine passes, one that is not fails; then one is pushed.
    #[track_caller]
    fn check(&self) {
        self.run("git checkout -q -b feature/auth-v1");
        self.bench.write("src/schema.rs", "//\n");
        let started = GOOD
            .replacen("pending", "in_progress", 1)
            .replace("planning", "in_progress")
            .replace("in_progress_tasks: 0", "in_progress_tasks: 1");
        self.bench.write(GOOD_PATH, &started);
        self.run("git add -A && git commit -q -m 'Add the schema (TASK-1.1)'");
        let committed = self.bench.git(&["show", &format!("HEAD:{GOOD_PATH}")]);
        assert!(committed.contains("src/schema.rs"), "{committed}");
        assert_eq!(self.bench.git(&["status", "--porcelain"]), "");
        let message = self.bench.git(&["log", "-1", "--format=%B"]);
        assert!(message.contains("TASK-1.1"), "{message}");
        // A claim that nobody knows is what the message's hook finds.
        let outcome = self.try_run("git commit -q --allow-empty -m 'Work' -m 'Task: TASK-9.9'");
        assert_ne!(outcome.status, 0, "{outcome}");
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(said.contains("TASK-9.9"), "{said}");
        let wrong = committed.replace("total_tasks: 2", "total_tasks: 3");
        self.bench.write(GOOD_PATH, &wrong);
        let outcome = self.try_run("git add -A && git commit -q -m Work");
        assert_ne!(outcome.status, 0, "{outcome}");
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(said.contains("count-mismatch"), "{said}");
        self.run("git reset -q --hard");
        self.run("git commit -q --amend --allow-empty -m 'Add it (TASK-1.1)'");
        // What is pushed is looked at too.
        self.bench
            .git(&["init", "--quiet", "--bare", ".git/remote"]);
        self.run("git push -q .git/remote main");
        self.run("git push -q .git/remote feature/auth-v1");
        let claim = "git commit -q --no-verify --allow-empty -m Work -m 'Task: TASK-9.9'";
        self.run(claim);
        // The second has nothing yet: with the branch goes the first commit of all.
        self.bench
            .git(&["init", "--quiet", "--bare", ".git/second"]);
        for remote in ["remote", "second"] {
            let push = format!("git push -q .git/{remote} feature/auth-v1");
            let outcome = self.try_run(&push);
            assert_ne!(outcome.status, 0, "{outcome}");
            let said = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(said.contains("TASK-9.9"), "{said}");
        }
        self.run("progress hook status && progress doctor");
    }
}

/// The hooks as the file for pre-commit has them, without building anything.
fn local_config() -> String {
    let hooks = include_str!("../.pre-commit-hooks.yaml");
    let hooks = hooks.replace("language: rust", "language: system");
    let lines = hooks.lines().filter(|line| !line.starts_with('#'));
    let lines: Vec<String> = lines.map(|line| format!("      {line}")).collect();
    let lines = lines.join("\n");
    let types = "pre-commit, pre-merge-commit, prepare-commit-msg, commit-msg, post-commit, \
                 post-merge, post-rewrite, pre-push";
    format!("default_install_hook_types: [{types}]\nrepos:\n  - repo: local\n    hooks:\n{lines}\n")
}

/// What is installed, and how.
const MANAGERS: &[&str] = &["pre-commit", "prek", "lefthook", "husky"];

/// A repository whose files name all of our hooks for a manager, and in which it is not installed.
fn named(manager: &str) -> Option<Scratch> {
    let scratch = Scratch::new(manager)?;
    let file = match manager {
        "husky" => ".husky/.keep",
        "lefthook" => "lefthook.yml",
        _ => ".pre-commit-config.yaml",
    };
    match manager {
        "husky" | "lefthook" => {
            scratch.bench.write(file, "");
            let lines = printed(&scratch);
            if manager == "husky" {
                scratch.run(&lines);
            } else {
                scratch.bench.write(file, &lines);
            }
        }
        _ => scratch.bench.write(file, &local_config()),
    }
    scratch.bench.commit();
    Some(scratch)
}

fn install(manager: &str) -> String {
    if manager == "husky" {
        manager.to_owned()
    } else {
        format!("{manager} install")
    }
}

#[test]
fn named_is_not_running() {
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
            .stdout_has("runs our hooks");
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
fn a_hook_that_was_moved_aside_is_found_and_taken_out() {
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
            .stdout_has("`progress hook uninstall` takes our scripts out");
        scratch.run("progress hook uninstall");
        assert_eq!(scratch.run(before).stdout, "pre-commit\n");
        scratch.try_run("progress hook status").exits(1);
    }
}

#[test]
fn what_was_moved_aside_twice_comes_back() {
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
    // Ours as the manager moved it, and ours that moved the manager's.
    scratch
        .run("pre-commit uninstall && rm -f .git/hooks/pre-commit* && rm .pre-commit-config.yaml");
    scratch.run("progress hook install");
    bench.write(".pre-commit-config.yaml", "repos: []\n");
    scratch.run("pre-commit install && progress hook install --force");
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
fn a_file_that_lefthook_rejects_is_named() {
    let key = "pre-commit:\n  commands:\n    progress:\n      run: progress hook run pre-commit\n";
    let table = "[pre-commit.commands.progress]\nrun = 'progress hook run pre-commit'\n";
    for (file, text) in [
        ("lefthook.yml", key.repeat(2)),
        ("lefthook.toml", table.repeat(2)),
        ("lefthook.json", "{".to_owned()),
    ] {
        let Some(scratch) = Scratch::new("lefthook") else {
            return;
        };
        scratch.bench.write(file, &text);
        scratch.bench.commit();
        scratch.try_run("lefthook install").exits(1);
        let said = format!("lefthook does not accept `{file}`");
        scratch.run("progress hook install").stdout_has(&said);
        scratch
            .try_run("progress hook status")
            .exits(1)
            .stdout_has("does not accept the file");
        let doctor = scratch.try_run("progress doctor");
        doctor
            .exits(1)
            .stdout_has("warning[manager-file]")
            .stdout_has(&said);
    }
}

#[test]
fn lines_for_lefthook_fit_into_a_file_that_has_the_key() {
    for (file, text) in [
        (
            "lefthook.yml",
            "pre-commit:\n  commands:\n    a:\n      run: 'true'\n",
        ),
        (
            "lefthook.yml",
            "pre-commit:\n  jobs:\n    - name: a\n      run: 'true'\n",
        ),
        ("lefthook.toml", "[pre-commit.commands.a]\nrun = 'true'\n"),
        ("lefthook.toml", "[pre-commit]\nparallel = true\n"),
        (
            "lefthook.json",
            "{\n\"pre-push\": {\"commands\": {\"a\": {\"run\": \"true\"}}}}\n",
        ),
    ] {
        let Some(scratch) = Scratch::new("lefthook") else {
            return;
        };
        scratch.bench.write(file, text);
        let said = scratch.run("progress hook install").stdout;
        let said = said.split("\nThen: ").next().unwrap();
        let (_, lines) = said.split_once(":\n\n").unwrap();
        if let Some((own, rest)) = lines.split_once("\nIn `") {
            scratch.bench.write("lefthook-progress.yml", own);
            let (_, line) = rest.split_once(":\n\n").unwrap();
            let with = match text.strip_prefix('{') {
                Some(rest) => format!("{{{line}{rest}"),
                None => format!("{text}{line}"),
            };
            scratch.bench.write(file, &with);
        } else {
            scratch.bench.write(file, &format!("{text}\n{lines}"));
        }
        scratch.bench.commit();
        scratch.run("lefthook install");
        scratch.check();
    }
}

#[test]
fn lefthook_gives_every_push_and_paths_with_blanks() {
    let Some(scratch) = named("lefthook") else {
        return;
    };
    scratch.run(
        "lefthook install && git init -q --bare .git/remote && git remote add origin .git/remote",
    );
    scratch.run("git push -q -u origin main");
    // The branch at hand has nothing to push; another has.
    scratch.run(
        "git checkout -q -b feature/auth-v1 && git commit -q --no-verify --allow-empty -m Work \
         -m 'Task: TASK-9.9' && git checkout -q main",
    );
    let outcome = scratch.try_run("git push -q origin feature/auth-v1");
    assert_ne!(outcome.status, 0, "{outcome}");
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("TASK-9.9"), "{said}");
    // The message of a linked worktree lies at a path with blanks.
    scratch.run("git worktree add -q -b other '.git/a b/c d'");
    let outcome = scratch
        .try_run("cd '.git/a b/c d' && git commit -q --allow-empty -m Work -m 'Task: TASK-9.9'");
    assert_ne!(outcome.status, 0, "{outcome}");
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("TASK-9.9"), "{said}");
}

#[test]
fn our_own_hook_can_serve_the_push_beside_a_manager() {
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

/// What stands in a fence of our own printed lines, put where it says.
fn printed(scratch: &Scratch) -> String {
    let text = scratch.run("progress hook install").stdout;
    let (_, lines) = text.split_once(":\n\n").unwrap();
    lines.split("\nThen: ").next().unwrap().to_owned()
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
fn lefthook_runs_our_hooks() {
    for file in ["lefthook.yml", "lefthook.toml", "lefthook.json"] {
        let Some(scratch) = Scratch::new("lefthook") else {
            return;
        };
        scratch.bench.write(file, "");
        let lines = printed(&scratch);
        scratch.bench.write(file, &lines);
        scratch.bench.commit();
        scratch.run("lefthook install");
        scratch.check();
    }
}

/// Edits that stay unstaged, each with a word of its own: below the list, in it, under it, and
/// above it.
const UNSTAGED: &[(&str, &str, &str)] = &[
    ("[]\n---", "[]\nnote: \"mine\"\n---", "mine"),
    ("[]\n---", "[\"own.rs\"]\n---", "own.rs"),
    ("# Foundation", "# Foundation, as I see it", "as I see it"),
    ("title: \"Foundation\"", "title: \"Mine\"", "Mine"),
];

/// What is not staged comes back after the hooks, and is not committed; the commit passes, and
/// its path is recorded in the end.
#[track_caller]
fn keeps_what_is_unstaged(
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
    // Whoever pushes now learns what is missing, and the check of the range tells how to add it.
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

fn framework_keeps_what_is_unstaged(program: &str) {
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
            keeps_what_is_unstaged(&scratch, *edit, is_partly_staged);
        }
    }
}

#[test]
fn pre_commit_gives_back_what_is_unstaged() {
    framework_keeps_what_is_unstaged("pre-commit");
}

#[test]
fn prek_gives_back_what_is_unstaged() {
    framework_keeps_what_is_unstaged("prek");
}

#[test]
fn lefthook_gives_back_what_is_unstaged() {
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
            keeps_what_is_unstaged(&scratch, *edit, is_partly_staged);
        }
    }
}
