//! How messages are parsed.

use super::*;

fn kind(subject: &str) -> Kind {
    Message::parse(subject).kind()
}

#[test]
fn a_message_is_split_into_parts() {
    let text =
        "\n feat(auth-v1)!: Add x (P2-T5)\r\n\nWhy.\n\nTask: P2-T5,\n  P2-T6\nRefs: Phase 2\n";
    let message = Message::parse(text);
    assert_eq!(message.subject, "feat(auth-v1)!: Add x (P2-T5)");
    assert_eq!(&text[message.subject_span.range()], message.subject);
    let header = message.header.unwrap();
    assert_eq!((header.kind, header.scope), ("feat", Some("auth-v1")));
    let values: Vec<&str> = message.trailers.iter().map(|it| it.value).collect();
    assert_eq!(values, ["P2-T5,\n  P2-T6", "Phase 2"]);
    for trailer in &message.trailers {
        assert_eq!(&text[trailer.span.range()], trailer.value);
        assert!(trailer.is_last);
    }
}

#[test]
fn only_ids_are_claims() {
    let claims = |text: &str| {
        let text = format!("x\n\n{text}");
        let message = Message::parse(&text);
        message.trailers.iter().filter(|it| it.is_claim()).count()
    };
    assert_eq!(claims("Task: TASK-2.3"), 1);
    assert_eq!(claims("task: auth-v1:TASK-2.3, TASK-2.4"), 1);
    assert_eq!(claims("Tasks: A-1\nTask: A-2"), 2);
    assert_eq!(claims("Task: setup"), 1);
    assert_eq!(claims("Task: make it work"), 0);
    for value in ["", "none", "N/A", "-", "#12", "https://tracker.example/T1"] {
        assert_eq!(claims(&format!("Task: {value}")), 0, "{value}");
    }
    assert_eq!(claims("Task: setup\n\nMore prose."), 0);
    assert_eq!(claims("Refs: TASK-2.3"), 0);
}

#[test]
fn the_subject_determines_the_kind() {
    for subject in [
        "docs(plan): x",
        "plan: x",
        "plan(auth)!: x",
        "chore(progress): x",
    ] {
        assert_eq!(kind(subject), Kind::Tracking, "{subject}");
    }
    assert_eq!(kind("Merge branch 'x'"), Kind::Merge);
    assert_eq!(kind("Merge two maps by key"), Kind::Work);
    assert_eq!(kind("Revert \"x\""), Kind::Revert);
    assert_eq!(kind("revert: x"), Kind::Revert);
    assert_eq!(kind("fixup! x"), Kind::Fixup);
    assert_eq!(kind("docs(planner): x"), Kind::Work);
    assert_eq!(kind(""), Kind::Work);
}

#[test]
fn a_commented_trailer_is_ignored() {
    for mark in ["#", ";", "//", "# "] {
        let text = format!("Subject\n\nBody\n{mark} Task: A-1\nTask: A-2\n");
        let message = Message::parse(&text);
        assert_eq!(message.trailers.len(), 1, "{mark}");
        assert!(message.body.iter().all(|(_, line)| !line.contains("A-1")));
    }
    assert_eq!(Message::parse("S\n\n- Task: A-1\n").body.len(), 2);
}
