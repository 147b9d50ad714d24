//! Every step of the critical path must name tasks of the plan.
//!
//! A step may name several tasks (`TASK-1.2/TASK-1.3`, or `TASK-1.2/1.3` for short) or a whole
//! phase. Steps that do not look like an ID, tasks of other plans, and tasks that only the plan's
//! document mentions are not reported.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.7"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use super::references::References;
use crate::config::Severity;
use crate::lint::{Check, Diagnostics, PhaseContext, Rule};
use crate::model::{Resolution, Tasks};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "critical-path-unknown-task",
    severity: Severity::Error,
    summary: "the critical path names a task that does not exist",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // Without tasks every step would be unknown, for a reason that another rule reports.
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    let mut references = References::of(context, "correct the ID, or remove the step");
    for name in &context.phase.schedule.critical_path {
        // A text that is a known ID is not a list, whatever it contains.
        let parts: Vec<&str> = match context.plans().resolve(context.id(), &name.text) {
            Resolution::Nothing | Resolution::Undecidable(_) | Resolution::Event => {
                name.text.split('/').collect()
            }
            _ => vec![name.text.as_str()],
        };
        let first = parts.first().copied().unwrap_or_default().trim();
        for part in parts.iter().map(|part| part.trim()) {
            if !(parts.len() > 1 && is_understood(context, first, part))
                && let Some(diagnostic) = references.certain(name, part)
            {
                diagnostics.push(diagnostic);
            }
        }
    }
}

/// Whether a part of a list abbreviates a task, or is a remark such as `206 (parallel)`.
fn is_understood(context: &PhaseContext<'_>, first: &str, part: &str) -> bool {
    is_short_for_task(context, first, part)
        || context.plans().resolve(context.id(), part) == Resolution::Event
}

/// Whether `part`, prefixed with what precedes the number in `first`, names a task: `203` after
/// `CAR-202`, `T3` after `P1-T2`.
fn is_short_for_task(context: &PhaseContext<'_>, first: &str, part: &str) -> bool {
    // No ID is longer, and thousands of parts must not be tried with thousands of prefixes.
    if first.len() > 64 || part.len() > 64 {
        return false;
    }
    let mut prefixes = first
        .match_indices(['-', '.', '_'])
        .map(|(at, _)| &first[..=at]);
    prefixes.any(|prefix| context.task_here(&format!("{prefix}{part}")).is_some())
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn unknown(path: &str) -> usize {
        let keys = format!(
            "parallelization:\n  batch_1: [\"TASK-1.1\", \"TASK-1.2\"]\n  critical_path: [{path}]"
        );
        let found = tokens_with(&keys).into_iter();
        found
            .filter(|(rule, _)| *rule == "critical-path-unknown-task")
            .count()
    }

    #[test]
    fn a_step_may_name_several_tasks() {
        assert_eq!(unknown("TASK-1.1/TASK-1.2"), 0);
        assert_eq!(unknown("TASK-1.1/1.2"), 0);
        assert_eq!(unknown("TASK-1.1/2"), 0);
        assert_eq!(unknown("TASK-1.1/TASK-1.2 (parallel)"), 0);
        assert_eq!(unknown("TASK-1.1/1.9"), 1);
        assert_eq!(unknown("Phase 1, all"), 0);
    }
}
