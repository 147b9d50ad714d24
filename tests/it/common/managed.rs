//! A repository with a hook manager that is really there.
//!
//! `PROGRESS_HOOK_MANAGERS` lists the folders that hold them, as a `PATH`.

use std::path::Path;

use super::{GOOD, GOOD_PATH, Outcome, Sandbox};

/// A repository with a manager's command on the `PATH`, and our program.
pub struct Scratch {
    /// Where.
    pub bench: Sandbox,
    path: String,
}

impl Scratch {
    /// `None` where the manager is not there.
    pub fn new(manager: &str) -> Option<Self> {
        let folders = std::env::var("PROGRESS_HOOK_MANAGERS").unwrap_or_default();
        let mut paths = std::env::split_paths(&folders);
        if !paths.any(|folder| folder.join(manager).exists()) {
            eprintln!("no {manager} in PROGRESS_HOOK_MANAGERS: not tested");
            return None;
        }
        let own = Path::new(env!("CARGO_BIN_EXE_progress")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let bench = Sandbox::repository();
        bench.write(GOOD_PATH, GOOD);
        Some(Self {
            bench,
            path: format!("{}:{folders}:{path}", own.display()),
        })
    }

    /// Runs a script, which may fail.
    pub fn try_run(&self, script: &str) -> Outcome {
        let path = &self.path;
        self.bench.bash(&format!(
            "mkdir -p .git/home; export HOME=$PWD/.git/home PATH='{path}' GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
             GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; {script}"
        ))
    }

    /// Runs a script, which must not fail.
    #[track_caller]
    pub fn run(&self, script: &str) -> Outcome {
        let outcome = self.try_run(script);
        outcome.exits(0);
        outcome
    }

    /// A commit that is fine passes, one that is not fails; then one is pushed.
    #[track_caller]
    pub fn check(&self) {
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
pub fn local_config() -> String {
    let hooks = include_str!("../../../.pre-commit-hooks.yaml");
    let hooks = hooks.replace("language: rust", "language: system");
    let lines = hooks.lines().filter(|line| !line.starts_with('#'));
    let lines: Vec<String> = lines.map(|line| format!("      {line}")).collect();
    let lines = lines.join("\n");
    let types = "pre-commit, pre-merge-commit, prepare-commit-msg, commit-msg, post-commit, \
                 post-merge, post-rewrite, pre-push";
    format!("default_install_hook_types: [{types}]\nrepos:\n  - repo: local\n    hooks:\n{lines}\n")
}

/// A repository whose files name all of our hooks for a manager, and in which it is not installed.
pub fn named(manager: &str) -> Option<Scratch> {
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

/// How a manager is installed in a clone.
pub fn install(manager: &str) -> String {
    if manager == "husky" {
        manager.to_owned()
    } else {
        format!("{manager} install")
    }
}

/// What stands in a fence of our own printed lines, put where it says.
pub fn printed(scratch: &Scratch) -> String {
    let text = scratch.run("progress hook install").stdout;
    let (_, lines) = text.split_once(":\n\n").unwrap();
    lines.split("\nThen: ").next().unwrap().to_owned()
}
