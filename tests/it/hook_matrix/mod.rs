//! Git's operations in many kinds of repositories, with our hooks and without any: what is left
//! is the same, but for what hooks are there to write.

#![cfg(unix)]

mod kinds;
mod operations;
mod state;

use kinds::{KINDS, Kind};
use operations::{OPERATIONS, Operation};

use crate::common::{Sandbox, scrubbed};

/// Runs an operation in a repository of a kind, and tells what is then there; `None` if this Git
/// knows no such repositories.
fn run(bench: &Sandbox, kind: &Kind, operation: &Operation, has_hooks: bool) -> Option<String> {
    // Of one length, because some files of Git hold paths.
    let name = if has_hooks { "hooked" } else { "barely" };
    let folder = bench.root.join(name);
    std::fs::create_dir(&folder).unwrap();
    let install = if has_hooks {
        "\"$PROGRESS\" hook install > /dev/null"
    } else {
        ":"
    };
    let script = [
        PREPARE,
        kind.script,
        "\n) > \"$TOP/made\" 2>&1 || exit 99\ncd \"$WORK\"\n",
        kind.environment,
        "\n",
        install,
        "\n",
        operation.script,
        "\n",
        state::DUMP,
    ];
    let mut command = scrubbed("bash", &folder);
    command.args(["-c", &script.concat()]);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Alice");
        command.env(format!("GIT_{who}_EMAIL"), "alice@example.org");
        command.env(format!("GIT_{who}_DATE"), "2026-02-05T12:00:00Z");
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_EDITOR", "true");
    command.env("TOP", &folder);
    command.env("WORK", folder.join(kind.work));
    command.env("PROGRESS", env!("CARGO_BIN_EXE_progress"));
    command.env("GOOD", crate::common::GOOD);
    let output = command.output().unwrap();
    if output.status.code() == Some(99) {
        return None;
    }
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}: {}: {text}{}",
        kind.name,
        operation.name,
        String::from_utf8_lossy(&output.stderr)
    );
    Some(state::comparable(&text).replace(name, "NAME"))
}

/// What the hooks changed that they must not; `None` if there are no such repositories here.
fn compare(kind: &Kind, operation: &Operation) -> Option<Vec<String>> {
    let bench = Sandbox::folder();
    let bare = run(&bench, kind, operation, false)?;
    let hooked = run(&bench, kind, operation, true)?;
    let mut faults = Vec::new();
    for line in state::differences(&bare, &hooked) {
        if is_of_git(kind, operation, &line) || is_blocked(kind, operation) {
            continue;
        }
        faults.push(format!("{}, {}: {line}", kind.name, operation.name));
    }
    Some(faults)
}

/// Whether Git itself makes this difference to the plan, which only hooks change.
fn is_of_git(kind: &Kind, operation: &Operation, line: &str) -> bool {
    if !line.contains("/phase-1-progress.md") {
        return false;
    }
    match operation.name {
        // Git writes each file that a patch changes, also one outside a sparse checkout.
        "rebase --apply" => {
            kind.name.starts_with("sparse") && kind.name.ends_with("without the plans")
        }
        // `core.worktree` in the shared settings applies to linked worktrees too: a commit there
        // writes the plan of this working tree.
        "worktree" => kind.name == "core.worktree",
        _ => false,
    }
}

/// Whether the hooks rightly block the operation: its last commit breaks the plan again.
fn is_blocked(kind: &Kind, operation: &Operation) -> bool {
    kind.name == "a plan that cannot be read" && operation.name == "revert with a conflict"
}

/// Runs some of the cells; `chosen` tells by the numbers of kind and operation which.
fn all(chosen: impl Fn(usize, usize) -> bool) {
    let mut faults = Vec::new();
    let mut cells = 0;
    for (row, kind) in KINDS.iter().enumerate() {
        eprintln!("{cells} so far; next: {}", kind.name);
        for (column, operation) in OPERATIONS.iter().enumerate() {
            if !chosen(row, column) {
                continue;
            }
            let Some(found) = compare(kind, operation) else {
                eprintln!("skipped, because this Git cannot make it: {}", kind.name);
                break;
            };
            cells += 1;
            for fault in &found {
                eprintln!("{fault}");
            }
            faults.extend(found);
        }
    }
    let (kinds, operations) = (KINDS.len(), OPERATIONS.len());
    eprintln!("{cells} of {operations} operations in {kinds} kinds of repositories");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn hooks_leave_operations_as_they_are() {
    // A few cells: one operation in each of some kinds.
    all(|row, column| row % 6 == 0 && column == row * 2);
}

#[test]
#[ignore = "takes up to an hour; each operation in each kind of repository"]
fn hooks_leave_every_operation_in_every_kind_of_repository_as_it_is() {
    // Several runs at once share the cells: the first of two takes `MATRIX_PART=0/2`.
    let part = std::env::var("MATRIX_PART").unwrap_or_else(|_| "0/1".to_owned());
    let (part, parts) = part.split_once('/').unwrap();
    let (part, parts): (usize, usize) = (part.parse().unwrap(), parts.parse().unwrap());
    all(|row, column| (row + column) % parts == part);
}

/// Functions for the scripts; what follows makes the repository.
const PREPARE: &str = r#"
P=docs/progress/auth-v1/phase-1-progress.md
# Runs a command, and notes how it ended.
r() { "$@" > "$TOP/said" 2>&1 < /dev/null; echo "status $? of $*" | sed "s|$TOP|TOP|g"; }
# Commits a change of a file.
change() { echo "$2" > "$1"; git add "$1"; git commit --quiet --no-verify --message="$3"; }
# Fills the repository at hand: `main` with two commits, `feature/auth-v1` with two more,
# `side` with one that fits and `clash` with one that does not.
fill() {
    mkdir -p docs/progress/auth-v1 src
    printf '%s' "$GOOD" > "$P"
    for name in a b c; do printf '1\n2\n3\n4\n5\n' > "$name.txt"; done
    echo lib > src/lib.rs
    git add --all
    git commit --quiet --no-verify --message=Start
    change d.txt one 'Add d'
    git branch side; git branch clash; git branch other
    git checkout --quiet -b feature/auth-v1
    change e.txt one 'Add e (TASK-1.1)'
    change src/lib.rs two 'Change lib'
    git checkout --quiet side
    change s.txt one 'Add s'
    git checkout --quiet other
    change o.txt one 'Add o'
    git checkout --quiet clash
    change a.txt theirs 'Change a there'
    change k.txt one 'Add k'
    git checkout --quiet feature/auth-v1
}
# Local branches for those of a clone's origin.
branches() {
    for name in main side clash other; do git branch --quiet --force "$name" "origin/$name" 2>/dev/null; done
    git checkout --quiet feature/auth-v1
}
(
set -e
"#;
