//! Every task must have an assignee.
//!
//! A task without an assignee may never be done, or be done twice. An empty list or value counts as
//! no assignee. Dropped tasks need none.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: []
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

use yaml_lossless::Node;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "task-missing-assignee",
    severity: Severity::Error,
    summary: "a task has no assignee",
    fix: None,
    // The assignee may be under a misspelled key.
    suppressed_by: &[Yield::Key("unknown-key")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for (index, task) in (0..).zip(context.tasks()) {
        if diagnostics.is_full() {
            return;
        }
        // Nobody works on a task that was dropped.
        if task.state == Some(Class::Dropped)
            || !task.assignees.is_empty()
            || task
                .assigned_to
                .is_some_and(|node| is_malformed(context.node(node)))
        {
            continue;
        }
        let task_ref = TaskRef {
            file: context.id(),
            index,
        };
        let diagnostic = diagnostic(context, task).task(task_ref);
        diagnostics.push(diagnostic.key(task.node, "assigned_to"));
    }
}

/// Whether this is not a list of names, which `schema` reports.
fn is_malformed(assigned: Node<'_>) -> bool {
    assigned.is_mapping()
        || assigned
            .items()
            .any(|entry| entry.is_null() || entry.text().is_none())
}

fn diagnostic(context: &PhaseContext<'_>, task: &Task) -> Diagnostic {
    let file = context.id();
    let place = match task.assigned_to {
        Some(empty) => Location::value(file, only_entry(context.node(empty)).id()),
        None => Location::of(file, task.node, task.anchor()),
    };
    let message = match task.id_text() {
        Some(id) => format!("task `{id}` has no assignee"),
        None => "this task has no assignee".to_owned(),
    };
    Diagnostic::new(place, message).help("say who works on it: `assigned_to: [\"…\"]`")
}

/// The only entry of a list, otherwise the value itself, so that a blank name is pointed at.
fn only_entry(assigned: Node<'_>) -> Node<'_> {
    let mut entries = assigned.items();
    match (entries.next(), entries.next()) {
        (Some(entry), None) => entry,
        _ => assigned,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_with;

    fn task(keys: &str) -> Vec<(&'static str, String, String)> {
        let keys = format!(
            "total_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: A-1\n    description: x\n    status: pending\n    dependencies: []\n{keys}"
        );
        lint_with(&keys)
            .into_iter()
            .map(|found| (found.rule, found.token, found.pointer))
            .collect()
    }

    #[test]
    fn absent_null_and_empty_mean_no_assignee() {
        let expect = |token: &str, pointer: &str| {
            vec![(
                "task-missing-assignee",
                token.to_owned(),
                pointer.to_owned(),
            )]
        };
        assert_eq!(task(""), expect("A-1", "/tasks/0"));
        let value = "/tasks/0/assigned_to";
        assert_eq!(task("    assigned_to: null"), expect("null", value));
        assert_eq!(task("    assigned_to:"), expect("assigned_to", value));
        assert_eq!(task("    assigned_to: []"), expect("[]", value));
        let blank = expect("\"\"", "/tasks/0/assigned_to/0");
        assert_eq!(task("    assigned_to: [\"\"]"), blank);
        assert_eq!(task("    assigned_to: [a]"), []);
    }

    #[test]
    fn a_dropped_task_needs_no_assignee() {
        let keys = "total_tasks: 1\nparallelization: {}\ntasks:\n  - {id: A-1, status: skipped, dependencies: []}";
        let found = lint_with(keys);
        assert!(
            found.iter().all(|it| it.rule != "task-missing-assignee"),
            "{found:?}"
        );
    }

    #[test]
    fn an_entry_that_is_not_a_name_is_one_finding() {
        for entry in ["null", "[a]", "{a: b}", "\"\"", "\"  \""] {
            let found = task(&format!("    assigned_to: [{entry}, b]"));
            let expected = (
                "schema",
                entry.to_owned(),
                "/tasks/0/assigned_to/0".to_owned(),
            );
            assert_eq!(found, [expected]);
        }
    }
}
