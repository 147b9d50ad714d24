//! Where messages name tasks as their work, and where they only mention them.

use super::*;
use crate::task_links::task_index::tests::file;

fn found(text: &str) -> Vec<(String, MentionPlace)> {
    let ids = [
        "TASK-1.1", "TASK-1.2", "TASK-1.3", "1.1", "T1", "setup", "PREP-DB",
    ];
    let known = TaskIndex::of_files([file("p/x/phase-1-progress.md", "x", "1", &ids)]);
    let mentions = mentions(&Message::parse(text), &known);
    for mention in &mentions {
        assert!(text.get(mention.span.range()).is_some());
    }
    mentions.into_iter().map(|it| (it.id, it.place)).collect()
}

fn one(text: &str) -> Option<MentionPlace> {
    let found = found(text);
    assert!(found.len() < 2, "{found:?}");
    found.first().map(|(_, place)| *place)
}

#[test]
fn places_are_distinguished() {
    assert_eq!(one("feat: x (TASK-1.1)"), Some(MentionPlace::Subject));
    assert_eq!(one("x\n\nTask: TASK-1.1"), Some(MentionPlace::TaskTrailer));
    assert_eq!(
        one("x\n\nRefs: Phase 1, TASK-1.1"),
        Some(MentionPlace::Refs)
    );
    for line in [
        "- TASK-1.1: Parser",
        "**TASK-1.1**: x",
        "Implements TASK-1.1",
        "- [x] TASK-1.1",
        "1. TASK-1.1 – x",
        "Parser (TASK-1.1): x",
    ] {
        assert_eq!(
            one(&format!("x\n\n{line}")),
            Some(MentionPlace::Body),
            "{line}"
        );
    }
    for line in [
        "This unblocks (TASK-1.1)",
        "As found in TASK-1.1",
        "Next: TASK-1.1",
        "Next steps:\n- TASK-1.1: x",
        "Tests (TASK-1.1) deferred",
        "Tests (TASK-1.1)\ndeferred",
        "- TASK-1.1 remains",
    ] {
        assert_eq!(
            one(&format!("x\n\n{line}")),
            Some(MentionPlace::Prose),
            "{line}"
        );
    }
}

#[test]
fn sentences_are_about_other_work_if_the_task_is_named() {
    let place = |body: &str| {
        let found = found(&format!("x (TASK-1.2)\n\n{body}"));
        let [(_, _), (id, place)] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(id, "TASK-1.1");
        *place
    };
    for body in [
        "Runs the generator (TASK-1.1) on all files.",
        "Keeps what the generator\n(TASK-1.1) wrote.",
        "Keeps what the generator\nand its tests wrote (TASK-1.1).",
        "This also brings up to date what\nTASK-1.1 wrote.",
        "It needs, for the old format\nof the parser (TASK-1.1): a generator.",
    ] {
        assert_eq!(place(body), MentionPlace::Prose, "{body}");
    }
    for body in [
        "- Runs the generator (TASK-1.1) on all files",
        "1. the generator (TASK-1.1) of files",
        "Runs the generator (TASK-1.1).",
        "TASK-1.1: a generator\nof files",
        "Generator (TASK-1.1): writes files",
        "Completes the parser,\nTASK-1.1 and all.",
        "Implements TASK-1.1",
    ] {
        assert_eq!(place(body), MentionPlace::Body, "{body}");
    }
}

#[test]
fn a_scope_names_tasks() {
    for subject in [
        "feat(x/TASK-1.1): y",
        "feat(TASK-1.1): y",
        "fix(a/b/TASK-1.1)!: y",
    ] {
        assert_eq!(one(subject), Some(MentionPlace::Subject), "{subject}");
    }
    for subject in ["feat: y of a/TASK-1.1", "see (a/TASK-1.1) y"] {
        assert_eq!(one(subject), None, "{subject}");
    }
    assert_eq!(one("x\n\nPhase: TASK-1.1 (x-v1)"), Some(MentionPlace::Body));
}

#[test]
fn the_best_place_counts() {
    let text = "x (TASK-1.1)\n\n- TASK-1.1: a\n- TASK-1.2: b\n\nTask: TASK-1.1\n";
    let expected = [
        ("TASK-1.1", MentionPlace::TaskTrailer),
        ("TASK-1.2", MentionPlace::Body),
    ];
    assert_eq!(
        found(text),
        expected.map(|(id, place)| (id.to_owned(), place))
    );
}

#[test]
fn numbers_and_words_must_be_set_apart() {
    for subject in [
        "x (1.1)",
        "x (T1, TASK-1.9)",
        "Task 1.1: x",
        "1.1: x",
        "T1: x",
    ] {
        assert!(one(subject).is_some(), "{subject}");
    }
    for subject in [
        "Use 1.1",
        "WCAG 1.1 (AA)",
        "setup: x",
        "x (setup)",
        "T1 line",
    ] {
        assert_eq!(one(subject), None, "{subject}");
    }
    assert_eq!(one("x\n\nTask: setup"), Some(MentionPlace::TaskTrailer));
    assert_eq!(one("x: PREP-DB"), Some(MentionPlace::Subject));
}
