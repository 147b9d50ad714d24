//! `assigned_to` must be a list, even of one name.
//!
//! A reader that expects a list takes a text apart into letters, or fails; and a text such as
//! `alice, bob` is one name to all of them.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: alice
//!     dependencies: []
//! total_tasks: 1
//! parallelization: {}
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! total_tasks: 1
//! parallelization: {}
//! ```

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::TaskRef;

/// The rule.
pub const RULE: Rule = Rule {
    name: "assignee-not-list",
    severity: Severity::Warning,
    summary: "`assigned_to` is no list",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    for (index, task) in (0..).zip(context.tasks()) {
        let Some(node) = task.assigned_to.map(|node| context.node(node)) else {
            continue;
        };
        let Some(text) = node.some_text().map(str::trim) else {
            continue;
        };
        if text.is_empty() {
            continue;
        }
        let names: Vec<String> = text
            .split(',')
            .map(|name| format!("\"{}\"", name.trim()))
            .collect();
        let place = Location::value(context.id(), node.id());
        let draft = Draft::new(
            place,
            format!("`assigned_to` must be a list, but is the text `{text}`"),
        )
        .help(format!("write `[{}]`", names.join(", ")))
        .task(TaskRef {
            file: context.id(),
            index,
        });
        drafts.push(draft.key(task.node, "assigned_to"));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_with;

    fn helps(assigned_to: &str) -> Vec<String> {
        let keys = format!(
            "total_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: A-1\n    description: x\n    status: pending\n    dependencies: []\n    assigned_to: {assigned_to}"
        );
        lint_with(&keys)
            .into_iter()
            .map(|found| found.rule.to_owned() + ": " + &found.help)
            .collect()
    }

    #[test]
    fn one_name_or_several_become_a_list() {
        assert_eq!(helps("alice"), ["assignee-not-list: write `[\"alice\"]`"]);
        assert_eq!(
            helps("alice, bob"),
            ["assignee-not-list: write `[\"alice\", \"bob\"]`"]
        );
        assert_eq!(helps("\n      - alice"), [""; 0]);
    }
}
