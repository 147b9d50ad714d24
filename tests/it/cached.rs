//! What was cached never changes a result, only how long it takes.

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Outcome, Sandbox, bad, chosen, number};

/// Commands that use a cache.
const COMMANDS: &[&[&str]] = &[
    &["lint"],
    &["lint", "--format=json"],
    &["lint", "--format=concise"],
    &["lint", "--format=github"],
    &["lint", "progress/auth-v2"],
    &["lint", "--baseline=known.json"],
    &["lint", "--no-baseline"],
    &["log", "--unlinked"],
    &["log", "auth-v1"],
    &["log", "auth-v1:TASK-1.1"],
    &["blame", "auth-v1:TASK-1.1"],
    &["verify", "--all"],
    &["history", "--by=commit", "--format=json"],
    &["sync", "--dry-run"],
    &["sync", "--check", "--commit-refs"],
    &["lint", "--commits", "first..HEAD"],
    &["lint", "--commits", "first..HEAD", "progress/auth-v2"],
];

/// Number of sequences of changes; a long run sets `CACHE_SEQUENCES`.
const SEQUENCES: u64 = 4;
/// Changes in a sequence.
const STEPS: usize = 8;

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(BAD_PATH, &done_with_paths());
    bench.write("src/a.rs", "a\n");
    bench.write("progress/pay-v1/phase-1-progress.md", &other_plan());
    bench.commit();
    bench.git(&["tag", "first"]);
    bench
}

/// A done phase that lists paths, some of which never existed.
fn done_with_paths() -> String {
    let lists =
        "files_modified: [src/a.rs, src/gone.rs, src/b.rs, docs/x.md]\nplan_ref: docs/plan.md";
    let text = bad().replacen("files_modified: []", lists, 1);
    text.replacen("status: \"planning\"", "status: completed", 1)
}

/// A plan that refers to tasks and keys of the others.
fn other_plan() -> String {
    let text = GOOD.replace("auth-v1", "pay-v1").replace("TASK-", "PAY-");
    let text = text.replacen("dependencies: []", "dependencies: [\"TASK-7.7\"]", 1);
    let text = text.replacen(
        "files_modified: []",
        "files_modified: [src/a.rs, src/never.rs]",
        1,
    );
    text.replacen("---\n", "---\nplan_reff: null\n", 1)
}

