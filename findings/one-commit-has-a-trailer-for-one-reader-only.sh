#!/usr/bin/env bash
# The same commit has a `Task:` trailer in one clone, and none in the next one.
#
# `git log --format='%(trailers)'` reads a finished commit with the comment string of whoever asks.
# `core.commentChar` is known as a setting for the editor, and a commit is immutable; yet lines that
# start with it are left out where Git looks for the paragraph of trailers, so a remark below a
# trailer is prose for one reader, which makes the whole paragraph prose, and nothing for another. A
# scissors line in a message cuts off all that follows, for the readers whose comment string it has.
#
# It matters to people with progress files because those queries tie commits to tasks: a report of
# the CI can miss commits that the same command shows on the laptop of the person who set
# `core.commentChar=;` because their subjects start with `#`. Whoever adds such a trailer has to
# choose a place where it is found with both, and there is not always one.
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
git commit --quiet --allow-empty -m 'Parse ranges' -m $'Task: AUTH-1.2\n; reviewed on the phone'
git commit --quiet --allow-empty -m 'Parse lists' \
    -m $'Pasted:\n# ------------------------ >8 ------------------------' -m 'Task: AUTH-1.3'

for comment in '#' ';'; do
    git -c core.commentChar="$comment" log --reverse \
        --format="with $comment: %s: [%(trailers:key=Task,valueonly,separator=%x2C)]"
done | tee seen

diff seen - <<'LINES'
with #: Parse ranges: []
with #: Parse lists: []
with ;: Parse ranges: [AUTH-1.2]
with ;: Parse lists: [AUTH-1.3]
LINES
