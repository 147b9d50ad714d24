//! Files that are named through links: what lies in the repository is written, and nothing else.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// What comes of writing through a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// The file of the repository is written, and the link stays.
    Written,
    /// Nothing at all is changed.
    Refused,
}
use Expected::{Refused, Written};

/// Name of the kind, what makes it in the repository, and the path that is named there.
const KINDS: &[(&str, &str, &str, Expected)] = &[
    ("a file", "", "PATH", Written),
    (
        "a file in the repository",
        "ln -s PATH l.md",
        "l.md",
        Written,
    ),
    (
        "the same, absolute",
        "ln -s \"$PWD/PATH\" l.md",
        "l.md",
        Written,
    ),
    (
        "a link to such a link",
        "ln -s PATH k.md; ln -s k.md l.md",
        "l.md",
        Written,
    ),
    (
        "a folder in the repository",
        "ln -s progress/auth-v1 l",
        "l/phase-1-progress.md",
        Written,
    ),
    (
        "the same, absolute",
        "ln -s \"$PWD/progress\" l",
        "l/auth-v1/phase-1-progress.md",
        Written,
    ),
    ("the repository itself", "ln -s . l", "l/l/PATH", Written),
    (
        "the folder above",
        "ln -s .. progress/l",
        "progress/l/PATH",
        Written,
    ),
    (
        "an alias of the repository",
        "ln -s repo ../alias",
        "../alias/PATH",
        Written,
    ),
    (
        "a file outside",
        "ln -s ../outside/out.md l.md",
        "l.md",
        Refused,
    ),
    (
        "the same, absolute",
        "ln -s \"$PWD/../outside/out.md\" l.md",
        "l.md",
        Refused,
    ),
    (
        "a link to such a link",
        "ln -s ../outside/out.md k.md; ln -s k.md l.md",
        "l.md",
        Refused,
    ),
    (
        "a folder outside",
        "ln -s ../outside l",
        "l/out.md",
        Refused,
    ),
    (
        "a folder outside, in the middle",
        "mkdir d; ln -s ../.. d/l",
        "d/l/outside/out.md",
        Refused,
    ),
    (
        "a link outside that leads back",
        "ln -s \"$PWD/PATH\" ../outside/back.md; ln -s ../outside l",
        "l/back.md",
        Refused,
    ),
    ("another repository", "ln -s ../other l", "l/PATH", Refused),
    (
        "another worktree",
        "git worktree add -q ../tree; ln -s ../tree l",
        "l/PATH",
        Refused,
    ),
    (
        "a file of Git's",
        "cp PATH .git/in.md; ln -s .git/in.md l.md",
        "l.md",
        Refused,
    ),
    (
        "Git's folder",
        "cp PATH .git/in.md; ln -s .git l",
        "l/in.md",
        Refused,
    ),
    ("nothing", "ln -s absent.md l.md", "l.md", Refused),
    (
        "nothing, through a folder",
        "ln -s absent l",
        "l/x.md",
        Refused,
    ),
    ("itself", "ln -s l.md l.md", "l.md", Refused),
    (
        "each other",
        "ln -s k.md l.md; ln -s l.md k.md",
        "l.md",
        Refused,
    ),
    (
        "a folder in place of a file",
        "mkdir d; ln -s d l.md",
        "l.md",
        Refused,
    ),
    (
        "a pipe",
        "mkfifo ../outside/pipe; ln -s ../outside/pipe l.md",
        "l.md",
        Refused,
    ),
    ("a device", "ln -s /dev/null l.md", "l.md", Refused),
];

/// A repository beside another one and a folder of other people.
fn bench(setup: &str) -> Sandbox {
    let bench = Sandbox::folder();
    let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 3");
    for folder in ["repo", "other"] {
        bench.write(&format!("{folder}/{GOOD_PATH}"), &wrong);
    }
    bench.write("outside/out.md", &wrong);
    let setup = setup.replace("PATH", GOOD_PATH);
    let script = format!(
        "set -e; export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
         for folder in repo other; do (cd $folder; git init -q; git add --all; git commit -q -m Work); done
         cd repo; {setup}"
    );
    bench.bash(&script).exits(0);
    bench
}

/// Every file and link outside of Git's folders, and what is in it.
fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        if kind.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            found.insert(path, target.into_os_string().into_encoded_bytes());
        } else if kind.is_dir() && !path.ends_with(".git") {
            files(&path, found);
        } else if kind.is_file() {
            found.insert(path.clone(), fs::read(&path).unwrap());
        } else if kind.is_fifo() {
            found.insert(path, Vec::new());
        }
    }
}

fn all(bench: &Sandbox) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(&bench.root, &mut found);
    let inner = bench.root.join("repo/.git/in.md");
    if let Ok(bytes) = fs::read(&inner) {
        found.insert(inner, bytes);
    }
    found
}

#[test]
fn nothing_is_written_through_links_but_files_of_the_repository() {
    for (kind, setup, path, expected) in KINDS {
        let path = path.replace("PATH", GOOD_PATH);
        let update = ["update", "-f", &path, "-t", "TASK-1.1", "-s", "blocked"];
        let fix = ["lint", "--fix", &path];
        let bench = bench(setup);
        let own = bench.root.join("repo").join(GOOD_PATH);
        let before = all(&bench);
        // A lint of everything follows no link.
        for (command, expected) in [
            (&update[..], expected),
            (&fix, expected),
            (&["lint", "--fix"], &Written),
        ] {
            let outcome = bench.run_in("repo", command);
            let after = all(&bench);
            let name = format!("{kind} ({path}), {command:?}: {outcome}");
            let is_written = after[&own] != before[&own];
            assert_eq!(is_written, *expected == Written, "{name}");
            // Nothing else, and every link is still one.
            fs::write(&own, &before[&own]).unwrap();
            assert_eq!(all(&bench), before, "{name}");
            let is_failure = outcome.status == 2;
            assert_eq!(is_failure, *expected == Refused, "{name}");
        }
    }
}

#[test]
fn a_second_name_of_a_file_elsewhere_keeps_the_old_content() {
    let bench = bench("ln PATH ../outside/hard.md");
    let old = fs::read(bench.root.join("outside/hard.md")).unwrap();
    let update = ["update", "-f", GOOD_PATH, "-t", "TASK-1.1", "-s", "blocked"];
    bench.run_in("repo", &update).exits(0);
    assert_eq!(fs::read(bench.root.join("outside/hard.md")).unwrap(), old);
    let new = fs::read(bench.root.join("repo").join(GOOD_PATH)).unwrap();
    assert_ne!(new, old);
}