/// Changes of all kinds; each is a line of shell, and may fail.
const CHANGES: &[&str] = &[
    // An edit of the same size at the same time.
    "touch -r progress/auth-v1/phase-1-progress.md ref; sed -i 's/pending/Pending/; s/total_tasks: 2/total_tasks: 4/' progress/auth-v1/phase-1-progress.md; touch -r ref progress/auth-v1/phase-1-progress.md; rm ref",
    "sed -i 's/Pending/pending/; s/total_tasks: 4/total_tasks: 2/' progress/auth-v1/phase-1-progress.md",
    "touch progress/*/*.md",
    "mkdir -p docs && echo '| TASK-9.9 | x |' > docs/plan.md",
    "rm -f docs/plan.md",
    "echo b > src/b.rs && git add src/b.rs && git commit -qm 'feat(auth-v1): b (TASK-1.1)'",
    "git rm -q -f src/b.rs && git commit -qm 'Remove b'",
    "echo x > src/gone.rs",
    "rm -f src/gone.rs",
    "git add -A && git commit -qm 'feat: work (TASK-1.2)'",
    "git commit -q --amend -m 'feat: amended TASK-1.1'",
    "git commit -q --allow-empty -m 'Task work\n\nTask: TASK-1.1'",
    "git checkout -q -b feature/auth-v1",
    "git checkout -q -b alice/pay",
    "git checkout -q -f main",
    "git branch alice/x; git branch -D bob/x",
    "git checkout -q -b side HEAD~1 && echo s > src/side.rs && git add -A && git commit -qm 'side: TASK-1.2'; git checkout -q -f main; git merge -q --no-edit side; git branch -D side",
    "git stash -q || git stash pop -q",
    "git replace --graft HEAD",
    "git replace -l | xargs git replace -d; git pack-refs --all",
    "git stash pop -q",
    "git rebase -q --force-rebase first",
    "git gc -q --prune=now",
    "git reset -q --hard HEAD~1",
    "cp progress/auth-v1/phase-1-progress.md progress/auth-v1/phase-2-progress.md",
    "rm -f progress/auth-v1/phase-2-progress.md",
    "git mv progress/auth-v1/phase-2-progress.md progress/auth-v1/phase-3-progress.md",
    "echo 'pedantic: true' > .progress.yaml",
    "echo 'exclude: [\"**/auth-v2/**\"]' > .progress.yaml",
    "echo 'statuses: {parked: dropped}' > .progress.yaml",
    "rm -f .progress.yaml",
    "echo 'baseline: known.json' > .progress.yaml; \"$PROGRESS\" lint --write-baseline",
    "sed -i '2d' known.json",
    "touch -r known.json ref; tr 0-8 1-9 < known.json > x; cat x > known.json; touch -r ref known.json; rm x ref",
    "rm -f known.json",
    "echo 'progress/auth-v1/*2*' > .gitignore",
    "rm -f .gitignore",
    "sed -i 's/TASK-9.9/TASK-1.1/' progress/auth-v2/phase-1-progress.md",
    "sed -i '0,/TASK-1.1/s//TASK-9.9/' progress/auth-v2/phase-1-progress.md",
    // A path that tasks and other phases list, in a directory that is mostly not there.
    "sed -i '0,/dependencies: \\[\\]/s##&\\n    files: [lost/y.rs]#; 0,/\"pending\"/s##completed#' progress/auth-v1/phase-1-progress.md",
    "sed -i '/lost.y.rs/d' progress/auth-v1/phase-1-progress.md",
    "sed -i 's#files_modified: \\[src#files_modified: [lost/y.rs, src#' progress/*/phase-1-progress.md",
    "sed -i 's#lost/y.rs, ##' progress/*/phase-1-progress.md",
    "mkdir -p lost && echo z > lost/z.rs",
    "rm -rf lost",
    // Edits that other plans can see, and some that they cannot.
    "sed -i '0,/TASK-1.1/s//TASK-7.7/' progress/auth-v1/phase-1-progress.md",
    "sed -i 's/TASK-7.7/TASK-1.1/' progress/auth-v1/phase-1-progress.md",
    "sed -i '2i plan_reff: null' progress/auth-v1/phase-1-progress.md",
    "sed -i '2i plan_reff: null' progress/auth-v2/phase-1-progress.md",
    "sed -i '/plan_reff/d' progress/auth-v1/phase-1-progress.md",
    "sed -i 's/prd: .*/prd: pay-v2/' progress/auth-v2/phase-1-progress.md",
    "sed -i 's/TASK-7.7/pay-v2:TASK-9.9/' progress/pay-v1/phase-1-progress.md",
    "sed -i 's/pay-v2:TASK-9.9/TASK-7.7/' progress/pay-v1/phase-1-progress.md",
    "echo '\nBranch: `feat/pay-v2`' >> progress/auth-v1/phase-1-progress.md",
    "echo more >> progress/pay-v1/phase-1-progress.md",
    "echo more >> progress/auth-v2/phase-1-progress.md",
    "sed -i 's/status: .*/status: completed/' progress/pay-v1/phase-1-progress.md",
    "sed -i 's/status: .*/status: weird/' progress/auth-v1/phase-1-progress.md",
    "sed -i 's/type: progress/type: other/' progress/pay-v1/phase-1-progress.md",
    "sed -i 's/type: other/type: progress/' progress/pay-v1/phase-1-progress.md",
    "sed -i '2i plan_ref: progress/auth-v1/phase-1-progress.md' progress/pay-v1/phase-1-progress.md",
    "sed -i '2i tags: [a, b]' progress/pay-v1/phase-1-progress.md; echo more >> progress/auth-v1/phase-1-progress.md",
    "echo 'src/' > .gitignore",
    // What is in folders, and what is searched there.
    "mkdir -p progress/new-v1/more && cp progress/auth-v1/phase-1-progress.md progress/new-v1/more/",
    "rm -rf progress/new-v1",
    "mv progress/new-v1/more progress/more-v1",
    "mkdir -p build/progress/auth-v1 && cp progress/auth-v1/*.md build/progress/auth-v1/",
    "echo '/build/' > .gitignore; git add -f build",
    "git rm -rq --cached build",
    "rm -rf build",
    "echo 'more*' > progress/.gitignore",
    "printf '*.md\\n!phase*\\n' > progress/auth-v1/.gitignore",
    "rm -f progress/.gitignore progress/auth-v1/.gitignore",
    "git init -q progress/new-v1",
    "rm -rf progress/new-v1/.git",
    "printf 'broken: [' > progress/auth-v2/broken-progress.md",
    "rm -f progress/auth-v2/broken-progress.md",
    // What Git is told to overlook, and settings of Git that decide what it reads.
    "git update-index --assume-unchanged progress/pay-v1/phase-1-progress.md",
    "git update-index --no-assume-unchanged progress/pay-v1/phase-1-progress.md",
    "git update-index --skip-worktree progress/auth-v2/phase-1-progress.md",
    "git update-index --no-skip-worktree progress/auth-v2/phase-1-progress.md",
    "git sparse-checkout set progress/auth-v1 src",
    "git sparse-checkout disable",
    "git config core.splitIndex true; git update-index --split-index",
    "git config core.splitIndex false; git update-index --no-split-index --index-version 4",
    "git config core.untrackedCache true; git update-index --untracked-cache",
    "mkdir -p .git/info; echo 'progress/pay-v1/' > .git/info/exclude",
    "rm -f .git/info/exclude",
    // A file of a plan that Git ignores is read for the sake of the others.
    "mkdir -p .git/info; echo '*-4-*' > .git/info/exclude; cp progress/auth-v1/phase-1-progress.md progress/auth-v1/phase-4-progress.md",
    "sed -i 's/TASK-1/TASK-4/; s/TASK-7.7/TASK-4.1/' progress/auth-v1/phase-4-progress.md",
    "rm -f progress/auth-v1/phase-4-progress.md",
    "echo 'progress/auth-v1/*2*' > .git/ignored; git config core.excludesFile \"$PWD/.git/ignored\"",
    "git config --unset core.excludesFile",
    "echo 'Ada Byron <ada@example.com>' > .mailmap",
    "rm -f .mailmap",
    "git commit-graph write --reachable --changed-paths",
    "git repack -adq; git multi-pack-index write",
    "git tag -f first HEAD",
    "git tag -f first HEAD~1",
    "git update-ref refs/heads/feature/pay-v1 HEAD; git checkout -q --detach",
    "git checkout -q -b other first && sed -i 's/Pending/Waiting/' progress/auth-v1/phase-1-progress.md && git commit -qam other; git checkout -q -f main; sed -i 's/Pending/Open/' progress/auth-v1/phase-1-progress.md; git commit -qam open; git merge -q other; git branch -D other",
    "git merge --abort || git commit -qam merged",
    "git rm -q --cached progress/pay-v1/phase-1-progress.md",
    "git add progress; git reset -q -- src",
    "git init -q progress/auth-v1/nested && cp progress/auth-v1/phase-1-progress.md progress/auth-v1/nested/phase-8-progress.md",
    "rm -rf progress/auth-v1/nested",
    // What a path is, without a change of what it contains.
    "mv progress/pay-v1 progress/pay-v3",
    "mv progress/pay-v3 progress/pay-v1",
    "cp -p progress/auth-v1/phase-1-progress.md x && mv x progress/auth-v1/phase-1-progress.md",
    "mv progress/pay-v1 pay-v1 && ln -s ../pay-v1 progress/pay-v1",
    "rm progress/pay-v1 && mv pay-v1 progress/pay-v1",
    "ln -sfn auth-v1 progress/linked",
    "rm -f progress/linked",
    "mv progress/auth-v2/phase-1-progress.md .git/kept && ln -s ../../.git/kept progress/auth-v2/phase-1-progress.md",
    "rm -f progress/auth-v2/phase-1-progress.md; mv .git/kept progress/auth-v2/phase-1-progress.md",
    "rm -f docs/plan.md && mkdir -p docs/plan.md",
    "rmdir docs/plan.md",
    "ln -sfn ../progress/auth-v1/phase-1-progress.md docs/plan.md",
    "mkdir -p src/gone.rs",
    "rmdir src/gone.rs",
    "ln -s nowhere src/gone.rs",
    "touch -d '2031-01-01' progress/*/*.md .git/index",
    "touch -d '2001-01-01' progress/*/*.md",
    "touch -d '2001-01-01' progress/*/*.md; git update-index -q --refresh",
    // What Git converts between the disk and the history.
    "echo '*.md text eol=crlf' > .gitattributes; rm -f progress/*/*.md; git checkout -q -- progress",
    "rm -f .gitattributes",
    "mkdir -p .git/info; echo '*.md filter=f' > .git/info/attributes; git config filter.f.clean 'sed s/Pending/Waiting/'",
    "git config --unset filter.f.clean",
    "echo 'rules: {total-tasks-mismatch: off}' > .progress.yaml",
    "echo 'include: [\"**/auth-*/**\"]' > progress/.progress.yaml",
    "rm -f progress/.progress.yaml",
    // Files come to rest, and then the result of an edit of one plan is stored.
    "sleep 3.1",
    // Damage to the cache itself.
    "head -c 300 .git/progress/cache/commits > x && mv x .git/progress/cache/commits",
    "sed -i 's/a/b/20' .git/progress/cache/results",
    "tr a-c b-d < .git/progress/cache/paths > x; mv x .git/progress/cache/paths",
    "rm -rf .git/progress/cache",
    "mkdir -p .git/progress && rm -rf .git/progress/cache && echo > .git/progress/cache",
    "git worktree add -q ../wt$$ HEAD && cd ../wt$$ && \"$PROGRESS\" lint >/dev/null; \"$PROGRESS\" log --unlinked >/dev/null; cd - && git worktree remove --force ../wt$$",
];

