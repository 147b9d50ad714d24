//! A completed task must not depend on an unfinished one.
//!
//! Either the dependency was finished but never marked, or it is not really a dependency, or the
//! task is not really done. A dropped dependency counts as settled, and one with an unknown
//! status is not reported. One finding covers all tasks that depend on the same unfinished one.
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

use std::collections::BTreeMap;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Name, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "done-before-dependency",
    severity: Severity::Warning,
    summary: "a task is done but one of its dependencies is not",
    fix: None,
    // In a cycle, whichever task is done first depends on one that is not.
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Phase(check),
};

/// Maximum number of other tasks shown.
const SHOWN: usize = 3;

/// A done task that depends on an unfinished one.
struct Early<'a> {
    task: TaskRef,
    id: &'a str,
    name: &'a Name,
}

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // One unfinished dependency is one cause, however many tasks depend on it.
    let mut by_cause: BTreeMap<TaskRef, Vec<Early<'_>>> = BTreeMap::new();
    for (index, task) in (0..).zip(context.tasks()) {
        if task.state != Some(Class::Done) {
            continue;
        }
        for name in &task.references {
            if let Some(cause) = unfinished(context, name) {
                by_cause.entry(cause).or_default().push(Early {
                    task: TaskRef {
                        file: context.id(),
                        index,
                    },
                    id: task.id_text().unwrap_or("this task"),
                    name,
                });
            }
        }
    }
    for (cause, early) in by_cause {
        if let Some(diagnostic) = report(context, cause, &early) {
            diagnostics.push(diagnostic);
        }
    }
}

/// The task that a reference names, if it is known not to be finished.
pub(super) fn unfinished(context: &PhaseContext<'_>, name: &Name) -> Option<TaskRef> {
    let target = context.plans().resolve(context.id(), &name.text).task()?;
    let state = context.plans().task(target)?.state?;
    let is_over = matches!(state, Class::Done | Class::Dropped | Class::Unknown);
    (!is_over).then_some(target)
}

fn report(context: &PhaseContext<'_>, cause: TaskRef, early: &[Early<'_>]) -> Option<Diagnostic> {
    let status = context.plans().task(cause)?.status.as_ref()?;
    let (first, others) = early.split_first()?;
    let Early { id, name, .. } = first;
    let and_others = match others.len() {
        0 => String::new(),
        1 => "; 1 more task that depends on it is done".to_owned(),
        count => format!("; {count} more tasks that depend on it are done"),
    };
    let message = format!(
        "`{id}` is done, but its dependency `{}` is `{}`{and_others}",
        name.text, status.text
    );
    let place = |name: &Name| Location::value(context.id(), name.node);
    let mut diagnostic = Diagnostic::new(place(name), message)
        .help(format!(
            "mark `{}` as done if it is; otherwise reopen `{id}` or remove the dependency",
            name.text
        ))
        .related(
            Location::value(cause.file, status.node),
            "status of the dependency",
        );
    for other in others.iter().take(SHOWN) {
        diagnostic =
            diagnostic.related(place(other.name), format!("`{}` is done as well", other.id));
    }
    Some(
        early
            .iter()
            .fold(diagnostic, |it, early| it.task(early.task)),
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_with;

    #[test]
    fn one_cause_is_one_finding() {
        let task = |id: &str, status: &str, on: &str| {
            format!("  - {{id: {id}, status: {status}, assigned_to: [a], dependencies: [{on}]}}\n")
        };
        let tasks = [
            task("A-1", "pending", ""),
            task("A-2", "completed", "A-1"),
            task("A-3", "completed", "A-1"),
            task("A-4", "completed", "A-1, A-2"),
        ];
        let keys = format!("parallelization: {{}}\ntasks:\n{}", tasks.concat());
        let mut found = lint_with(&keys);
        found.retain(|found| found.rule == "done-before-dependency");
        let [only] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert!(only.message.contains("`A-2` is done"), "{}", only.message);
        assert!(only.message.contains("2 more tasks"), "{}", only.message);
    }
}
