//! Hooks for every repository (`core.hooksPath`), in one without progress files.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::{Outcome, Sandbox};

const HOOKS: &[&str] = &[
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-merge-commit",
    "post-merge",
    "post-rewrite",
    "pre-push",
];

fn bench() -> Sandbox {
    let bench = Sandbox::folder();
    let binary = env!("CARGO_BIN_EXE_progress");
    for name in HOOKS {
        let path = format!("hooks/{name}");
        let script = format!("#!/bin/sh\nexec '{binary}' hook run {name} \"$@\"\n");
        bench.write(&path, &script);
        fs::set_permissions(bench.root.join(&path), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let hooks = bench.root.join("hooks");
    bench.write(
        ".gitconfig",
        &format!(
            "[core]\nhooksPath = {}\n[user]\nname = A\nemail = a@b\n",
            hooks.display()
        ),
    );
    bench
}

/// Runs a script, which must succeed silently.
#[track_caller]
fn quiet(bench: &Sandbox, script: &str) -> Outcome {
    let outcome = bench.bash(&format!("set -e; {script}"));
    outcome.exits(0).complains("");
    outcome
}

#[test]
fn a_repository_without_progress_files_notices_nothing() {
    let bench = bench();
    let script = "
        git init -q -b main r; cd r
        echo 1 > a; git add a
        git commit -qm 'Task: ABC-1 begin'
        git switch -q -c feature-bad_Name
        echo 2 > a
        git commit -qam Work -m 'Task: ABC-12'
        git commit -q --allow-empty --allow-empty-message -m ''
        git commit -q --amend --allow-empty -m 'task: more' -m 'Task: no-task'
        git init -q --bare ../there
        git push -q ../there HEAD
        git switch -q -c other main
        echo 3 > b; git add b
        GIT_EDITOR='sed -i 1s/^/Subject/' git commit -q
        git merge -q --no-ff --no-edit feature-bad_Name
        git switch -q -c third other~
        echo 4 > c; git add c; git commit -qm Third
        git rebase -q other
        git cherry-pick feature-bad_Name~ --keep-redundant-commits >/dev/null
        git log -1 --format=%B other^1
        ls -A .git | grep progress || true
        test ! -e ../there/progress
    ";
    quiet(&bench, script).prints("Subject\n\n");
}

#[test]
fn markdown_named_like_a_progress_file_is_ignored() {
    let bench = bench();
    let script = "
        git init -q -b feature-bad_Name r; cd r
        mkdir progress
        echo Notes > progress/notes.md
        echo Notes > docs-progress.md
        git add -A
        git commit -qm 'Notes' -m 'Task: ABC-1'
        git init -q --bare ../there
        git push -q ../there HEAD
        git log -1 --format=%B
    ";
    quiet(&bench, script).prints("Notes\n\nTask: ABC-1\n\n");
}

#[test]
fn a_bare_repository_pushes() {
    let bench = bench();
    let script = "
        git init -q -b main r; cd r; git commit -q --allow-empty -m Begin
        git clone -q --bare . ../bare; git init -q --bare ../there
        git -C ../bare push -q ../there main
        git --git-dir=../bare --work-tree=. -c core.bare=false commit -q --allow-empty -m More
    ";
    quiet(&bench, script);
}

/// prek runs the hooks of a worktree inside the one of the commit.
#[test]
fn a_hook_in_another_worktree_says_that_the_index_is_not_its_own() {
    let bench = Sandbox::repository();
    bench.write("a", "1\n");
    bench.commit();
    bench.git(&["worktree", "add", "--quiet", "agents/b"]);
    let hook = bench.root.join(".git/hooks/pre-commit");
    let binary = env!("CARGO_BIN_EXE_progress");
    let script = format!("#!/bin/sh\ncd agents/b && exec '{binary}' hook run pre-commit\n");
    bench.write(".git/hooks/pre-commit", &script);
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let outcome = bench.try_git(&["commit", "--quiet", "--allow-empty", "--message", "Work"]);
    let index = bench.root.join("agents/b/.git/index");
    outcome.exits(1).complains(&format!(
        "error: `GIT_INDEX_FILE` is not the index of this worktree: cannot read `{}`: Not a directory \
         (os error 20)\n  help: Git set it for another worktree; if a hook manager runs the hooks of this \
         one too, as prek does if it is inside the other, let Git ignore its directory and run `prek list \
         --refresh`\n",
        index.display()
    ));
    // Any other fault of the index is none of the history either.
    let broken = bench.root.join(".git/broken");
    fs::create_dir(&broken).unwrap();
    let variables = [("GIT_INDEX_FILE", ".git/broken")];
    let outcome = bench.run_with(&["hook", "run", "pre-commit"], &variables);
    outcome
        .exits(2)
        .stderr_has("error: cannot parse the index `")
        .stderr_has("  help: run `git status` for details, and check `GIT_INDEX_FILE`\n");
    assert!(!outcome.stderr.contains("history"), "{outcome}");
}
