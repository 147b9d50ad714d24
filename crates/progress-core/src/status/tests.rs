//! Tests of readiness and grouping with files in memory.

use super::*;
use crate::model::{FileId, TaskRef};
use crate::testing::{loaded, with};
use crate::workspace::Workspace;

/// Files of one plan, each with tasks as `ID: status [dependencies]`.
fn plan(files: &[(&str, &str)]) -> Workspace {
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|(name, tasks)| {
            let entries = tasks.lines().map(|line| {
                let (id, rest) = line.trim().split_once(": ").unwrap();
                let (status, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                let dependencies = match rest {
                    "" => String::new(),
                    list => format!(", dependencies: {list}"),
                };
                format!("\n  - {{id: {id}, status: {status}, assigned_to: [alice]{dependencies}}}")
            });
            let number = name.trim_start_matches("phase-");
            let tasks: String = entries.collect();
            let text = with(&format!(
                "phase: {number}\nstatus: in_progress\ntasks:{tasks}"
            ));
            (format!("progress/auth-v1/{name}-progress.md"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    loaded(&files)
}

fn readiness<'w>(workspace: &'w Workspace, id: &str) -> Readiness<'w> {
    let settled = ReadinessIndex::of(workspace);
    let tasks = workspace.ids().flat_map(|file: FileId| {
        let count = workspace.phase(file).map_or(0, |phase| phase.tasks().len());
        (0..u32::try_from(count).unwrap()).map(move |index| TaskRef { file, index })
    });
    let named = |at: &TaskRef| workspace.plans.task(*at).and_then(|it| it.id_text()) == Some(id);
    settled.readiness(tasks.filter(named).last().unwrap())
}

fn doubts(readiness: &Readiness<'_>) -> Vec<UnknownReason> {
    match readiness {
        Readiness::Unknown(obstacles) => obstacles.iter().map(|it| it.doubt).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn dependencies_are_resolved_across_files() {
    let workspace = plan(&[
        (
            "phase-1",
            "A-1: completed []\nA-2: pending []\nA-3: merged []",
        ),
        (
            "phase-2",
            "B-1: pending [A-1, A-3]\nB-2: pending [A-2]\nB-3: pending [A-1, A-2]\nB-4: blocked []\nB-5: in_progress []\nB-6: pending [B-5]",
        ),
    ]);
    for id in ["A-2", "B-1"] {
        assert_eq!(readiness(&workspace, id), Readiness::Ready, "{id}");
    }
    for id in ["B-2", "B-3", "B-6"] {
        assert_eq!(readiness(&workspace, id), Readiness::Waiting, "{id}");
    }
    for id in ["A-1", "B-4", "B-5"] {
        assert_eq!(readiness(&workspace, id), Readiness::NotOpen, "{id}");
    }
}

#[test]
fn undecidable_tasks_are_not_ready() {
    let workspace = plan(&[(
        "phase-1",
        "A-1: deferred []\nA-2: pending [A-1]\nA-3: pending [sign-off by Ada]\nA-4: pending [A-99]\nA-5: pending\nA-6: pending A-1\nA-7: pending [A-4, sign-off]\nA-8: pending [Phase 7]",
    )]);
    let doubts = |id| doubts(&readiness(&workspace, id));
    assert_eq!(doubts("A-2"), [UnknownReason::Dropped]);
    assert_eq!(doubts("A-3"), [UnknownReason::Event]);
    assert_eq!(doubts("A-4"), [UnknownReason::Missing]);
    assert_eq!(doubts("A-5"), [UnknownReason::Unlisted]);
    assert_eq!(doubts("A-6"), [UnknownReason::Unlisted]);
    assert_eq!(doubts("A-8"), [UnknownReason::Missing]);
    // A dependency known to be open decides, whatever else is unknown.
    assert_eq!(readiness(&workspace, "A-7"), Readiness::Waiting);
}

#[test]
fn phases_are_done_when_their_tasks_are() {
    let workspace = plan(&[
        ("phase-1", "A-1: completed []\nA-2: skipped []"),
        (
            "phase-2",
            "B-1: completed []\nB-2: pending [Phase 1]\nB-3: pending [Phase 2]",
        ),
        (
            "phase-3",
            "C-1: pending [phases 1-2]\nC-2: pending [all-previous-phases]",
        ),
    ]);
    assert_eq!(readiness(&workspace, "B-2"), Readiness::Ready);
    // B-2 is open; the task itself does not count.
    assert_eq!(readiness(&workspace, "B-3"), Readiness::Waiting);
    assert_eq!(readiness(&workspace, "C-1"), Readiness::Waiting);
    assert_eq!(readiness(&workspace, "C-2"), Readiness::Waiting);
    let workspace = plan(&[
        (
            "phase-1",
            "A-1: completed []\nA-2: pending [Phase 1]\nA-3: done []",
        ),
        (
            "phase-2",
            "B-1: done []\nB-2: pending [All implementation tasks]",
        ),
        ("phase-3", "C-1: pending [Phase 2]"),
    ]);
    assert_eq!(readiness(&workspace, "A-2"), Readiness::Ready);
    assert_eq!(readiness(&workspace, "B-2"), Readiness::Waiting);
    assert_eq!(readiness(&workspace, "C-1"), Readiness::Waiting);
}

#[test]
fn a_cycle_is_never_ready() {
    let workspace = plan(&[(
        "phase-1",
        "A-1: pending [A-2]\nA-2: pending [A-1]\nA-3: pending [A-3]",
    )]);
    for id in ["A-1", "A-2", "A-3"] {
        assert_eq!(readiness(&workspace, id), Readiness::Waiting, "{id}");
    }
}

#[test]
fn a_list_of_all_phases_is_not_counted_twice() {
    let workspace = plan(&[
        ("phase-1", "A-1: pending []"),
        ("all-phases", "A-1: pending []\nZ-1: pending []"),
    ]);
    let plans = plans(&workspace);
    assert_eq!(plans[0].counts().total, 2);
    let ready = plans[0].phases.iter().flat_map(|phase| &phase.ready);
    let ready: Vec<(&str, &str)> = ready.map(|it| (it.id().unwrap(), it.path())).collect();
    assert_eq!(
        ready,
        [
            ("A-1", "progress/auth-v1/phase-1-progress.md"),
            ("Z-1", "progress/auth-v1/all-phases-progress.md"),
        ]
    );
}

#[test]
fn ready_tasks_are_in_schedule_order() {
    let text = with(
        "status: in_progress\ntasks:\n  - {id: A-1, status: pending, assigned_to: [a], dependencies: []}\n  - {id: A-2, status: pending, assigned_to: [a], dependencies: []}\n  - {id: A-3, status: pending, assigned_to: [a], dependencies: []}\n  - {id: A-4, status: pending, assigned_to: [a], dependencies: []}\nparallelization: {batch_2: [A-1, A-2], batch_10: [], batch_1: [A-4], critical_path: [A-2]}",
    );
    let workspace = loaded(&[("progress/auth-v1/phase-1-progress.md", &text)]);
    let plans = plans(&workspace);
    let ready = plans[0].phases[0].ready.iter().filter_map(TaskView::id);
    assert_eq!(ready.collect::<Vec<_>>(), ["A-4", "A-2", "A-1", "A-3"]);
}

#[test]
fn directories_are_plans_unless_files_have_their_own() {
    let file = |path: &str, prd: &str| (path.to_owned(), with(&format!("prd: {prd}")));
    let files = [
        file("progress/auth/phase-2-progress.md", "auth-v1"),
        file("progress/auth/phase-10-progress.md", "auth-v2"),
        file("progress/auth/phase-9/progress.md", "auth-v1"),
        file("progress/quick/dark-progress.md", "dark-v1"),
        file("progress/quick/light-progress.md", "light"),
        file("progress/solo-progress.md", "solo"),
        file("progress/other-progress.md", "\"\""),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let workspace = loaded(&files);
    let plans = plans(&workspace);
    let mut names: Vec<(&str, usize)> = plans.iter().map(|it| (it.name, it.phases.len())).collect();
    names.sort_unstable();
    let expected = [
        ("auth-v1", 3),
        ("dark-v1", 1),
        ("light", 1),
        ("other", 1),
        ("solo", 1),
    ];
    assert_eq!(names, expected);
}
