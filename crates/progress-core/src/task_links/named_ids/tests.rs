//! What is read as an ID, and what is not.

use proptest::prelude::*;

use super::*;
use crate::task_links::TaskIndex;
use crate::task_links::task_index::tests::file;

impl<F: Fn(&str) -> bool> Ids for F {
    fn has(&self, id: &str) -> bool {
        self(id)
    }

    fn may_begin_with(&self, _: u8) -> bool {
        true
    }
}

fn ids(text: &str, known: &[&str]) -> Vec<String> {
    let is_known = |id: &str| known.contains(&id);
    named(text, &is_known).into_iter().map(|it| it.id).collect()
}

/// Returns the IDs found; known are those with one of these prefixes and a number up to 20.
fn of(text: &str, fronts: &[&str]) -> String {
    let is_known = |id: &str| {
        let Some((front, number)) = numbered(id) else {
            return false;
        };
        fronts.contains(&front) && number.parse().is_ok_and(|number: u32| number <= 20)
    };
    let ids: Vec<String> = named(text, &is_known).into_iter().map(|it| it.id).collect();
    ids.join(" ")
}

#[test]
fn lists_are_read() {
    assert_eq!(of("x (P2-T5, P2-T7)", &["P2-T"]), "P2-T5 P2-T7");
    assert_eq!(
        of("(CAI-P4-03, P4-04, P4-05)", &["CAI-P4-"]),
        "CAI-P4-03 CAI-P4-04 CAI-P4-05"
    );
    assert_eq!(
        of("(ENT-1.2, 1.4 and 1.6)", &["ENT-1."]),
        "ENT-1.2 ENT-1.4 ENT-1.6"
    );
    assert_eq!(of("SVC-3.6/7/8: x", &["SVC-3."]), "SVC-3.6 SVC-3.7 SVC-3.8");
    assert_eq!(of("A-1 + A-2 & A-3", &["A-"]), "A-1 A-2 A-3");
    assert_eq!(of("`A-1`, **A-2**", &["A-"]), "A-1 A-2");
    assert_eq!(
        of("(A-1.1, B-2.1, 2.2)", &["A-1.", "B-2."]),
        "A-1.1 B-2.1 B-2.2"
    );
}

#[test]
fn numbers_in_a_list_are_never_tasks_of_another_plan() {
    let both = ["CLI-4.", "4.", ""];
    assert_eq!(of("(CLI-4.2/4.3/4.4)", &both), "CLI-4.2 CLI-4.3 CLI-4.4");
    assert_eq!(of("CLI-4.2, 4.3", &both), "CLI-4.2 CLI-4.3");
    assert_eq!(of("CLI-4.2 to 4.4", &both), "CLI-4.2 CLI-4.3 CLI-4.4");
    // No task of the list has the ID.
    assert_eq!(
        of("(CLI-4.2/5.3/4.4)", &["CLI-4.", "5."]),
        "CLI-4.2 CLI-4.4"
    );
    assert_eq!(of("CLI-4.2, 5.3", &["CLI-4.", "5."]), "CLI-4.2");
    // A number that counts something is not an ID, even if a task has it as its ID.
    assert_eq!(of("CLI-4.2, 3 fixes", &both), "CLI-4.2");
    // Numbers may be IDs themselves.
    assert_eq!(of("4.2/4.3", &both), "4.2 4.3");
}

#[test]
fn ranges_are_read() {
    for text in [
        "TASK-1.1 to 1.4",
        "TASK-1.1 through TASK-1.4",
        "TASK-1.1–1.4",
        "TASK-1.1 - TASK-1.4",
        "TASK-1.1-1.4",
        "TASK-1.1..1.4",
        "TASK-1.1-TASK-1.4",
    ] {
        assert_eq!(
            of(text, &["TASK-1."]),
            "TASK-1.1 TASK-1.2 TASK-1.3 TASK-1.4",
            "{text}"
        );
    }
    assert_eq!(
        of("DOC-002..006", &["DOC-"]),
        "DOC-002 DOC-003 DOC-004 DOC-005 DOC-006"
    );
    assert_eq!(
        of("P1-T1–P1-T3, P1-T7", &["P1-T"]),
        "P1-T1 P1-T2 P1-T3 P1-T7"
    );
    assert_eq!(
        of("(E-3.3–3.4, E-4.3–4.4)", &["E-3.", "E-4."]),
        "E-3.3 E-3.4 E-4.3 E-4.4"
    );
}

#[test]
fn foreign_tokens_are_left_alone() {
    assert_eq!(ids("UTF-8, SCA and ADR-7", &["A-1"]), [""; 0]);
    assert_eq!(of("A-1, UTF-8, A-2", &["A-"]), "A-1 A-2");
    assert_eq!(of("A-1, 2 fixes", &["A-"]), "A-1");
    assert_eq!(of("A-1 and 3 tests", &["A-"]), "A-1");
    assert_eq!(of("A-1 - 3 tests", &["A-"]), "A-1");
    assert_eq!(of("A-1 took 2, 3 or so", &["A-"]), "A-1");
    assert_eq!(of("docs/A-1/x #A-2 u@A-3", &["A-"]), "");
    assert_eq!(of("A-1a A-1-fix", &["A-"]), "");
}

#[test]
fn ranges_are_bounded() {
    let everything = |_: &str| true;
    assert_eq!(named("TASK-1.1 to TASK-1.999999", &everything).len(), 2);
    let known = |id: &str| id.starts_with("T-1.") && id.len() < 7;
    assert_eq!(named("T-1.1 to 1.999999", &known).len(), 1);
    assert_eq!(named("T-1.9 to 1.2", &known).len(), 2);
    assert_eq!(named("T-1.1 to 1.99999999999999999999999", &known).len(), 1);
}

#[test]
fn a_plan_may_precede_an_id() {
    let is_known = |id: &str| id == "A-1";
    let found = named("x auth-v1:A-1 y: A-1", &is_known);
    let prds: Vec<Option<&str>> = found.iter().map(|it| it.prd.as_deref()).collect();
    assert_eq!(prds, [Some("auth-v1"), None]);
}

proptest! {
    #[test]
    fn first_bytes_rule_out_no_id(
        known in prop::collection::vec("[AB12é][-.]?[12]?", 1..4),
        text in "([AB12é][-.]?[12]?|, | to |/|:|-| ){0,12}",
    ) {
        let ids: Vec<&str> = known.iter().map(String::as_str).collect();
        let index = TaskIndex::of_files([file("p/a/phase-1-progress.md", "a", "1", &ids)]);
        prop_assert_eq!(named(&text, &index), named(&text, &|id: &str| index.has(id)));
    }
}
