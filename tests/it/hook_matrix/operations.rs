//! What people do with Git.

/// Something that people do; `r` runs a command and notes how it ended.
pub struct Operation {
    pub name: &'static str,
    pub script: &'static str,
}

const fn operation(name: &'static str, script: &'static str) -> Operation {
    Operation { name, script }
}

/// All of them. Each starts on `feature/auth-v1` with nothing changed.
pub const OPERATIONS: &[Operation] = &[
    operation(
        "commit",
        "echo x > x.txt; git add x.txt; r git commit -q -m 'Add x (TASK-1.1)'",
    ),
    operation(
        "commit -a",
        "echo 0 >> a.txt; echo 0 >> b.txt; r git commit -q -a -m 'Change (TASK-1.2)'",
    ),
    operation(
        "commit of paths",
        "echo 0 >> a.txt; echo 0 >> b.txt; git add b.txt; r git commit -q -m 'Change a (TASK-1.1)' -- a.txt",
    ),
    operation(
        "commit --include",
        "echo 0 >> a.txt; echo 0 >> b.txt; git add b.txt; r git commit -q -m 'Both' --include a.txt",
    ),
    operation(
        "commit of a part",
        "echo 0 >> a.txt; git add a.txt; echo 1 >> a.txt; r git commit -q -m 'Part (TASK-1.1)'",
    ),
    operation(
        "commit of nothing",
        "r git commit -q -m 'Nothing (TASK-1.1)'",
    ),
    operation(
        "commit --allow-empty",
        "r git commit -q --allow-empty -m 'Nothing (TASK-1.1)'; r git commit -q -m 'Again'",
    ),
    operation(
        "commit --dry-run",
        "echo 0 >> a.txt; git add a.txt; r git commit -q --dry-run -m 'Try'; r git commit --short",
    ),
    operation(
        "commit without a message",
        "echo 0 >> a.txt; r git commit -q -a; r git commit -q -a -m ''; r git commit -q -a --allow-empty-message -m ''",
    ),
    operation(
        "commit in the editor",
        "echo 0 >> a.txt; export GIT_EDITOR='sed -i 1s/^/Subject/'; r git commit -q -a; r git commit -q --amend",
    ),
    operation(
        "commit from a file",
        "echo 0 >> a.txt; printf '  Subject  \\n\\n# no comment\\n\\nSigned-off-by: A <a@b>\\n' > ../message; r git commit -q -a -F ../message --cleanup=verbatim; r git commit -q --amend -C HEAD~1",
    ),
    operation(
        "commit --no-verify",
        "echo 0 >> a.txt; r git commit -q -a --no-verify -m 'Quietly (TASK-1.1)'; echo 1 >> a.txt; r git commit -q -a -s -m 'Then (TASK-1.1)'",
    ),
    operation(
        "two commits and an amend",
        "echo 0 >> a.txt; r git commit -q -a -m 'One (TASK-1.1)'; echo 0 >> b.txt; r git commit -q -a -m 'Two (TASK-1.1)'; echo 1 >> b.txt; r git commit -q -a --amend --no-edit",
    ),
    operation(
        "amend of the message",
        "r git commit -q --amend -m 'Other words (TASK-1.2)'",
    ),
    operation(
        "amend that takes out a file",
        "echo x > x.txt; git add x.txt; r git commit -q -m 'Add x (TASK-1.1)'; git rm -q --cached x.txt; rm x.txt; echo y > y.txt; git add y.txt; r git commit -q --amend --no-edit",
    ),
    operation(
        "amend --reset-author and --date",
        "r git commit -q --amend --no-edit --reset-author; r git commit -q --amend --no-edit --date=2025-01-01T00:00:00Z",
    ),
    operation(
        "fixup and autosquash",
        "echo 0 >> a.txt; r git commit -q -a -m 'One (TASK-1.1)'; echo 0 >> b.txt; r git commit -q -a -m 'Two'; echo 1 >> a.txt; r git commit -q -a --fixup=HEAD~1; export GIT_SEQUENCE_EDITOR=true; r git rebase -q -i --autosquash HEAD~3",
    ),
    operation("merge", "r git merge -q --no-edit side"),
    operation(
        "merge --no-ff",
        "r git merge -q --no-ff -m 'Bring in side' side; r git merge -q --no-ff --no-edit other",
    ),
    operation(
        "fast-forward",
        "r git checkout -q side; r git checkout -q -b ahead; echo 0 >> a.txt; r git commit -q -a -m 'Ahead'; r git checkout -q side; r git merge -q --ff-only ahead",
    ),
    operation(
        "merge with a conflict",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git merge -q clash; echo both > a.txt; git add a.txt; r git commit -q --no-edit",
    ),
    operation(
        "merge that is given up",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git merge -q clash; r git merge --abort",
    ),
    operation(
        "merge --continue",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git merge -q clash; r git checkout -q --theirs a.txt; git add a.txt; r git merge --continue",
    ),
    operation(
        "merge --squash",
        "r git merge -q --squash side; r git commit -q -m 'Squashed (TASK-1.1)'",
    ),
    operation(
        "merge --no-commit",
        "r git merge -q --no-commit --no-ff side; r git commit -q --no-edit",
    ),
    operation("octopus", "r git merge -q --no-edit side other"),
    operation(
        "merge -s ours",
        "r git merge -q -s ours --no-edit clash; r git merge -q -X theirs --no-edit side",
    ),
    operation(
        "rebase",
        "echo 0 >> b.txt; r git commit -q -a -m 'Work (TASK-1.1)'; r git rebase -q side",
    ),
    operation(
        "rebase --apply",
        "echo 0 >> b.txt; r git commit -q -a -m 'Work (TASK-1.1)'; r git rebase -q --apply side",
    ),
    operation(
        "rebase --onto and --root",
        "echo 0 >> b.txt; r git commit -q -a -m 'Work (TASK-1.1)'; r git rebase -q --onto side HEAD~1; r git rebase -q --root",
    ),
    operation(
        "rebase with a conflict",
        // A shallow clone stops twice, because it lacks the common ancestor. Conflict markers name
        // the commit, and recorded paths change its name: only what is left in the end compares.
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git rebase -q clash
         for text in both more; do
             test -d \"$(git rev-parse --git-path rebase-merge)\" || break
             echo $text > a.txt; git add a.txt; r git rebase --continue
         done",
    ),
    operation(
        "rebase --skip",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; echo 0 >> b.txt; r git commit -q -a -m 'More (TASK-1.1)'; r git rebase -q clash; r git rebase --skip; r git rebase --skip",
    ),
    operation(
        "rebase --abort and --quit",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git rebase -q clash; r git rebase --abort; r git rebase -q clash; r git rebase --quit; r git reset -q --hard",
    ),
    operation(
        "rebase --autostash",
        "echo 0 >> b.txt; r git rebase -q --autostash side",
    ),
    operation(
        "rebase -i with edit and exec",
        "echo 0 >> b.txt; r git commit -q -a -m 'Work (TASK-1.1)'; export GIT_SEQUENCE_EDITOR=\"sed -i '1s/^pick/edit/;1a exec echo 1 >> c.txt && git commit -q -a -m Ran'\"; r git rebase -q -i HEAD~1; echo 2 >> b.txt; r git commit -q -a --amend --no-edit; r git rebase --continue",
    ),
    operation(
        "rebase -i with squash and drop",
        "for n in 1 2 3; do echo $n >> b.txt; r git commit -q -a -m \"Work $n (TASK-1.1)\"; done; export GIT_SEQUENCE_EDITOR=\"sed -i '2s/^pick/squash/;3s/^pick/drop/'\"; r git rebase -q -i HEAD~3",
    ),
    operation(
        "rebase -x",
        "r git rebase -q -x 'true' HEAD~1; r git rebase -q -f HEAD~1",
    ),
    operation(
        "rebase --rebase-merges",
        "r git merge -q --no-ff --no-edit side; r git rebase -q --rebase-merges --onto other main",
    ),
    operation(
        "cherry-pick",
        "r git cherry-pick side; r git cherry-pick -x other",
    ),
    operation(
        "cherry-pick of several",
        "r git cherry-pick main..side main..other",
    ),
    operation(
        "cherry-pick with a conflict",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git cherry-pick main..clash; echo both > a.txt; git add a.txt; r git cherry-pick --continue",
    ),
    operation(
        "cherry-pick --skip and --abort",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; r git cherry-pick main..clash; r git cherry-pick --skip; r git cherry-pick clash~1; r git cherry-pick --abort; r git cherry-pick clash~1; r git cherry-pick --quit; r git reset -q --hard",
    ),
    operation(
        "cherry-pick --no-commit",
        "r git cherry-pick --no-commit side; r git commit -q -m 'Picked (TASK-1.1)'",
    ),
    operation(
        "cherry-pick of recorded work",
        "echo 0 >> b.txt; r git commit -q -a -m 'Work (TASK-1.1)'; r git checkout -q -b feature/other side; r git cherry-pick feature/auth-v1",
    ),
    operation(
        "revert",
        "r git revert --no-edit HEAD; r git revert --no-edit HEAD",
    ),
    operation(
        "revert of recorded work",
        "echo 0 >> b.txt; r git commit -q -a -m 'Work (TASK-1.1)'; r git revert --no-edit HEAD; echo 0 >> c.txt; r git commit -q -a -m 'More (TASK-1.1)'",
    ),
    operation(
        "revert with a conflict",
        "echo 1 >> src/lib.rs; r git commit -q -a -m 'Work (TASK-1.1)'; r git revert --no-edit HEAD~1; r git revert --abort; r git revert --no-commit HEAD; r git commit -q -m 'Back'",
    ),
    operation(
        "stash",
        "echo 0 >> a.txt; echo u > u.txt; r git stash -q; r git stash pop -q; r git stash -q -u; r git stash apply -q; r git stash drop -q",
    ),
    operation(
        "stash of what is staged",
        "echo 0 >> a.txt; git add a.txt; echo 0 >> b.txt; r git stash push -q --staged; r git commit -q -a -m 'b (TASK-1.1)'; r git stash pop -q --index",
    ),
    operation(
        "stash --keep-index",
        "echo 0 >> a.txt; git add a.txt; echo 0 >> b.txt; r git stash push -q --keep-index; r git commit -q -m 'a (TASK-1.1)'; r git stash pop -q",
    ),
    operation(
        "stash branch",
        "echo 0 >> a.txt; r git stash -q; echo 0 >> b.txt; r git commit -q -a -m 'b (TASK-1.1)'; r git stash branch stashed",
    ),
    operation(
        "stash pop with a conflict",
        "echo 0 > a.txt; r git stash -q; echo 1 > a.txt; r git commit -q -a -m 'a (TASK-1.1)'; r git stash pop -q; r git checkout -q --ours a.txt; git add a.txt; r git commit -q -m 'Resolved'",
    ),
    operation(
        "am",
        "git format-patch -q -1 --stdout side > ../patch; r git am -q ../patch; git format-patch -q -1 --stdout other > ../patch; r git am -q -3 ../patch",
    ),
    operation(
        "am with a conflict",
        "echo ours > a.txt; r git commit -q -a -m 'Ours (TASK-1.1)'; git format-patch -q --stdout main..clash > ../patch; r git am -q -3 ../patch; r git am --skip; r git am -q ../patch; r git am --abort",
    ),
    operation(
        "apply",
        "git diff main side > ../patch; r git apply --index ../patch; r git commit -q -m 'Applied (TASK-1.1)'",
    ),
    operation(
        "worktree",
        "r git worktree add -q \"$TOP/more\" side; (cd \"$TOP/more\"; echo 0 >> a.txt; r git commit -q -a -m 'There (TASK-1.1)'); r git worktree move \"$TOP/more\" \"$TOP/moved\"; r git worktree remove \"$TOP/moved\"",
    ),
    operation(
        "switch",
        "r git checkout -q side; r git checkout -q -; r git switch -q -c fresh; r git switch -q --detach side; echo 0 >> a.txt; r git commit -q -a -m 'Nowhere (TASK-1.1)'; r git switch -q feature/auth-v1",
    ),
    operation(
        "switch with changes",
        "echo 0 >> b.txt; r git checkout -q side; r git checkout -q -m clash; r git commit -q -a -m 'Moved (TASK-1.1)'",
    ),
    operation(
        "orphan",
        "r git checkout -q --orphan fresh; r git commit -q -m 'From the start (TASK-1.1)'; echo 0 >> a.txt; r git commit -q -a -m 'Then (TASK-1.1)'",
    ),
    operation(
        "reset",
        "echo 0 >> a.txt; r git commit -q -a -m 'a (TASK-1.1)'; r git reset -q --soft HEAD~1; r git commit -q -m 'a again (TASK-1.1)'; r git reset -q HEAD~1; r git commit -q -a -m 'and again'; r git reset -q --hard HEAD~1; r git reset -q --keep HEAD~1; r git reset -q --merge ORIG_HEAD",
    ),
    operation(
        "restore",
        "echo 0 >> a.txt; git add a.txt; r git restore --staged a.txt; r git restore a.txt; r git restore --source=clash --staged --worktree a.txt; r git commit -q -m 'From there'; r git checkout -q main -- e.txt; r git checkout -q main -- a.txt",
    ),
    operation(
        "mv and rm",
        "r git mv a.txt moved.txt; r git rm -q b.txt; r git commit -q -m 'Move (TASK-1.1)'; r git rm -q --cached c.txt; r git commit -q -m 'Let go'; r git clean -q -f",
    ),
    operation(
        "add --intent-to-add and --patch",
        "echo n > n.txt; r git add -N n.txt; echo 0 >> a.txt; r git commit -q -m 'No' ; printf 'y\\n' | git add -p a.txt > ../said 2>&1; r git commit -q -m 'Part (TASK-1.1)'; r git add n.txt; r git commit -q -m 'New (TASK-1.1)'",
    ),
    operation(
        "marks in the index",
        "r git update-index --assume-unchanged b.txt; r git update-index --skip-worktree c.txt; r git update-index --chmod=+x a.txt; r git commit -q -m 'Mode (TASK-1.1)'; echo 0 >> d.txt; r git commit -q -a -m 'd'",
    ),
    operation(
        "links and folders",
        "ln -s a.txt l; mkdir -p deep/er; echo 0 > deep/er/x; printf '\\0\\1' > bin; echo x > 'a b\"c'; git add --all; r git commit -q -m 'Odd ones (TASK-1.1)'; rm -r deep; echo 0 > deep; git add --all; r git commit -q -m 'No folder (TASK-1.1)'",
    ),
    operation(
        "branches and tags",
        "r git branch -m renamed; echo 0 >> a.txt; r git commit -q -a -m 'a (TASK-1.1)'; r git tag v1; r git tag -a v2 -m 'Two'; r git branch -D side; r git notes add -m 'note'; r git branch -c copied",
    ),
    operation(
        "push",
        "git init -q --bare \"$TOP/remote\"; r git push -q \"$TOP/remote\" HEAD main side; echo 0 >> a.txt; r git commit -q -a -m 'a (TASK-1.1)'; r git push -q \"$TOP/remote\" HEAD; r git push -q --force \"$TOP/remote\" HEAD~1:refs/heads/main; r git push -q --delete \"$TOP/remote\" side",
    ),
    operation(
        "fetch and pull",
        "git clone -q --bare . \"$TOP/remote\"; r git fetch -q \"$TOP/remote\" side:fetched; echo 0 >> a.txt; r git commit -q -a -m 'a (TASK-1.1)'; r git pull -q --no-rebase --no-edit \"$TOP/remote\" side; r git pull -q --rebase \"$TOP/remote\" other",
    ),
    operation(
        "upkeep",
        "echo 0 >> a.txt; r git commit -q -a -m 'a (TASK-1.1)'; r git gc -q; r git repack -q -a -d; r git pack-refs --all; r git reflog expire --expire=now --all; r git prune; echo 1 >> a.txt; r git commit -q -a -m 'b (TASK-1.1)'",
    ),
    operation(
        "plumbing",
        "echo 0 >> a.txt; git add a.txt; tree=$(git write-tree); new=$(git commit-tree -p HEAD -m 'By hand (TASK-1.1)' $tree); r git update-ref HEAD $new > ../said; r git read-tree -m -u HEAD; r git checkout-index -a -f; echo 1 >> a.txt; r git commit -q -a -m 'Then (TASK-1.1)'",
    ),
    operation(
        "bisect",
        "r git bisect start -q HEAD main; r git bisect reset -q; r git describe --all; r git blame a.txt",
    ),
    operation(
        "from a subfolder",
        "cd src; echo 0 >> lib.rs; r git commit -q -a -m 'lib (TASK-1.1)'; echo 1 >> lib.rs; r git commit -q -m 'again (TASK-1.1)' -- lib.rs; r git stash -q; cd ..",
    ),
    operation(
        "a stopped commit",
        "echo 0 >> a.txt; export EDITOR=false GIT_EDITOR=false; r git commit -q -a; r git stash -q; r git stash pop -q; unset GIT_EDITOR EDITOR; r git commit -q -a -m 'Now (TASK-1.1)'",
    ),
];
