//! The evidence in changes of progress files.

use super::*;
use crate::task_links::task_index::tests::file as known;

/// Returns a version of a phase of `plan` at a path; tasks ending in `!` are done.
fn digest(path: &str, plan: &str, phase: &str, tasks: &[&str]) -> Arc<Digest> {
    let ids: Vec<&str> = tasks.iter().map(|id| id.trim_end_matches('!')).collect();
    let mut digest = (*known(path, plan, phase, &ids).digest).clone();
    for (task, id) in digest.tasks.iter_mut().zip(tasks) {
        if id.ends_with('!') {
            task.status = "completed".to_owned();
        }
    }
    Arc::new(digest)
}

fn noted(steps: Vec<FileChange>) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.note(steps, &Statuses::default());
    evidence
}

fn new(path: &str, plan: &str, phase: &str, tasks: &[&str]) -> FileChange {
    FileChange {
        path: path.to_owned(),
        was: None,
        now: Some(digest(path, plan, phase, tasks)),
    }
}

fn gone(path: &str, plan: &str, phase: &str, tasks: &[&str]) -> FileChange {
    FileChange {
        path: path.to_owned(),
        was: Some(digest(path, plan, phase, tasks)),
        now: None,
    }
}

fn ids_of(evidence: &Evidence) -> Vec<&str> {
    evidence.arrived.iter().map(|(_, id)| id.as_str()).collect()
}

#[test]
fn done_tasks_are_found_in_a_new_file() {
    let found = noted(vec![
        new("p/x/phase-1.md", "x", "1", &["A-1!", "A-2", "A-3!"]),
        new("p/x/phase-2.md", "x", "2", &["B-1"]),
    ]);
    assert_eq!(ids_of(&found), ["A-1", "A-3"]);
    assert_eq!(found.planned, ["p/x/phase-2.md"]);
}

#[test]
fn an_imported_history_is_no_evidence() {
    for steps in [
        vec![
            new("p/x/phase-1.md", "x", "1", &["A-1!"]),
            new("p/x/phase-2.md", "x", "2", &["B-1!"]),
        ],
        vec![
            new("p/x/phase-1.md", "x", "1", &["A-1!"]),
            new("p/y/phase-1.md", "y", "1", &["B-1"]),
        ],
        vec![new("p/x/all-phases-progress.md", "x", "all", &["A-1!"])],
    ] {
        assert_eq!(ids_of(&noted(steps)), [""; 0]);
    }
}

#[test]
fn moved_tasks_are_not_new() {
    let found = noted(vec![
        gone("p/x/phase-1.md", "x", "1", &["A-1", "A-2!"]),
        new("p/x/one.md", "x", "1", &["A-1!", "A-2!"]),
    ]);
    assert_eq!(found.arrived, []);
    let flips: Vec<(&str, &str)> = { found.flips.iter() }
        .map(|flip| (flip.path.as_str(), flip.id.as_str()))
        .collect();
    assert_eq!(flips, [("p/x/one.md", "A-1")]);
    let mut from = new("p/x/phase-1.md", "x", "1", &["A-1!"]);
    from.was = Some(digest(&from.path, "x", "1", &["A-1!", "A-2!"]));
    let found = noted(vec![from, new("p/x/phase-2.md", "x", "2", &["A-2!"])]);
    assert_eq!(ids_of(&found), [""; 0]);
    assert_eq!(found.restated, ["p/x/phase-1.md"]);
}

#[test]
fn plans_that_move_together_keep_their_tasks() {
    // From the same template, without and with the name of the plan in the file.
    for with_prd in [false, true] {
        let plan = |name: &'static str| if with_prd { name } else { "" };
        let mut steps = Vec::new();
        for name in ["a", "b", "c", "d"] {
            let tasks: &[&str] = match name {
                "b" => &["T-1!", "T-2!"],
                _ => &["T-1", "T-2!"],
            };
            steps.push(gone(
                &format!("p/{name}/phase-1.md"),
                plan(name),
                "1",
                tasks,
            ));
            steps.push(new(&format!("q/{name}/phase-1.md"), plan(name), "1", tasks));
        }
        let found = noted(steps);
        assert_eq!(found.flips, [], "{with_prd}");
        assert_eq!((found.planned.len(), found.arrived.len()), (0, 0));
    }
}

#[test]
fn the_phase_identifies_a_moved_file_better_than_its_name() {
    let found = noted(vec![
        gone("p/x/phase-1.md", "x", "1", &["T-1"]),
        gone("p/y/phase-1.md", "y", "1", &["T-1!"]),
        new("q/y/phase-1.md", "y", "1", &["T-1!"]),
        new("q/z/phase-1.md", "z", "1", &["T-1"]),
    ]);
    assert_eq!(found.flips, []);
}
