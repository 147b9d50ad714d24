//! How messages and evidence become links.

use super::*;
use crate::commit::Flip;
use crate::commit::known::tests::file;
use crate::model::Class;

const A1: &str = "p/auth/phase-1-progress.md";
const A2: &str = "p/auth/phase-2-progress.md";
const B1: &str = "p/web/phase-1-progress.md";

/// Two plans; `TASK-1.1` and `TASK-1.2` stand in both.
fn known() -> Known {
    Known::of_files([
        file(
            A1,
            "auth-flow-v1",
            "1",
            &["TASK-1.1", "TASK-1.2", "TASK-1.3", "DOC-1"],
        ),
        file(A2, "auth-flow-v1", "2", &["TASK-2.1", "TASK-2.2"]),
        file(B1, "web-ui-v2", "1", &["TASK-1.1", "TASK-1.2", "UI-1"]),
    ])
}

fn linked(text: &str, evidence: &Evidence) -> Outcome {
    link(&Message::parse(text), &known(), evidence)
}

/// `path:id` of every link.
fn targets(outcome: &Outcome) -> Vec<(&str, Option<&str>)> {
    let links = outcome.links.iter();
    links
        .map(|link| (link.target.file().path.as_str(), link.target.id()))
        .collect()
}

fn flip(path: &str, id: &str, to: Class) -> Flip {
    Flip {
        path: path.to_owned(),
        id: id.to_owned(),
        from: Class::Open,
        to,
    }
}

#[track_caller]
fn goes_to(text: &str, evidence: &Evidence, expected: &[(&str, Option<&str>)]) {
    let outcome = linked(text, evidence);
    assert_eq!(targets(&outcome), expected, "{outcome:?}");
    assert_eq!(outcome.ambiguous, [], "{text}");
}

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
fn what_nothing_decides_is_ambiguous() {
    let outcome = linked("feat: x (TASK-1.1)", &Evidence::default());
    assert_eq!(outcome.links, []);
    let [ambiguous] = outcome.ambiguous.as_slice() else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        (ambiguous.id.as_str(), ambiguous.files.len()),
        ("TASK-1.1", 2)
    );
    // TASK-1.3 stands in one plan alone, TASK-1.1 in two; a name of another plan decides neither.
    let outcome = linked(
        "feat: x (TASK-1.1)\n\nSee third-plan-v1.",
        &Evidence::default(),
    );
    assert_eq!(outcome.ambiguous.len(), 1);
}

#[test]
fn evidence_is_heard_in_order() {
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
        (A1, Some(Decider::Flip))
    );
    // The flip of another task decides nothing.
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
    evidence.branch = Some("feature/web-ui".to_owned());
    let outcome = linked("feat: x (TASK-1.1)", &evidence);
    assert_eq!(
        (targets(&outcome)[0].0, decider(&outcome)),
        (B1, Some(Decider::Scope))
    );
}

#[test]
fn a_plan_in_front_decides() {
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
fn claims_that_name_nothing_are_told() {
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
        names("Task: web-ui-v2:UI-2"),
        expected("web-ui-v2:UI-2", &["web-ui-v2:UI-1"])
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
        "feat: x (UI-1)",
        &evidence,
        &[
            (B1, Some("UI-1")),
            (A1, Some("TASK-1.1")),
            (A1, Some("TASK-1.2")),
        ],
    );
}

fn cited(path: &str, id: Option<&str>) -> Target {
    let known = known();
    let file = known.file(path).unwrap();
    id.map_or_else(|| Target::phase(file), |id| Target::task(file, id))
}

#[test]
fn a_file_that_names_the_commit_is_evidence() {
    let mut evidence = Evidence {
        cited: vec![cited(A2, None)],
        ..Evidence::default()
    };
    goes_to("feat: x", &evidence, &[(A2, None)]);
    // A task of the phase says more than the phase.
    goes_to("x (TASK-2.1)", &evidence, &[(A2, Some("TASK-2.1"))]);
    goes_to("x (UI-1)", &evidence, &[(B1, Some("UI-1")), (A2, None)]);
    evidence.cited.push(cited(A2, Some("TASK-2.2")));
    goes_to("feat: x", &evidence, &[(A2, Some("TASK-2.2"))]);
    // It decides between tasks of one ID.
    evidence.cited = vec![cited(B1, None)];
    goes_to("x (TASK-1.1)", &evidence, &[(B1, Some("TASK-1.1"))]);
    let outcome = linked("x (TASK-1.1)", &evidence);
    assert_eq!(outcome.links[0].decider, Some(Decider::Evidence));
}

