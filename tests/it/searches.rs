//! A search that lists only the folders that have changed finds the same as one that lists all.
#![cfg(unix)]

use std::fs;
use std::time::{Duration, SystemTime};

use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_git::git::Repository;
use progress_lint::loading::{Discovered, search_again, search_anew};

use crate::common::{GOOD, GOOD_PATH, Sandbox, chosen, number};

/// Changes of all kinds; each is a line of shell, and may fail.
const CHANGES: &[&str] = &[
    "echo > progress/auth-v1/phase-2-progress.md",
    "rm -f progress/auth-v1/phase-2-progress.md",
    "mkdir -p a/progress/b && echo > a/progress/b/one.md && echo > a/progress/two.md",
    "mv a/progress a/c || mv a/c a/progress",
    "rm -rf a",
    "mkdir -p a && echo a > a/x.txt",
    "mkdir -p build/progress && echo > build/progress/built.md",
    "rm -rf build",
    "mv build progress/build || mv progress/build .",
    // Ignore rules at all levels, with and without negations.
    "echo /build/ > .gitignore",
    "echo '*.md' > .gitignore",
    "printf 'progress/**\\n!a.md\\n' > .gitignore",
    "rm -f .gitignore",
    "mkdir -p a/progress && echo '*' > a/.gitignore",
    "echo 'two.md' > a/progress/.gitignore",
    "echo '!two.md' > a/progress/.gitignore",
    "rm -f a/.gitignore a/progress/.gitignore",
    "mkdir -p a && ln -sf ../rules a/.gitignore",
    "echo '*.md' > rules",
    "echo x > rules",
    "mkdir a/.gitignore && rmdir a/.gitignore",
    "mkdir -p .git/info && echo 'one.md' > .git/info/exclude",
    "rm -f .git/info/exclude",
    "git config core.excludesFile \"$PWD/rules\"",
    "git config --unset core.excludesFile",
    "git config core.ignoreCase true; echo 'ONE.MD' > .gitignore",
    "git config --unset core.ignoreCase",
    // What is tracked.
    "git add -A",
    "git add -f a build progress",
    "git rm -r -q --cached a build",
    "git commit -q -m x",
    "rm -f .git/index",
    "git update-index --skip-worktree .gitignore && rm -f .gitignore",
    "git update-index --no-skip-worktree .gitignore",
    "git stash -q -u",
    "git stash pop -q",
    "git checkout -q -f",
    // Other repositories and workspaces.
    "git init -q a",
    "rm -rf a/.git",
    "git init -q progress/auth-v1",
    "rm -rf progress/auth-v1/.git",
    "mkdir -p a/progress/.jj/repo",
    "rm -rf a/progress/.jj",
    "git worktree add -q a/tree HEAD",
    "git worktree remove --force a/tree",
    // Names and kinds.
    "ln -s auth-v1 progress/linked",
    "rm -f progress/linked",
    "mkdir -p progress/folder.md && echo > progress/folder.md/x.md",
    "rm -rf progress/folder.md; echo > progress/folder.md",
    "rm -rf progress/folder.md",
    "mkdir -p $'progress/\\377' && echo > $'progress/\\377/x.md'",
    "rm -rf $'progress/\\377'",
    "mkdir -p progress/auth-v1; echo > $'progress/auth-v1/\\377.md'",
    "rm -f $'progress/auth-v1/\\377.md'",
    "mkdir -p a/node_modules/progress && echo > a/node_modules/progress/x.md",
    "touch -d 2001-01-01 . progress progress/auth-v1 a",
    "touch -d 2041-01-01 progress",
    "chmod 700 progress",
    "cp -a progress other && rm -rf progress && mv other progress",
];

/// Number of sequences of changes; a long run sets `SEARCH_SEQUENCES`.
const SEQUENCES: u64 = 3;
/// Changes in a sequence.
const STEPS: usize = 30;

fn names(found: &Discovered) -> [Vec<&std::path::Path>; 2] {
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    [&found.files, &found.ignored].map(|paths| paths.iter().map(RootedPath::absolute).collect())
}

fn open(bench: &Sandbox) -> Repository {
    Repository::discover(&bench.root).unwrap().unwrap()
}

