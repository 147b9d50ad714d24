//! A task that a commit claims must exist.
//!
//! A trailer `Task: ID` says in so many words what a commit works on. Where no progress file has
//! that task, the commit is lost to everybody who asks for the task's history. IDs elsewhere in a
//! message are no claims: half of them are somebody else's. Looked at are the commits of
//! `lint --commits`; the commit-msg hook checks the same before there is a commit.
//!
//! # Bad
//!
//! ```text (commit)
//! feat: parse dates
//!
//! Task: TASK-1.11
//! ```
//!
//! # Good
//!
//! ```text (commit)
//! feat: parse dates
//!
//! Task: TASK-1.1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Rule};
use crate::workspace::{Claimed, Workspace};

/// The rule.
pub const RULE: Rule = Rule {
    name: "commit-task-unknown",
    severity: Severity::Error,
    summary: "a commit claims a task that no file has",
    fix: None,
    yields_to: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, drafts: &mut Drafts) {
    for commit in workspace.commits() {
        for Claimed { name, nearest } in &commit.unknown {
            let message = format!("the commit claims `{name}`, which no file has");
            let names: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
            let help = if names.is_empty() {
                "amend its message, or take the `Task:` line out".to_owned()
            } else {
                format!("amend its message: did you mean {}?", names.join(" or "))
            };
            drafts.push(Draft::about_commit(commit, message).help(help));
        }
    }
}
