//! A completed task must not depend on an unfinished one.
//!
//! Either the dependency was finished but never marked, or it is not really a dependency, or the
//! task is not really done. A dropped dependency counts as settled, and one with an unknown
//! status is not reported.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
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
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Name, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "done-before-dependency",
    severity: Severity::Warning,
    summary: "a task is done but one of its dependencies is not",
    fix: None,
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for (index, task) in (0..).zip(context.tasks()) {
        if class(task) != Some(Class::Done) {
            continue;
        }
        let own = TaskRef {
            file: context.id(),
            index,
        };
        for name in &task.references {
            if let Some(diagnostic) = judge(context, task, name) {
                diagnostics.push(diagnostic.task(own));
            }
        }
    }
}

fn judge(context: &PhaseContext<'_>, task: &Task, name: &Name) -> Option<Diagnostic> {
    let target = context.plans().resolve(context.id(), &name.text).task()?;
    let dependency = context.plans().task(target)?;
    if matches!(
        class(dependency)?,
        Class::Done | Class::Dropped | Class::Unknown
    ) {
        return None;
    }
    let status = dependency.status.as_ref()?;
    let id = task.id_text().unwrap_or("this task");
    let place = Location::value(context.id(), name.node);
    let message = format!(
        "`{id}` is done, but its dependency `{}` is `{}`",
        name.text, status.text
    );
    let diagnostic = Diagnostic::new(place, message)
        .help(format!(
            "mark `{}` as done if it is; otherwise reopen `{id}` or remove the dependency",
            name.text
        ))
        .related(
            Location::value(target.file, status.node),
            "status of the dependency",
        );
    Some(diagnostic)
}

fn class(task: &Task) -> Option<Class> {
    task.state
}
