//! A task must not depend on a task in a later batch.
//!
//! Batches run in order, so the dependency would not have been started when this task's turn
//! comes.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.2"]
//!   batch_2: ["TASK-1.1"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::TaskRef;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "dependency-on-later-batch",
    severity: Severity::Error,
    summary: "a task depends on a task of a later batch",
    fix: None,
    // No order of batches suits tasks that wait for each other.
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let batches = &context.phase.schedule.batches;
    if batches.is_empty() {
        return;
    }
    let graph = context.plans().graph(context.id());
    for (index, task) in (0_u32..).zip(context.tasks()) {
        let Some(own) = graph.batch(index as usize) else {
            continue;
        };
        for name in &task.references {
            let Some(target) = context.task_here(&name.text) else {
                continue;
            };
            // The graph's batches are indices into `batches`, which is sorted by number.
            let Some(later) = graph.batch(target).filter(|&batch| batch > own) else {
                continue;
            };
            let message = format!(
                "`{}` runs in batch_{}, after this task's batch_{}",
                name.text, batches[later].number, batches[own].number,
            );
            let place = Location::value(context.id(), name.node);
            diagnostics.push(
                Diagnostic::new(place, message)
                    .help("move one of the two tasks to another batch, or remove the dependency")
                    .related(
                        Location::key(context.id(), batches[later].node),
                        "later batch",
                    )
                    .task(TaskRef {
                        file: context.id(),
                        index,
                    }),
            );
        }
    }
}
