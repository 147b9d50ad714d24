#!/usr/bin/env bash
# Imports projects that the tools themselves made, and lets them read what was exported.
#
# Run by hand, not by CI, since it needs the tools on the PATH:
#   npm install backlog.md@1.52.0 task-master-ai@0.43.1 @fission-ai/openspec@1.13.2
#   PATH=node_modules/.bin:$PATH tests/peers.sh target/debug/progress
set -euo pipefail

progress=$(realpath "${1:?usage: tests/peers.sh PROGRESS}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
mkdir "$HOME"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Imports the current directory, lints the result, and imports it again without an effect.
import() {
    "$progress" import . > import.log || fail "import: $(cat import.log)"
    "$progress" lint --fail-on warning > lint.log 2>&1 || fail "findings: $(cat lint.log)"
    "$progress" import . | grep -q '^nothing to change' || fail "a second import changes something"
}

# The IDs that `progress ready` lists, one a line.
ready() {
    "$progress" ready | grep '^  ' | awk '{print $1}' | sort
}

new_project() {
    mkdir "$work/$1"
    cd "$work/$1"
    git init -q
}

echo "Backlog.md $(backlog --version)"
new_project backlog-source
backlog init "Shop" --defaults --integration-mode none > init.log 2>&1
backlog task create "Store carts" -a alice --priority high > /dev/null 2>&1
backlog task create "Add the endpoint" --dep TASK-1 > /dev/null 2>&1
backlog task create "Show: the 'cart'" --dep TASK-2 > /dev/null 2>&1
backlog task create "Part" -p TASK-2 > /dev/null 2>&1
backlog task edit 1 -s Done > /dev/null 2>&1
import
theirs=$(backlog task list --ready --plain 2> /dev/null | grep -o 'TASK-[0-9.]*' | sort)
[ "$(ready)" = "$theirs" ] || fail "ready: ours $(ready), theirs $theirs"
backlog task edit 2 -s Done > /dev/null 2>&1
"$progress" import . | grep -q 'TASK-2/status: pending → completed' || fail "a change is not followed"
"$progress" export --to backlog --out "$work/backlog-copy/backlog" > /dev/null
cd "$work/backlog-copy"
git init -q
copied=$(backlog task list --plain 2> /dev/null | grep -c 'TASK-') || true
[ "$copied" = 4 ] || fail "Backlog.md reads $copied of 4 tasks"
backlog doctor > doctor.log 2>&1 || fail "doctor: $(cat doctor.log)"
backlog task view 3 --plain 2> /dev/null | grep -q "Show: the 'cart'" || fail "a title is lost"

echo "Task Master $(task-master --version | tail -n 1)"
new_project master-source
mkdir -p .taskmaster/tasks
echo '{}' > .taskmaster/config.json
cat > .taskmaster/tasks/tasks.json <<'JSON'
{"master": {"tasks": [
  {"id": 1, "title": "Store carts", "description": "d", "status": "pending", "dependencies": [], "priority": "high", "subtasks": []},
  {"id": 2, "title": "Add the endpoint", "description": "d", "status": "pending", "dependencies": [1], "priority": "low",
   "subtasks": [{"id": 1, "title": "Part", "description": "d", "status": "pending", "dependencies": []},
                {"id": 2, "title": "Other part", "description": "d", "status": "pending", "dependencies": [1]}]},
  {"id": 3, "title": "Show carts", "description": "d", "status": "pending", "dependencies": [2], "priority": "low", "subtasks": []}
], "metadata": {}}}
JSON
# The tool writes the file in its own way.
task-master set-status --id=1 --status=done > status.log 2>&1
import
next=$(task-master next 2> /dev/null | grep -o 'Next Task: #[0-9.]*' | cut -d'#' -f2)
ready | grep -qx "$next" || fail "Task Master would start $next, ready: $(ready)"
"$progress" export --to task-master --out "$work/master-copy/.taskmaster/tasks/tasks.json" > /dev/null
cd "$work/master-copy"
git init -q
echo '{}' > .taskmaster/config.json
again=$(task-master next 2> /dev/null | grep -o 'Next Task: #[0-9.]*' | cut -d'#' -f2)
[ "$again" = "$next" ] || fail "next: $next before, $again after"
task-master validate-dependencies > valid.log 2>&1
! grep -qi 'failed' valid.log || fail "$(cat valid.log)"
task-master set-status --id=2.1 --status=done > status.log 2>&1 || fail "$(cat status.log)"

echo "OpenSpec $(openspec --version)"
new_project spec-source
mkdir -p openspec/changes/add-login
printf 'schema: spec-driven\n' > openspec/config.yaml
printf 'schema: spec-driven\ncreated: 2026-01-01\n' > openspec/changes/add-login/.openspec.yaml
printf '## Why\nBecause.\n## What Changes\n- login\n' > openspec/changes/add-login/proposal.md
# shellcheck disable=SC2016 # backquotes of Markdown
printf '# Tasks\n## 1. API\n- [x] 1.1 Add\n-[ ]1.2 Test\n```\n- [ ] 1.3 In code\n```\n' \
    > openspec/changes/add-login/tasks.md
import
theirs=$(openspec list --json 2> /dev/null | grep -o '"totalTasks": *[0-9]*' | grep -o '[0-9]*')
ours=$("$progress" list | grep -c '^  ') || true
[ "$ours" = "$theirs" ] || fail "OpenSpec counts $theirs tasks, we $ours"

echo "all agree"
