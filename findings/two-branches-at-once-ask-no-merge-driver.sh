#!/usr/bin/env bash
# A merge driver that serves `git merge a` and `git merge b` is not called for `git merge a b`.
#
# `gitattributes` describes `merge=` as what happens to a file "when a file-level merge is
# necessary". Two strategies do not look at attributes at all: octopus, which Git picks by itself as
# soon as two branches are named, and resolve. Nothing is printed, and not even the drivers that are
# built in (`binary`, `union`) are asked, so a file that must never be merged by lines is.
#
# It matters to people with progress files because these count their own tasks. Two branches that
# complete a task each change the counter in the same way, which is no conflict in a merge by lines:
# it says 1 of the 2 tasks that are done. With the driver the merge of one branch after the other
# is right, and the merge of both at once is wrong, so a driver alone does not protect the files:
# the result has to be checked as well.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
    export "GIT_${who}_NAME=Alice" "GIT_${who}_EMAIL=alice@example.org"
done

git --version
git init --quiet --initial-branch=main .
# shellcheck disable=SC2016 # Git's shell expands it
git config merge.count.driver 'echo "  driver called" >&2; sh "$(git rev-parse --git-dir)/count" %O %A %B'
# Merges by lines, then counts again.
cat > .git/count <<'END'
git merge-file -q "$2" "$1" "$3"
sed -i "s/^completed_tasks: .*/completed_tasks: $(grep -c 'status: completed' "$2")/" "$2"
END
echo 'phase-1-progress.md merge=count' > .gitattributes

phase() {
    printf -- '---\ncompleted_tasks: %s\ntasks:\n' "$1"
    printf -- '  - id: AUTH-1.%s\n    status: %s\n    assigned_to: [alice]\n' 1 "$2" 2 "$3"
    printf -- '---\n'
}
phase 0 pending pending > phase-1-progress.md
git add --all
git commit --quiet --message=Plan
git switch --quiet --create a main
phase 1 completed pending > phase-1-progress.md
git commit --quiet --all --message='Complete AUTH-1.1'
git switch --quiet --create b main
phase 1 pending completed > phase-1-progress.md
git commit --quiet --all --message='Complete AUTH-1.2'

try() {
    git switch --quiet --force-create try main
    echo "other work" > other.txt
    git add other.txt
    git commit --quiet --message='Other work'
    echo "$1"
    shift
    "$@" 2>&1 | grep driver || true
    echo "  $(grep -c 'status: completed' phase-1-progress.md) done, $(grep completed_tasks phase-1-progress.md)"
}
one_by_one() {
    git merge --quiet --no-edit a
    git merge --quiet --no-edit "$@" b
}
{
    try 'git merge a; git merge b' one_by_one
    try 'git merge a; git merge -s resolve b' one_by_one -s resolve
    try 'git merge a b' git merge --quiet --no-edit a b
} | tee seen

diff seen - <<'END'
git merge a; git merge b
  driver called
  2 done, completed_tasks: 2
git merge a; git merge -s resolve b
  2 done, completed_tasks: 1
git merge a b
  2 done, completed_tasks: 1
END
echo 'as described'
