//! `tasks` must be a list.
//!
//! A mapping from IDs to tasks looks similar, but no tool that reads progress files finds tasks
//! in it. Until it is a list, no other rule checks the tasks.
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

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::display::shortened;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::Tasks;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "tasks-not-list",
    severity: Severity::Error,
    summary: "`tasks` is not a list",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Maximum number of characters quoted from a value.
const SHOWN: usize = 40;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Tasks::NotList(node) = context.phase.tasks else {
        return;
    };
    let diagnostic = if context.node(node).is_mapping() {
        Diagnostic::new(
            Location::key(context.id(), node),
            "`tasks` must be a list, found a mapping; its tasks are ignored",
        )
        .help("write each task as a list item: `- id: …`, followed by its other keys")
    } else {
        let text = context.node(node).text().unwrap_or_default();
        let message = format!("`tasks` must be a list, found `{}`", shortened(text, SHOWN));
        Diagnostic::new(Location::value(context.id(), node), message)
            .help("write each task as a list item `- id: …`, or `tasks: []` if there are none")
    };
    let diagnostic = match as_list(context.node(node)) {
        Some(list) => {
            let rewrite = vec![Change::Set(node, list)];
            diagnostic.fix(Fix::uncertain("turn the tasks into a list", rewrite))
        }
        None => diagnostic,
    };
    diagnostics.push(diagnostic.key(context.root().id(), "tasks"));
}

/// Converts a mapping from IDs to tasks into a list of tasks with IDs.
fn as_list(tasks: Node<'_>) -> Option<Value> {
    let task = |(id, task): (Node<'_>, Node<'_>)| {
        let id = id.text()?;
        let stated = task.get("id").and_then(Node::text);
        // With two different IDs, which one is right is not for a program to decide.
        if !task.is_mapping() || stated.is_some_and(|stated| stated != id) {
            return None;
        }
        let own = stated.is_none().then(|| ("id".to_owned(), Value::text(id)));
        let rest = task.entries().map(entry);
        let entries = own.map(Some).into_iter().chain(rest);
        entries.collect::<Option<_>>().map(Value::Map)
    };
    let tasks: Vec<Value> = tasks.entries().map(task).collect::<Option<_>>()?;
    (!tasks.is_empty()).then_some(Value::List(tasks))
}

fn entry((key, value): (Node<'_>, Node<'_>)) -> Option<(String, Value)> {
    Some((key.text()?.to_owned(), kept(value)?))
}

/// Copies a value unchanged; `None` if an anchor, a tag or an alias would be lost.
fn kept(node: Node<'_>) -> Option<Value> {
    if node.is_alias() || node.has_properties() {
        return None;
    }
    if node.is_sequence() {
        return node
            .items()
            .map(kept)
            .collect::<Option<_>>()
            .map(Value::List);
    }
    if node.is_mapping() {
        return node
            .entries()
            .map(entry)
            .collect::<Option<_>>()
            .map(Value::Map);
    }
    Some(Value::Kept(node.id()))
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn mappings_and_strings_are_not_lists() {
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
