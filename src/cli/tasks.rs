//! Tasks in output.

use serde::Serialize;

use super::table::fitted;
use crate::status::{PhaseView, PlanView, TaskView};

/// A task in JSON output.
#[derive(Serialize)]
pub(super) struct TaskItem<'w> {
    id: Option<&'w str>,
    description: Option<&'w str>,
    status: Option<&'w str>,
    assigned_to: Vec<&'w str>,
    priority: Option<&'w str>,
    estimated_effort: Option<&'w str>,
    batch: Option<u32>,
    critical: bool,
    plan: &'w str,
    phase: Option<&'w str>,
    path: &'w str,
    pointer: String,
}

impl<'w> TaskItem<'w> {
    /// Creates one from a task of a phase of a plan.
    pub fn new(plan: &PlanView<'w>, phase: &PhaseView<'w>, task: &TaskView<'w>) -> Self {
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
}

/// `phase 2`, or the file's name if it does not state a phase.
pub(super) fn phase_name(phase: &PhaseView<'_>) -> String {
    match phase.label() {
        Some(label) if label.starts_with(|c: char| c.is_ascii_digit()) => format!("phase {label}"),
        Some(label) => label.to_owned(),
        None => crate::source::name_of(phase.file.path.as_str()).to_owned(),
    }
}

/// A task's assignees, fitted to a width.
pub(super) fn who(task: &TaskView<'_>, columns: usize) -> String {
    let names: Vec<&str> = task.assignees().collect();
    fitted(&names.join(", "), columns)
}
