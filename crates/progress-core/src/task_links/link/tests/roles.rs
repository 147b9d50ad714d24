//! The role of a commit for its tasks.

use super::*;

#[test]
fn a_commit_named_in_a_file_is_work() {
    let mut evidence = Evidence {
        cited: vec![cited(A2, None)],
        ..Evidence::default()
    };
    for subject in ["Revert \"x\"", "Merge branch 'x'", "docs(plan): x"] {
        assert_eq!(linked(subject, &evidence).role, Role::Works, "{subject}");
        goes_to(subject, &evidence, &[(A2, None)]);
    }
    evidence.is_merge = true;
    goes_to("x (CHART-1)", &evidence, &[(A2, None)]);
    assert_eq!(linked("x", &evidence).role, Role::Skipped);
    evidence.is_merge = false;
    evidence.only_progress = true;
    assert_eq!(linked("x", &evidence).role, Role::Tracks);
}

#[test]
fn some_commits_do_no_work() {
    let role = |subject: &str, evidence: &Evidence| linked(subject, evidence).role;
    let mut evidence = Evidence::default();
    assert_eq!(role("feat: x", &evidence), Role::Works);
    assert_eq!(
        role("chore(progress): TASK-2.1 done", &evidence),
        Role::Tracks
    );
    for subject in [
        "Merge branch 'x' (TASK-2.1)",
        "Revert \"TASK-2.1\"",
        "fixup! TASK-2.1",
    ] {
        let outcome = linked(subject, &evidence);
        assert_eq!((outcome.role, outcome.links.len()), (Role::Skipped, 0));
    }
    evidence.only_progress = true;
    assert_eq!(role("chore: tidy", &evidence), Role::Tracks);
    evidence.is_merge = true;
    assert_eq!(role("TASK-2.1", &evidence), Role::Skipped);
}

#[test]
fn updating_documents_is_tracking() {
    let evidence = Evidence {
        flips: vec![flip(A1, "TASK-1.1", Class::Done)],
        only_documents: true,
        ..Evidence::default()
    };
    let role = |subject: &str| linked(subject, &evidence).role;
    assert_eq!(role("chore: bring the statuses up to date"), Role::Tracks);
    assert_eq!(role("docs: describe logins (TASK-1.1)"), Role::Works);
    assert_eq!(role("feat: x"), Role::Works);
}
