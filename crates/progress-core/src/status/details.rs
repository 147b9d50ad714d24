//! Everything about one task: what it waits for, and what waits for it.

use super::readiness::{DependencyState, ReadinessIndex};
use crate::model::{Phase, Resolution, TaskRef};
use crate::workspace::Workspace;

/// An entry of a task's dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency<'w> {
    /// The entry as written.
    pub text: &'w str,
    /// The task that it names; `None` for a phase, an event or an unknown task.
    pub task: Option<TaskRef>,
    /// Whether it is done.
    pub state: DependencyState,
}

/// Returns the dependencies of a task, in the order of the file.
#[must_use]
pub fn dependencies<'w>(settled: &ReadinessIndex<'w>, at: TaskRef) -> Vec<Dependency<'w>> {
    let workspace = settled.workspace();
    let Some(task) = workspace.plans.task(at) else {
        return Vec::new();
    };
    task.references
        .iter()
        .map(|name| Dependency {
            text: &name.text,
            task: named_task(workspace, at, &name.text),
            state: settled.verdict(at, name),
        })
        .collect()
}

/// Returns the tasks that depend directly on a task, in any plan, in the order of files.
#[must_use]
pub fn dependents(workspace: &Workspace, at: TaskRef) -> Vec<TaskRef> {
    let Some(id) = workspace.plans.task(at).and_then(|task| task.id_text()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for file in workspace.ids() {
        let tasks = workspace.phase(file).map_or(&[][..], Phase::tasks);
        for (index, task) in (0..).zip(tasks) {
            let other = TaskRef { file, index };
            // Only a reference that contains the ID can name the task.
            let is_dependent = task.references.iter().any(|name| {
                name.text.contains(id) && named_task(workspace, other, &name.text) == Some(at)
            });
            // A task that depends on itself is a mistake that `self-dependency` reports.
            if is_dependent && other != at {
                found.push(other);
            }
        }
    }
    found
}

/// The task that a dependency names. A task of another plan must be named with its plan.
fn named_task(workspace: &Workspace, from: TaskRef, text: &str) -> Option<TaskRef> {
    match workspace.plans.resolve(from.file, text) {
        Resolution::Here(task) | Resolution::Plan(task) => Some(task),
        // Plans use the same IDs, so without the plan's name the ID may be equal by chance.
        Resolution::OtherPlan(task) if text.contains(':') => Some(task),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::UnknownReason;
    use crate::testing::{loaded, with};

    fn workspace() -> Workspace {
        let first = with(
            "phase: 1\ntasks:
  - {id: A-1, status: done, dependencies: []}
  - {id: A-11, status: pending, dependencies: [A-1, A-12, review, A-9]}
  - {id: A-12, status: pending, dependencies: []}",
        );
        let second = with("phase: 2\ntasks:\n  - {id: A-2, status: pending, dependencies: [A-1]}");
        let other = with(
            "prd: other-v1\nphase: 1\ntasks:\n  - {id: B-1, status: pending, dependencies: ['auth-v1:A-1', A-1]}",
        );
        loaded(&[
            ("progress/auth-v1/phase-1-progress.md", &first),
            ("progress/auth-v1/phase-2-progress.md", &second),
            ("progress/other-v1/phase-1-progress.md", &other),
        ])
    }

    fn task(workspace: &Workspace, id: &str) -> TaskRef {
        for file in workspace.ids() {
            for (index, task) in (0..).zip(workspace.phase(file).unwrap().tasks()) {
                if task.id_text() == Some(id) {
                    return TaskRef { file, index };
                }
            }
        }
        panic!("no task {id}")
    }

    #[test]
    fn each_dependency_has_its_state() {
        let workspace = workspace();
        let settled = ReadinessIndex::of(&workspace);
        let found = dependencies(&settled, task(&workspace, "A-11"));
        let states: Vec<(&str, bool, DependencyState)> = found
            .iter()
            .map(|it| (it.text, it.task.is_some(), it.state))
            .collect();
        assert_eq!(
            states,
            [
                ("A-1", true, DependencyState::Done),
                ("A-12", true, DependencyState::Open),
                (
                    "review",
                    false,
                    DependencyState::Unknown(UnknownReason::Event)
                ),
                (
                    "A-9",
                    false,
                    DependencyState::Unknown(UnknownReason::Missing)
                ),
            ]
        );
    }

    #[test]
    fn dependents_are_found_in_all_plans() {
        let workspace = workspace();
        let found = dependents(&workspace, task(&workspace, "A-1"));
        let ids: Vec<&str> = found
            .iter()
            .filter_map(|&at| workspace.plans.task(at)?.id_text())
            .collect();
        assert_eq!(ids, ["A-11", "A-2", "B-1"]);
        assert!(dependents(&workspace, task(&workspace, "A-11")).is_empty());
    }
}
