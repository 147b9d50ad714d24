//! A completed phase must have no open tasks.
//!
//! Nobody looks at a completed phase again. Dropped tasks (deferred, skipped, cancelled,
//! superseded) are not open; a task with an unknown status is.
//!
//! # Bad
//!
//! ```yaml
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::{Name, Task};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "phase-done-open-tasks",
    severity: Severity::Error,
    summary: "a phase is marked as done while tasks are open",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Maximum number of open tasks named.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let open: Vec<(&Task, &Name)> = context.tasks().iter().filter_map(open_status).collect();
    if open.is_empty() {
        return;
    }
    let count = open.len();
    let tasks = if count == 1 {
        "1 task is".to_owned()
    } else {
        format!("{count} tasks are")
    };
    let message = format!("the phase is `{}`, but {tasks} not done", status.text);
    let mut diagnostic = Diagnostic::new(Location::value(context.id(), status.node), message)
        .help("finish these tasks, mark them as done or deferred, or reopen the phase");
    for (task, status) in open.into_iter().take(SHOWN) {
        let id = task.id_text().unwrap_or("a task");
        let place = Location::value(context.id(), status.node);
        diagnostic = diagnostic.related(place, format!("`{id}` is `{}`", status.text));
    }
    diagnostics.push(diagnostic);
}

/// The status of a task that is neither done nor dropped.
fn open_status(task: &Task) -> Option<(&Task, &Name)> {
    // `schema` reports a task without a status.
    let status = task.status.as_ref()?;
    let is_open = !task.state?.is_settled();
    is_open.then_some((task, status))
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    const DONE: &str = "status: completed\ncompleted: 2026-02-06\noverall_progress: 50\ncompleted_tasks: 1\nsuccess_criteria: []\ntasks:\n  - id: TASK-1.1\n    status: completed\n    assigned_to: [alice]\n    dependencies: []\n  - id: TASK-1.2\n    status: STATUS\n    assigned_to: [alice]\n    dependencies: []";

    #[test]
    fn dropped_tasks_are_allowed() {
        assert_eq!(tokens_with(&DONE.replace("STATUS", "deferred")), []);
    }

    #[test]
    fn open_tasks_take_precedence_over_counts_and_percentage() {
        let wrong = DONE
            .replace("STATUS", "pending")
            .replace("completed_tasks: 1", "completed_tasks: 2");
        let wrong = wrong.replace("overall_progress: 50", "overall_progress: 100");
        assert_eq!(
            tokens_with(&wrong),
            [("phase-done-open-tasks", "completed".to_owned())]
        );
    }
}
