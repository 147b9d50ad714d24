//! How messages and evidence become links.

mod any;
mod evidence;
mod named;
mod roles;

use super::*;
use crate::model::Class;
use crate::task_links::task_index::tests::file;
use crate::task_links::{Decider, StatusChange};

const A1: &str = "p/auth/phase-1-progress.md";
const A2: &str = "p/auth/phase-2-progress.md";
const B1: &str = "p/web/phase-1-progress.md";

/// Two plans, both with `TASK-1.1` and `TASK-1.2`.
fn known() -> TaskIndex {
    TaskIndex::of_files([
        file(
            A1,
            "auth-flow-v1",
            "1",
            &["TASK-1.1", "TASK-1.2", "TASK-1.3", "DOC-1"],
        ),
        file(A2, "auth-flow-v1", "2", &["TASK-2.1", "TASK-2.2"]),
        file(B1, "web-ui-v2", "1", &["TASK-1.1", "TASK-1.2", "CHART-1"]),
    ])
}

fn linked(text: &str, evidence: &Evidence) -> Outcome {
    link(&Message::parse(text), &known(), evidence)
}

/// Returns `path:id` for every link.
fn targets(outcome: &Outcome) -> Vec<(&str, Option<&str>)> {
    let links = outcome.links.iter();
    links
        .map(|link| (link.target.file().path.as_str(), link.target.id()))
        .collect()
}

fn flip(path: &str, id: &str, to: Class) -> StatusChange {
    StatusChange {
        path: path.to_owned(),
        id: id.to_owned(),
        from: Class::Open,
        to,
    }
}

fn cited(path: &str, id: Option<&str>) -> Target {
    let known = known();
    let file = known.file(path).unwrap();
    id.map_or_else(|| Target::phase(file), |id| Target::task(file, id))
}

#[track_caller]
fn goes_to(text: &str, evidence: &Evidence, expected: &[(&str, Option<&str>)]) {
    let outcome = linked(text, evidence);
    assert_eq!(targets(&outcome), expected, "{outcome:?}");
    assert_eq!(outcome.ambiguous, [], "{text}");
}
