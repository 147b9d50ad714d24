//! Every entry of a batch must name a task of the plan.
//!
//! An entry that matches no task is work that is never done. Entries that do not look like an ID,
//! tasks of other plans, and tasks that only the plan's document mentions are not reported.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2", "TASK-1.7"]
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
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use super::references::References;
use crate::config::Severity;
use crate::lint::{Check, Diagnostics, PhaseContext, Rule};
use crate::model::Tasks;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "batch-unknown-task",
    severity: Severity::Error,
    summary: "a batch names a task that does not exist",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // Without tasks every entry would be unknown, for a reason that another rule reports.
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    let batches = &context.phase.schedule.batches;
    // A task that is in a batch already is hardly what a wrong entry was meant to be.
    let mut references = References::of(context, "correct the ID, or remove the entry")
        .besides(batches.iter().flat_map(|batch| &batch.tasks));
    for batch in batches {
        for name in &batch.tasks {
            if diagnostics.is_full() {
                return;
            }
            if let Some(diagnostic) = references.certain(name, &name.text) {
                diagnostics.push(diagnostic);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_with;

    #[test]
    fn a_task_that_is_not_listed_yet_is_suggested() {
        let found = lint_with("parallelization:\n  batch_1: [\"TASK-1.1\", \"TASK-1.7\"]");
        assert_eq!(found[0].rule, "batch-unknown-task");
        assert_eq!(found[0].help, "did you mean `TASK-1.2`?");
    }

    #[test]
    fn a_malformed_id_explains_the_references_it_breaks() {
        let keys = "total_tasks: 1\nparallelization: { batch_1: [A-1], critical_path: [A-1] }\ntasks:\n  - { id: \"A 1\", status: pending, assigned_to: [a], dependencies: [] }";
        let found = lint_with(keys);
        let rules: Vec<_> = found.iter().map(|found| found.rule).collect();
        assert_eq!(rules, ["schema"], "{found:?}");
    }
}
