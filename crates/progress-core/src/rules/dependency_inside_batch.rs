//! A task should not depend on another task in its batch.
//!
//! The tasks of a batch are meant to run in parallel. Checked if `execution_model` is absent or
//! `batch-parallel`; other models order the tasks within a batch themselves.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
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

use std::cell::LazyCell;

use crate::config::Severity;
use crate::derive::rebatched;
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::{TaskRef, status};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "dependency-inside-batch",
    severity: Severity::Warning,
    summary: "a task depends on a task of the same batch",
    fix: Some(Safety::Unsafe),
    // No order of batches suits tasks that wait for each other.
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if !runs_side_by_side(context) {
        return;
    }
    let graph = context.plans().graph(context.id());
    // One fix for all findings: each would change the same lists. Most files need none.
    let fix = LazyCell::new(|| {
        let changes = rebatched(context.tree, context.phase, graph, &[])?;
        Some(Fix::uncertain("recompute the batches", changes))
    });
    for (index, task) in (0_u32..).zip(context.tasks()) {
        let Some(own) = graph.batch(index as usize) else {
            continue;
        };
        let Some(batch) = context.phase.schedule.batches.get(own) else {
            continue;
        };
        for name in &task.references {
            let target = context
                .task_here(&name.text)
                // `self-dependency` reports that.
                .filter(|&target| target != index as usize);
            if target.and_then(|target| graph.batch(target)) != Some(own) {
                continue;
            }
            let message = format!(
                "`{}` is also in batch_{}, whose tasks run in parallel",
                name.text, batch.number,
            );
            let mut diagnostic = Diagnostic::new(Location::value(context.id(), name.node), message)
                .help("move this task to a later batch, or remove the dependency")
                .related(
                    Location::key(context.id(), batch.node),
                    "batch of both tasks",
                )
                .task(TaskRef {
                    file: context.id(),
                    index,
                });
            if let Some(fix) = &*fix {
                diagnostic = diagnostic.fix(fix.clone());
            }
            diagnostics.push(diagnostic);
        }
    }
}

fn runs_side_by_side(context: &PhaseContext<'_>) -> bool {
    let model = context
        .get("execution_model")
        .and_then(yaml_lossless::Node::some_text);
    model.is_none_or(|model| status::normalize(model) == "batch_parallel")
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    const INSIDE: &str = "parallelization:\n  batch_1: [TASK-1.1, [TASK-1.2]]\n  critical_path: [TASK-1.1, TASK-1.2]\ntasks:\n  - id: TASK-1.1\n    status: pending\n    assigned_to: [alice]\n    dependencies: []\n  - id: TASK-1.2\n    status: pending\n    assigned_to: [alice]\n    dependencies: [TASK-1.1]";

    #[test]
    fn the_execution_model_decides() {
        let found = [("dependency-inside-batch", "TASK-1.1".to_owned())];
        assert_eq!(tokens_with(INSIDE), found);
        assert_eq!(
            tokens_with(&format!("execution_model: batch-parallel\n{INSIDE}")),
            found
        );
        assert_eq!(
            tokens_with(&format!("execution_model: sequential\n{INSIDE}")),
            []
        );
    }

    #[test]
    fn an_unresolved_dependency_elsewhere_explains_nothing() {
        let with_event = INSIDE.replace(
            "dependencies: [TASK-1.1]",
            "dependencies: [design sign-off, TASK-1.1]",
        );
        assert_eq!(
            tokens_with(&with_event),
            [
                ("unresolved-dependency", "design sign-off".to_owned()),
                ("dependency-inside-batch", "TASK-1.1".to_owned()),
            ]
        );
    }

    #[test]
    fn a_cycle_takes_precedence() {
        let circle = INSIDE.replacen("dependencies: []", "dependencies: [TASK-1.2]", 1);
        let rules: Vec<_> = tokens_with(&circle)
            .into_iter()
            .map(|found| found.0)
            .collect();
        assert_eq!(rules, ["dependency-cycle"]);
    }
}