#[track_caller]
fn assert_same(bench: &Sandbox, command: &[&str], done: &[&str]) {
    let anew = bench.run_with(command, &[("PROGRESS_NO_CACHE", "1")]);
    for time in ["first", "second"] {
        let cached = bench.run(command);
        let is_same = |one: &Outcome, other: &Outcome| {
            (one.status, &one.stdout, &one.stderr) == (other.status, &other.stdout, &other.stderr)
        };
        assert!(
            is_same(&anew, &cached),
            "{time} run of {command:?} after {done:#?}\nanew: {anew}\ncached: {cached}"
        );
    }
}

fn check_sequence(mut seed: u64, rests: bool) {
    let bench = bench();
    let mut done = Vec::new();
    for _ in 0..STEPS {
        let change = CHANGES[usize::try_from(number(&mut seed, CHANGES.len() as u64)).unwrap()];
        bench.bash(change);
        done.push(change);
        // Files and folders come to rest, so that the next commands can rely on their stamps.
        if rests && number(&mut seed, 3) == 0 {
            bench.bash("sleep 3.1");
            done.push("a rest");
        }
        for command in COMMANDS {
            // Not every command after every change, so that caches have different ages.
            if number(&mut seed, 3) > 0 {
                assert_same(&bench, command, &done);
            }
        }
    }
}

