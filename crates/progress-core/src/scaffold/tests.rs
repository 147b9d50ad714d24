use super::*;
use crate::config::{Profile, Settings};
use crate::testing::Sandbox;

fn task(id: &str, dependencies: &[&str], effort: &str) -> NewTask {
    NewTask {
        id: id.to_owned(),
        description: "Do it: \"now\"".to_owned(),
        status: "pending".to_owned(),
        assigned_to: vec!["alice".to_owned()],
        dependencies: dependencies.iter().map(|&it| it.to_owned()).collect(),
        estimated_effort: Some(effort.to_owned()),
        priority: Some("high".to_owned()),
        others: Vec::new(),
    }
}

fn phase(tasks: Vec<NewTask>) -> NewPhase {
    NewPhase {
        prd: "auth-v1".to_owned(),
        phase: "2".to_owned(),
        title: "Sign-in".to_owned(),
        started: None,
        completed: None,
        owners: vec!["alice".to_owned()],
        contributors: vec!["bob # no".to_owned()],
        tasks,
        criteria: vec!["It works: always".to_owned()],
    }
}

const PATH: &str = "progress/auth-v1/phase-2-progress.md";

/// Returns the findings of the strict profile, including advice.
fn findings(text: &str) -> Vec<String> {
    let mut bench = Sandbox::new(&[(PATH, text)]);
    bench.settings = Settings {
        profile: Profile::Strict,
        pedantic: true,
        ..Settings::default()
    };
    let found = bench.enable("estimated-total-mismatch").run();
    found.iter().map(ToString::to_string).collect()
}

fn composed(phase: &NewPhase) -> String {
    compose(phase, PATH, &Statuses::default())
}

#[test]
fn a_complete_phase_is_composed() {
    let tasks = vec![
        task("A-2.1", &[], "1 pt"),
        task("A-2.2", &["A-2.1"], "0.5 pt"),
        task("A-2.3", &["A-2.1"], "2 pts"),
        task("A-2.4", &["A-2.2", "A-2.3"], "1 pt"),
    ];
    let text = composed(&phase(tasks));
    assert_eq!(findings(&text), [""; 0]);
    insta::assert_snapshot!(text);
}

#[test]
fn any_text_survives_a_round_trip() {
    let awkward = "no\n--- # é: [x] {y} 'z' \"q\" \\ \u{1b}\u{202e}, - *a &b !c %d";
    let mut awkward_task = task("1.10", &[], "1e3");
    awkward_task.description = awkward.to_owned();
    awkward_task.assigned_to = vec![awkward.to_owned(), "null".to_owned()];
    awkward_task.estimated_effort = None;
    let mut phase = phase(vec![awkward_task]);
    phase.title = awkward.to_owned();
    phase.criteria = vec![awkward.to_owned(), "~".to_owned()];
    let document = crate::document::Document::parse(composed(&phase).into_bytes());
    let title = document
        .get("title")
        .and_then(yaml_lossless::Node::some_text);
    assert_eq!(title, Some(awkward));
    let task = document.get("tasks").unwrap().item(0).unwrap();
    let text =
        |node: Option<yaml_lossless::Node<'_>>| node.unwrap().some_text().unwrap().to_owned();
    assert_eq!(text(task.get("id")), "1.10");
    assert_eq!(text(task.get("description")), awkward);
    let who = task.get("assigned_to").unwrap();
    assert_eq!(
        (text(who.item(0)), text(who.item(1))),
        (awkward.to_owned(), "null".to_owned())
    );
    assert!(!document.body_text().contains('\u{1b}'));
}

#[test]
fn phases_without_tasks_and_with_completed_ones_are_clean() {
    let mut empty = phase(Vec::new());
    empty.criteria.clear();
    let strict: Vec<String> = findings(&composed(&empty));
    // Without tasks there is no total time.
    assert_eq!(strict.len(), 1, "{strict:?}");
    let mut done = task("A-2.1", &[], "1 pt");
    done.status = "completed".to_owned();
    let text = composed(&phase(vec![done.clone()]));
    assert_eq!(findings(&text), [""; 0]);
    assert!(text.contains("status: \"review\"") && text.contains("overall_progress: 100"));
    let completed = NewPhase {
        started: Some("2026-02-01".to_owned()),
        completed: Some("2026-02-05".to_owned()),
        criteria: Vec::new(),
        ..phase(vec![done.clone()])
    };
    let text = composed(&completed);
    let found = findings(&text);
    assert!(
        found.len() == 1 && found[0].contains("files-modified-empty"),
        "{found:?}"
    );
    assert!(text.contains("status: \"completed\"") && text.contains("completed: \"2026-02-05\""));
    let text = composed(&phase(vec![done, task("A-2.2", &["A-2.1"], "1 pt")]));
    assert_eq!(findings(&text), [""; 0]);
    assert!(text.contains("overall_progress: 50"));
}

#[test]
fn a_task_in_review_has_started_the_phase() {
    for (word, expected) in [
        ("review", "in_progress"),
        ("blocked", "planning"),
        ("at_risk", "in_progress"),
        ("pending", "planning"),
    ] {
        let mut started = task("A-2.1", &[], "1 pt");
        started.status = word.to_owned();
        let text = composed(&phase(vec![started, task("A-2.2", &[], "1 pt")]));
        assert!(
            text.contains(&format!("\nstatus: \"{expected}\"\n")),
            "{word}"
        );
    }
}
