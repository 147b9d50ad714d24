//! Real commits whose hooks run in each of the shells that may be `/bin/sh`.

#![cfg(unix)]

use std::fs;

use crate::common::installed::{NAMES, log, script};
use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox, bad};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

/// Each shell, with what makes it behave like `/bin/sh`.
const SHELLS: &[(&str, &str)] = &[
    ("sh", ""),
    ("dash", ""),
    ("bash", "--posix"),
    ("busybox", "sh"),
    ("ksh", ""),
    ("mksh", ""),
    ("yash", "--posix"),
    // By this name, it behaves like one.
    ("zsh", ""),
];

/// A clone below a directory with blanks and a quote in its name; all its hooks run in one shell.
fn bench(shell: &str, flags: &str) -> Option<Sandbox> {
    let bench = Sandbox::folder();
    let found = bench.bash(&format!("command -v {shell}"));
    if found.status != 0 {
        eprintln!("no {shell}: not tested");
        return None;
    }
    let mut path = found.stdout.trim().to_owned();
    if shell == "zsh" {
        let link = bench.root.join("sh");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        path = link.display().to_string();
    }
    let first = format!("#!{path} {flags}");
    bench.write(&format!("it's a  b/{GOOD_PATH}"), GOOD);
    bench
        .bash(
            "cd \"it's a  b\" && git init --quiet --initial-branch=main && git add --all && \
             git -c user.name=Ada -c user.email=ada@example.com commit --quiet --message=Plan && \
             \"$PROGRESS\" hook install >/dev/null",
        )
        .exits(0);
    let root = bench.root.join("it's a  b");
    let watch = format!(
        "#!/bin/sh\necho \"$3\" >>'{}'\nexec '{BINARY}' \"$@\"\n",
        bench.root.join("log").display()
    );
    script(&bench, "it's a  b/.git/watch", &watch);
    let program = root.join(".git/watch").display().to_string();
    let program = program.replace('\'', r"'\''");
    for name in NAMES {
        let path = root.join(".git/hooks").join(name);
        let hook = fs::read_to_string(&path).unwrap();
        assert!(hook.starts_with("#!/bin/sh\n") && hook.contains(BINARY));
        let hook = hook
            .replacen("#!/bin/sh", &first, 1)
            .replace(BINARY, &program);
        fs::write(&path, hook).unwrap();
    }
    Some(bench)
}

/// Commits everything, at this time.
fn commit(bench: &Sandbox, message: &str) -> Outcome {
    bench.bash(&format!(
        "cd \"it's a  b\" && echo >>work.txt && git add --all && \
         git -c user.name=Ada -c user.email=ada@example.com commit --quiet --message='{message}'"
    ))
}

/// Whether a shell notices that a file is newer by less than a second.
fn compares_fractions(bench: &Sandbox, shell: &str, flags: &str) -> bool {
    let (old, new) = ("2026-02-05T12:00:00.2", "2026-02-05T12:00:00.4");
    let script = format!(
        "touch -d {old} old && touch -d {new} new && {shell} {flags} -c 'test new -nt old'"
    );
    bench.bash(&script).status == 0
}

#[test]
fn every_shell_notices_what_another_hook_changes_at_once() {
    for (shell, flags) in SHELLS {
        for change in [
            format!("'{BINARY}' start TASK-1.2 >/dev/null 2>&1"),
            format!("printf x >>other.txt; git add other.txt {GOOD_PATH}"),
        ] {
            let Some(bench) = bench(shell, flags) else {
                break;
            };
            let path = bench.root.join("it's a  b/.git/hooks/pre-commit");
            let hook = fs::read_to_string(&path).unwrap();
            fs::write(&path, format!("{hook}{change}\n")).unwrap();
            commit(&bench, "Work").exits(0);
            let started = log(&bench);
            assert!(
                started.contains(&"prepare-commit-msg".to_owned()),
                "{shell}, {change}: {started:?}"
            );
        }
    }
}

#[test]
fn every_shell_runs_the_hooks_of_commits() {
    for (shell, flags) in SHELLS {
        let Some(bench) = bench(shell, flags) else {
            continue;
        };
        let at = "it's a  b";
        // The commit that adds the plan could be amended.
        commit(&bench, "Start").exits(0);
        log(&bench);
        // Without a task, the shell alone decides that three hooks have nothing to do.
        commit(&bench, "Work").exits(0).complains("");
        let started = log(&bench);
        if compares_fractions(&bench, shell, flags) {
            assert_eq!(started, ["pre-commit"], "{shell}");
        } else {
            assert_eq!(started[0], "pre-commit", "{shell}");
        }
        commit(&bench, "Work (TASK-1.1)").exits(0);
        let started = log(&bench);
        assert!(started.contains(&"post-commit".to_owned()), "{shell}");
        // What follows from the commit is recorded with the next one.
        commit(&bench, "Work").exits(0);
        log(&bench);
        let plan = bench.git_in(at, &["show", &format!("HEAD:{GOOD_PATH}")]);
        assert!(plan.contains("work.txt"), "{shell}: {plan}");
        bench.write(
            &format!("{at}/progress/auth-v2/phase-1-progress.md"),
            &bad(),
        );
        commit(&bench, "Wrong")
            .exits(1)
            .stderr_has("count-mismatch");
        assert_eq!(log(&bench), ["pre-commit"], "{shell}");
        bench.git_in(at, &["reset", "--quiet", "--hard"]);
        bench.git_in(at, &["init", "--quiet", "--bare", ".git/re mote"]);
        bench
            .bash("cd \"it's a  b\" && git push --quiet '.git/re mote' main")
            .exits(0)
            .complains("");
        assert_eq!(log(&bench), ["pre-push"], "{shell}");
    }
}

#[test]
fn every_shell_runs_the_earlier_hook_and_goes_on_without_the_program() {
    for (shell, flags) in SHELLS {
        let Some(bench) = bench(shell, flags) else {
            continue;
        };
        let earlier = "it's a  b/.git/hooks/pre-commit.before-progress";
        script(
            &bench,
            earlier,
            "#!/bin/sh\necho 'stopped here' >&2\nexit 3\n",
        );
        commit(&bench, "Work").exits(1).stderr_has("stopped here\n");
        assert!(log(&bench).is_empty(), "{shell}");
        fs::remove_file(bench.root.join(earlier)).unwrap();
        fs::remove_file(bench.root.join("it's a  b/.git/watch")).unwrap();
        let outcome = bench.bash(
            "cd \"it's a  b\" && PATH=/usr/bin:/bin && \
             git -c user.name=Ada -c user.email=ada@example.com \
             commit --quiet --allow-empty --message=Work",
        );
        outcome.exits(0);
        outcome
            .stderr_has("progress: the program `progress` is not found; `pre-commit` was skipped");
    }
}