#[test]
fn random_sequences_of_changes_have_the_same_results() {
    let seed = 1;
    for at in 0..SEQUENCES {
        check_sequence(seed + at, false);
    }
}

#[test]
#[ignore = "takes long: CACHE_SEED and CACHE_SEQUENCES choose how many"]
fn many_random_sequences_of_changes_have_the_same_results() {
    let seed = chosen("CACHE_SEED").unwrap_or(1_000);
    for at in 0..chosen("CACHE_SEQUENCES").unwrap_or(100) {
        check_sequence(seed + at, true);
    }
}

#[test]
fn a_file_elsewhere_can_change_the_result_of_a_directory() {
    let bench = bench();
    let command = ["lint", "progress/auth-v2"];
    assert_same(&bench, &command, &[]);
    // It has the task that the directory depends on.
    let other = GOOD
        .replace("TASK-1.1", "TASK-9.9")
        .replace("auth-v1", "other-v1");
    bench.write("progress/other-v1/phase-1-progress.md", &other);
    assert_same(&bench, &command, &["another plan"]);
}

#[test]
fn nothing_changed_is_noticed() {
    let bench = bench();
    let first = bench.run(&["lint"]);
    let results = bench.root.join(".git/progress/cache/results");
    let kept = std::fs::read(&results).unwrap();
    let second = bench.run(&["lint"]);
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(kept, std::fs::read(&results).unwrap());
    bench.run(&["cache", "info"]).exits(0).stdout_has("results");
    bench.run(&["cache", "clean"]).exits(0).prints("");
    assert!(!results.exists());
    bench.run(&["lint", "--no-cache"]);
    assert!(!results.exists());
}

