//! Tasks in output.

use progress_core::status::{PhaseView, PlanView, TaskView};
use serde::Serialize;

/// A task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TaskItem<'w> {
    /// The ID; null if the task has none.
    id: Option<&'w str>,
    /// What to do.
    description: Option<&'w str>,
    /// The status as written.
    status: Option<&'w str>,
    /// Who works on it.
    assigned_to: Vec<&'w str>,
    /// The priority as written.
    priority: Option<&'w str>,
    /// The estimate as written.
    estimated_effort: Option<&'w str>,
    /// The number of the batch that lists the task.
    batch: Option<u32>,
    /// Whether it is on the critical path.
    critical: bool,
    /// The name of the plan.
    plan: &'w str,
    /// The phase as the file states it.
    phase: Option<&'w str>,
    /// The file, relative to the root of the repository.
    path: &'w str,
    /// JSON Pointer to the task in the frontmatter.
    pointer: String,
}

impl<'w> TaskItem<'w> {
    /// Creates one from a task of a phase of a plan.
    pub(super) fn new(plan: &PlanView<'w>, phase: &PhaseView<'w>, task: &TaskView<'w>) -> Self {
        Self {
            id: task.id(),
            description: task.description,
            status: task.entry.status.as_ref().map(|name| name.text.as_str()),
            assigned_to: task.assignees().collect(),
            priority: task.priority,
            estimated_effort: task.effort(),
            batch: task.batch,
            critical: task.is_critical,
            plan: plan.name,
            phase: phase.label(),
            path: task.path(),
            pointer: task.route().to_string(),
        }
    }

    /// What to do.
    pub(super) fn description(&self) -> Option<&'w str> {
        self.description
    }
}

/// A task's assignees.
pub(super) fn who(task: &TaskView<'_>) -> String {
    let names: Vec<&str> = task.assignees().collect();
    names.join(", ")
}
