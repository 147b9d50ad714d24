//! A task should not have been completed before a task it depends on.
//!
//! Either a date is wrong, or the task did not really depend on the other one. Tasks are compared
//! if both are done and have a completion date (`completed` or `completed_at`).
//!
//! # Bad
//!
//! ```yaml
//! status: "review"
//! completed_tasks: 2
//! overall_progress: 100
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     completed: "2026-02-09"
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//!     completed: "2026-02-06"
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "review"
//! completed_tasks: 2
//! overall_progress: 100
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     completed: "2026-02-06"
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//!     completed: "2026-02-09"
//! ```

use yaml_lossless::Node;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::date::{Date, has_time, is_before};
use crate::model::{Class, Name, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "completed-before-dependency",
    severity: Severity::Advice,
    summary: "a task was completed before one of its dependencies",
    fix: None,
    // In a cycle, one of the tasks is always completed before its dependency.
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for (index, task) in (0..).zip(context.tasks()) {
        if task.state != Some(Class::Done) || task.references.is_empty() {
            continue;
        }
        let Some((node, date)) = completed(context.node(task.node)) else {
            continue;
        };
        let file = context.id();
        for name in &task.references {
            if let Some((place, later)) = later_dependency(context, name, date) {
                let id = task.id_text().unwrap_or("this task");
                let message = format!(
                    "`{id}` was completed on {date}, before its dependency `{}` ({later})",
                    name.text
                );
                let diagnostic = Diagnostic::new(Location::value(file, node.id()), message)
                    .help("correct whichever date is wrong, or remove the dependency")
                    .related(place, "completed later")
                    .task(TaskRef { file, index });
                diagnostics.push(diagnostic);
                // One wrong date would otherwise be reported for each dependency.
                break;
            }
        }
    }
}

/// The date on which a dependency was completed, if that is later.
fn later_dependency<'a>(
    context: &PhaseContext<'a>,
    name: &Name,
    date: &str,
) -> Option<(Location, &'a str)> {
    let target = context.plans().resolve(context.id(), &name.text).task()?;
    let dependency = context.plans().task(target)?;
    // `done-before-dependency` reports a dependency that is not done.
    if dependency.state != Some(Class::Done) {
        return None;
    }
    let tree = context.workspace().file(target.file).document.tree()?;
    let (node, later) = completed(tree.node(dependency.node))?;
    // A date without a time may be in another zone.
    let comparable = has_time(date) == has_time(later);
    let is_earlier = comparable && is_before(date, later) == Some(true);
    is_earlier.then(|| (Location::value(target.file, node.id()), later))
}

/// The date on which a task was completed.
fn completed(task: Node<'_>) -> Option<(Node<'_>, &str)> {
    for key in ["completed", "completed_at", "completed_date"] {
        // `completed: null` or `completed: true` may be next to the date.
        if let Some(node) = task.get(key)
            && let Some(text) = node.some_text()
            && Date::parse(text).is_some()
        {
            return Some((node, text.trim()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn any_key_may_hold_the_date() {
        for (keys, expected) in [
            ("completed: 2026-02-05", 1),
            ("completed: null, completed_at: 2026-02-05", 1),
            ("completed: true, completed_date: 2026-02-05", 1),
            ("completed: true", 0),
            ("completed: 2026-02-07, completed_at: 2026-02-05", 0),
        ] {
            let task = "status: completed, assigned_to: [alice]";
            let found = tokens_with(&format!(
                "status: review\ncompleted_tasks: 2\noverall_progress: 100\ntasks:\n  - {{id: TASK-1.1, {task}, dependencies: [], completed: 2026-02-06}}\n  - {{id: TASK-1.2, {task}, dependencies: [TASK-1.1], {keys}}}"
            ));
            let own = found
                .iter()
                .filter(|(rule, _)| *rule == "completed-before-dependency");
            assert_eq!(own.count(), expected, "{keys}");
        }
    }
}
