#!/usr/bin/env bash
# prek checks a commit with the hooks of another worktree too, on the branch of that worktree.
#
# prek looks below the root for further projects with a configuration of their own, and runs their
# hooks as well. It skips submodules, hidden directories and what Git ignores, but not other
# worktrees of the same repository, which Git does not consider part of this one. A hook with
# `always_run` then runs twice for one commit: first in the other worktree, with the message of
# this commit. The path of the index that Git passes to hooks is wrong there, so a hook that asks
# for the staged files fails, which blocks the commit. Ignoring the directory afterwards changes
# nothing until prek runs with `--refresh`. pre-commit runs the same configuration once.
#
# It matters to people with progress files because agents work side by side in worktrees, often
# inside the repository. A hook that compares the tasks in a message with the files compares them
# with those on another agent's branch, and rejects a task that this branch does not have yet.
# Hidden directories, and those that Git ignores before the first commit, are safe.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
    export "GIT_${who}_NAME=Alice" "GIT_${who}_EMAIL=alice@example.org"
done

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pre-commit==4.7.0 prek==0.5.11
PATH=$dir/venv/bin:$PATH
echo "$(git --version), $(pre-commit --version), $(prek --version)"

git init --quiet --initial-branch=main shop
cd shop
cat > .pre-commit-config.yaml <<'END'
repos:
  - repo: local
    hooks:
      - id: staged
        name: staged
        entry: ./staged
        language: system
        stages: [pre-commit]
        always_run: true
        pass_filenames: false
        verbose: true
      - id: tasks
        name: tasks
        entry: ./tasks
        language: system
        stages: [commit-msg]
        always_run: true
        verbose: true
END
cat > staged <<'END'
#!/bin/sh
names=$(git diff --cached --name-only) || exit 1
echo "heard on $(git branch --show-current): staged" $names
END
cat > tasks <<'END'
#!/bin/sh
task=$(sed -n 's/^Task: //p' "$1")
echo "heard on $(git branch --show-current): $task"
grep -qx "  - id: $task" phase-1-progress.md || { echo "heard: no task $task"; exit 1; }
END
chmod +x staged tasks
printf -- '---\ntasks:\n  - id: AUTH-1.1\n---\n' > phase-1-progress.md
git add --all
git commit --quiet --message=Plan
git worktree add --quiet agents/b -b b
git worktree add --quiet .agents/c -b c
printf -- '---\ntasks:\n  - id: AUTH-1.1\n  - id: AUTH-1.2\n---\n' > phase-1-progress.md
git commit --quiet --all --message='Add AUTH-1.2'

# Commits on main: what to print, and Git's options.
commit() {
    local status=0
    echo "$1"
    shift
    echo "$RANDOM" > code
    git add code
    git commit --message='Show carts' --message='Task: AUTH-1.2' "$@" > said 2>&1 || status=$?
    grep --text -oE 'heard.*|fatal: .*' said | sed 's/^/  /'
    echo "  status $status"
}
{
    pre-commit install --hook-type pre-commit --hook-type commit-msg > said
    commit 'pre-commit'
    prek install --overwrite --hook-type pre-commit --hook-type commit-msg > said 2>&1
    commit 'prek'
    rm .git/hooks/pre-commit
    commit 'prek, commit-msg only'
    echo 'agents/' > .git/info/exclude
    commit 'ignored since'
    prek list --refresh > said
    commit 'ignored, refreshed'
} | tee ../seen

diff ../seen - <<'END'
pre-commit
  heard on main: staged code
  heard on main: AUTH-1.2
  status 0
prek
  fatal: .git/index: index file open failed: Not a directory
  heard on main: staged code
  status 1
prek, commit-msg only
  heard on b: AUTH-1.2
  heard: no task AUTH-1.2
  heard on main: AUTH-1.2
  status 1
ignored since
  heard on b: AUTH-1.2
  heard: no task AUTH-1.2
  heard on main: AUTH-1.2
  status 1
ignored, refreshed
  heard on main: AUTH-1.2
  status 0
END
echo 'as described'
