//! What holds up work: open dependencies, and what keeps a phase open.

use yaml_lossless::Node;

use super::details::dependencies;
use super::phase_view::PhaseView;
use super::readiness::{DependencyState, ReadinessIndex};
use crate::model::blocker::DESCRIPTION;
use crate::model::{Class, Criterion, Task, TaskRef};

/// A dependency that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDependency<'w> {
    /// The dependency as written.
    pub text: &'w str,
    /// The task that it names; `None` if it is a phase.
    pub task: Option<TaskRef>,
    /// The status of that task, as written.
    pub status: Option<&'w str>,
}

/// A success criterion that is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingCriterion<'w> {
    /// Its ID.
    pub id: Option<&'w str>,
    /// Its description.
    pub description: Option<&'w str>,
}

/// Returns the dependencies that a task waits for, in the order of the file.
#[must_use]
pub fn open_dependencies<'w>(
    readiness: &ReadinessIndex<'w>,
    at: TaskRef,
) -> Vec<OpenDependency<'w>> {
    let plans = &readiness.workspace().plans;
    let mut open = Vec::new();
    for dependency in dependencies(readiness, at) {
        if dependency.state != DependencyState::Open {
            continue;
        }
        let task = dependency.task.and_then(|at| plans.task(at));
        open.push(OpenDependency {
            text: dependency.text,
            task: dependency.task,
            status: task.and_then(|task| Some(task.status.as_ref()?.text.as_str())),
        });
    }
    open
}

impl<'w> PhaseView<'w> {
    /// The success criteria that are not met.
    #[must_use]
    pub fn pending_criteria(&self) -> Vec<PendingCriterion<'w>> {
        let (Some(phase), Some(tree)) = (self.phase, self.file.document.tree()) else {
            return Vec::new();
        };
        let pending = phase.criteria.iter().filter(|it| it.is_pending());
        pending
            .map(|criterion: &Criterion| {
                let node = tree.node(criterion.node);
                let mut texts = DESCRIPTION.iter().filter_map(|key| node.get(key));
                PendingCriterion {
                    id: criterion.id.as_ref().map(|id| id.text.as_str()),
                    description: texts.find_map(Node::some_text).map(str::trim),
                }
            })
            .collect()
    }

    /// Whether it is not marked as finished although nothing is left to do in its tasks.
    #[must_use]
    pub fn is_held_open(&self) -> bool {
        let is_settled = |task: &Task| task.state.is_some_and(Class::is_settled);
        let is_closed = matches!(self.class(), Some(Class::Done | Class::Dropped));
        !self.tasks().is_empty() && self.tasks().iter().all(is_settled) && !is_closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::plans;
    use crate::testing::{loaded, with};

    #[test]
    fn a_phase_may_be_open_although_its_tasks_are_done() {
        let is_held_open = |lines: &str| {
            let workspace = loaded(&[("progress/auth-v1/phase-1-progress.md", &with(lines))]);
            plans(&workspace)[0].phases[0].is_held_open()
        };
        assert!(is_held_open(
            "status: review\ntasks: [{id: A, status: done}, {id: B, status: deferred}]"
        ));
        assert!(!is_held_open(
            "status: done\ntasks: [{id: A, status: done}]"
        ));
        assert!(!is_held_open(
            "status: review\ntasks: [{id: A, status: review}]"
        ));
        assert!(!is_held_open("status: review\ntasks: []"));
        let text = with(
            "status: review\nsuccess_criteria: [{id: S-1, description: It works, status: pending}, {id: S-2, status: met}]",
        );
        let workspace = loaded(&[("progress/auth-v1/phase-1-progress.md", &text)]);
        let pending = plans(&workspace)[0].phases[0].pending_criteria();
        let expected = PendingCriterion {
            id: Some("S-1"),
            description: Some("It works"),
        };
        assert_eq!(pending, [expected]);
    }
}
