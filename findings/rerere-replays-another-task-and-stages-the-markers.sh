#!/usr/bin/env bash
# Git resolves a conflict "using previous resolution", and stages the file with the conflict in
# it.
#
# `rerere` identifies a conflict by the lines between its markers, not by its file and position. A
# second conflict between the same two lines, further down in the file, is taken for the one that
# was resolved before. To replay the resolution, Git merges the file with the earlier one as it
# was before and after the resolution. The old place is resolved on both sides and only one side
# has changed the new one, so this merge is clean, and the markers of the new conflict are part of
# the result. With `rerere.autoupdate`, Git stages that, and the next commit contains it. Without
# it, the file is still unmerged, but `git rerere remaining`, and therefore `git mergetool`, has
# nothing left to resolve. The markers have lost their labels, and the sides are in alphabetical
# order. This happens with and without a merge driver, which Git calls again for the replay, with
# a base full of markers.
#
# It matters to people with progress files because all conflicts there look alike: one branch has
# completed a task, the other has blocked it. Whoever has resolved that for one task has, as Git
# sees it, resolved it for every task of the file, especially if a driver narrows conflicts down
# to one line. What is staged must therefore be checked for markers. A driver that reports a
# conflict whenever its result has markers, even if its input had them, prevents the replay, as
# the last part shows.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
    export "GIT_${who}_NAME=Alice" "GIT_${who}_EMAIL=alice@example.org"
done

git --version

# Writes a phase: the statuses of its two tasks.
phase() {
    {
        printf -- '---\ntasks:\n'
        for number in 1 2; do
            printf -- '  - id: AUTH-1.%s\n    description: Part %s\n' "$number" "$number"
            printf -- '    assigned_to: [alice]\n    dependencies: []\n    priority: high\n'
            printf -- '    status: %s\n' "${!number}"
        done
        printf -- '---\n'
    } > phase-1-progress.md
}
# Commits a phase on a new branch: the branch, where it starts, the two statuses.
branch() {
    git switch --quiet --create "$1" "$2"
    phase "$3" "$4"
    git commit --quiet --all --message="$1"
}
heard() { grep --text -oE 'driver: .*|(Staged|Resolved) .* previous.*' said | sed 's/^/  /'; }

# Merges twice, with rerere: the repository, the value of `rerere.autoupdate`, whether the driver
# looks for markers in its result.
try() {
    echo "$1"
    git init --quiet --initial-branch=main "$1"
    cd "$1"
    git config rerere.enabled true
    git config rerere.autoupdate "$2"
    git config merge.lines.driver "sh .git/driver %A %O %B '$3'"
    cat > .git/driver <<'END'
markers=$(grep -c '^<<<<<<<' "$2")
echo "driver: $markers in the base"
git merge-file -q -L ours -L base -L theirs "$1" "$2" "$3" || exit 1
if test "$4" = look && grep -q '^<<<<<<<' "$1"; then exit 1; fi
END
    echo '*-progress.md merge=lines' > .gitattributes
    phase pending pending
    git add --all
    git commit --quiet --message=Plan

    branch a main completed pending
    branch b main blocked pending
    git switch --quiet a
    git merge b > said 2>&1 || heard
    phase completed pending
    git commit --quiet --all --message='Settle AUTH-1.1' 2> said
    branch c a completed completed
    branch d a completed blocked
    git switch --quiet c
    git merge d > said 2>&1 || heard
    echo "  status: $(git status --short phase-1-progress.md)"
    echo "  left to settle: $(git rerere remaining | grep -c .)"
    sed -n '/^<<<</,/^>>>>/s/^/  | /p' phase-1-progress.md
    git commit --quiet --message='Settle AUTH-1.2' > said 2>&1 || true
    echo "  conflicts in the last commit: $(git show HEAD:phase-1-progress.md | grep -c '^<<<<')"
    cd ..
}
{
    try 'rerere.autoupdate' true merge
    try 'rerere alone' false merge
    try 'a driver that looks for markers' true look
} | tee seen

diff seen - <<'END'
rerere.autoupdate
  driver: 0 in the base
  driver: 0 in the base
  driver: 1 in the base
  Staged 'phase-1-progress.md' using previous resolution.
  status: M  phase-1-progress.md
  left to settle: 0
  | <<<<<<<
  |     status: blocked
  | =======
  |     status: completed
  | >>>>>>>
  conflicts in the last commit: 1
rerere alone
  driver: 0 in the base
  driver: 0 in the base
  driver: 1 in the base
  Resolved 'phase-1-progress.md' using previous resolution.
  status: UU phase-1-progress.md
  left to settle: 0
  | <<<<<<<
  |     status: blocked
  | =======
  |     status: completed
  | >>>>>>>
  conflicts in the last commit: 0
a driver that looks for markers
  driver: 0 in the base
  driver: 0 in the base
  driver: 1 in the base
  status: UU phase-1-progress.md
  left to settle: 1
  | <<<<<<< ours
  |     status: completed
  | =======
  |     status: blocked
  | >>>>>>> theirs
  conflicts in the last commit: 0
END
echo 'as described'
