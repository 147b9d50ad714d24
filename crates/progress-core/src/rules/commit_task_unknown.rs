//! A task that a commit claims must exist.
//!
//! A `Task: ID` trailer states explicitly which task a commit works on. If no progress file has
//! that task, the commit is missing from every task's history. IDs elsewhere in a message are
//! not claims, since many refer to other trackers. Checks the commits of `lint --commits`; the
//! commit-msg hook runs the same check before the commit is made.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! ```text (commit)
//! feat: parse dates
//!
//! Task: TASK-1.11
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! ```text (commit)
//! feat: parse dates
//!
//! Task: TASK-1.1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Rule};
use crate::workspace::{Claimed, Workspace};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-task-unknown",
    severity: Severity::Error,
    summary: "a commit claims a task that does not exist",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    for commit in workspace.commits() {
        for Claimed { name, nearest } in &commit.unknown {
            let message = format!("the commit claims `{name}`, but no such task exists");
            let names: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
            let help = if names.is_empty() {
                "amend the commit message, or remove the `Task:` line".to_owned()
            } else {
                format!(
                    "amend the commit message: did you mean {}?",
                    names.join(" or ")
                )
            };
            diagnostics.push(Diagnostic::about_commit(commit, message).help(help));
        }
    }
}
