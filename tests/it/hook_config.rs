//! Hooks in Git's configuration, which Git runs since 2.54.
//!
//! `PROGRESS_NEW_GIT` names a folder with such a `git`; without it, and with an older one on the
//! `PATH`, only the behaviour with an older Git is tested.

#![cfg(unix)]

use std::fs;

use crate::common::installed::{NAMES, bench};
use crate::common::{Outcome, Sandbox};

/// A repository, and a `git` that runs hooks from its configuration.
struct Scratch {
    bench: Sandbox,
    path: String,
}

impl Scratch {
    /// `None` where there is no such `git`.
    fn new() -> Option<Self> {
        let folder = std::env::var("PROGRESS_NEW_GIT").unwrap_or_default();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
        let bench = bench();
        let scratch = Self { bench, path };
        let version = scratch.run("git version").stdout;
        let minor = version.split('.').nth(1).unwrap().parse().unwrap_or(0);
        if version.starts_with("git version 2.") && minor < 54 {
            eprintln!("no new Git in PROGRESS_NEW_GIT: not tested");
            return None;
        }
        Some(scratch)
    }

    fn try_run(&self, script: &str) -> Outcome {
        let path = &self.path;
        self.bench.bash(&format!(
            "progress() {{ \"$PROGRESS\" \"$@\"; }}; export PATH='{path}' \
             GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
             GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; {script}"
        ))
    }

    #[track_caller]
    fn run(&self, script: &str) -> Outcome {
        let outcome = self.try_run(script);
        outcome.exits(0);
        outcome
    }

    /// Names all eight in the configuration, as people do by hand.
    fn configure(&self) {
        for name in NAMES {
            self.run(&format!(
                "git config hook.ours-{name}.command \"$PROGRESS hook run {name}\"; \
                 git config hook.ours-{name}.event {name}"
            ));
        }
    }
}

const WRONG: &str = "sed -i 's/total_tasks: 2/total_tasks: 3/' progress/auth-v1/*.md && \
                     git commit -q -a -m Work";

#[test]
fn hooks_run_by_the_configuration_are_not_missing() {
    let Some(scratch) = Scratch::new() else {
        return;
    };
    scratch.configure();
    scratch.try_run(WRONG).exits(1).stderr_has("count-mismatch");
    scratch
        .try_run("progress hook status")
        .stdout_has("pre-commit          configured, run by `hook.ours-pre-commit` in Git's");
    let doctor = scratch.try_run("progress doctor");
    doctor
        .stdout_lacks("hooks-missing")
        .stdout_has("note[config-hooks-only]: ");
    // With the hooks in the folder as well, every message would be repeated.
    scratch
        .try_run("progress hook install")
        .exits(2)
        .stderr_has("the hooks are already run by `hook.ours-pre-commit`");
    scratch.run("progress hook install --force");
    scratch
        .try_run("progress doctor")
        .exits(1)
        .stdout_has("warning[hooks-twice]: `pre-commit`, `pre-merge-commit`");
}

#[test]
fn entries_that_make_git_fail_are_named() {
    let Some(scratch) = Scratch::new() else {
        return;
    };
    scratch.run("progress hook install");
    for (setting, reason) in [
        (
            "hook.lint.event pre-commit",
            "`hook.lint.command` is missing",
        ),
        (
            "hook.pre-push.event pre-push",
            "`hook.pre-push` is named after an event",
        ),
    ] {
        scratch.run(&format!("git config {setting}"));
        scratch
            .try_run("git commit -q --allow-empty -m Work")
            .exits(128);
        let doctor = scratch.try_run("progress doctor");
        doctor
            .exits(1)
            .stdout_has("warning[config-hook-fatal]: ")
            .stdout_has(reason);
        let help = doctor.stdout.split("help: `").nth(1).unwrap();
        scratch.run(help.split('`').next().unwrap());
        scratch.run("progress doctor && git commit -q --allow-empty -m Work");
    }
}

#[test]
fn disabled_hooks_are_named() {
    let Some(scratch) = Scratch::new() else {
        return;
    };
    scratch.run("progress hook install --config");
    for setting in [
        "hook.progress-pre-commit.enabled",
        "hook.pre-commit.enabled",
    ] {
        scratch.run(&format!("git config {setting} false"));
        scratch
            .try_run("progress doctor")
            .exits(1)
            .stdout_has("warning[config-hook-off]: `hook.progress-pre-commit` does not run");
        scratch.try_run("progress hook status").exits(1);
        scratch.run(&format!("git config --unset {setting}"));
    }
    scratch.run("progress doctor");
}

