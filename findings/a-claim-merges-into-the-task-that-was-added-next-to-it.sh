#!/usr/bin/env bash
# One branch assigns a task, the other adds a task, and a clean merge assigns the added one instead.
#
# If a new task begins with the same lines as the next one, or ends with the same lines as the one
# before, a diff can place the insertion in more than one way. `git diff` chooses by indentation and
# shows the whole task. `git merge` and `git rebase` compare without that heuristic, whatever
# `diff.indentHeuristic` says, and move the insertion down as far as possible: past the lines that
# the next task has in common with the new one. A change to those lines ends up in the new task,
# without a conflict, and no algorithm of `-X` avoids it. `git diff --no-indent-heuristic` shows
# what is merged. isomorphic-git does the same, and dulwich may also move the insertion up.
#
# It matters to people with progress files because tasks look alike, and agents claim tasks on one
# branch while others add some. Git merges that as meant as long as each task begins with its ID.
# python-frontmatter sorts the keys of every task the first time that it saves a file, so that
# `assigned_to` and `dependencies` come before `id`. From then on, a claim can go to a task that
# the claimant has never seen, and the claimed task is free for the next one. dulwich does that to
# files in the usual order. Every version of the file is valid, so only a merge by ID prevents it.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
  export "GIT_${who}_NAME=a" "GIT_${who}_EMAIL=a@example.org"
done

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  python-frontmatter==1.3.0 PyYAML==6.0.4 dulwich==1.2.21 merge3==1.0.0
npm install --silent --no-audit --no-fund isomorphic-git@1.44.19
python=$dir/venv/bin/python
version() { "$python" -c "import importlib.metadata as m; print('$1', m.version('$1'))"; }
echo "$(git --version), $(version python-frontmatter), $(version PyYAML), $(version dulwich)," \
  "$(version merge3), isomorphic-git $(node -p 'require("isomorphic-git").version()')"

# Changes the plan as a script would, with python-frontmatter's order of keys or with the file's.
cat > plan.py <<'PYTHON'
import sys

import frontmatter

order, action = sys.argv[1:]
plan = frontmatter.load("plan.md")
tasks = plan["tasks"]
if action == "show":
    print(", ".join(f"{task['id']} {' '.join(task['assigned_to']) or '-'}" for task in tasks))
    sys.exit()
if action == "claim":
    tasks[0]["assigned_to"], tasks[1]["assigned_to"] = ["ann"], ["bob"]
if action == "add":
    coupons = {"id": "SHOP-3", "title": "Coupons", "status": "pending"}
    tasks.insert(1, {**coupons, "assigned_to": [], "dependencies": []})
frontmatter.dump(plan, "plan.md", sort_keys=order == "sorted")
PYTHON
cat > merge.mjs <<'JS'
import fs from "node:fs";
import git from "isomorphic-git";

const dir = process.argv[2];
const author = { name: "a", email: "a@example.org" };
await git.merge({ fs, dir, ours: "main", theirs: "add", author });
await git.checkout({ fs, dir, ref: "main", force: true });
JS

# Makes a repository whose branch main claims both tasks, and whose branch add has one more.
repository() {
  git init --quiet --initial-branch=main "$1" && cd "$1"
  cat > plan.md <<'END'
---
type: progress
tasks:
- id: SHOP-1
  title: Cart
  status: pending
  assigned_to: []
  dependencies: []
- id: SHOP-2
  title: Checkout
  status: pending
  assigned_to: []
  dependencies: []
---
END
  "$python" ../plan.py "$1" save
  git add plan.md && git commit --quiet --message=Plan
  git switch --quiet --create add
  "$python" ../plan.py "$1" add && git commit --quiet --all --message='Add SHOP-3'
  git switch --quiet main
  "$python" ../plan.py "$1" claim && git commit --quiet --all --message='Claim both'
  cd "$dir"
}

# Merges or rebases in a copy of the repository, and prints who has which task.
try() {
  rm -rf copy && cp -R "$1" copy && cd copy
  "${@:3}" > ../log 2>&1 || { cat ../log; exit 1; }
  test -z "$(git diff --name-only --diff-filter=U)"
  echo "$2: $("$python" ../plan.py "$1" show)"
  cd "$dir"
}

cat > merge.py <<'PYTHON'
from dulwich import porcelain

_, conflicts = porcelain.merge(".", "add")
assert not conflicts
PYTHON
for order in kept sorted; do
  repository "$order"
  echo "keys $order"
  try "$order" 'git merge' git merge --no-edit add
  for algorithm in myers minimal patience histogram; do
    try "$order" "git merge, $algorithm" git -c diff.indentHeuristic=true \
      merge "-Xdiff-algorithm=$algorithm" --no-edit add
  done
  try "$order" 'git rebase' git rebase main add
  try "$order" dulwich "$python" ../merge.py
  try "$order" isomorphic-git node ../merge.mjs .
done | tee seen

echo 'what git diff shows of the branch, and what is merged:'
cd sorted
{
  git diff --unified=0 main...add | tail -n +6
  echo
  git diff --unified=0 --no-indent-heuristic main...add | tail -n +6
} | tee ../shown
cd ..

diff seen - <<'END'
keys kept
git merge: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
git merge, myers: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
git merge, minimal: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
git merge, patience: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
git merge, histogram: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
git rebase: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
dulwich: SHOP-1 -, SHOP-3 ann, SHOP-2 bob
isomorphic-git: SHOP-1 ann, SHOP-3 -, SHOP-2 bob
keys sorted
git merge: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
git merge, myers: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
git merge, minimal: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
git merge, patience: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
git merge, histogram: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
git rebase: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
dulwich: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
isomorphic-git: SHOP-1 ann, SHOP-3 bob, SHOP-2 -
END
diff shown - <<'END'
+- assigned_to: []
+  dependencies: []
+  id: SHOP-3
+  status: pending
+  title: Coupons

+  id: SHOP-3
+  status: pending
+  title: Coupons
+- assigned_to: []
+  dependencies: []
END
echo 'as described'
