//! What the scripts of hooks can tell of a message themselves.

#![cfg(unix)]

use std::fs;
use std::process::Command;
use std::sync::Arc;

use progress_core::task_links::{
    Digest, DigestTask, Evidence, KnownFile, Message, TaskIndex, link,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/hooks/commit-msg");

/// Hooks are run by whatever `sh` is.
const SHELLS: [&[&str]; 3] = [&["sh"], &["bash", "--posix"], &["busybox", "sh"]];

const IDS: [&str; 12] = [
    "TASK-1.1", "1.2", "T3", "LOG-IN", "log-out", "Sign_Up", "set.up", "a-B", "A--b", "setup",
    "Docs", "x",
];

const WORDS: [&str; 29] = [
    "\nTask: ",
    "\nrefs: ",
    "\nReferences: ",
    "Work",
    "on",
    "the",
    "re-use",
    "README.md",
    "plan",
    "shop-v1",
    "shop",
    "feat(shop)",
    "docs",
    "Task",
    "tasks",
    "TASKS",
    "Refs",
    "ref",
    "REFERENCES",
    "refactor",
    "phase",
    "Phase 2",
    "P1",
    "of",
    "and",
    "to",
    "é",
    "#",
    "none",
];

const BETWEEN: [&str; 15] = [
    "", " ", " ", "\n", "\n\n", ":", ": ", " (", ")", "/", ", ", "-", ".", "\r\n", "\n\t",
];

fn known() -> TaskIndex {
    let files = ["1", "2"].map(|phase| {
        let tasks = IDS.map(|id| DigestTask {
            id: id.to_owned(),
            status: "pending".to_owned(),
        });
        let digest = Digest {
            prd: Some("shop-v1".to_owned()),
            phase: Some(phase.to_owned()),
            tasks: tasks.into(),
            ..Digest::default()
        };
        let path = format!(".claude/progress/shop-v1/phase-{phase}-progress.md");
        KnownFile::at(&path, Arc::new(digest))
    });
    TaskIndex::of_files(files)
}

/// Returns for which messages a shell says that they name nothing; none without that shell.
fn told(shell: &[&str], messages: &[String]) -> Vec<bool> {
    told_with("", shell, messages)
}

/// The same after some commands.
fn told_with(first: &str, shell: &[&str], messages: &[String]) -> Vec<bool> {
    let hook = fs::read_to_string(SCRIPT).unwrap();
    let from = hook.find("progress_names_nothing() {").unwrap();
    let to = hook.find("progress_hook()").unwrap();
    let script = format!(
        "{first}{}for file; do if progress_names_nothing \"$file\"; then echo true; else echo false; fi; done",
        &hook[from..to]
    );
    let folder = tempfile::tempdir().unwrap();
    let paths = messages.iter().enumerate().map(|(number, message)| {
        let path = folder.path().join(number.to_string());
        fs::write(&path, message).unwrap();
        path
    });
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .args(["-euc", &script, "sh"])
        .args(paths)
        .output();
    let Ok(output) = output else {
        return Vec::new();
    };
    let told = String::from_utf8(output.stdout).unwrap();
    let told: Vec<bool> = told.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(told.len(), messages.len(), "{shell:?}");
    told
}

#[test]
fn most_messages_name_nothing() {
    let plain = [
        "Work",
        "Fix the parser\n\nIt reads the file twice: once for its length. See above.\n",
        "feat(shop): add a cart",
        "refactor: re-use what is there",
        "fix: a\tb \\ * ? [x] ~ $HOME `id` é",
        "",
    ];
    let messages = plain.map(str::to_owned);
    for shell in SHELLS {
        let told = told(shell, &messages);
        assert!(told.iter().all(|it| *it), "{shell:?}: {told:?}");
    }
}

#[test]
fn the_separator_of_another_hook_changes_nothing() {
    let messages = ["x\n\nTask:\n login\n", "x\n\nRef:\n setup"].map(str::to_owned);
    for shell in SHELLS {
        for ifs in ["", "IFS=:;", "IFS=;"] {
            let told = told_with(ifs, shell, &messages);
            assert!(!told.contains(&true), "{shell:?}, {ifs}: {told:?}");
        }
    }
}

#[test]
fn what_names_something_is_never_left_out() {
    let known = known();
    let piece = prop_oneof![
        prop::sample::select(&IDS[..]),
        prop::sample::select(&WORDS[..]),
    ];
    let text = prop::collection::vec((piece, prop::sample::select(&BETWEEN[..])), 1..9);
    let texts = prop::collection::vec(text, 200);
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(20)
    };
    let checked = TestRunner::new(config).run(&texts, |texts| {
        let messages: Vec<String> = texts
            .iter()
            .map(|pieces| {
                pieces
                    .iter()
                    .flat_map(|(piece, between)| [*piece, *between])
                    .collect()
            })
            .collect();
        for shell in SHELLS {
            for (message, is_plain) in messages.iter().zip(told(shell, &messages)) {
                let outcome = link(&Message::parse(message), &known, &Evidence::default());
                let names = !outcome.is_unlinked();
                prop_assert!(!(is_plain && names), "{shell:?}: {message:?}: {outcome:?}");
            }
        }
        Ok(())
    });
    checked.unwrap();
}
