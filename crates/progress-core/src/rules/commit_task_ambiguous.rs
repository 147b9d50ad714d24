//! A commit must make clear which task it names.
//!
//! Many plans have a `TASK-1.1`. If neither a plan's name, nor a status that the commit changes,
//! nor another task in its message decides which one is meant, the commit is linked to none of
//! them. Checks the commits of `lint --commits`.
//!
//! # Bad
//!
//! ```yaml (path=docs/progress/one/phase-1-progress.md)
//! prd: "one"
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! ```yaml (path=docs/progress/two/phase-1-progress.md)
//! prd: "two"
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! ```text (commit)
//! feat: parse dates (TASK-1.1)
//! ```
//!
//! # Good
//!
//! ```yaml (path=docs/progress/one/phase-1-progress.md)
//! prd: "one"
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! ```yaml (path=docs/progress/two/phase-1-progress.md)
//! prd: "two"
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! ```text (commit)
//! feat: parse dates
//!
//! Task: two:TASK-1.1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Rule};
use crate::workspace::Workspace;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-task-ambiguous",
    severity: Severity::Warning,
    summary: "a commit names a task that exists in several plans",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check),
};

/// Maximum number of plans named.
const SHOWN: usize = 4;

fn check(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    for commit in workspace.commits() {
        for (id, plans) in &commit.ambiguous {
            let message = format!(
                "the commit names `{id}`, which exists in {} plans",
                plans.len()
            );
            let claims: Vec<String> = plans
                .iter()
                // Hundreds of plans may have a `TASK-1.1`.
                .take(SHOWN)
                .map(|plan| format!("`Task: {plan}:{id}`"))
                .collect();
            let help = format!(
                "say which one in the commit message: {}",
                claims.join(" or ")
            );
            diagnostics.push(Diagnostic::about_commit(commit, message).help(help));
        }
    }
}
