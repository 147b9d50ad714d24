//! A task must not depend on itself.
//!
//! It could never start. Usually the ID is a copy-and-paste mistake and another task was meant.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//!   - id: "TASK-1.2"
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
use crate::model::{Resolution, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "self-dependency",
    severity: Severity::Error,
    summary: "a task depends on itself",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for (index, task) in (0..).zip(context.tasks()) {
        let own = TaskRef {
            file: context.id(),
            index,
        };
        for name in &task.references {
            let target = context.plans().resolve(context.id(), &name.text);
            // If several tasks share an ID, each one that names it names itself.
            let is_own = match target {
                Resolution::Here(found) => {
                    let named = context.plans().task(found);
                    named.and_then(Task::id_text) == task.id_text()
                }
                _ => false,
            };
            if is_own {
                let place = Location::value(context.id(), name.node);
                let message = format!("`{}` depends on itself", name.text);
                diagnostics.push(
                    Diagnostic::new(place, message)
                        .help("remove this dependency")
                        .task(own),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn a_task_may_name_its_own_plan() {
        let task = "total_tasks: 1\nparallelization: {}\ntasks:\n  - { id: A-1, description: x, status: pending, assigned_to: [a], dependencies: [\"auth-v1:A-1\"] }";
        assert_eq!(
            tokens_with(task),
            [("self-dependency", "\"auth-v1:A-1\"".to_owned())]
        );
    }
}
