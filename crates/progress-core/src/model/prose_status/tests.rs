//! Statuses stated in prose.

use super::*;

fn read(text: &str) -> Option<ProseStatus> {
    ProseStatus::read(text, &Statuses::default())
}

fn find(text: &str) -> Option<(ProseStatus, &str)> {
    let (claim, range) = ProseStatus::find(text, &Statuses::default())?;
    Some((claim, &text[range]))
}

#[test]
fn a_claim_is_rewritten_in_its_own_style() {
    let statuses = Statuses::default();
    for (text, word, new) in [
        ("Pending", "completed", Some("Completed")),
        ("✅ Done", "in-progress", Some("🔄 In Progress")),
        ("⏳", "completed", Some("✅")),
        ("**TODO**", "in_progress", Some("**IN PROGRESS**")),
        ("`pending`", "in_progress", Some("`in_progress`")),
        ("not-started", "in_progress", Some("in-progress")),
        ("Not started", "in_progress", Some("In progress")),
        ("⏳ Pending", "blocked", None),
        ("Completed (2026-02-05)", "pending", None),
        ("see below", "pending", None),
    ] {
        assert_eq!(
            ProseStatus::rewrite(text, word, &statuses).as_deref(),
            new,
            "{text}"
        );
    }
}

#[test]
fn status_cells_are_read() {
    let done = Some(ProseStatus::Is(Class::Done));
    for text in [
        "✅",
        "✓ Completed",
        "**Done**",
        "Complete (7 tests)",
        "`completed`",
        "✅ PASS",
        "✔️",
        "Done — 3 files",
        "completed: 2026-02-05",
    ] {
        assert_eq!(read(text), done, "{text}");
    }
    assert_eq!(read("⏳ Pending"), Some(ProseStatus::Is(Class::Open)));
    assert_eq!(read("⏳"), Some(ProseStatus::NotDone));
    assert_eq!(
        read("🔄 In Progress (80%)"),
        Some(ProseStatus::Is(Class::Active))
    );
    assert_eq!(read("❌ Not Started"), Some(ProseStatus::Is(Class::Open)));
    for text in [
        "",
        "-",
        "⚠️ PARTIAL",
        "Not done yet",
        "High",
        "🔴",
        "80%",
        "Created",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_status_ends_a_heading() {
    let done = ProseStatus::Is(Class::Done);
    assert_eq!(find(": Update the page ✅"), Some((done, "✅")));
    assert_eq!(find(" - COMPLETED"), Some((done, "COMPLETED")));
    assert_eq!(find(": Tests (done)"), Some((done, "done")));
    assert_eq!(find(": Review ✓ Completed"), Some((done, "✓")));
    assert_eq!(
        find(": Wiring ⏳ In progress").map(|it| it.0),
        Some(ProseStatus::Is(Class::Active))
    );
    for text in [
        ": Final Review",
        ": Planning",
        ": Complete the migration",
        " (2 pts)",
        "",
        ": ⚠️ x",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}

#[test]
fn claims_agree_with_classes() {
    assert!(ProseStatus::NotDone.agrees(Class::Dropped));
    assert!(!ProseStatus::NotDone.agrees(Class::Done));
    assert!(!ProseStatus::Settled.agrees(Class::Open));
    assert!(ProseStatus::Settled.agrees(Class::Dropped));
    assert!(!ProseStatus::Is(Class::Open).agrees(Class::Active));
    assert!(ProseStatus::Is(Class::Done).agrees(Class::Unknown));
}
