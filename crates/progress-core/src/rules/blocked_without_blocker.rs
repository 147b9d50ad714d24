//! A blocked task should have a blocker that says what it is waiting for.
//!
//! Nobody can remove an obstacle that is not named. A task that gives the reason itself
//! (`blocked_by`, `blocked_reason`, `notes`) or that depends on an unfinished task is not
//! reported.
//!
//! # Bad
//!
//! ```yaml
//! blocked_tasks: 1
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "blocked"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! blocked_tasks: 1
//! blockers:
//!   - "TASK-1.2 waits for access to the database"
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "blocked"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::blocker::REASONS;
use crate::model::{Class, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "blocked-without-blocker",
    severity: Severity::Warning,
    summary: "a task is blocked but no blocker is named",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let blockers = context.get("blockers");
    // Blockers need not say which task they block, so any of them may explain a blocked task.
    if blockers.is_some_and(|node| node.items().len() > 0 || node.some_text().is_some()) {
        return;
    }
    for (index, task) in (0..).zip(context.tasks()) {
        if task.state != Some(Class::Blocked) || is_explained(context, task) {
            continue;
        }
        let Some(status) = &task.status else {
            continue;
        };
        let id = task.id_text().unwrap_or("this task");
        let message = format!("`{id}` is blocked, but no blocker says why");
        diagnostics.push(
            Diagnostic::new(Location::value(context.id(), status.node), message)
                .help("say what it is waiting for in `blockers`")
                .task(TaskRef {
                    file: context.id(),
                    index,
                }),
        );
    }
}

fn is_explained(context: &PhaseContext<'_>, task: &Task) -> bool {
    let node = context.node(task.node);
    let gives_reason = REASONS
        .iter()
        .any(|key| node.get(key).is_some_and(|value| !value.is_null()));
    gives_reason
        || task
            .references
            .iter()
            .any(|name| is_open(context, &name.text))
}

/// Whether a reference names an unsettled task, which is then the blocker.
fn is_open(context: &PhaseContext<'_>, reference: &str) -> bool {
    let task = context
        .plans()
        .resolve(context.id(), reference)
        .task()
        .and_then(|task| context.plans().task(task));
    task.and_then(|task| task.state)
        .is_some_and(|state| !state.is_settled())
}
