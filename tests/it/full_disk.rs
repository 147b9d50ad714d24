//! A disk that gets full while a command is at work, at fifty levels.
//!
//! The repository is on a small file system of its own, in which so many pages are left. Whatever
//! a command makes of that, every file is the old one or the new one, and with room again the same
//! command does its work.

#![cfg(target_os = "linux")]

use std::fmt::Write;

use crate::common::hooked::PHASE;
use crate::common::{GOOD, Sandbox};

/// A command, and what makes its repository.
struct Act {
    name: &'static str,
    setup: &'static str,
    run: &'static str,
}

const ACTS: &[Act] = &[
    Act {
        name: "update",
        setup: "",
        run: "\"$PROGRESS\" update -f PHASE -t TASK-1.2 -s completed",
    },
    Act {
        name: "lint --fix",
        setup: "sed -i 's/total_tasks: 2/total_tasks: 3/' PHASE; git commit -q -a -m Wrong",
        run: "\"$PROGRESS\" lint --fix",
    },
    Act {
        name: "sync",
        setup: "echo two > a.txt; git commit -q -a -m Work -m 'Task: TASK-1.1'",
        run: "\"$PROGRESS\" sync",
    },
    Act {
        name: "commit",
        setup: "\"$PROGRESS\" hook install; git switch -q -c feature/auth-v1",
        // What could not be recorded waits for the next commit that changes something.
        run: "echo more >> a.txt; git commit -q -a -m 'Work (TASK-1.1)'",
    },
    Act {
        name: "install",
        setup: "printf '#!/bin/sh\\necho theirs\\n' > .git/hooks/pre-commit
            chmod +x .git/hooks/pre-commit; git config merge.progress.driver theirs",
        run: "\"$PROGRESS\" hook install",
    },
];

/// Runs in a name space of its own. For each level: the repository anew, a file that leaves so
/// many pages, the command; then without that file, the command again.
const SCRIPT: &str = r#"
set -e
mkdir disk
mount -t tmpfs -o size=4m none disk
old=$(git hash-object "model/$P")
levels=$1
level=0
while test $level -lt "$levels"; do
    rm -rf disk/repo disk/filler
    cp -a model disk/repo
    pages=$(stat -f -c %a disk)
    head -c $(((pages - level) * 4096)) /dev/zero > disk/filler
    status=0
    (cd disk/repo && sh -c "$RUN") > said 2>&1 || status=$?
    echo "$level run $status"
    now=$(git hash-object "disk/repo/$P")
    test "$now" = "$old" || test "$now" = "$new" || echo "$level fault: half a file"
    grep -q -e panicked -e 'signal' said && { echo "$level fault: broke off"; cat said; }
    rm disk/filler
    # What Git itself leaves, as it says.
    rm -f disk/repo/.git/index.lock disk/repo/.git/HEAD.lock disk/repo/.git/refs/heads/feature/*.lock
    (cd disk/repo && git status --porcelain --untracked-files=all) > status
    grep -v -e "^.. $P\$" -e '^.. a.txt$' status && echo "$level fault: Git sees that"
    (cd disk/repo && git config --list > ../../config && sh -e -c "$RUN") > said 2>&1 || { echo "$level fault: fails with room"; cat said; }
    grep -q -e '^merge.progress.driver=.' config || test -z "$THEIRS" || echo "$level fault: no driver"
    now=$(git hash-object "disk/repo/$P")
    if test -z "$new"; then new=$now; fi
    test "$now" = "$new" || { echo "$level fault: not done with room"; cat said; }
    (cd disk/repo && git fsck --no-dangling) > said 2>&1 || { echo "$level fault: fsck"; cat said; }
    level=$((level + STEP))
done
"#;

/// A progress file of some thirty pages, which Git cannot make much smaller.
fn large() -> String {
    let mut text = GOOD.to_owned();
    let mut number = 1_u64;
    for _ in 0..7_000 {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let _ = writeln!(text, "{number:016x}");
    }
    text
}

/// Fills the disk at some of fifty levels; how many were looked at.
fn fill(act: &Act, step: usize) -> Option<usize> {
    let bench = Sandbox::folder();
    bench.write(&format!("model/{PHASE}"), &large());
    bench.write("model/a.txt", "one\n");
    let setup = format!(
        "set -e; cd model; git init -q -b main; rm -f .git/hooks/*.sample; git config user.name a
         git config user.email a@b; git add --all; git commit -q -m Start\n{}",
        act.setup.replace("PHASE", PHASE)
    );
    bench.bash(&setup).exits(0);
    let probe = bench
        .bash("mkdir p; unshare --user --map-root-user --mount mount -t tmpfs -o size=1m none p");
    if probe.status != 0 {
        eprintln!(
            "skipped, because nothing can be mounted here: {}",
            probe.stderr
        );
        return None;
    }
    // First with room enough, to know what is to come of it.
    let script = SCRIPT.replace("STEP", &step.to_string());
    bench.write("script", &script);
    let run = act.run.replace("PHASE", PHASE).replace('\'', r"'\''");
    let theirs = if act.name == "install" { "1" } else { "" };
    let outcome = bench.bash(&format!(
        "export P={PHASE} RUN='{run}' THEIRS='{theirs}' PROGRESS_NOW=2026-02-05T12:30:00Z
         export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
         cp -a model probe; (cd probe; sh -c \"$RUN\") > said 2>&1; new=$(git hash-object probe/$P); export new
         unshare --user --map-root-user --mount sh script 50"
    ));
    outcome.exits(0);
    assert!(!outcome.stdout.contains("fault"), "{}: {outcome}", act.name);
    let levels = outcome.stdout.matches(" run ").count();
    let failed = outcome
        .stdout
        .lines()
        .filter(|line| !line.ends_with(" run 0"))
        .count();
    eprintln!(
        "{}: {levels} levels; at {failed} of them there was too little room",
        act.name
    );
    Some(levels)
}

#[test]
fn a_disk_that_gets_full_leaves_whole_files() {
    for act in ACTS {
        if fill(act, 17).is_none() {
            return;
        }
    }
}

#[test]
#[ignore = "takes a minute; fifty levels for each command"]
fn a_disk_that_gets_full_at_each_of_fifty_levels_leaves_whole_files() {
    for act in ACTS {
        if let Some(levels) = fill(act, 1) {
            assert_eq!(levels, 50, "{}", act.name);
        }
    }
}