#[test]
fn a_change_of_the_baseline_is_noticed() {
    let bench = bench();
    bench.write(".progress.yaml", "baseline: known.json\n");
    bench.run(&["lint", "--write-baseline"]).exits(0);
    let command = ["lint"];
    assert_same(&bench, &command, &[]);
    let results = bench.root.join(".git/progress/cache/results");
    let kept = std::fs::read(&results).unwrap();
    bench
        .run(&command)
        .exits(0)
        .stderr_has("hidden by the baseline");
    assert_eq!(kept, std::fs::read(&results).unwrap());
    // Fewer known findings, one that is gone, and a new finding in another plan.
    bench
        .bash("sed -i '0,/phase-done-open/{/phase-done-open/d}' known.json")
        .exits(0);
    bench.run(&command).exits(1);
    assert_same(&bench, &command, &["a shorter baseline"]);
    bench
        .bash("sed -i 's/total_tasks: 2/total_tasks: 4/' progress/*/*.md")
        .exits(0);
    assert_same(&bench, &command, &["an edit"]);
    bench.bash("rm known.json").exits(0);
    bench.run(&command).exits(2).stderr_has("does not exist");
}

#[test]
fn an_edit_of_one_plan_is_noticed() {
    let bench = bench();
    let command = ["lint"];
    assert_same(&bench, &command, &[]);
    let path = "progress/pay-v1/phase-1-progress.md";
    // Not visible to other plans, then a task that one refers to, then a key of several files.
    let edited = other_plan() + "\nSee NOTES.\n";
    bench.write(path, &edited);
    assert_same(&bench, &command, &["a text"]);
    bench.write(path, &edited.replace("PAY-1.2", "TASK-9.9"));
    assert_same(&bench, &command, &["a task"]);
    bench.write(path, &edited.replace("total_tasks", "total_task"));
    assert_same(&bench, &command, &["a key"]);
}

#[cfg(unix)]
#[test]
fn an_edit_of_just_now_is_stored_only_with_others() {
    let bench = bench();
    bench.run(&["lint"]);
    let results = bench.root.join(".git/progress/cache/results");
    let kept = std::fs::read(&results).unwrap();
    let path = "progress/pay-v1/phase-1-progress.md";
    bench.write(path, &(other_plan() + "\nSee NOTES.\n"));
    assert_same(&bench, &["lint"], &["an edit"]);
    assert_eq!(kept, std::fs::read(&results).unwrap());
    bench.write(GOOD_PATH, &(GOOD.to_owned() + "\nSee NOTES.\n"));
    assert_same(&bench, &["lint"], &["another plan"]);
    assert_ne!(kept, std::fs::read(&results).unwrap());
}

