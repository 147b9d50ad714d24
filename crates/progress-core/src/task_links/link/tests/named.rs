//! Tasks and plans named in a message, and what decides between tasks with the same ID.

use super::*;

#[test]
fn unique_ids_need_no_evidence() {
    let none = Evidence::default();
    goes_to(
        "feat: x (TASK-2.1, 2.2)",
        &none,
        &[(A2, Some("TASK-2.1")), (A2, Some("TASK-2.2"))],
    );
    goes_to("feat: x (UTF-8, ADR-7)", &none, &[]);
    goes_to(
        "x\n\nRefs: Phase 2, TASK-2.1",
        &none,
        &[(A2, Some("TASK-2.1"))],
    );
}

#[test]
fn a_task_without_deciding_evidence_is_ambiguous() {
    let outcome = linked("feat: x (TASK-1.1)", &Evidence::default());
    assert_eq!(outcome.links, []);
    let [ambiguous] = outcome.ambiguous.as_slice() else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        (ambiguous.id.as_str(), ambiguous.files.len()),
        ("TASK-1.1", 2)
    );
    // TASK-1.3 is in one plan only, TASK-1.1 in two; the name of a third plan decides neither.
    let outcome = linked(
        "feat: x (TASK-1.1)\n\nSee third-plan-v1.",
        &Evidence::default(),
    );
    assert_eq!(outcome.ambiguous.len(), 1);
}

#[test]
fn evidence_is_applied_in_order() {
    let named = "feat: x (TASK-1.1)\n\nPart of web-ui.";
    let mut evidence = Evidence {
        flips: vec![flip(A1, "TASK-1.1", Class::Done)],
        touched: vec![A1.to_owned(), B1.to_owned()],
        ..Evidence::default()
    };
    let decider = |outcome: &Outcome| outcome.links.first().and_then(|link| link.decider);
    let outcome = linked(named, &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (A1, Some(Decider::StatusChange))
    );
    // A status change of another task decides nothing.
    evidence.flips[0].id = "TASK-1.2".to_owned();
    let outcome = linked(named, &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (B1, Some(Decider::PlanNamed))
    );
    let outcome = linked("feat: x (TASK-1.1, TASK-1.3)", &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (A1, Some(Decider::Sibling))
    );
    evidence.touched = vec![B1.to_owned()];
    let outcome = linked("feat(auth-flow): x (TASK-1.1)", &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (B1, Some(Decider::Touched))
    );
    evidence.touched.clear();
    let outcome = linked("feat(auth-flow): x (TASK-1.1)", &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (A1, Some(Decider::Scope))
    );
    // A one-word scope is too generic: `flow` is not `auth-flow`.
    let outcome = linked("feat(flow): x (TASK-1.1)", &evidence);
    assert_eq!(outcome.ambiguous.len(), 1);
    evidence.branch = Some("feature/web-ui".to_owned());
    let outcome = linked("feat: x (TASK-1.1)", &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (B1, Some(Decider::Scope))
    );
}

#[test]
fn a_plan_before_the_id_decides() {
    let none = Evidence::default();
    goes_to(
        "x\n\nTask: web-ui-v2:TASK-1.1",
        &none,
        &[(B1, Some("TASK-1.1"))],
    );
    goes_to(
        "x\n\nTask: auth-flow:TASK-1.1",
        &none,
        &[(A1, Some("TASK-1.1"))],
    );
    goes_to("web-ui-v2:TASK-1.1 x", &none, &[(B1, Some("TASK-1.1"))]);
}

