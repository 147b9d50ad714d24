//! The estimated total should equal the sum of the tasks' estimates.
//!
//! Off by default, because in many repositories the total is elapsed time, with tasks running in
//! parallel. Checked only if every task has an estimate in the same unit as the total.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     estimated_effort: "1 pt"
//!   - id: "TASK-1.2"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     estimated_effort: "1 pt"
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//!   estimated_total_time: "5 pts"
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     estimated_effort: "1 pt"
//!   - id: "TASK-1.2"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     estimated_effort: "1 pt"
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//!   estimated_total_time: "2 pts"
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::Task;
use crate::model::effort::{Effort, rounded};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "estimated-total-mismatch",
    severity: Severity::Off,
    summary: "the estimated total is not the sum of the tasks' estimates",
    fix: None,
    suppressed_by: &[],
    check: Check::Advice(check),
};

/// Sums of estimates such as 0.1 are not exact.
const TOLERANCE: f64 = 1e-6;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(total) = &context.phase.schedule.estimated_total_time else {
        return;
    };
    let Some(stated) = Effort::parse(&total.text) else {
        return;
    };
    let amount = |task: &Task| {
        let (_, effort) = task.effort.as_deref()?;
        // Hours and points cannot be added.
        (effort.unit == stated.unit).then_some(effort.amount)
    };
    let amounts: Option<Vec<f64>> = context.tasks().iter().map(amount).collect();
    let Some(amounts) = amounts.filter(|amounts| !amounts.is_empty()) else {
        return;
    };
    let sum: f64 = amounts.iter().sum();
    if (sum - stated.amount).abs() > TOLERANCE {
        let place = Location::value(context.id(), total.node);
        let message = format!(
            "the estimated total is `{}`, but the tasks add up to {}",
            total.text,
            rounded(sum)
        );
        diagnostics.push(
            Diagnostic::new(place, message)
                .help("write the sum, or turn this rule off if the total is elapsed time"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Sandbox, with};

    #[test]
    fn the_sum_is_rounded() {
        let task = "status: pending, assigned_to: [alice], dependencies: []";
        let text = with(&format!(
            "tasks:\n  - {{id: TASK-1.1, {task}, estimated_effort: 0.1 pt}}\n  - {{id: TASK-1.2, {task}, estimated_effort: 0.2 pt}}\nparallelization:\n  batch_1: [TASK-1.1, TASK-1.2]\n  critical_path: [TASK-1.2]\n  estimated_total_time: 1 pt"
        ));
        let bench = Sandbox::new(&[(BASE_PATH, &text)]);
        let found = bench.enable("estimated-total-mismatch").run();
        let own = found
            .iter()
            .find(|found| found.rule == "estimated-total-mismatch");
        assert_eq!(
            own.unwrap().message,
            "the estimated total is `1 pt`, but the tasks add up to 0.3"
        );
    }
}