#[test]
fn a_file_that_names_a_commit_says_what_it_is() {
    let mut evidence = Evidence {
        cited: vec![cited(A2, None)],
        ..Evidence::default()
    };
    for subject in ["Revert \"x\"", "Merge branch 'x'", "docs(plan): x"] {
        assert_eq!(linked(subject, &evidence).role, Role::Works, "{subject}");
        goes_to(subject, &evidence, &[(A2, None)]);
    }
    evidence.is_merge = true;
    goes_to("x (UI-1)", &evidence, &[(A2, None)]);
    assert_eq!(linked("x", &evidence).role, Role::Skipped);
    evidence.is_merge = false;
    evidence.only_progress = true;
    assert_eq!(linked("x", &evidence).role, Role::Tracks);
}

#[test]
fn tasks_that_arrive_done_count_where_nothing_else_tells() {
    let mut evidence = Evidence {
        arrived: vec![(A2.to_owned(), "TASK-2.1".to_owned())],
        ..Evidence::default()
    };
    goes_to("feat: x", &evidence, &[(A2, Some("TASK-2.1"))]);
    goes_to("x (TASK-2.2)", &evidence, &[(A2, Some("TASK-2.2"))]);
    evidence.only_documents = true;
    goes_to("feat: x", &evidence, &[]);
}

#[test]
fn a_phase_whose_tasks_come_and_go_is_meant() {
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
fn a_phase_is_linked_where_its_plan_is_known() {
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
fn prose_is_evidence_and_no_link() {
    let none = Evidence::default();
    goes_to(
        "x (TASK-2.1)\n\nAs UI-1 needs it.",
        &none,
        &[(A2, Some("TASK-2.1"))],
    );
    goes_to("x\n\nAs UI-1 needs it.", &none, &[]);
    goes_to(
        "x (TASK-1.1)\n\nAs UI-1 needs it.",
        &none,
        &[(B1, Some("TASK-1.1"))],
    );
}

#[test]
fn work_grows_with_the_length_of_a_message_and_not_with_its_square() {
    let none = Evidence::default();
    // The faster of some runs: others of the machine's may have been in the way.
    let work = |text: &str| {
        let runs = (0..3).map(|_| {
            let start = std::time::Instant::now();
            linked(text, &none);
            start.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    for part in [
        "lorem TASK-2.1 dolor\n",
        "lorem TASK-2.1 dolor ",
        "TASK-2.1, ",
        "TASK-2.1 ",
        "TASK-2.1-",
        "TASK-2.1..",
        "Task: TASK-2.1\n",
        "Task: TASK-9.1\n",
        "Refs: TASK-1.1\n ",
        "(TASK-1.1) p1 p2 phase 3, ",
        "auth-flow:TASK-1.1/2/3 ",
    ] {
        for front in ["subject\n\n", ""] {
            let text = |bytes: usize| front.to_owned() + &part.repeat(bytes / part.len());
            let (short, long) = (work(&text(4_000)), work(&text(64_000)));
            // Sixteen times as long a message would take 256 times as long.
            assert!(
                long < short * 200,
                "{short:?} and {long:?} for {part:?} after {front:?}"
            );
        }
    }
}

#[test]
fn a_generic_id_in_a_body_needs_support() {
    let mut evidence = Evidence::default();
    goes_to("feat: x\n\n- TASK-2.1: y", &evidence, &[]);
    goes_to("feat: x\n\n- UI-1: y", &evidence, &[(B1, Some("UI-1"))]);
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
fn a_task_that_is_put_off_is_not_worked_on() {
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

#[test]
fn upkeep_of_documents_only_tracks() {
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

proptest::proptest! {
    #[test]
    fn any_message_is_read(text in "(?s)[ -~\\n\\ré–…:,/.()-]{0,80}(TASK-1\\.1|Task: |Refs: |-|\\.\\.|to|1\\.9{1,30}|é){0,12}(?s).{0,40}") {
        let message = Message::parse(&text);
        assert_eq!(text.get(message.subject_span.range()), Some(message.subject));
        for trailer in &message.trailers {
            assert_eq!(text.get(trailer.span.range()), Some(trailer.value));
        }
        let outcome = link(&message, &known(), &Evidence::default());
        let spans = outcome.links.iter().filter_map(|link| link.span);
        let spans = spans.chain(outcome.ambiguous.iter().map(|it| it.span));
        let spans = spans.chain(outcome.unknown.iter().map(|it| it.span));
        for span in spans {
            assert!(text.get(span.range()).is_some_and(|text| !text.is_empty()));
        }
    }
}