#[test]
fn unknown_claims_are_reported() {
    let names = |text: &str| -> Vec<(String, Vec<String>)> {
        let outcome = linked(&format!("x\n\n{text}"), &Evidence::default());
        let unknown = outcome.unknown.into_iter();
        unknown.map(|it| (it.name, it.nearest)).collect()
    };
    let expected = |name: &str, near: &[&str]| {
        let near = near.iter().map(|name| (*name).to_owned()).collect();
        vec![(name.to_owned(), near)]
    };
    assert_eq!(names("Task: DOC-11"), expected("DOC-11", &["DOC-1"]));
    assert_eq!(
        names("Task: web-ui-v2:TASK-1.3"),
        expected("web-ui-v2:TASK-1.3", &["auth-flow-v1:TASK-1.3"])
    );
    assert_eq!(
        names("Task: web-ui-v2:CHART-2"),
        expected("web-ui-v2:CHART-2", &["web-ui-v2:CHART-1"])
    );
    assert_eq!(
        names("Task: authentication"),
        expected("authentication", &[])
    );
    for text in [
        "Task: DOC-1 (Phase 6, DOC-99)",
        "Task: TASK-1.1 to 1.3",
        "Task: TASK-1.1, 1.2",
        "Refs: DOC-99",
        "Task: make it work",
    ] {
        assert_eq!(names(text), [], "{text}");
    }
}

#[test]
fn prose_is_evidence_but_makes_no_link() {
    let none = Evidence::default();
    goes_to(
        "x (TASK-2.1)\n\nAs CHART-1 needs it.",
        &none,
        &[(A2, Some("TASK-2.1"))],
    );
    goes_to("x\n\nAs CHART-1 needs it.", &none, &[]);
    goes_to(
        "x (TASK-1.1)\n\nAs CHART-1 needs it.",
        &none,
        &[(B1, Some("TASK-1.1"))],
    );
}

#[test]
fn a_generic_id_in_a_body_needs_support() {
    let mut evidence = Evidence::default();
    goes_to("feat: x\n\n- TASK-2.1: y", &evidence, &[]);
    goes_to(
        "feat: x\n\n- CHART-1: y",
        &evidence,
        &[(B1, Some("CHART-1"))],
    );
    for text in [
        "feat(auth-flow): x\n\n- TASK-2.1: y",
        "feat: x of auth-flow-v1\n\n- TASK-2.1: y",
        "feat: x\n\n- TASK-2.1: y\n\nRefs: auth-flow",
    ] {
        let outcome = linked(text, &evidence);
        assert_eq!(targets(&outcome)[0], (A2, Some("TASK-2.1")), "{text}");
    }
    let both = [(A2, Some("TASK-2.2")), (A2, Some("TASK-2.1"))];
    goes_to("feat: x (TASK-2.2)\n\n- TASK-2.1: y", &evidence, &both);
    evidence.touched = vec![A2.to_owned()];
    let text = "feat: x\n\n- TASK-2.1: y";
    goes_to(text, &evidence, &[(A2, Some("TASK-2.1"))]);
    evidence.touched.clear();
    evidence.branch = Some("feature/auth-flow".to_owned());
    goes_to(text, &evidence, &[(A2, Some("TASK-2.1"))]);
}

#[test]
fn a_generic_id_belongs_to_the_plan_that_the_trailer_names() {
    let none = Evidence::default();
    for refs in [
        "Refs: IMPL-2025-12-09-LOGIN-FIXES Phase 0 (TASK-2.1)",
        "Refs: login-fixes-v1, TASK-2.1",
    ] {
        goes_to(&format!("fix: x\n\n{refs}"), &none, &[]);
    }
    let expected = [(A2, Some("TASK-2.1"))];
    for refs in [
        "Refs: TASK-2.1, issue-7",
        "Refs: IMPL-2025-12-09-AUTH-FLOW-V1 (TASK-2.1)",
    ] {
        goes_to(&format!("fix: x\n\n{refs}"), &none, &expected);
    }
    // The ID identifies its plan.
    let text = "fix: x\n\nRefs: login-fixes-v1, CHART-1";
    goes_to(text, &none, &[(B1, Some("CHART-1"))]);
}

#[test]
fn a_postponed_task_is_not_worked_on() {
    let evidence = Evidence {
        flips: vec![
            flip(A1, "TASK-1.1", Class::Done),
            flip(A1, "TASK-1.2", Class::Done),
        ],
        touched: vec![A1.to_owned()],
        ..Evidence::default()
    };
    goes_to(
        "feat: x\n\nTASK-1.3 is intentionally left out, deliberately deferred.",
        &evidence,
        &[(A1, Some("TASK-1.1")), (A1, Some("TASK-1.2"))],
    );
}
