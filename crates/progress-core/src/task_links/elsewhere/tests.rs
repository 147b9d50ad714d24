//! Which words set a task aside.

use super::*;

/// Whether `TASK-1.3` is set aside in a body.
fn aside(text: &str) -> bool {
    let start = text.find("TASK-1.3").unwrap();
    is_work_elsewhere(text, start, start + "TASK-1.3".len())
}

#[test]
fn words_on_either_side_set_a_task_aside() {
    for text in [
        "TASK-1.3 is intentionally left out, deliberately deferred.",
        "Deferred: TASK-1.3",
        "Deliberately deferred is TASK-1.3, for now.",
        "TASK-1.3 (docs) lands separately",
        "TASK-1.3 will follow",
        "TASK-1.3, the docs, was skipped for now",
        "A follow-up covers TASK-1.3",
        "TASK-1.3: deferred to phase 2",
        "TASK-1.3 is postponed because the API is not there",
        "Left out on purpose:\nTASK-1.3",
        "We skipped\nTASK-1.3 here",
        "Implements TASK-1.1, defers TASK-1.3",
        "Implements TASK-1.1 and TASK-1.2; TASK-1.3 is out of scope",
        "Adds retries (TASK-1.1), caching (TASK-1.3) is deferred",
        "TASK-1.1 is done but TASK-1.3 comes later",
        "TASK-1.3 in a separate commit",
        "This has to land before TASK-1.3",
    ] {
        assert!(aside(text), "{text}");
    }
}

#[test]
fn other_words_do_not_set_a_task_aside() {
    for text in [
        "TASK-1.3: add deferred loading",
        "TASK-1.3: report skipped tests",
        "Implements TASK-1.3, defers TASK-1.4",
        "Implements TASK-1.3. TASK-1.4 is deferred.",
        "- TASK-1.3: retries\n- TASK-1.4: deferred",
        "TASK-1.2 is deferred, TASK-1.3 is done",
        "Adds retries (TASK-1.3), caching (TASK-1.4) is left out",
        "TASK-1.3 done, but not yet TASK-1.4",
    ] {
        assert!(!aside(text), "{text}");
    }
}

#[test]
fn a_subject_mostly_describes_work() {
    let aside = |text: &str| {
        let start = text.find("TASK-1.3").unwrap();
        is_work_elsewhere_in_subject(text, start, start + "TASK-1.3".len())
    };
    for text in [
        "feat: retries (TASK-1.1), TASK-1.3 deferred",
        "docs: mark TASK-1.3 as deferred",
        "feat: all but the docs (TASK-1.3 left out)",
        "feat: everything without TASK-1.3",
        "chore: defer TASK-1.3",
        "fix: typo before TASK-1.3",
        "chore: clean up after TASK-1.3",
    ] {
        assert!(aside(text), "{text}");
    }
    for text in [
        "feat: deferred loading (TASK-1.3)",
        "fix(TASK-1.3): skipped tests are counted",
        "feat: next button (TASK-1.3)",
        "fix: do not crash (TASK-1.3)",
        "TASK-1.3: remaining tests",
        "feat: TASK-1.3 and defer TASK-1.4",
    ] {
        assert!(!aside(text), "{text}");
    }
}

#[test]
fn every_mark_ends_a_sentence() {
    for mark in SENTENCE_ENDS {
        let text = format!("a{mark}b");
        let first = sentence_ends(&text).next();
        assert_eq!(first.map(|(start, _)| start), Some(1), "{mark:?}");
    }
}
