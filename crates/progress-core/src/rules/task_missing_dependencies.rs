//! Every task must list its dependencies, even if there are none.
//!
//! `dependencies: []` says that a task can start at once. Without the key, it is unclear whether it
//! can, or whether its dependencies are still to be worked out. `depends_on` is accepted instead,
//! with advice to rename it.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
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

use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::{Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "task-missing-dependencies",
    severity: Severity::Error,
    summary: "a task has no `dependencies`",
    fix: Some(Safety::Unsafe),
    // The dependencies may be under a misspelled key.
    suppressed_by: &[Yield::Key("unknown-key")],
    check: Check::Phase(check),
};

/// The keys after which `dependencies` is inserted.
const BEFORE: &[&str] = &[
    "id",
    "description",
    "title",
    "name",
    "status",
    "assigned_to",
];

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for (index, task) in (0..).zip(context.tasks()) {
        if diagnostics.is_full() {
            return;
        }
        if task.dependencies.is_some() {
            continue;
        }
        let task_ref = TaskRef {
            file: context.id(),
            index,
        };
        let diagnostic = diagnostic(context, task).task(task_ref);
        diagnostics.push(diagnostic.key(task.node, "dependencies"));
    }
}

fn diagnostic(context: &PhaseContext<'_>, task: &Task) -> Diagnostic {
    // The dependencies are known, so this is a matter of spelling.
    if let Some(alias) = task.depends_on {
        let place = Location::key(context.id(), alias);
        return Diagnostic::new(place, "`depends_on` should be `dependencies`")
            .help("rename it to `dependencies`")
            .severity(Severity::Advice);
    }
    let message = match task.id_text() {
        Some(id) => format!("task `{id}` has no `dependencies`"),
        None => "this task has no `dependencies`".to_owned(),
    };
    let place = Location::of(context.id(), task.node, task.anchor());
    let none = Change::put(
        context.node(task.node),
        "dependencies",
        Value::List(Vec::new()),
        BEFORE,
    );
    Diagnostic::new(place, message)
        .help(
            "add `dependencies` with the IDs of other tasks, or `dependencies: []` if there are \
             none",
        )
        // Unsafe, because it says that the task can start at once.
        .fix(Fix::uncertain("add `dependencies: []`", vec![none]))
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::testing::lint_with;

    const REST: &str = "total_tasks: 1\nparallelization: {}\n";

    fn task(keys: &str) -> Vec<(&'static str, Severity, String, String)> {
        let keys = format!(
            "{REST}tasks:\n  - {{ id: A-1, description: x, status: pending, assigned_to: [a], {keys} }}"
        );
        lint_with(&keys)
            .into_iter()
            .map(|found| (found.rule, found.severity, found.token, found.pointer))
            .collect()
    }

    #[test]
    fn the_alias_alone_is_advice() {
        let rule = "task-missing-dependencies";
        assert_eq!(
            task("depends_on: []"),
            [(
                rule,
                Severity::Advice,
                "depends_on".to_owned(),
                "/tasks/0/depends_on".to_owned()
            )]
        );
        assert_eq!(task("depends_on: [], dependencies: []"), []);
    }

    #[test]
    fn the_task_is_shown_by_its_id() {
        let rule = "task-missing-dependencies";
        assert_eq!(
            task(""),
            [(
                rule,
                Severity::Error,
                "A-1".to_owned(),
                "/tasks/0".to_owned()
            )]
        );
    }

    #[test]
    fn a_misspelled_key_takes_precedence() {
        let found = task("dependancies: []");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "unknown-key");
    }
}
