//! Kinds of repositories.

/// A kind of repository.
pub struct Kind {
    pub name: &'static str,
    /// Makes it, in a folder that is empty.
    pub script: &'static str,
    /// Where in that folder people work.
    pub work: &'static str,
    /// What is set for all that they do.
    pub environment: &'static str,
}

const fn kind(name: &'static str, work: &'static str, script: &'static str) -> Kind {
    Kind {
        name,
        script,
        work,
        environment: "",
    }
}

const fn set(kind: &Kind, environment: &'static str) -> Kind {
    Kind {
        name: kind.name,
        script: kind.script,
        work: kind.work,
        environment,
    }
}

const INIT: &str = "git init --quiet --initial-branch=main work; cd work; fill";

/// All of them.
pub const KINDS: &[Kind] = &[
    kind("plain", "work", INIT),
    kind(
        "linked worktree",
        "linked",
        "git init --quiet --initial-branch=main work; cd work; fill
         git checkout --quiet --detach; git worktree add --quiet ../linked feature/auth-v1",
    ),
    kind(
        "submodule",
        "above/sub",
        "git init --quiet --initial-branch=main work; (cd work; fill)
         git init --quiet --initial-branch=main above; cd above
         git -c protocol.file.allow=always submodule --quiet add ../work sub
         git commit --quiet --message=Sub; cd sub; branches",
    ),
    kind(
        "sparse, with the plans",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git sparse-checkout set --cone docs",
    ),
    kind(
        "sparse, without the plans",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git sparse-checkout set --cone src",
    ),
    kind(
        "sparse index, without the plans",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git sparse-checkout set --cone --sparse-index src",
    ),
    kind(
        "shallow",
        "work",
        "git init --quiet --initial-branch=main from; (cd from; fill)
         git clone --quiet --depth=2 --no-single-branch \"file://$TOP/from\" work; cd work; branches",
    ),
    kind(
        "partial",
        "work",
        "git init --quiet --initial-branch=main from; (cd from; fill)
         git -C from config uploadpack.allowFilter true
         git -C from config uploadpack.allowAnySHA1InWant true
         git clone --quiet --filter=blob:none \"file://$TOP/from\" work; cd work; branches",
    ),
    kind(
        "bare with a worktree",
        "linked",
        "git init --quiet --initial-branch=main from; (cd from; fill)
         git clone --quiet --bare from work.git
         git -C work.git worktree add --quiet ../linked feature/auth-v1",
    ),
    kind(
        "reftable",
        "work",
        "git init --quiet --initial-branch=main --ref-format=reftable work; cd work; fill",
    ),
    kind(
        "SHA-256",
        "work",
        "git init --quiet --initial-branch=main --object-format=sha256 work; cd work; fill",
    ),
    kind(
        "split index",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config core.splitIndex true; git update-index --split-index",
    ),
    kind(
        "untracked cache",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config core.untrackedCache true; git update-index --untracked-cache; git status > ../said",
    ),
    kind(
        "index version 4",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config index.version 4; git update-index --index-version=4",
    ),
    set(
        &kind(
            "GIT_DIR elsewhere",
            "work",
            "git init --quiet --initial-branch=main work; cd work; fill; mv .git ../elsewhere",
        ),
        "export GIT_DIR=\"$TOP/elsewhere\" GIT_WORK_TREE=\"$TOP/work\"",
    ),
    kind(
        "separate git dir",
        "work",
        "git init --quiet --initial-branch=main --separate-git-dir=apart work; cd work; fill",
    ),
    kind(
        "core.worktree",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config core.worktree \"$TOP/work\"; git config extensions.worktreeConfig true",
    ),
    kind(
        "nested and ignored",
        "outer/work",
        "git init --quiet --initial-branch=main outer; cd outer; echo work > .gitignore
         mkdir -p docs/progress/auth-v1; printf '%s' \"$GOOD\" > \"$P\"
         git add --all; git commit --quiet --message=Outer
         git init --quiet --initial-branch=main work; cd work; fill",
    ),
    kind(
        "a strange path",
        "it's a -wörk $HOME",
        "git init --quiet --initial-branch=main \"$WORK\"; cd \"$WORK\"; fill",
    ),
    kind(
        "through a link",
        "link",
        "git init --quiet --initial-branch=main work; ln -s work link; cd link; fill",
    ),
    kind(
        "detached",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill; git checkout --quiet --detach",
    ),
    kind(
        "packed",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git gc --quiet; git pack-refs --all; git commit-graph write --reachable",
    ),
    kind(
        "borrowing",
        "work",
        "git init --quiet --initial-branch=main from; (cd from; fill)
         git clone --quiet --shared from work; cd work; branches",
    ),
    kind(
        "other line endings",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config core.autocrlf true; git rm --quiet --cached -r .; git reset --quiet --hard",
    ),
    kind(
        "modes do not count",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config core.fileMode false; git config core.ignoreCase true; chmod +x a.txt",
    ),
    kind(
        "shared by a group",
        "work",
        "git init --quiet --initial-branch=main --shared=group work; cd work; fill",
    ),
    kind(
        "hooks elsewhere",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config core.hooksPath \"$TOP/hooks\"",
    ),
    kind(
        "no plans",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         for branch in main side clash other feature/auth-v1; do
             git checkout --quiet \"$branch\"; git rm --quiet -r docs
             git commit --quiet --no-verify --message='No plans'; done",
    ),
    kind(
        "a plan that cannot be read",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         printf -- '---\\ntype: progress\\ntasks: [\\n---\\n' > \"$P\"
         git commit --quiet --no-verify --all --message='Half a plan'",
    ),
    kind(
        "plans in another form",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config filter.turn.clean 'sed s/Foundation/noitadnuoF/'
         git config filter.turn.smudge 'sed s/noitadnuoF/Foundation/'
         mkdir -p .git/info; echo '*-progress.md filter=turn' > .git/info/attributes
         git add --renormalize .; git commit --quiet --no-verify --message='Turn'",
    ),
    kind(
        "a fresh mailmap and rerere",
        "work",
        "git init --quiet --initial-branch=main work; cd work; fill
         git config rerere.enabled true; git config merge.conflictStyle zdiff3
         git config rebase.autoStash true; git config pull.rebase true",
    ),
];
