#!/usr/bin/env bash
# A hook reformats the staged part of a plan, and an unstaged claim moves to another task.
#
# If a file is only partly staged, hook managers save the rest as a patch, run the hooks on what is
# staged, and put the rest back with `git apply`. If a hook has added lines above, the patch no
# longer fits at its old position, and Git applies it at the nearest position where its lines match.
# lefthook and lint-staged save it without context, so that `status: pending` matches in every
# pending task. lefthook first checks that the patch can be applied, and it can. Both let the commit
# pass. pre-commit and prek save three lines of context. That is enough if the ID or the title is one
# of them; otherwise, they move the change as well. They fail the commit, but only because a hook has
# modified a file. `git merge-file` has no such ambiguity: it merges the formatted file and the
# edited one, with what was staged as the base.
#
# It matters to people with progress files because agents commit a completed task while the next one
# is already claimed in the same file, and formatters add lines: Prettier breaks up a list of files
# that has become too long. Afterwards, the plan says that somebody works on a task that nobody has
# touched, and the next commit announces it. It does not happen with hooks that only check, or if the
# whole file is staged.
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
  lefthook==2.2.2 pre-commit==4.7.0 prek==0.5.11
npm install --silent --no-audit --no-fund lint-staged@16.3.4 prettier@3.10.1
PATH=$dir/venv/bin:$dir/node_modules/.bin:$PATH
echo "$(git --version), lefthook $(lefthook version), lint-staged $(lint-staged --version)," \
  "$(pre-commit --version), $(prek --version), prettier $(prettier --version)," \
  "node $(node --version)"

# Writes four tasks: the layout, the status and the files of the first, the status of the last.
plan() {
  local statuses=("$2" pending pending "$4") files=("$3" '[]' '[]' '[]')
  printf -- '---\ntype: progress\ntasks:\n'
  for task in 0 1 2 3; do
    printf -- '  - id: SHOP-%s\n    title: Part %s\n' "$((task + 1))" "$((task + 1))"
    if test "$1" = wide; then printf -- '    owner: agent\n    effort: 2h\n    batch: 1\n'; fi
    printf -- '    status: %s\n    files: %s\n' "${statuses[task]}" "${files[task]}"
    if test "$1" = wide; then printf -- '    priority: high\n    dependencies: []\n'; fi
  done
  printf -- '---\n\n# Shop\n'
}
claimed() { awk '$2 == "id:" { id = $3 } $2 == "in_progress" { print id }' "$1"; }

# Sets up the manager so that it runs Prettier on staged plans.
install() {
  case $1 in
    lefthook)
      cat > lefthook.yml <<'END'
pre-commit:
  jobs:
    - run: prettier --write {staged_files}
      glob: '*.md'
      stage_fixed: true
END
      lefthook install
      ;;
    lint-staged)
      echo '{"*.md": "prettier --write"}' > .lintstagedrc.json
      printf '#!/bin/sh\nlint-staged\n' > .git/hooks/pre-commit
      chmod +x .git/hooks/pre-commit
      ;;
    *)
      cat > .pre-commit-config.yaml <<'END'
repos:
  - repo: local
    hooks:
      - {id: format, name: format, entry: prettier --write, language: system, files: 'md$'}
END
      "$1" install
      ;;
  esac
}
# Stages the completion of SHOP-1, claims SHOP-4 without staging that, and commits.
try() {
  local status=0
  mkdir "$2-$1" && cd "$2-$1"
  git init --quiet --initial-branch=main
  plan "$1" pending '[]' pending > plan.md
  install "$2" > ../log 2>&1
  git add --all
  git commit --quiet --no-verify --message=Plan
  local long='[src/cart/store.rs, src/cart/load.rs, src/cart/total.rs, tests/cart.rs, docs/cart.md]'
  plan "$1" completed "$long" pending > plan.md
  git add plan.md
  git cat-file blob :plan.md > base
  plan "$1" completed "$long" in_progress > plan.md
  cp plan.md theirs
  git commit --quiet --message='Complete SHOP-1' > ../log 2>&1 || status=$?
  echo "$1, $2: status $status, claimed: $(claimed plan.md)"
  cp base ours.md
  prettier --log-level error --write ours.md
  git merge-file --quiet ours.md base theirs
  claimed ours.md >> ../merged
  cd ..
}
{
  for layout in narrow wide; do
    for manager in lefthook lint-staged pre-commit prek; do try "$layout" "$manager"; done
  done
  echo "merged instead, each time: $(sort --unique merged)"
} | tee seen

diff seen - <<'END'
narrow, lefthook: status 0, claimed: SHOP-2
narrow, lint-staged: status 0, claimed: SHOP-2
narrow, pre-commit: status 1, claimed: SHOP-4
narrow, prek: status 1, claimed: SHOP-4
wide, lefthook: status 0, claimed: SHOP-3
wide, lint-staged: status 0, claimed: SHOP-3
wide, pre-commit: status 1, claimed: SHOP-3
wide, prek: status 1, claimed: SHOP-3
merged instead, each time: SHOP-4
END
echo 'as described'
