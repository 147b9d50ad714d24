//! A commit must say which task it means.
//!
//! Many plans have a `TASK-1.1`. Where neither the plan's name, nor a status that the commit
//! changes, nor another task beside it decides which is meant, the commit is tied to none of
//! them. Looked at are the commits of `lint --commits`.
//!
//! # Bad
//!
//! ```yaml (path=docs/progress/one/phase-1-progress.md)
//! prd: "one"
//! ```
//!
//! ```yaml (path=docs/progress/two/phase-1-progress.md)
//! prd: "two"
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
//! ```
//!
//! ```yaml (path=docs/progress/two/phase-1-progress.md)
//! prd: "two"
//! ```
//!
//! ```text (commit)
//! feat: parse dates
//!
//! Task: two:TASK-1.1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Rule};
use crate::workspace::Workspace;

/// The rule.
pub const RULE: Rule = Rule {
    name: "commit-task-ambiguous",
    severity: Severity::Warning,
    summary: "a commit names a task that several plans have",
    fix: None,
    yields_to: &[],
    check: Check::Workspace(check),
};

/// So many plans are named.
const SHOWN: usize = 4;

fn check(workspace: &Workspace, drafts: &mut Drafts) {
    for commit in workspace.commits() {
        for (id, plans) in &commit.ambiguous {
            let message = format!("the commit names `{id}`, a task of {} plans", plans.len());
            let claims = plans.iter().take(SHOWN);
            let claims: Vec<String> = claims.map(|plan| format!("`Task: {plan}:{id}`")).collect();
            let help = format!("say which in its message: {}", claims.join(" or "));
            drafts.push(Draft::about_commit(commit, message).help(help));
        }
    }
}
