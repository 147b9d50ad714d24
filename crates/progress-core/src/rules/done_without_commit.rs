//! A task that a range of commits marks as done should have a commit of its own.
//!
//! A completed task without any work in the repository is suspicious. Checks the tasks that the
//! commits of `lint --commits` mark as done: each should be named by a commit that changes more
//! than progress files. Off by default, because not every task leaves a trace in the repository.
//!
//! # Bad
//!
//! ```yaml (done=TASK-1.1)
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
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml (done=TASK-1.1 worked=TASK-1.1)
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
//!     dependencies: []
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::TaskRef;
use crate::verdict::is_done_without_commit;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "done-without-commit",
    severity: Severity::Off,
    summary: "a task is marked as done, but no commit works on it",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // Only `lint --commits` knows what commits work on.
    let Some(range) = &context.workspace().range else {
        return;
    };
    for (index, task) in (0..).zip(context.tasks()) {
        let Some(id) = &task.id else { continue };
        let key = (context.file.path().to_owned(), id.text.clone());
        // A later commit of the range may have reopened the task.
        let is_worked_on = range.worked.contains_key(&key);
        if !range.done.contains(&key) || !is_done_without_commit(task.state, is_worked_on) {
            continue;
        }
        let shown = task.status.as_ref().map_or(id.node, |status| status.node);
        let message = format!("`{}` is marked as done, but no commit works on it", id.text);
        diagnostics.push(
            Diagnostic::new(Location::value(context.id(), shown), message)
                .help(format!(
                    "name it in the commit that completes it: `Task: {}`",
                    id.text
                ))
                .task(TaskRef {
                    file: context.id(),
                    index,
                }),
        );
    }
}
