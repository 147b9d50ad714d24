//! A completed phase should have no unresolved blockers.
//!
//! At most one finding per file, at the first unresolved blocker. A blocker is resolved if its
//! `status` or `resolution` says so, or its text begins with such a word: `Resolved: …`, but not
//! `Fixed-price contract …`.
//!
//! # Bad
//!
//! ```yaml
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! blockers:
//!   - { id: "BLOCK-1", description: "No access to the database" }
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
//! blockers:
//!   - { id: "BLOCK-1", description: "No access to the database", status: "resolved" }
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
use crate::model::blocker::is_resolved;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "blockers-left",
    severity: Severity::Advice,
    summary: "a completed phase has an unresolved blocker",
    fix: None,
    suppressed_by: &[],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if !context.phase.is_done() {
        return;
    }
    let Some(blockers) = context.get("blockers") else {
        return;
    };
    // A text in place of a list, such as `none`, has no items.
    let Some(left) = blockers.items().find(|entry| !is_resolved(*entry)) else {
        return;
    };
    let shown = left.get("id").unwrap_or(left);
    let place = Location::of(context.id(), left.id(), shown.id());
    diagnostics.push(
        Diagnostic::new(
            place,
            "the phase is done, but this blocker is not marked as resolved",
        )
        .help("remove it, or add `status: resolved`"),
    );
}
