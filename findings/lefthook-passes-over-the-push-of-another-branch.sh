#!/usr/bin/env bash
# lefthook runs no pre-push command when the pushed branch is not the checked-out one.
#
# Git gives pre-push the refs that leave on standard input, and a command with `use_stdin: true`
# and no file pattern asks for nothing else. Before it runs such a command, lefthook 2 compares the
# commit that is checked out with its own upstream, whatever is pushed, and where these do not
# differ passes the command over with "no matching push files"; the push goes through with exit
# status 0. The same happens to a commit without files. One more line brings the check back: a
# `files:` command that names any file that exists, with `{files}` in the command.
#
# It matters to people with progress files because phases live on branches of their own, often in
# worktrees, and are pushed from wherever one happens to be (`git push origin feature/auth-v1` from
# main, `git push --all`). A hook that checks what the pushed commits claim sees none of them, and
# no one is told. The manual mentions files of a push only for `glob` and `exclude`.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir GIT_CONFIG_NOSYSTEM=1 NO_COLOR=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org

npm install --silent --no-audit --no-fund lefthook@2.2.2
export PATH=$dir/node_modules/.bin:$PATH
echo "lefthook $(lefthook version), $(git version)"

git init --quiet --bare remote.git
git init --quiet --initial-branch=main plan
cd plan
git remote add origin ../remote.git
cat > lefthook.yml <<'YAML'
pre-push:
  commands:
    plain:
      run: echo "plain saw $(cut -d' ' -f3)"
      use_stdin: true
    with-files:
      run: "echo with-files saw $(cut -d' ' -f3) of {files}"
      files: echo lefthook.yml
      use_stdin: true
YAML
git add lefthook.yml
git commit --quiet --message='Plan'
git push --quiet --set-upstream origin main
git switch --quiet --create feature/auth-v1
echo 'task done' > phase-1-progress.md
git add phase-1-progress.md
git commit --quiet --message='Finish TASK-1.1'
git switch --quiet main
lefthook install > /dev/null

push() {
    echo "$1: $2"
    shift 2
    status=0
    "$@" > said 2>&1 || status=$?
    grep --text -oE 'plain saw.*|with-files saw.*|plain \(skip\).*|with-files \(skip\).*' said | sort
    echo "status $status"
}
{
    push 'on main' 'push the other branch' git push origin feature/auth-v1
    git switch --quiet feature/auth-v1
    git branch --quiet --set-upstream-to=origin/feature/auth-v1
    git commit --quiet --allow-empty --message='Claim TASK-9.9'
    push 'on the branch' 'push a commit without files' git push origin feature/auth-v1
    echo more > notes.md
    git add notes.md
    git commit --quiet --message='Notes'
    push 'on the branch' 'push a commit with a file' git push origin feature/auth-v1
} | tee ../seen

diff ../seen - <<'SEEN'
on main: push the other branch
plain (skip) no matching push files
with-files saw refs/heads/feature/auth-v1 of lefthook.yml
status 0
on the branch: push a commit without files
plain (skip) no matching push files
with-files saw refs/heads/feature/auth-v1 of lefthook.yml
status 0
on the branch: push a commit with a file
plain saw refs/heads/feature/auth-v1
with-files saw refs/heads/feature/auth-v1 of lefthook.yml
status 0
SEEN
