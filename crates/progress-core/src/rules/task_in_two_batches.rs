//! A task must be in only one batch.
//!
//! Otherwise two agents, each running a batch, would both do it.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use crate::collections::HashMap;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::Tasks;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "task-in-two-batches",
    severity: Severity::Error,
    summary: "a task is in two batches",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // Without tasks, it is unknown what the entries are.
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    let mut first_places = HashMap::default();
    for batch in &context.phase.schedule.batches {
        for name in &batch.tasks {
            let place = Location::value(context.id(), name.node);
            let first = *first_places
                .entry(name.text.as_str())
                .or_insert((batch.number, place));
            // A task listed twice in the same batch is still done once.
            if first.0 != batch.number {
                let message = format!("`{}` is already in batch_{}", name.text, first.0);
                diagnostics.push(
                    Diagnostic::new(place, message)
                        .help("keep it in one of the two batches")
                        .related(first.1, "first listed here"),
                );
            }
        }
    }
}