#[test]
fn hooks_can_be_installed_in_the_configuration() {
    let Some(scratch) = Scratch::new() else {
        return;
    };
    let config = || fs::read_to_string(scratch.bench.root.join(".git/config")).unwrap();
    let before = config();
    scratch.run("progress hook install --config");
    assert!(!scratch.bench.root.join(".git/hooks/pre-commit").exists());
    scratch.run("progress hook status && progress doctor");
    scratch
        .run("progress hook install --config")
        .stdout_has("the hooks in Git's configuration are up to date\n");
    scratch.run("git config hook.progress-pre-push.event post-index-change");
    scratch
        .run("progress hook install --config")
        .stdout_has("  pre-push: hook.progress-pre-push\n");
    scratch
        .try_run("progress hook install")
        .exits(2)
        .stderr_has("--config` to update them");
    // They run, in a linked worktree too, with arguments and standard input.
    scratch.try_run(WRONG).exits(1).stderr_has("count-mismatch");
    let claim = "git commit -q --allow-empty -m Work -m 'Task: TASK-9.9'";
    scratch.try_run(claim).exits(1).stderr_has("TASK-9.9");
    scratch.run("git reset -q --hard && git worktree add -q -b feature/auth-v1 '.git/a b'");
    let linked = format!("cd '.git/a b' && {claim}");
    scratch.try_run(&linked).exits(1).stderr_has("TASK-9.9");
    scratch.run("git init -q --bare .git/remote && git push -q .git/remote main");
    scratch.run(&format!("{claim} --no-verify"));
    let push = scratch.try_run("git push -q .git/remote main");
    push.exits(1).stderr_has("TASK-9.9");
    // A missing program blocks nothing.
    scratch.run("sed -i \"s|$PROGRESS|/no/such/progress|\" .git/progress/hooks/*");
    scratch
        .run("git commit -q --allow-empty -m Work")
        .stderr_has("`pre-commit` was skipped");
    scratch.run("progress hook install --config");
    scratch.run("rm .git/progress/hooks/commit-msg && git commit -q --allow-empty -m Work");
    scratch
        .try_run("progress doctor")
        .exits(1)
        .stdout_has("warning[config-hook-off]");
    scratch
        .run("progress hook uninstall")
        .stdout_has("removed hooks from Git's configuration:\n  pre-commit\n");
    assert_eq!(config().replace("[hook", "\n[hook"), before);
    assert!(!scratch.bench.root.join(".git/progress/hooks").exists());
}

#[test]
fn the_configuration_is_refused_if_the_folder_has_hooks() {
    let Some(scratch) = Scratch::new() else {
        return;
    };
    scratch.run("progress hook install");
    scratch
        .try_run("progress hook install --config")
        .exits(2)
        .stderr_has("`pre-commit` is already run by the installed script");
    scratch.run("progress hook uninstall");
    scratch.run("git config hook.progress-commit-msg.command 'echo theirs'");
    scratch
        .try_run("progress hook install --config")
        .exits(2)
        .stderr_has("`hook.progress-commit-msg.command` is in the way");
    scratch
        .try_run("git config hook.progress-pre-commit.event")
        .exits(1);
    scratch.run("progress hook uninstall");
    scratch.run("git config hook.progress-commit-msg.command");
}

#[test]
fn an_older_git_ignores_them() {
    let bench = bench();
    let version = bench.git(&["version"]);
    let minor = version.split('.').nth(1).unwrap().parse().unwrap_or(99);
    if !version.starts_with("git version 2.") || minor >= 54 {
        return;
    }
    bench
        .run(&["hook", "install", "--config"])
        .exits(2)
        .stderr_has("ignores hooks in its configuration");
    for name in NAMES {
        let key = format!("hook.ours-{name}");
        let command = format!("progress hook run {name}");
        bench.git(&["config", &format!("{key}.command"), &command]);
        bench.git(&["config", &format!("{key}.event"), name]);
    }
    bench
        .run(&["doctor"])
        .exits(1)
        .stdout_has("warning[config-hooks-ignored]: Git ");
    bench.run(&["hook", "status"]).exits(1);
    bench.run(&["hook", "install"]).exits(0);
    bench.git(&["config", "hook.lint.event", "pre-commit"]);
    bench
        .run(&["doctor"])
        .exits(0)
        .stdout_has("note[config-hooks-ignored]: ")
        .stdout_has("note[config-hook-fatal]: `hook.lint.command` is missing");
}
