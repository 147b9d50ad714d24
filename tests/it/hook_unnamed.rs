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
const SHELLS: [&[&str]; 4] = [
    &["sh"],
    &["bash", "--posix"],
    &["busybox", "sh"],
    &["yash", "--posix"],
];

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
fn told(shell: &[&str], messages: &[Vec<u8>]) -> Vec<bool> {
    told_with("", "C.UTF-8", shell, messages)
}

/// The same after some commands, in a locale.
fn told_with(first: &str, locale: &str, shell: &[&str], messages: &[Vec<u8>]) -> Vec<bool> {
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
        .env("LC_ALL", locale)
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
        "Work\n",
        "Fix the parser\n\nIt reads the file twice: once for its length. See above.\n",
        "feat(shop): add a cart\n",
        "refactor: re-use what is there\n",
        "fix: a\tb \\ * ? [x] ~ $HOME `id` é\n",
        "",
    ];
    let messages = plain.map(|text| text.as_bytes().to_vec());
    for shell in SHELLS {
        let told = told(shell, &messages);
        assert!(told.iter().all(|it| *it), "{shell:?}: {told:?}");
    }
}

#[test]
fn what_a_shell_cannot_read_is_left_to_the_program() {
    for locale in ["C", "C.UTF-8"] {
        for shell in SHELLS {
            // Not in the encoding of the locale, which not every shell can read.
            let wrong = [
                &b"Caf\xe9\n\nTask: login\n"[..],
                b"x\n\n\xe9\nTask: login\n",
            ];
            let named = told_with("", locale, shell, &wrong.map(<[u8]>::to_vec));
            assert!(!named.contains(&true), "{shell:?}, {locale}: {named:?}");
            // Not ended, and not there.
            let gone = "set -- \"$1\" \"$1.gone\"; ";
            let plain = [b"Work".to_vec(), b"Work\n".to_vec()];
            let unread = told_with(gone, locale, shell, &plain);
            assert!(!unread.contains(&true), "{shell:?}, {locale}: {unread:?}");
        }
    }
}

#[test]
fn a_long_message_is_left_to_the_program() {
    let lines = [
        "Work\n",
        "\n",
        "Fix the parser, which reads the file for its length first.\n",
    ];
    for line in lines {
        let long = line.repeat(1_000_000 / line.len());
        let messages = [long, line.repeat(80)].map(String::into_bytes);
        for shell in SHELLS {
            let told = told(shell, &messages);
            assert!(
                told.is_empty() || told == [false, true],
                "{shell:?}: {line:?}"
            );
        }
    }
}

#[test]
fn the_separator_of_another_hook_changes_nothing() {
    let messages = ["x\n\nTask:\n login\n", "x\n\nRef:\n setup\n"];
    let messages = messages.map(|text| text.as_bytes().to_vec());
    for shell in SHELLS {
        for ifs in ["", "IFS=:;", "IFS=;"] {
            let told = told_with(ifs, "C", shell, &messages);
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
                let words = pieces
                    .iter()
                    .flat_map(|(piece, between)| [*piece, *between]);
                // Git ends the last line.
                words.chain(["\n"]).collect()
            })
            .collect();
        let bytes: Vec<Vec<u8>> = messages
            .iter()
            .map(|text| text.clone().into_bytes())
            .collect();
        for shell in SHELLS {
            for (message, is_plain) in messages.iter().zip(told(shell, &bytes)) {
                let outcome = link(&Message::parse(message), &known, &Evidence::default());
                let names = !outcome.is_unlinked();
                prop_assert!(!(is_plain && names), "{shell:?}: {message:?}: {outcome:?}");
            }
        }
        Ok(())
    });
    checked.unwrap();
}
