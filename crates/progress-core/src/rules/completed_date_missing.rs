//! A completed phase should record its completion date.
//!
//! Checked if the key `completed` is present but null or empty. The fix uses the date of the
//! commit that marked the phase as done.
//!
//! # Bad
//!
//! ```yaml (completed=2026-02-06)
//! status: "completed"
//! completed: null
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

use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::derive::dates::is_empty;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "completed-date-missing",
    severity: Severity::Warning,
    summary: "a completed phase has no completion date",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let Some(completed) = context.get("completed").filter(|node| is_empty(*node)) else {
        return;
    };
    let message = format!("the phase is `{}`, but `completed` is empty", status.text);
    let mut diagnostic = Diagnostic::new(Location::value(context.id(), completed.id()), message)
        .help("write the completion date as \"YYYY-MM-DD\"")
        .related(
            Location::value(context.id(), status.node),
            "marked as done here",
        );
    // Looked up in the history, and so unknown outside Git, for example.
    let completions = &context.workspace().history.completions;
    if let Some(completion) = completions.get(&context.id()) {
        let day = &completion.day;
        let title = format!(
            "write `{day}`, the date of commit {}, which marked it as done",
            completion.commit
        );
        // Unsafe, because the phase may have been completed before somebody marked it.
        let change = Change::Set(completed.id(), Value::text(day));
        diagnostic = diagnostic.fix(Fix::uncertain(title, vec![change]));
    }
    diagnostics.push(diagnostic);
}
