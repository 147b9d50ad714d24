#!/usr/bin/env bash
# Task Master offers a task too early because it has become a subtask.
#
# The dependencies of a task are numbers of tasks; those of a subtask are numbers of its siblings.
# `move --from=2 --to=3.2` and `add-subtask --parent=3 --task-id=2` copy the numbers as they are,
# so the task that waited for task 1 now waits for 3.1. If 3.1 is done, `next` offers it before
# task 1, and `validate-dependencies` does not object. Tasks that waited for the moved task are
# not updated: they wait for a task 2 that no longer exists. A move to a free top-level number
# updates everything, and all three commands report success in the same way.
#
# It matters to people with progress files because plans are regrouped all the time, and this
# replaces what a task needs with something else that exists. No check of IDs can find that,
# neither in Task Master nor after an import; only a comparison with the plan before the move can.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir NO_COLOR=1 FORCE_COLOR=0

npm install --prefix . --silent --no-audit --no-fund task-master-ai@0.43.1
master() { "$dir/node_modules/.bin/task-master" "$@" < /dev/null 2>&1; }
version=$(node -p "require('./node_modules/task-master-ai/package.json').version")
echo "task-master-ai $version, node $(node --version)"

# Writes the plan: carts are being stored, and the card can be charged only after that.
plan() {
    rm -rf shop
    mkdir -p shop/.taskmaster/tasks
    cd shop
    node - <<'END'
const task = (id, title, status, dependencies, subtasks = []) =>
    ({ id, title, description: title, status, priority: 'medium', dependencies, subtasks });
const tasks = [
    task(1, 'Store carts', 'in-progress', []),
    task(2, 'Charge the card', 'pending', [1]),
    task(3, 'Check out', 'in-progress', [],
        [{ id: 1, title: 'Draw the page', description: '', status: 'done', dependencies: [] }]),
    task(4, 'Send a receipt', 'pending', [2]),
];
const day = '2026-02-05T00:00:00Z';
const metadata = { created: day, updated: day, description: '' };
require('fs').writeFileSync('.taskmaster/tasks/tasks.json',
    JSON.stringify({ master: { tasks, metadata } }, null, 2));
END
}
# Prints what waits for what, what is offered, and what the validation says.
show() {
    node -p "JSON.parse(require('fs').readFileSync('.taskmaster/tasks/tasks.json')).master.tasks
        .flatMap(task => [task, ...task.subtasks.map(sub => ({ ...sub, id: task.id + '.' + sub.id }))])
        .filter(task => task.dependencies.length)
        .map(task => '  ' + task.id + ' ' + task.title + ': ' + task.dependencies).join('\n')"
    master next | grep -oE 'Next Task: .*[a-z]|Dependencies: .*(None|[0-9])' |
        sed 's/ *│ */ /; s/^/  /'
    master validate-dependencies | grep -oE 'all dependencies are valid|\[MISSING\].*' |
        sed 's/^/  /'
}
{
    plan
    echo 'before'
    show
    echo 'move'
    master move --from=2 --to=3.2 | grep -o 'Successfully.*' | sed 's/^/  /'
    show
    cd ..
    plan
    echo 'add-subtask'
    master add-subtask --parent=3 --task-id=2 | grep -o 'successfully converted.*' | sed 's/^/  /'
    show
    cd ..
    plan
    echo 'move to another number'
    master move --from=2 --to=20 | grep -o 'Successfully.*' | sed 's/^/  /'
    show
} | tee seen

diff seen - <<'END'
before
  2 Charge the card: 1
  4 Send a receipt: 2
  Next Task: #1 - Store carts
  Dependencies: None
  all dependencies are valid
move
  Successfully moved task/subtask 2 to 3.2
  3.2 Charge the card: 1
  4 Send a receipt: 2
  Next Task: #3.2 - Charge the card
  Dependencies: 3.1
  [MISSING] Task 4: Task 4 depends on non-existent task 2 (Dependency: 2)
add-subtask
  successfully converted to a subtask of task 3
  3.2 Charge the card: 1
  4 Send a receipt: 2
  Next Task: #3.2 - Charge the card
  Dependencies: 3.1
  [MISSING] Task 4: Task 4 depends on non-existent task 2 (Dependency: 2)
move to another number
  Successfully moved task/subtask 2 to 20
  4 Send a receipt: 20
  20 Charge the card: 1
  Next Task: #1 - Store carts
  Dependencies: None
  all dependencies are valid
END
echo 'as described'
