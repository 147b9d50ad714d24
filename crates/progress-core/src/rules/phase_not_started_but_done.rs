//! A phase with tasks that are done or in progress must not be marked as not started.
//!
//! People who look for work to pick up, or for work under way, read the phase's status first.
//!
//! # Bad
//!
//! ```yaml
//! completed_tasks: 1
//! overall_progress: 50
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
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
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

use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::Class;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "phase-not-started-but-done",
    severity: Severity::Warning,
    summary: "a phase is marked as not started while tasks are done or in progress",
    fix: Some(Safety::Safe),
    // If all tasks are done, `in_progress` would be wrong as well.
    suppressed_by: &[Yield::File("phase-open-all-done")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some((status, _)) = context
        .phase
        .status
        .as_ref()
        .filter(|(_, state)| state.class == Class::Open)
    else {
        return;
    };
    let begun = context
        .tasks()
        .iter()
        .find(|task| matches!(task.state, Some(Class::Done | Class::Active)));
    let Some((task, task_status)) = begun.and_then(|task| Some((task, task.status.as_ref()?)))
    else {
        return;
    };
    let id = task.id_text().unwrap_or("a task");
    let message = format!(
        "the phase is `{}`, but `{id}` is `{}`",
        status.text, task_status.text
    );
    // Safe, because a task proves that work has begun.
    let set = Change::Set(status.node, Value::text("in_progress"));
    diagnostics.push(
        Diagnostic::new(Location::value(context.id(), status.node), message)
            .fix(Fix::safe("write `in_progress`", vec![set]))
            .help("write `in_progress`")
            .related(
                Location::value(context.id(), task_status.node),
                "this task has been started",
            ),
    );
}
