//! An older version of the program beside this one, in one clone.
//!
//! `PROGRESS_OLD` names the program of the older version; without it, nothing is tested here.

#![cfg(unix)]

use std::fs;

use crate::common::hooked::PHASE;
use crate::common::{GOOD, Outcome, Sandbox};

/// A clone with a linked worktree, and the program of the older version.
struct Mixed {
    bench: Sandbox,
    old: String,
}

impl Mixed {
    /// `None`, with a note, if there is no older program.
    fn new() -> Option<Self> {
        let Ok(old) = std::env::var("PROGRESS_OLD") else {
            eprintln!("skipped, because PROGRESS_OLD names no program of an older version");
            return None;
        };
        let bench = Sandbox::folder();
        let mixed = Self { bench, old };
        mixed.bench.write(&format!("main/{PHASE}"), GOOD);
        mixed.bench.write("main/a.txt", "one\n");
        mixed.run(
            "cd main; git init --quiet --initial-branch=main; git add --all
            git commit --quiet --message=Work; git branch feature/auth-v1-more
            git switch --quiet --create feature/auth-v1
            git worktree add --quiet ../linked feature/auth-v1-more",
        );
        Some(mixed)
    }

    /// Runs a script, which must succeed, with both programs: `$OLD` and `$NEW`.
    #[track_caller]
    fn run(&self, script: &str) -> Outcome {
        let set = format!(
            "set -e; export OLD='{}' NEW=\"$PROGRESS\" GIT_CONFIG_GLOBAL=/dev/null
             export GIT_AUTHOR_NAME=Alice GIT_AUTHOR_EMAIL=alice@example.org
             export GIT_COMMITTER_NAME=Alice GIT_COMMITTER_EMAIL=alice@example.org\n",
            self.old
        );
        let outcome = self.bench.bash(&[&set, script].concat());
        outcome.exits(0);
        for word in ["damaged", "panicked", "newer version"] {
            assert!(!outcome.stderr.contains(word), "{outcome}");
        }
        outcome
    }

    /// Lets the hooks of one version run in the main worktree, and those of another in the linked
    /// one: all worktrees share the scripts, which here call the program that `HOOKED` names.
    fn share_hooks(&self, installer: &str) {
        let script = "cd main; \"$INSTALLER\" hook install
            sed -i \"s|program='.*'|program=\\\"\\$HOOKED\\\"|\" .git/hooks/*";
        self.run(&script.replace("INSTALLER", installer));
    }
}

#[test]
fn commits_of_both_versions_record_all_paths() {
    for installer in ["OLD", "NEW"] {
        let Some(mixed) = Mixed::new() else {
            return;
        };
        mixed.share_hooks(installer);
        for (number, hooked) in ["OLD", "NEW", "OLD", "NEW"].iter().enumerate() {
            let commit = format!(
                "export HOOKED=\"${hooked}\"; for tree in main linked; do (cd $tree
                 echo x > {number}.txt; git add {number}.txt
                 git commit --quiet --message='Work {number} (TASK-1.1)'); done"
            );
            mixed.run(&commit);
        }
        for tree in ["main", "linked"] {
            let said = mixed.run(&format!("cd {tree}; git status --porcelain"));
            said.prints("");
        }
        let more = "export HOOKED=\"$NEW\"; for tree in main linked; do (cd $tree
            echo x > last.txt; git add last.txt; git commit --quiet --message='Last (TASK-1.1)'); done";
        mixed.run(more);
        // The scripts stand between the branches: what is listed tells who has recorded.
        for branch in ["feature/auth-v1", "feature/auth-v1-more"] {
            let bench = &mixed.bench;
            let show = format!("cd main; git show {branch}:{PHASE}");
            let text = bench.bash(&show).stdout;
            for name in ["0.txt", "1.txt", "2.txt", "3.txt"] {
                assert!(
                    text.contains(name),
                    "{installer}, {branch}: no {name} in {text}"
                );
            }
        }
    }
}

#[test]
fn what_waits_is_recorded_by_the_other_version() {
    for (first, then) in [("OLD", "NEW"), ("NEW", "OLD")] {
        let Some(mixed) = Mixed::new() else {
            return;
        };
        mixed.share_hooks("NEW");
        mixed
            .run(&format!(
                "cd main; git switch --quiet --create fix/other; export HOOKED=\"${first}\"
             echo two > a.txt; git commit --quiet --all --message='Work (TASK-1.1)'
             export HOOKED=\"${then}\"; echo b > b.lock; git add --force b.lock
             git commit --quiet --message='More (TASK-1.1)'; git status --porcelain"
            ))
            .prints("");
        let main = mixed.bench.root.join("main");
        let text = fs::read_to_string(main.join(PHASE)).unwrap();
        assert!(text.contains("a.txt"), "{first}, {then}: {text}");
    }
}

#[test]
fn claims_and_started_tasks_hold_for_both() {
    for (first, then) in [("OLD", "NEW"), ("NEW", "OLD")] {
        let Some(mixed) = Mixed::new() else {
            return;
        };
        let claim = format!(
            "cd main; \"${first}\" ready --claim TASK-1.1 --as one > ../said
             cd ../linked; \"${then}\" ready --claim --as two > ../said; cat ../said"
        );
        let said = mixed.run(&claim);
        assert!(said.stdout.contains("TASK-1.2"), "{first}: {said}");
        mixed.run(&format!("cd main; \"${then}\" ready --release TASK-1.1"));
        let start = format!(
            "cd main; \"${first}\" start TASK-1.2; git commit --quiet --all --message='Begin'
             \"$NEW\" hook install; \"$OLD\" --version
             sed -i \"s|program='.*'|program='${then}'|\" .git/hooks/prepare-commit-msg
             echo two > a.txt; git commit --quiet --all --message='Work'; git log -1 --format=%B"
        );
        let said = mixed.run(&start);
        assert!(said.stdout.contains("Task: TASK-1.2"), "{first}: {said}");
    }
}

#[test]
fn hooks_of_the_older_version_are_replaced_and_taken_out() {
    let Some(mixed) = Mixed::new() else {
        return;
    };
    mixed.run(
        "cd main; git config merge.progress.driver 'theirs %A'; cp .git/config ../before
         printf '#!/bin/sh\\nexit 0\\n' > .git/hooks/pre-push; chmod +x .git/hooks/pre-push
         cp .git/hooks/pre-push ../hook
         \"$OLD\" hook install; \"$NEW\" hook install; \"$NEW\" hook status
         \"$NEW\" hook uninstall; cmp .git/config ../before; cmp .git/hooks/pre-push ../hook
         \"$OLD\" hook install; \"$NEW\" hook uninstall; cmp .git/hooks/pre-push ../hook",
    );
}

#[test]
fn updates_of_both_versions_in_turn_keep_everything() {
    let Some(mixed) = Mixed::new() else {
        return;
    };
    mixed.run(&format!(
        "cd main; \"$OLD\" update -f {PHASE} -t TASK-1.1 -s completed
         \"$NEW\" update -f {PHASE} -t TASK-1.2 -s in_progress
         \"$OLD\" lint; \"$NEW\" lint; git add --all; git commit --quiet --message=Work
         git status --porcelain --ignored"
    ));
    let text = phase_of(&mixed);
    assert!(text.contains("completed_tasks: 1"), "{text}");
    assert!(text.contains("in_progress_tasks: 1"), "{text}");
}

fn phase_of(mixed: &Mixed) -> String {
    fs::read_to_string(mixed.bench.root.join("main").join(PHASE)).unwrap()
}
