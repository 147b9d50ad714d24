//! A commit on a plan's feature branch should belong to a task.
//!
//! It belongs to a task if its message names the task (`… (TASK-1.1)`, `Task: TASK-1.1`) or the
//! phase, or if it changes the task's status. Merges, reverts and `fixup!` commits need no task.
//! Checks the commits of `lint --commits`.
//!
//! # Bad
//!
//! ```text (commit branch=feature/auth)
//! feat: parse dates
//! ```
//!
//! # Good
//!
//! ```text (commit branch=feature/auth)
//! feat: parse dates (TASK-1.1)
//! ```
//!
//! ```text (commit branch=feature/auth)
//! fixup! feat: parse dates (TASK-1.1)
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Rule};
use crate::model::BranchName;
use crate::workspace::Workspace;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-without-task",
    severity: Severity::Warning,
    summary: "a commit on a plan's branch does not belong to any task",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    let branch = workspace.branch.as_ref();
    let Some(branch) = branch.and_then(|branch| BranchName::parse(&branch.name)) else {
        return;
    };
    // On other branches, most commits have nothing to do with tasks.
    let Some(plan) = workspace.plans.names().find(|name| branch.names(name)) else {
        return;
    };
    for commit in workspace.commits().filter(|commit| commit.is_unlinked) {
        let message = format!(
            "the commit does not belong to any task, but its branch belongs to plan `{plan}`"
        );
        let help = "name a task in the commit message, as in `… (TASK-1.2)` or `Task: TASK-1.2`";
        diagnostics.push(Diagnostic::about_commit(commit, message).help(help));
    }
}
