//! Tests of success criteria.

use super::super::{CriterionInstruction, Order};
use super::{ordered, phase, set};

#[test]
fn criteria_take_the_word_of_the_file() {
    let mark = |yaml: &str, id: &str, is_met: bool| {
        let order = Order {
            criteria: vec![CriterionInstruction {
                criterion: id.to_owned(),
                is_met,
            }],
            ..Order::default()
        };
        ordered(yaml, &order).map(|(text, _)| text)
    };
    for (old, new) in [
        ("{id: S, status: pending}", "{id: S, status: completed}"),
        ("{id: S}", "{id: S, status: completed}"),
        ("{id: S, status: false}", "{id: S, status: true}"),
        (
            "{id: S, status: 'open-ish'}\n- {id: T, status: met}",
            "{id: S, status: 'met'}\n- {id: T, status: met}",
        ),
        ("{id: S, status: verified}", "{id: S, status: verified}"),
    ] {
        let (old, new) = (
            format!("success_criteria:\n- {old}"),
            format!("success_criteria:\n- {new}"),
        );
        assert_eq!(mark(&old, "S", true).unwrap(), new);
    }
    let two = "success_criteria: [{id: S}, {id: S}]";
    let error = mark(two, "S", true).unwrap_err();
    assert_eq!(error.to_string(), "2 success criteria have the ID `S`");
}

#[test]
fn the_phase_follows_its_criteria() {
    let order = |is_met: bool| Order {
        criteria: vec![CriterionInstruction {
            criterion: "S".to_owned(),
            is_met,
        }],
        ..Order::default()
    };
    for (status, tasks, word, is_met, after) in [
        (
            "review",
            &["done", "skipped"][..],
            "pending",
            true,
            "completed",
        ),
        ("in_progress", &["done"], "pending", true, "completed"),
        (
            "in_progress",
            &["done", "pending"],
            "pending",
            true,
            "in_progress",
        ),
        ("in_progress", &["done"], "failed", true, "completed"),
        ("completed", &["done"], "met", false, "review"),
        ("planning", &["pending"], "pending", true, "planning"),
        ("completed", &["done"], "completed", false, "review"),
        ("deferred", &["done"], "pending", true, "deferred"),
    ] {
        let keys = format!("status: {status}\nsuccess_criteria: [{{id: S, status: {word}}}]");
        let (text, _) = ordered(&phase(&keys, tasks), &order(is_met)).unwrap();
        assert!(text.starts_with(&format!("status: {after}\n")), "{text}");
    }
}

#[test]
fn a_phase_with_unmet_criteria_goes_to_review() {
    let unmet = [
        "pending",
        "in_progress",
        "blocked",
        "at_risk",
        "review",
        "failed",
        "Not Met",
        "false",
    ];
    let others = ["met", "verified", "true", "deferred", "n/a"];
    for (words, after) in [(&unmet[..], "review"), (&others, "completed")] {
        for word in words {
            let keys =
                format!("status: in_progress\nsuccess_criteria: [{{id: S, status: {word}}}]");
            let (text, remarks) = set(&phase(&keys, &["in_progress"]), "A", "completed");
            assert!(text.starts_with(&format!("status: {after}\n")), "{text}");
            assert_eq!(remarks.len(), usize::from(after == "review"), "{word}");
        }
    }
}
