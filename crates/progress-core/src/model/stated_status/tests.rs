//! Statuses stated in prose.

use super::*;

fn read(text: &str) -> Option<Claim> {
    Claim::read(text, &Statuses::default())
}

fn find(text: &str) -> Option<(Claim, &str)> {
    let (claim, range) = Claim::find(text, &Statuses::default())?;
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
            Claim::rewrite(text, word, &statuses).as_deref(),
            new,
            "{text}"
        );
    }
}

#[test]
fn status_cells_are_read() {
    let done = Some(Claim::Is(Class::Done));
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
    assert_eq!(read("⏳ Pending"), Some(Claim::Is(Class::Open)));
    assert_eq!(read("⏳"), Some(Claim::NotDone));
    assert_eq!(read("🔄 In Progress (80%)"), Some(Claim::Is(Class::Active)));
    assert_eq!(read("❌ Not Started"), Some(Claim::Is(Class::Open)));
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
    let done = Claim::Is(Class::Done);
    assert_eq!(find(": Update the page ✅"), Some((done, "✅")));
    assert_eq!(find(" - COMPLETED"), Some((done, "COMPLETED")));
    assert_eq!(find(": Tests (done)"), Some((done, "done")));
    assert_eq!(find(": Review ✓ Completed"), Some((done, "✓")));
    assert_eq!(
        find(": Wiring ⏳ In progress").map(|it| it.0),
        Some(Claim::Is(Class::Active))
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
    assert!(Claim::NotDone.agrees(Class::Dropped));
    assert!(!Claim::NotDone.agrees(Class::Done));
    assert!(!Claim::Settled.agrees(Class::Open));
    assert!(Claim::Settled.agrees(Class::Dropped));
    assert!(!Claim::Is(Class::Open).agrees(Class::Active));
    assert!(Claim::Is(Class::Done).agrees(Class::Unknown));
}