#[cfg(unix)]
#[test]
fn an_edit_is_stored_once_its_file_is_at_rest() {
    let bench = bench();
    bench.run(&["lint"]);
    let results = bench.root.join(".git/progress/cache/results");
    let path = "progress/pay-v1/phase-1-progress.md";
    for (edited, is_at_rest) in [
        ("\nSee NOTES.\n", true),
        ("\nSee NOTES and NEWS.\n", false),
        ("\nSee NOTES.\n", false),
    ] {
        let kept = std::fs::read(&results).unwrap();
        bench.write(path, &(other_plan() + edited));
        if is_at_rest {
            std::thread::sleep(std::time::Duration::from_millis(4_100));
        }
        assert_same(&bench, &["lint"], &[edited]);
        let is_kept = kept == std::fs::read(&results).unwrap();
        assert_eq!(is_kept, !is_at_rest, "{edited}");
    }
}

#[test]
fn an_ignore_rule_is_noticed() {
    let bench = bench();
    let files = "dependencies: []\n    files: [src/generated.rs]";
    let text = GOOD.replacen("dependencies: []", files, 1);
    bench.write(GOOD_PATH, &text.replacen("\"pending\"", "completed", 1));
    let command = ["lint"];
    bench.run(&command).stdout_has("task-files-path");
    assert_same(&bench, &command, &[]);
    bench.write(".gitignore", "src/generated.rs\n");
    assert_same(&bench, &command, &["an ignore rule"]);
}

#[test]
fn what_other_plans_list_changes_no_finding_about_the_files_of_a_task() {
    let bench = bench();
    let files = "dependencies: []\n    files: [lost/y.rs]";
    let text = GOOD.replacen("dependencies: []", files, 1);
    let text = text.replacen("\"pending\"", "completed", 1);
    bench.write(GOOD_PATH, &text);
    let listed = done_with_paths().replace("src/gone.rs", "lost/y.rs");
    bench.write(BAD_PATH, &listed);
    let command = ["lint"];
    let assert_silent = |done| {
        assert_same(&bench, &command, &[done]);
        let found = bench.run(&command);
        assert!(!found.stdout.contains("task-files-path"), "{found}");
    };
    assert_silent("the path in another plan");
    bench.write(GOOD_PATH, &format!("{text}\n"));
    assert_silent("an edit of the task's file");
    bench.write(BAD_PATH, &done_with_paths());
    assert_silent("the path is gone from the other plan");
    // Its directory makes it a path of this repository.
    bench.write("lost/z.rs", "z\n");
    assert_same(&bench, &command, &["the directory"]);
    bench.run(&command).stdout_has("task-files-path");
}

#[test]
fn a_plan_of_ignored_files_counts_after_an_edit_as_well() {
    let bench = bench();
    // Its only file that Git does not ignore may or may not be a progress file.
    bench.write(".gitignore", "progress/far-v1/*-progress.md\n");
    bench.write("progress/far-v1/README.md", "# About\n");
    let far = GOOD.replace("auth-v1", "far-v1").replace("TASK-", "FAR-");
    bench.write("progress/far-v1/phase-1-progress.md", &far);
    let text = GOOD.replacen("dependencies: []", "dependencies: [\"far-v1:FAR-1.1\"]", 1);
    bench.write(GOOD_PATH, &text);
    let command = ["lint"];
    assert_same(&bench, &command, &[]);
    bench.write(GOOD_PATH, &format!("{text}\n"));
    assert_same(&bench, &command, &["an edit"]);
}

