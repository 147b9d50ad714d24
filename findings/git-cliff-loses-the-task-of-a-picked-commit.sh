#!/usr/bin/env bash
# git-cliff loses the task of a commit once the commit is cherry-picked to another branch.
#
# `git cherry-pick -x` adds a line below the trailers that names the original commit, and Git
# still reads the trailers above that line as before. git-cliff reads footers by the rules of
# Conventional Commits: a value continues until the next footer begins, and this line is not a
# footer. `Task: AUTH-1.2` therefore gets a value of two lines, and a rule for that task no longer
# matches. If another trailer comes last, such as a sign-off, that one gets the line instead.
# Conversely, `Refs #12` is a footer to git-cliff but prose to Git, so the `Task:` line next to it
# is not a trailer.
#
# It matters to people with progress files because this trailer ties commits to tasks, and release
# branches consist of cherry-picked commits: the changelog of a release lacks tasks that the
# changelog of the main branch has, depending on who signs off. A rule that ends in `(\s|$)`
# instead of `$` matches on both branches, and `Refs: #12` is a trailer to both tools.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
    export "GIT_${who}_NAME=Alice" "GIT_${who}_EMAIL=alice@example.org"
done

npm install --prefix . --silent --no-audit --no-fund git-cliff@2.14.2
PATH=$dir/node_modules/.bin:$PATH
echo "$(git --version), $(git-cliff --version)"

cat > exact.toml <<'END'
[changelog]
body = """
{% for commit in commits %}\
{{ commit.message }}: {{ commit.group }}
{% endfor %}"""
[git]
commit_parsers = [
  { footer = "^Task: ?AUTH-1\\.2$", group = "AUTH-1.2" },
  { message = ".*", group = "no task" },
]
END
sed 's/2\$"/2(\\\\s|$)"/' exact.toml > blank.toml

git init --quiet --initial-branch=main shop
cd shop
write() { git commit --quiet --allow-empty "$@"; }
write --message='chore: begin'
git branch release
write --message='feat: store carts' --message='Task: AUTH-1.2'
write --message='feat: show carts' --message='Task: AUTH-1.2' --signoff
write --message='feat: pay' --message=$'Task: AUTH-1.2\nRefs #12'

# Prints the task of each commit, for Git and for git-cliff: the branch, how many commits of
# `release` are its own, the rules.
tasks() {
    echo "$1, Git:"
    git log --reverse --format='%s: %(trailers:key=Task,valueonly,separator=)' "release~$2.." |
        sed 's/^feat: /  /; s/: $/: no task/'
    echo "$1, git-cliff with $3:"
    git-cliff --config "../$3" --offline "release~$2.." 2> ../log | sed -n '/: /s/^ */  /p'
}
{
    tasks main 0 exact.toml
    git switch --quiet release
    git cherry-pick -x --allow-empty main~2 main~1 main > ../log
    tasks release 3 exact.toml
    tasks release 3 blank.toml
} | tee ../seen

diff ../seen - <<'END'
main, Git:
  store carts: AUTH-1.2
  show carts: AUTH-1.2
  pay: no task
main, git-cliff with exact.toml:
  store carts: AUTH-1.2
  show carts: AUTH-1.2
  pay: AUTH-1.2
release, Git:
  store carts: AUTH-1.2
  show carts: AUTH-1.2
  pay: no task
release, git-cliff with exact.toml:
  store carts: no task
  show carts: AUTH-1.2
  pay: AUTH-1.2
release, Git:
  store carts: AUTH-1.2
  show carts: AUTH-1.2
  pay: no task
release, git-cliff with blank.toml:
  store carts: AUTH-1.2
  show carts: AUTH-1.2
  pay: AUTH-1.2
END
echo 'as described'
