#!/usr/bin/env bash
# `git pull --rebase` drops a claim because somebody else has claimed another task.
#
# A rebase leaves out commits that upstream already has. It recognizes them by their patch ID, which
# is a hash of the diff without the line numbers, and Git's manual says that two patches with the
# same ID are "almost guaranteed to be the same thing". Yet the same change to two tasks has the
# same ID if the three lines above it agree, and the three below. Git then warns that it "skipped
# previously applied commit", although nobody has applied it, or with `--apply` does not even warn.
# The rebase succeeds, and `git push` finds nothing to push. One commit upstream hides any number of
# such commits. `diff.context` makes no difference, and neither a merge driver nor a post-rewrite
# hook hears of it. `git merge` keeps everything; so does `git rebase --reapply-cherry-picks`, which
# has no equivalent in `git pull` or in the configuration. `git cherry` says that the claims are
# upstream, so `git-delete-merged-branches --yes` deletes their branch, here and on the server.
#
# It matters to people with progress files because agents announce a task by a commit that changes
# only its status, and run `git pull --rebase` until the push succeeds. The loser of that race
# believes that the task is theirs, while everybody else sees it as free. The same happens to
# completions if the work was committed separately. With the ID or the title within three lines of
# the status, each claim is a patch of its own; lists that are written as blocks can separate them.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
  export "GIT_${who}_NAME=a" "GIT_${who}_EMAIL=a@example.org"
done

python3 -m venv venv
PATH=$dir/venv/bin:$PATH
pip install --quiet --disable-pip-version-check git-delete-merged-branches==7.7.0
echo "$(git --version), $(git-dmb --version)"

# Prints the tasks that are claimed in a commit.
claimed() {
  git show "$1:plan.md" | awk '$2 == "id:" { id = $3 } $2 == "in_progress" { print id }' |
    paste -sd' '
}

# Writes a plan with the status far from the ID, or close to it.
plan() {
  printf -- '---\ntype: progress\ntasks:\n'
  for id in 1 2 3; do
    printf -- '- id: SHOP-%s\n  title: Part %s\n' "$id" "$id"
    if test "$1" = close; then echo '  status: pending'; fi
    printf -- '  effort: 2h\n  assigned_to:\n  - agent\n'
    if test "$1" = far; then echo '  status: pending'; fi
    printf -- '  batch: 1\n  priority: high\n  dependencies: []\n'
  done
  echo '---'
}
# Commits the claim of a task, and nothing else.
claim() {
  awk -v id="SHOP-$1" '$2 == "id:" { ours = $3 == id }
    ours { sub("status: pending", "status: in_progress") } { print }' plan.md > new
  mv new plan.md
  git commit --quiet --all --message="Claim SHOP-$1"
}
# Makes a server and two clones: Ann has pushed a claim of SHOP-1, and Bob has claimed the others.
clones() {
  rm -rf server ann bob
  : > heard
  git init --quiet --bare --initial-branch=main server
  git init --quiet --initial-branch=main ann
  cd ann
  plan "$1" > plan.md
  git add plan.md
  git commit --quiet --message=Plan
  git remote add origin "$dir/server"
  git push --quiet --set-upstream origin main
  git clone --quiet "$dir/server" "$dir/bob"
  claim 1
  git push --quiet
  cd ../bob
  echo 'plan.md merge=lines' > .git/info/attributes
  git config merge.lines.driver "echo driver >> $dir/heard; git merge-file --quiet %A %O %B"
  printf '#!/bin/sh\nsed "s/^/hook /" >> %s\n' "$dir/heard" > .git/hooks/post-rewrite
  chmod +x .git/hooks/post-rewrite
  claim 2
  claim 3
}
# Lets Bob catch up and push: what to print, the layout, the command.
try() {
  clones "$2"
  echo "$1"
  "${@:3}" > ../log 2>&1
  echo "  status $?, warnings: $(grep -c '^warning: skipped previously applied commit' ../log)"
  echo "  push: $(git push 2>&1 | grep -o -e 'Everything up-to-date' -e 'main -> main')"
  echo "  claimed on the server: $(git fetch --quiet && claimed origin/main)"
  echo "  heard by the driver: $(grep -c driver ../heard), by the hook: $(grep -c hook ../heard)"
  cd "$dir"
}
reapply() { git fetch && git rebase --reapply-cherry-picks; }
apply() { git fetch && git rebase --apply; }
{
  try 'git pull --no-rebase' far git pull --no-rebase
  try 'git pull --rebase' far git pull --rebase
  try 'git pull --rebase, diff.context=99' far git -c diff.context=99 pull --rebase
  try 'git rebase --apply' far apply
  try 'git rebase --reapply-cherry-picks' far reapply
  try 'git pull --rebase, status next to the ID' close git pull --rebase
} | tee seen

# Bob has put his claims on a branch instead, and tidies up.
clones far
git switch --quiet --create bob
git push --quiet --set-upstream origin bob
git fetch --quiet
git switch --quiet main
git reset --quiet --hard origin/main
git config delete-merged-branches.configured 5.0.0+
{
  git cherry --verbose main bob | cut -d' ' -f1,3-
  git-dmb --branch main --remote origin --yes 2>&1 | grep deleted
  echo "left here: $(git branch --format='%(refname)')"
  echo "left on the server: $(git ls-remote --heads origin | cut -f2)"
} | tee ../tidied
cd ..

diff seen - <<'END'
git pull --no-rebase
  status 0, warnings: 0
  push: main -> main
  claimed on the server: SHOP-1 SHOP-2 SHOP-3
  heard by the driver: 1, by the hook: 0
git pull --rebase
  status 0, warnings: 2
  push: Everything up-to-date
  claimed on the server: SHOP-1
  heard by the driver: 0, by the hook: 0
git pull --rebase, diff.context=99
  status 0, warnings: 2
  push: Everything up-to-date
  claimed on the server: SHOP-1
  heard by the driver: 0, by the hook: 0
git rebase --apply
  status 0, warnings: 0
  push: Everything up-to-date
  claimed on the server: SHOP-1
  heard by the driver: 0, by the hook: 0
git rebase --reapply-cherry-picks
  status 0, warnings: 0
  push: main -> main
  claimed on the server: SHOP-1 SHOP-2 SHOP-3
  heard by the driver: 2, by the hook: 2
git pull --rebase, status next to the ID
  status 0, warnings: 0
  push: main -> main
  claimed on the server: SHOP-1 SHOP-2 SHOP-3
  heard by the driver: 2, by the hook: 2
END
diff tidied - <<'END'
- Claim SHOP-2
- Claim SHOP-3
1 local branch(es) deleted.
 - [deleted]         bob
1 remote branch(es) deleted.
left here: refs/heads/main
left on the server: refs/heads/main
END
echo 'as described'
