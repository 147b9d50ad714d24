//! What is killed.

use crate::common::hooked::PHASE;

/// Something that changes a clone from one state to another.
pub struct Act {
    pub name: &'static str,
    /// Makes the clone, where `$PROGRESS` is our program.
    pub setup: &'static str,
    /// Runs it.
    pub run: &'static str,
    /// What the run of our program that is killed has among its arguments.
    pub part: &'static str,
    /// Runs it again after it was killed.
    pub again: &'static str,
    /// The files of the working tree that it changes.
    pub changes: &'static [&'static str],
}

impl Act {
    /// Whether a file may have more states than two: one that is changed in steps, each of which
    /// leaves a whole file.
    pub fn is_free(&self, path: &str) -> bool {
        path == ".git/config" && self.name.contains("install")
    }
}

/// Another hook and another driver stand in the clone; `a.txt` has work to be recorded.
const OTHERS: &str = "printf '#!/bin/sh\\nexit 0\\n' > .git/hooks/pre-commit
printf '#!/bin/sh\\necho theirs\\n' > .git/hooks/commit-msg
chmod +x .git/hooks/pre-commit .git/hooks/commit-msg
git config merge.progress.driver 'theirs %A %O %B'
git config merge.other.driver 'other %A'
printf '*.md diff=markdown' > .git/info/attributes\n";

/// Commands that people call.
pub fn acts() -> Vec<Act> {
    vec![
        Act {
            name: "update",
            setup: "",
            run: "\"$KILLED\" update -f PHASE -t TASK-1.2 -s completed",
            part: "update",
            again: "\"$PROGRESS\" update -f PHASE -t TASK-1.2 -s completed",
            changes: &[PHASE],
        },
        Act {
            name: "lint --fix",
            setup: "sed -i 's/total_tasks: 2/total_tasks: 3/' PHASE",
            run: "\"$KILLED\" lint --fix",
            part: "lint",
            again: "\"$PROGRESS\" lint --fix",
            changes: &[PHASE],
        },
        Act {
            name: "sync",
            setup: "echo two > a.txt; git commit --quiet --all --message=Work --message='Task: TASK-1.1'",
            run: "\"$KILLED\" sync",
            part: "sync",
            again: "\"$PROGRESS\" sync",
            changes: &[PHASE],
        },
        Act {
            name: "install",
            setup: OTHERS,
            run: "\"$KILLED\" hook install",
            part: "install",
            again: "\"$PROGRESS\" hook install > .git/log && \"$PROGRESS\" hook status > .git/log
                \"$PROGRESS\" hook uninstall > .git/log",
            changes: &[],
        },
        Act {
            name: "install into the working tree",
            setup: "git config core.hooksPath .githooks; mkdir .githooks
                for hook in pre-commit prepare-commit-msg commit-msg post-commit pre-merge-commit \\
                    post-merge post-rewrite pre-push; do
                    printf '#!/bin/sh\\nexec true\\n' > .githooks/$hook; done
                chmod +x .githooks/*; git add .githooks; git commit --quiet --message=Hooks",
            run: "\"$KILLED\" hook install",
            part: "install",
            again: "\"$PROGRESS\" hook install > .git/log; \"$PROGRESS\" hook uninstall > .git/log",
            changes: HOOKS_IN_TREE,
        },
        Act {
            name: "uninstall",
            setup: "OTHERS\"$PROGRESS\" hook install > .git/log",
            run: "\"$KILLED\" hook uninstall",
            part: "uninstall",
            again: "\"$PROGRESS\" hook uninstall",
            changes: &[],
        },
    ]
}

const HOOKS_IN_TREE: &[&str] = &[
    ".githooks/commit-msg",
    ".githooks/commit-msg.before-progress",
    ".githooks/post-commit",
    ".githooks/post-commit.before-progress",
    ".githooks/post-merge",
    ".githooks/post-merge.before-progress",
    ".githooks/post-rewrite",
    ".githooks/post-rewrite.before-progress",
    ".githooks/pre-commit",
    ".githooks/pre-commit.before-progress",
    ".githooks/pre-merge-commit",
    ".githooks/pre-merge-commit.before-progress",
    ".githooks/pre-push",
    ".githooks/pre-push.before-progress",
    ".githooks/prepare-commit-msg",
    ".githooks/prepare-commit-msg.before-progress",
];

/// Commits, in which one of the hooks is killed.
pub fn hooked() -> Vec<Act> {
    let on_plan = "HOOKS git switch --quiet --create feature/auth-v1";
    let elsewhere = "HOOKS git switch --quiet --create fix/other";
    [
        ("hook pre-commit", "pre-commit", on_plan),
        ("hook prepare-commit-msg", "prepare-commit-msg", on_plan),
        ("hook commit-msg", "commit-msg", on_plan),
        ("hook post-commit", "post-commit", on_plan),
        (
            "hook post-commit with waiting paths",
            "post-commit",
            elsewhere,
        ),
    ]
    .into_iter()
    .map(|(name, part, setup)| Act {
        name,
        setup,
        part,
        run: "echo two > a.txt; git commit --quiet --all --message='Work (TASK-1.1)'",
        // What a killed hook did not do is done by the hooks of the commits after it, and what
        // only the message of a commit told by `sync`.
        again: "echo two > a.txt; for name in b c; do echo two > $name.txt; git add $name.txt
            git commit --quiet --all --allow-empty --message='More (TASK-1.1)'; done
            \"$PROGRESS\" sync; git commit --quiet --all --allow-empty --message='docs: sync'",
        changes: &[PHASE, "a.txt"],
    })
    .collect()
}

/// A script of an act with its words replaced.
pub fn script(text: &str) -> String {
    text.replace("OTHERS", OTHERS)
        .replace("HOOKS", HOOKS)
        .replace("PHASE", PHASE)
}

/// Our hooks, which call the program that can be killed.
const HOOKS: &str = "\"$PROGRESS\" hook install > .git/log
for hook in pre-commit prepare-commit-msg commit-msg post-commit; do
    sed -i \"s|program='[^']*'|program='$KILLED'|\" .git/hooks/$hook
done;";
