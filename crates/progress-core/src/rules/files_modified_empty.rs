//! `files_modified` of a completed phase should not be empty.
//!
//! People and tools use the list to find what a phase changed. Checked only if the key is present.
//! `progress sync` fills it in from the commits that belong to the phase.
//!
//! # Bad
//!
//! ```yaml
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! files_modified: []
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
//! success_criteria: []
//! files_modified: ["src/schema.rs"]
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
use crate::derive::dates::is_empty;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::Class;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "files-modified-empty",
    severity: Severity::Advice,
    summary: "`files_modified` of a completed phase is empty",
    fix: None,
    // The first says which paths are missing; in the second case, the list may still be filled in.
    suppressed_by: &[
        Yield::File("files-modified-incomplete"),
        Yield::File("phase-done-open-tasks"),
    ],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let Some(list) = context.get("files_modified") else {
        return;
    };
    let is_empty_list = list.is_sequence() && list.items().len() == 0;
    // A phase whose tasks were all dropped changed nothing.
    let was_worked_on = context
        .tasks()
        .iter()
        .any(|task| task.state == Some(Class::Done));
    if !was_worked_on || !(is_empty_list || is_empty(list)) {
        return;
    }
    let message = format!(
        "the phase is `{}`, but `files_modified` is empty",
        status.text
    );
    diagnostics.push(
        Diagnostic::new(Location::value(context.id(), list.id()), message)
            .help("run `progress sync` to fill it in from the commits of the phase")
            .related(
                Location::value(context.id(), status.node),
                "marked as done here",
            ),
    );
}