#[test]
fn what_a_moved_file_may_be_a_copy_of_is_noticed() {
    let bench = Sandbox::repository();
    let lines: Vec<String> = (1..60)
        .map(|at| format!("Line {at} of the notes."))
        .collect();
    let lines = lines.join("\n");
    let open = "success_criteria:\n  - {id: SC-1, description: Measured, status: pending}";
    let done = GOOD.replacen("success_criteria: []", open, 1).replacen(
        "status: \"planning\"",
        "status: completed",
        1,
    );
    let done = format!("{done}\n{lines}\n");
    let started = done.replacen("status: completed", "status: in-progress", 1);
    let path = |plan: &str| format!("progress/{plan}/phase-1-progress.md");
    bench.write(&path("old-v1"), &done);
    bench.commit();
    std::fs::remove_dir_all(bench.root.join("progress/old-v1")).unwrap();
    // One of them is the old file, moved: which one is asked only once a phase is done.
    bench.write(&path("copy-v1"), &started);
    bench.write(&path("moved-v1"), &started.replace("Line 3 ", "Row 3 "));
    let command = ["lint"];
    bench.bash("sleep 3.1");
    assert_same(&bench, &command, &[]);
    bench.write(&path("moved-v1"), &done.replace("Line 3 ", "Row 3 "));
    bench.bash("sleep 3.1");
    assert_same(&bench, &command, &["it is done"]);
    assert!(bench.run(&command).stdout.contains("criterion-pending"));
    // Nothing about the plan itself changes, but it is a copy no more.
    let other = started.replace("Line ", "Quite another text, number ");
    bench.write(&path("copy-v1"), &other);
    assert_same(&bench, &command, &["the copy is another text"]);
    assert!(!bench.run(&command).stdout.contains("criterion-pending"));
}

#[test]
fn a_file_of_a_plan_that_git_ignores_is_noticed() {
    let bench = bench();
    bench.write(".gitignore", "*-4-*\n");
    let text = GOOD.replacen("dependencies: []", "dependencies: [TASK-4.1]", 1);
    bench.write(GOOD_PATH, &text);
    let command = ["lint"];
    assert_same(&bench, &command, &[]);
    let has_finding = || bench.run(&command).stdout.contains("TASK-4.1");
    assert!(has_finding());
    let ignored = GOOD_PATH.replace("phase-1", "phase-4");
    let text = GOOD
        .replace("phase: 1", "phase: 4")
        .replace("TASK-1", "TASK-4");
    bench.write(&ignored, &text);
    assert_same(&bench, &command, &["an ignored file"]);
    assert!(!has_finding());
    bench.write(&ignored, &text.replace("TASK-4", "TASK-5"));
    assert_same(&bench, &command, &["another task in it"]);
    assert!(has_finding());
    bench.write(&ignored, &text);
    assert!(!has_finding());
    std::fs::remove_file(bench.root.join(&ignored)).unwrap();
    assert_same(&bench, &command, &["no ignored file"]);
    assert!(has_finding());
}

#[test]
fn what_a_partial_clone_lacked_is_noticed_when_it_comes() {
    let bench = bench();
    bench.write("gone/a.rs", "");
    bench.write(GOOD_PATH, &done_with_paths());
    bench.commit();
    bench.git(&["rm", "--quiet", "-r", "gone"]);
    bench.commit();
    bench.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = bench.url();
    // Without the trees of old commits, nobody knows whether a path never existed.
    for filter in ["tree:0", "blob:none"] {
        bench.git(&["clone", "--quiet", "--filter", filter, &url, filter]);
        let run = |arguments: &[&str]| {
            let outcome = bench.run_in(filter, arguments);
            (outcome.status, outcome.stdout, outcome.stderr)
        };
        for fetched in ["", "all"] {
            if !fetched.is_empty() {
                bench.git_in(
                    filter,
                    &["fetch", "--quiet", "--refetch", "--filter=blob:limit=1g"],
                );
            }
            let anew = run(&["lint", "--no-cache"]);
            let is_found = filter != "tree:0" || !fetched.is_empty();
            assert_eq!(anew.1.contains("files-modified-path"), is_found, "{anew:?}");
            for _ in 0..2 {
                assert_eq!(run(&["lint"]), anew, "{filter} {fetched}");
            }
        }
    }
}

#[test]
fn what_is_outside_a_sparse_checkout_is_not_remembered() {
    let bench = bench();
    bench.git(&["sparse-checkout", "set", "src"]);
    let command = ["lint"];
    assert_same(&bench, &command, &["a sparse checkout"]);
    bench
        .run(&command)
        .stderr_has("is outside the sparse checkout");
    bench.bash("rm .git/index");
    assert_same(&bench, &command, &["no index"]);
}
