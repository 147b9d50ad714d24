//! The same through Git, which calls the driver in its own ways.

use std::fs;

use progress_lint::driver::{attributes, configuration};

use super::triple::Triple;
use super::{PATH, faults, number};
use crate::common::{Outcome, Sandbox};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

/// How Git brings two versions together.
#[derive(Clone, Copy, Debug)]
enum Way {
    Merge,
    Rebase,
    CherryPick,
    StashPop,
    Am,
}

const WAYS: [Way; 5] = [
    Way::Merge,
    Way::Rebase,
    Way::CherryPick,
    Way::StashPop,
    Way::Am,
];

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    let lines = attributes(&["**/progress/**/*.md"]).join("\n");
    bench.write(".gitattributes", &format!("{lines}\n"));
    for (key, value) in configuration(BINARY) {
        bench.git(&["config", key, &value]);
    }
    bench.commit();
    bench
}

/// Makes the three versions, and has Git bring them together on `ours`; `None` where Git does so
/// without asking the driver.
fn run(bench: &Sandbox, triple: &Triple, way: Way) -> Option<Outcome> {
    let write = |at: usize| {
        let path = bench.root.join(PATH);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &triple.bytes[at]).unwrap();
    };
    for (at, name, from) in [
        (0, "base", "main"),
        (1, "ours", "base"),
        (2, "theirs", "base"),
    ] {
        bench.git(&["checkout", "--quiet", "--force", "-B", name, from]);
        write(at);
        bench.commit();
    }
    let checkout = |name: &str| bench.git(&["checkout", "--quiet", "--force", name]);
    Some(match way {
        Way::Merge => {
            checkout("ours");
            bench.try_git(&["merge", "--no-edit", "theirs"])
        }
        Way::Rebase => {
            checkout("theirs");
            bench.try_git(&["rebase", "ours"])
        }
        Way::CherryPick => {
            checkout("ours");
            bench.try_git(&["cherry-pick", "theirs"])
        }
        Way::StashPop => {
            checkout("base");
            write(2);
            bench.git(&["stash"]);
            checkout("ours");
            bench.try_git(&["stash", "pop"])
        }
        Way::Am => {
            let patch = bench
                .bash("git format-patch --binary --full-index --stdout base..theirs > .git/patch");
            patch.exits(0);
            checkout("ours");
            let outcome = bench.try_git(&["am", "-3", "--keep-cr", ".git/patch"]);
            // A patch that fits as it is goes past every merge driver.
            let is_merged = outcome.stdout.contains("3-way") || outcome.stderr.contains("3-way");
            if !is_merged {
                return None;
            }
            outcome
        }
    })
}

/// What is wrong after Git brought a triple together.
fn check(bench: &Sandbox, seed: u64, way: Way) -> Option<String> {
    let triple = Triple::new(seed);
    let [base, ours, theirs] = &triple.bytes;
    if base == ours || base == theirs || ours == theirs {
        return None;
    }
    let outcome = run(bench, &triple, way)?;
    // A result that equals ours leaves nothing to pick: Git stops, but not over a conflict.
    let is_empty = outcome.stderr.contains("cherry-pick is now empty");
    let is_clean = outcome.status == 0 || is_empty;
    let result = fs::read(bench.root.join(PATH)).unwrap();
    let mut found = faults(&triple, &result, is_clean);
    let status = bench.git(&["status", "--porcelain"]);
    if !is_clean && !status.contains("UU ") {
        found.push(format!(
            "Git stopped without a conflict: {status}{}",
            outcome.stderr
        ));
    }
    let ends: [&[&str]; 6] = [
        &["merge", "--abort"],
        &["am", "--abort"],
        &["rebase", "--abort"],
        &["cherry-pick", "--abort"],
        &["reset", "--quiet", "--hard"],
        &["stash", "clear"],
    ];
    for end in ends {
        bench.try_git(end);
    }
    let report = || {
        let result = String::from_utf8_lossy(&result).into_owned();
        format!(
            "seed {seed} by {way:?} ({:?}): {}\n{}\n{result}",
            triple.oddity,
            found.join("\n"),
            outcome.stderr
        )
    };
    (!found.is_empty()).then(report)
}

fn check_all(first: u64, count: u64) {
    let bench = bench();
    let mut reports = Vec::new();
    for (seed, way) in (first..first + count).zip(WAYS.into_iter().cycle()) {
        reports.extend(check(&bench, seed, way));
    }
    println!("{count} triples through Git, {} wrong", reports.len());
    assert!(reports.is_empty(), "{}", reports.join("\n\n"));
}

#[test]
fn git_merges_are_right() {
    check_all(number("MERGE_SEED", 1), 20);
}

#[test]
#[ignore = "takes minutes"]
fn many_git_merges_are_right() {
    check_all(number("MERGE_SEED", 2_000_000), number("MERGE_GIT", 1000));
}