fn check_sequence(mut seed: u64) {
    let bench = bench();
    let settings = Settings::default();
    let mut done = Vec::new();
    for _ in 0..STEPS {
        let at = number(&mut seed, CHANGES.len() as u64);
        let change = CHANGES[usize::try_from(at).unwrap()];
        bench.bash(change);
        done.push(change);
        for time in ["first", "second"] {
            // A repository remembers rules.
            let [one, other] = [open(&bench), open(&bench)];
            let anew = search_anew(one.root(), one.root(), Some(&one), &settings);
            let again = search_again(other.root(), &other, &settings, later()).unwrap();
            assert_eq!(names(&again), names(&anew), "{time} search after {done:#?}");
        }
        // File systems note times with a few milliseconds between them.
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn random_sequences_of_changes_are_noticed() {
    for seed in 0..SEQUENCES {
        check_sequence(seed);
    }
}

#[test]
#[ignore = "takes long: SEARCH_SEED and SEARCH_SEQUENCES choose how many"]
fn many_random_sequences_of_changes_are_noticed() {
    let seed = chosen("SEARCH_SEED").unwrap_or(1_000);
    for at in 0..chosen("SEARCH_SEQUENCES").unwrap_or(100) {
        check_sequence(seed + at);
    }
}

/// When everything that was changed just now is at rest, so that it is relied on.
fn later() -> SystemTime {
    SystemTime::now() + Duration::from_secs(100_000)
}

fn search(bench: &Sandbox, moment: SystemTime) -> Option<Discovered> {
    let repository = open(bench);
    search_again(repository.root(), &repository, &Settings::default(), moment)
}

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench
}

#[test]
fn only_what_is_at_rest_is_stored() {
    let bench = bench();
    let cache = bench.root.join(".git/progress/cache/search");
    search(&bench, SystemTime::now());
    assert!(!cache.exists());
    assert!(search(&bench, later()).is_some());
    let kept = fs::read(&cache).unwrap();
    assert!(search(&bench, later()).is_some());
    assert_eq!(kept, fs::read(&cache).unwrap());
}

#[test]
fn a_repository_that_remembers_rules_stores_nothing() {
    let bench = bench();
    let repository = open(&bench);
    let settings = Settings::default();
    assert!(!repository.is_ignored("a".as_ref()));
    assert!(search_again(repository.root(), &repository, &settings, later()).is_none());
}

#[test]
fn what_could_not_be_found_out_is_not_stored() {
    let bench = bench();
    bench.write(".gitignore", "*.md\n");
    let cache = bench.root.join(".git/progress/cache/search");
    let index = bench.root.join(".git/index");
    let kept = fs::read(&index).unwrap();
    fs::write(&index, "no index").unwrap();
    let found = search(&bench, later()).unwrap();
    assert_eq!(names(&found)[0].len(), 0);
    assert!(!cache.exists());
    fs::write(&index, kept).unwrap();
    let found = search(&bench, later()).unwrap();
    assert_eq!(names(&found)[0].len(), 1);
    assert!(cache.exists());
}

#[test]
fn a_tracked_file_and_a_folder_of_that_name_are_told_apart() {
    let bench = Sandbox::repository();
    bench.bash("mkdir -p progress/a.md; echo > progress/a.md/x.txt; echo > progress/0.txt");
    bench.commit();
    search(&bench, later());
    bench.bash("rm -r progress/a.md; echo > progress/a.md; git rm -q --cached progress/a.md/x.txt");
    bench.bash("echo '*.md' > .gitignore");
    let found = search(&bench, later()).unwrap();
    assert_eq!(names(&found)[0].len(), 0);
    bench.bash("git add -f progress/a.md");
    let found = search(&bench, later()).unwrap();
    assert_eq!(names(&found)[0].len(), 1);
}

#[test]
fn what_is_behind_a_name_decides_about_a_folder() {
    let bench = bench();
    bench.write("a/progress/phase-1-progress.md", GOOD);
    bench.bash("mkdir a/.jj; ln -s ../../elsewhere a/progress/.git");
    let count = || names(&search(&bench, later()).unwrap())[0].len();
    assert_eq!(count(), 2);
    bench.bash("mkdir elsewhere");
    assert_eq!(count(), 1);
    bench.bash("rmdir elsewhere");
    assert_eq!(count(), 2);
    bench.bash("mkdir a/.jj/repo");
    assert_eq!(count(), 1);
}
