//! A task that commits work on should be done at the end of the range.
//!
//! For teams whose branches carry whole tasks: a task that the commits of `lint --commits` work
//! on must be done or dropped in the last tree of the range. Off by default, because many tasks
//! take more than one branch.
//!
//! # Bad
//!
//! ```yaml (worked=TASK-1.1)
//! phase: 1
//! ```
//!
//! # Good
//!
//! ```yaml (worked=TASK-1.1)
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
use crate::verdict::is_commit_without_done;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-without-done",
    severity: Severity::Off,
    summary: "commits work on a task that is still not done",
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
        let (Some(id), Some(status), Some(state)) = (&task.id, &task.status, task.state) else {
            continue;
        };
        let key = (context.file.path().to_owned(), id.text.clone());
        let Some((commit, subject)) = range.worked.get(&key) else {
            continue;
        };
        if !is_commit_without_done(Some(state), true) {
            continue;
        }
        let message = format!("commits work on `{}`, but it is `{}`", id.text, status.text);
        diagnostics.push(
            Diagnostic::new(Location::value(context.id(), status.node), message)
                .help(format!("if it is done, run `progress done {}`", id.text))
                .commit(commit, subject)
                .task(TaskRef {
                    file: context.id(),
                    index,
                }),
        );
    }
}
