#!/usr/bin/env bash
# Backlog.md gives the ID of an archived task to the next task.
#
# `backlog task archive` moves the file of a task to `backlog/archive/tasks`, under its name and with
# its ID. For the next task, only the files in `backlog/tasks` count. If the archived task had the
# highest number, the new one gets it again: two files have the same `id`, and neither command says
# so. The tool shows the new one.
#
# It matters to people with progress files because an ID is what everything else refers to: commit
# messages, `source` keys of imported tasks, dependencies on branches that are not merged yet. After
# the next task is created, `Task: TASK-2` in an old commit is about other work, and a branch that
# waits for the old task waits for the new one. A tool that follows archived tasks by ID alone would
# mark the new one as dropped. An import must look for a live task first.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --prefix . --silent --no-audit --no-fund backlog.md@1.52.0
backlog() { "$dir/node_modules/.bin/backlog" "$@" < /dev/null; }
echo "backlog.md $(node -p "require('./node_modules/backlog.md/package.json').version"), node $(node --version), $(git --version)"

git init --quiet shop
cd shop
git config user.name Ada
git config user.email ada@example.com
backlog init Shop --defaults --integration-mode none > /dev/null 2>&1
{
    backlog task create 'Store carts' | grep Created
    backlog task create 'Offer coupons' | grep Created
    git add --all
    git commit --quiet --message='Write down ideas' --message='Task: TASK-2'
    backlog task archive 2
    backlog task create 'Pay by card' | grep Created
    grep --recursive --no-filename '^id: TASK-2' backlog
    find backlog -name 'task-2*' | LC_ALL=C sort
    backlog task view 2 --plain | grep '^Task '
} | tee seen

diff seen - <<'END'
Created task TASK-1
Created task TASK-2
Archived task TASK-2
Created task TASK-2
id: TASK-2
id: TASK-2
backlog/archive/tasks/task-2 - Offer-coupons.md
backlog/tasks/task-2 - Pay-by-card.md
Task TASK-2 - Pay by card
END
