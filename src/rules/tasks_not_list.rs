//! `tasks` must be a list.
//!
//! A mapping from IDs to tasks looks much the same, but nothing that reads progress files
//! sees a task in it. Until it is a list, no other rule about tasks speaks.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   TASK-1.1:
//!     description: "Create the schema"
//!     status: "pending"
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
use crate::model::Tasks;
use crate::text::shortened;

/// The rule.
pub const RULE: Rule = Rule {
    name: "tasks-not-list",
    severity: Severity::Error,
    summary: "`tasks` is no list",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

/// At most so many characters of a text are repeated.
const SHOWN: usize = 40;

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    let Tasks::NotList(node) = context.phase.tasks else {
        return;
    };
    let draft = if context.node(node).is_mapping() {
        Draft::new(
            Location::key(context.id(), node),
            "`tasks` is a mapping, but must be a list; no task in it is seen",
        )
        .help("write each task as an entry: `- id: …`, with its other keys below")
    } else {
        let text = context.node(node).text().unwrap_or_default();
        let message = format!(
            "`tasks` must be a list, but is `{}`",
            shortened(text, SHOWN)
        );
        Draft::new(Location::value(context.id(), node), message)
            .help("list the tasks as entries `- id: …`, or write `tasks: []` if there are none")
    };
    drafts.push(draft.key(context.root().id(), "tasks"));
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn neither_mappings_nor_text_are_lists() {
        let rule = "tasks-not-list";
        let rest = "\nparallelization: {}\ntotal_tasks: 2";
        let found = |tasks: &str| tokens_with(&format!("tasks: {tasks}{rest}"));
        assert_eq!(
            found("{ TASK-1: { status: pending } }"),
            [(rule, "tasks".to_owned())]
        );
        assert_eq!(found("later"), [(rule, "later".to_owned())]);
    }
}
