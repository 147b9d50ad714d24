//! A batch must name tasks of the plan.
//!
//! Whoever runs the batch looks its entries up: one that no task answers to is work that nobody
//! does. An entry that does not look like an ID is taken for an event, which is advice.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2", "TASK-1.7"]
//!   critical_path: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use super::references::References;
use crate::config::Severity;
use crate::lint::{Check, Drafts, PhaseContext, Rule};
use crate::model::Tasks;

/// The rule.
pub const RULE: Rule = Rule {
    name: "batch-unknown-task",
    severity: Severity::Error,
    summary: "a batch names a task that does not exist",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    let mut references = References::of(context, "correct the ID, or remove the entry");
    for batch in &context.phase.schedule.batches {
        for name in &batch.tasks {
            if let Some(draft) = references.judge(name, None) {
                drafts.push(draft);
            }
        }
    }
}
