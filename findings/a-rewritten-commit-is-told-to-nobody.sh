#!/usr/bin/env bash
# The same post-rewrite hook follows an amended commit, and hears of none once a manager runs it.
#
# Git tells a post-rewrite hook on standard input which commit has become which; there is no other
# way to learn it. pre-commit and prek both offer the stage `post-rewrite`, pass on the word `amend`
# or `rebase` in a variable, and give the hook an empty input. The hook runs, succeeds, and has
# followed nothing.
#
# It matters to people with progress files because `evidence` and `commit_refs` name commits: a hook
# that renames them after an amend works while it lies in `.git/hooks`, and stops without a word on
# the day the same line moves into `.pre-commit-config.yaml`.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
for who in AUTHOR COMMITTER; do
  export "GIT_${who}_NAME=a" "GIT_${who}_EMAIL=a@example.org"
done

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pre-commit==4.7.0 prek==0.5.11
PATH=$dir/venv/bin:$PATH
echo "$(git --version), $(pre-commit --version), $(prek --version)"

cat > hook <<END
#!/bin/sh
echo "\$(wc -l | tr -d ' ') told, command \${PRE_COMMIT_REWRITE_COMMAND:-\$1}" > $dir/heard
END
chmod +x hook

amend() {
  git init --quiet "$1" && cd "$1"
  cat > .pre-commit-config.yaml <<END
repos:
  - repo: local
    hooks:
      - {id: follow, name: follow, entry: $dir/hook, language: system, stages: [post-rewrite], always_run: true, pass_filenames: false}
END
  git add --all && git commit --quiet --message=Work
  case $1 in
    git) cp "$dir/hook" .git/hooks/post-rewrite ;;
    *) "$1" install --hook-type post-rewrite > installed 2>&1 && rm installed ;;
  esac
  git commit --quiet --amend --message='Better work' 2>/dev/null
  echo "$1: $(cat "$dir/heard")"
  cd "$dir"
}

for by in git pre-commit prek; do amend "$by"; done | tee seen

diff seen - <<'END'
git: 1 told, command amend
pre-commit: 0 told, command amend
prek: 0 told, command amend
END
echo 'as described'
