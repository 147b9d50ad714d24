//! A task ID must be unique in its file.
//!
//! A dependency on a duplicate ID is ambiguous, and an update changes whichever task comes
//! first.
//!
//! # Bad
//!
//! ```yaml
//! parallelization: {}
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.1"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::TaskRef;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-task-id",
    severity: Severity::Error,
    summary: "two tasks of a file have the same ID",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let (file, plan) = (context.id(), context.plan());
    for (index, task) in (0..).zip(context.tasks()) {
        let Some(id) = &task.id else { continue };
        // In the order of files and entries.
        let named = plan.tasks_named(&id.text);
        let own = named.partition_point(|task| task.file < file);
        let first = named.get(own).filter(|first| first.index < index);
        let Some(first) = first.and_then(|first| context.plans().task(*first)) else {
            continue;
        };
        let first = Location::of(file, first.node, first.anchor());
        let place = Location::of(file, task.node, id.node);
        let message = format!("another task already has the ID `{}`", id.text);
        diagnostics.push(
            Diagnostic::new(place, message)
                .help("give one of the two tasks a different ID")
                .related(first, "first task with this ID")
                .task(TaskRef {
                    file: context.id(),
                    index,
                }),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn every_repetition_is_reported() {
        let task = |id: &str| {
            format!(
                "  - id: {id}\n    status: pending\n    assigned_to: [alice]\n    dependencies: []\n"
            )
        };
        let keys = format!(
            "total_tasks: 3\nparallelization: {{}}\ntasks:\n{}{}{}",
            task("A-1"),
            task("A-1"),
            task("'A-1'")
        );
        let found = tokens_with(&keys);
        assert_eq!(
            found,
            [
                ("duplicate-task-id", "A-1".to_owned()),
                ("duplicate-task-id", "'A-1'".to_owned())
            ]
        );
    }
}
