#!/usr/bin/env bash
# Imports projects that the tools themselves made, and lets them read what was exported.
#
# Run by hand, not by CI, since it needs the tools, in a directory:
#   npm install backlog.md@1.52.0 task-master-ai@0.43.1 @fission-ai/openspec@1.13.2 \
#     bmad-method@6.12.0 get-shit-done-cc@1.42.3 cc-sdd@3.0.2
#   python3 -m venv venv && venv/bin/pip install specify-cli==1.2.3 ruamel.yaml==0.19.1
#   tests/peers.sh target/debug/progress DIRECTORY
set -euo pipefail

usage='usage: tests/peers.sh PROGRESS DIRECTORY'
progress=$(realpath "${1:?$usage}")
peers=$(realpath "${2:?$usage}")
modules=$peers/node_modules
PATH=$modules/.bin:$peers/venv/bin:$PATH
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
    "$progress" lint --pedantic --fail-on advice > lint.log 2>&1 || fail "findings: $(cat lint.log)"
    "$progress" import . | grep -q '^nothing to change' || fail "a second import changes something"
}

# The IDs that `progress ready` lists, one a line.
ready() {
    "$progress" ready --format json |
        python3 -c 'import json, sys; print("\n".join(task["id"] for task in json.load(sys.stdin)["ready"]))' | sort
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

echo "BMAD $(bmad-method --version)"
new_project bmad-source
bmad-method install --directory . --modules bmm --tools claude-code --yes \
    --set bmm.implementation_artifacts=plans/now > install.log 2>&1 || fail "$(cat install.log)"
cat > epics.md <<'MD'
## Epic 1: Accounts
### Story 1.1: Sign in
### Story 1.2: Reset the "password": now
### Story 1.3a: 注册
## Epic 2: Carts
### Story 2.1: Store carts
MD
mkdir -p plans/now
sprint() {
    python3 "$modules/bmad-method/src/bmm-skills/plan/bmad-sprint-planning/scripts/sprint_plan.py" \
        "$@" --status-file plans/now/sprint-status.yaml --date "11-29-2026 10:00"
}
plan() {
    sprint generate --epic-file epics.md --stories-dir plans/now --project Shop "$@" > plan.log ||
        fail "$(cat plan.log)"
}
their_next() {
    sprint status | python3 -c 'import json, sys; print(json.load(sys.stdin)["recommendation"]["story_key"])'
}
plan --set 1-1-sign-in=done --set 1-2-reset-the-password-now=ready-for-dev
import
grep -q 'source: "\?plans/now/' .claude/progress/Shop/phase-1-progress.md || fail "$(cat .claude/progress/Shop/phase-1-progress.md)"
ready | grep -qxF "$(their_next)" || fail "BMAD recommends $(their_next), ready: $(ready)"
plan --set 1-2-reset-the-password-now=done
"$progress" import . | grep -q '1-2-reset-the-password-now/status: pending → completed' ||
    fail "a change is not followed"
ready | grep -qF "$(their_next | cut -d- -f1-2)" || fail "BMAD recommends $(their_next), ready: $(ready)"

echo "GSD $(sed -n 's/.*"version": "\(.*\)",/\1/p' "$modules/get-shit-done-cc/package.json" | head -n 1)"
new_project gsd-source
gsd() { node "$modules/get-shit-done-cc/get-shit-done/bin/gsd-tools.cjs" "$@"; }
mkdir -p .planning/phases/01-base
# The first example of the package's template, as it is.
awk '/^```markdown/ {n++; on = n == 1; next} /^```$/ {on = 0} on' \
    "$modules/get-shit-done-cc/get-shit-done/templates/roadmap.md" > .planning/ROADMAP.md
gsd_plan() {
    printf -- '---\nphase: 01-base\nplan: %s\nwave: 1\ndepends_on: [%s]\n---\n\n<objective>\nDo %s\n</objective>\n' \
        "$1" "$2" "$1" > ".planning/phases/01-base/01-$1-PLAN.md"
}
gsd_plan 01 ''
gsd_plan 02 '"01-01"'
gsd_plan 03 '"01-01", "01-02"'
gsd_plan 04 ''
first_wave() {
    gsd phase-plan-index 1 | python3 -c 'import json, sys
plans = json.load(sys.stdin)["plans"]
done = {plan["id"] for plan in plans if plan["has_summary"]}
print("\n".join(sorted(plan["id"] for plan in plans
    if plan["id"] not in done and set(plan["depends_on"]) <= done)))'
}
import
[ "$(ready)" = "$(first_wave)" ] || fail "ready: ours $(ready), theirs $(first_wave)"
touch .planning/phases/01-base/01-01-SUMMARY.md
"$progress" import . > import.log
[ "$(ready)" = "$(first_wave)" ] || fail "ready: ours $(ready), theirs $(first_wave)"
# The tool itself ticks the phase.
gsd phase complete 1 > complete.log 2>&1 || fail "$(cat complete.log)"
"$progress" import . > import.log
phase=$(gsd roadmap analyze | sed -n 's/.*"next_phase": "\(.*\)".*/\1/p')
[ "$(ready | cut -d- -f1 | uniq)" = "0$phase" ] || fail "GSD goes on with phase $phase, ready: $(ready)"

echo "cc-sdd $(cc-sdd --version)"
new_project sdd-source
cc-sdd --claude --yes > install.log 2>&1 || fail "$(cat install.log)"
mkdir -p .kiro/specs/sign-in
cp .kiro/settings/templates/specs/tasks.md .kiro/specs/sign-in/
import
cat > .kiro/specs/sign-in/tasks.md <<'MD'
# Implementation Plan

- [ ] 1. Foundation
- [x] 1.1 Set up the project
  - _Requirements: 1.1_
- [ ] 2. Core
- [ ] 2.1 (P) Build the "worker": emails
  - _Requirements: 2.1_
  - _Boundary: Worker_
- [ ] 2.2 (P) Build the form
  - _Depends: 1.1, 2.1_
- [ ]* 2.3 Test the form
MD
rm -r .claude/progress
import
# A task waits for its parts.
[ "$(ready | tr '\n' ' ')" = "1 2.1 2.3 " ] || fail "ready: $(ready)"

echo "Spec Kit $(specify --version | grep -o '[0-9][0-9.]*')"
new_project kit-source
specify init --here --force --non-interactive --ignore-agent-tools --integration claude \
    > init.log 2>&1 || fail "$(cat init.log)"
SPECIFY_FEATURE=001-carts .specify/scripts/bash/create-new-feature.sh --json "Store carts" \
    > feature.log 2>&1 || fail "$(cat feature.log)"
feature=$(echo specs/*/)
# The package's template, as it is.
cp .specify/templates/tasks-template.md "$feature/tasks.md"
import
# `TXXX` has no number yet, so it is no task.
theirs=$(grep -c '^- \[ \] T[0-9]' "$feature/tasks.md")
ours=$("$progress" list | grep -c '^  ') || true
[ "$ours" = "$theirs" ] || fail "the template has $theirs tasks, we $ours"
# The template's commands do one task after the other, apart from those with `[P]`.
[ "$(ready)" = T001 ] || fail "ready: $(ready)"
"$progress" export --to spec-kit > tasks.md 2> /dev/null
[ "$(grep -c '^- \[ \] T' tasks.md)" = "$theirs" ] || fail "tasks are lost in the export"

echo "all agree"
