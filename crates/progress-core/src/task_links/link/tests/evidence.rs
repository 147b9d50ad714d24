//! How changes of progress files, and commits named in them, become links.

use super::*;

#[test]
fn flips_always_count() {
    let evidence = Evidence {
        flips: vec![
            flip(A1, "TASK-1.1", Class::Done),
            flip(A1, "TASK-1.2", Class::Active),
            flip(A1, "TASK-1.3", Class::Open),
        ],
        touched: vec![A1.to_owned()],
        ..Evidence::default()
    };
    goes_to(
        "feat: x",
        &evidence,
        &[(A1, Some("TASK-1.1")), (A1, Some("TASK-1.2"))],
    );
    goes_to(
        "feat: x (CHART-1)",
        &evidence,
        &[
            (B1, Some("CHART-1")),
            (A1, Some("TASK-1.1")),
            (A1, Some("TASK-1.2")),
        ],
    );
}

#[test]
fn a_file_that_names_the_commit_is_evidence() {
    let mut evidence = Evidence {
        cited: vec![cited(A2, None)],
        ..Evidence::default()
    };
    goes_to("feat: x", &evidence, &[(A2, None)]);
    // A task of the phase is more specific than the phase.
    goes_to("x (TASK-2.1)", &evidence, &[(A2, Some("TASK-2.1"))]);
    goes_to(
        "x (CHART-1)",
        &evidence,
        &[(B1, Some("CHART-1")), (A2, None)],
    );
    evidence.cited.push(cited(A2, Some("TASK-2.2")));
    goes_to("feat: x", &evidence, &[(A2, Some("TASK-2.2"))]);
    // It decides between tasks with the same ID.
    evidence.cited = vec![cited(B1, None)];
    goes_to("x (TASK-1.1)", &evidence, &[(B1, Some("TASK-1.1"))]);
    let outcome = linked("x (TASK-1.1)", &evidence);
    assert_eq!(outcome.links[0].decider, Some(Decider::Evidence));
}

#[test]
fn tasks_added_as_done_count_without_other_evidence() {
    let mut evidence = Evidence {
        arrived: vec![(A2.to_owned(), "TASK-2.1".to_owned())],
        ..Evidence::default()
    };
    goes_to("feat: x", &evidence, &[(A2, Some("TASK-2.1"))]);
    goes_to("x (TASK-2.2)", &evidence, &[(A2, Some("TASK-2.2"))]);
    // Other status changes in the commit are no reason to ignore them.
    evidence.flips = vec![flip(B1, "CHART-1", Class::Done)];
    let both = [(B1, Some("CHART-1")), (A2, Some("TASK-2.1"))];
    goes_to("feat: x", &evidence, &both);
    evidence.flips.clear();
    evidence.only_documents = true;
    goes_to("feat: x", &evidence, &[]);
}

#[test]
fn adding_and_removing_tasks_links_to_their_phase() {
    let mut evidence = Evidence {
        restated: vec![A2.to_owned()],
        flips: vec![flip(A2, "TASK-2.1", Class::Dropped)],
        ..Evidence::default()
    };
    goes_to("feat: x", &evidence, &[(A2, None)]);
    assert_eq!(linked("feat: x", &evidence).role, Role::Works);
    evidence.only_documents = true;
    assert_eq!(linked("feat: x", &evidence).role, Role::Tracks);
    evidence.restated.push(A1.to_owned());
    goes_to("feat: x", &evidence, &[]);
}

#[test]
fn a_phase_is_linked_if_its_plan_is_known() {
    let mut evidence = Evidence::default();
    goes_to("feat: finish phase 2", &evidence, &[]);
    goes_to(
        "feat: finish phase 2 of auth-flow-v1",
        &evidence,
        &[(A2, None)],
    );
    goes_to(
        "feat(auth-flow): finish phases 1-2",
        &evidence,
        &[(A1, None), (A2, None)],
    );
    goes_to(
        "feat: x\n\nRefs: auth-flow-v1, Phase 2",
        &evidence,
        &[(A2, None)],
    );
    evidence.touched = vec![B1.to_owned()];
    goes_to("feat: finish Phase 1", &evidence, &[(B1, None)]);
    goes_to("feat: finish Phase 2", &evidence, &[]);
}

#[test]
fn a_phase_in_a_body_needs_its_plan() {
    let none = Evidence::default();
    let both = [(A1, None), (A2, None)];
    goes_to(
        "feat: x\n\nCompletes phases 1-2 of auth-flow-v1.",
        &none,
        &both,
    );
    goes_to("feat: x\n\nPhase 2 of auth-flow:\n- y", &none, &both[1..]);
    for body in [
        "Ready for Phase 2 of auth-flow-v1.",
        "Phase 2 of another-plan-v1.",
        "Phase 2 comes after auth-flow-v1.",
        "Phase 2 of auth-flow-v1 is deferred.",
    ] {
        goes_to(&format!("feat: x\n\n{body}"), &none, &[]);
    }
}

#[test]
fn a_file_added_with_its_plan_is_no_evidence_of_the_phase() {
    let mut evidence = Evidence {
        touched: vec![B1.to_owned()],
        planned: vec![B1.to_owned()],
        ..Evidence::default()
    };
    goes_to("Plan Phase 1", &evidence, &[]);
    goes_to("feat(web-ui): Phase 1", &evidence, &[(B1, None)]);
    evidence.planned.clear();
    goes_to("feat: finish Phase 1", &evidence, &[(B1, None)]);
}
