//! How the active phase is determined.

use std::sync::LazyLock;

use progress_core::task_links::{Digest, DigestTask};

use super::*;

const A1: &str = "p/auth/phase-1-progress.md";
const A2: &str = "p/auth/phase-2-progress.md";
const B1: &str = "p/web/phase-1-progress.md";

/// A file: path, plan, status of the phase, tasks with their status.
type Given<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)]);

fn known(files: &[Given<'_>]) -> TaskIndex {
    TaskIndex::of_files(files.iter().map(|(path, prd, status, tasks)| {
        let digest = Digest {
            prd: Some((*prd).to_owned()),
            phase: None,
            status: Some((*status).to_owned()),
            tasks: tasks
                .iter()
                .map(|(id, status)| DigestTask {
                    id: (*id).to_owned(),
                    status: (*status).to_owned(),
                })
                .collect(),
            unnamed: Vec::new(),
        };
        KnownFile::at(path, Arc::new(digest))
    }))
}

fn two_plans() -> TaskIndex {
    known(&[
        (
            A1,
            "auth-v1",
            "in_progress",
            &[("T-1", "completed"), ("T-2", "in_progress")],
        ),
        (A2, "auth-v1", "in_progress", &[("T-3", "pending")]),
        (B1, "web-v1", "planning", &[("T-1", "pending")]),
    ])
}

/// The path, the task, and the evidence that decided.
type Told = (String, Option<String>, ActiveSource);

static STATUSES: LazyLock<Statuses> = LazyLock::new(Statuses::default);

fn decided<'a>(
    change: impl FnOnce(&mut ActiveFacts<'a>),
    known: &'a TaskIndex,
) -> Result<Told, Undecided> {
    let mut facts = ActiveFacts {
        variable: None,
        flips: &[],
        started: &[],
        branch: None,
        known,
        statuses: &STATUSES,
        root: Path::new("no such folder"),
    };
    change(&mut facts);
    active(&facts).map(|it| (it.file.path.clone(), it.task, it.source))
}

#[allow(clippy::unnecessary_wraps, reason = "it is compared with results")]
fn is(path: &str, task: Option<&str>, source: ActiveSource) -> Result<Told, Undecided> {
    Ok((path.to_owned(), task.map(str::to_owned), source))
}

#[test]
fn the_first_conclusive_evidence_decides() {
    let known = two_plans();
    let flip = [StatusChange {
        path: A2.to_owned(),
        id: "T-3".to_owned(),
        from: Class::Open,
        to: Class::Done,
    }];
    let started = [(B1.to_owned(), "T-1".to_owned())];
    let variable = decided(
        |facts| {
            (facts.variable, facts.flips) = (Some("web:T-1"), &flip);
        },
        &known,
    );
    assert_eq!(variable, is(B1, Some("T-1"), ActiveSource::Variable));
    let flipped = decided(
        |facts| (facts.flips, facts.started) = (&flip, &started),
        &known,
    );
    assert_eq!(flipped, is(A2, Some("T-3"), ActiveSource::StatusChange));
    let branch = Some("feature/auth");
    let begun = decided(
        |facts| (facts.started, facts.branch) = (&started, branch),
        &known,
    );
    assert_eq!(begun, is(B1, Some("T-1"), ActiveSource::Started));
    let named = decided(|facts| facts.branch = Some("feature/T-3-parser"), &known);
    assert_eq!(named, is(A2, Some("T-3"), ActiveSource::BranchTask));
    let by_plan = decided(|facts| facts.branch = branch, &known);
    assert_eq!(by_plan, is(A1, Some("T-2"), ActiveSource::ActiveTask));
    assert_eq!(decided(|_| {}, &known), Err(Undecided::Nothing));
}

#[test]
fn an_unknown_task_in_the_variable_is_reported() {
    let known = two_plans();
    let unknown = Undecided::Unknown {
        name: "T-9".to_owned(),
        nearest: Some("T-1".to_owned()),
    };
    assert_eq!(
        decided(|facts| facts.variable = Some("T-9"), &known),
        Err(unknown)
    );
    let several = decided(|facts| facts.variable = Some("T-1"), &known);
    assert!(matches!(several, Err(Undecided::Several { .. })));
    let by_branch = decided(
        |facts| (facts.variable, facts.branch) = (Some("T-1"), Some("feature/web")),
        &known,
    );
    assert_eq!(by_branch, is(B1, Some("T-1"), ActiveSource::Variable));
    let blank = decided(|facts| facts.variable = Some(" "), &known);
    assert_eq!(blank, Err(Undecided::Nothing));
}

#[test]
fn a_started_task_that_is_done_no_longer_counts() {
    let known = two_plans();
    let started = [
        (A1.to_owned(), "T-1".to_owned()),
        (A2.to_owned(), "gone".to_owned()),
    ];
    let found = decided(|facts| facts.started = &started, &known);
    assert_eq!(found, Err(Undecided::Nothing));
}

#[test]
fn a_branch_determines_the_phase_of_its_plan() {
    let on_branch =
        |known: &TaskIndex| decided(|facts| facts.branch = Some("feature/auth-v2"), known);
    let open = known(&[
        (A1, "auth-v1", "completed", &[("T-1", "completed")]),
        (A2, "auth-v1", "planning", &[("T-3", "pending")]),
    ]);
    assert_eq!(on_branch(&open), is(A2, None, ActiveSource::PhaseOpen));
    let begun = known(&[
        (A1, "auth-v1", "in_progress", &[("T-1", "pending")]),
        (A2, "auth-v1", "planning", &[("T-3", "pending")]),
    ]);
    assert_eq!(
        on_branch(&begun),
        is(A1, None, ActiveSource::PhaseInProgress)
    );
    let none = known(&[
        (A1, "auth-v1", "planning", &[("T-1", "pending")]),
        (A2, "auth-v1", "planning", &[("T-3", "pending")]),
    ]);
    assert!(matches!(on_branch(&none), Err(Undecided::Several { .. })));
    assert_eq!(on_branch(&two_plans()).map(|it| it.0), Ok(A1.to_owned()));
}
