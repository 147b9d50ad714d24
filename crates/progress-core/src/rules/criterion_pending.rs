//! A completed phase should have no pending success criteria.
//!
//! The criteria define when the phase is complete. One that is in progress, blocked or `failed` is
//! pending too; one that is dropped, or whose status is another unknown word, is not. At most one
//! finding per file, at the first pending criterion. If the current change marks the phase as done,
//! the finding is an error, because nobody looks at the criteria afterwards.
//!
//! # Bad
//!
//! ```yaml
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria:
//!   - { id: "SC-1.1", description: "The schema exists", status: "pending" }
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
//!
//! # Good
//!
//! ```yaml
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria:
//!   - { id: "SC-1.1", description: "The schema exists", status: "completed" }
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
use crate::model::Name;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "criterion-pending",
    severity: Severity::Advice,
    summary: "a completed phase has a pending success criterion",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let pending: Vec<&Name> = context.phase.pending_criteria().collect();
    let Some(first) = pending.first() else {
        return;
    };
    let message = match pending.len() {
        1 => format!(
            "the phase is `{}`, but this criterion is `{}`",
            status.text, first.text
        ),
        count => format!(
            "the phase is `{}`, but {count} criteria are not met, starting with this one",
            status.text
        ),
    };
    let mut diagnostic = Diagnostic::new(Location::value(context.id(), first.node), message)
        .help("mark the criteria that are met as `completed`, or set the phase to `review`")
        .related(
            Location::value(context.id(), status.node),
            "marked as done here",
        );
    // Old phases are history, but this one is being completed right now.
    if context
        .workspace()
        .history
        .marked_done
        .contains(&context.id())
    {
        diagnostic = diagnostic.severity(Severity::Error);
    }
    diagnostics.push(diagnostic);
}
