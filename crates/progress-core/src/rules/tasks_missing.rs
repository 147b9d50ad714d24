//! A progress file must have tasks.
//!
//! Counters, schedule and references are all based on them. A phase without tasks says so with
//! `tasks: []`.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//! total_tasks: 0
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
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::Tasks;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "tasks-missing",
    severity: Severity::Warning,
    summary: "a progress file has no tasks",
    fix: None,
    suppressed_by: &[Yield::Key("unknown-key")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if !matches!(context.phase.tasks, Tasks::Missing) {
        return;
    }
    let file = context.id();
    let diagnostic = match context.get("tasks") {
        Some(empty) => Diagnostic::new(Location::key(file, empty.id()), "`tasks` is empty")
            .help("list the tasks of this phase, or write `tasks: []` if it has none"),
        None => Diagnostic::new(
            Location::of(file, context.root().id(), context.anchor().id()),
            "this progress file has no `tasks`",
        )
        .help("add `tasks:` with the tasks of this phase, or `tasks: []` if it has none"),
    };
    diagnostics.push(diagnostic.key(context.root().id(), "tasks"));
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Sandbox, lint_with};

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let found = Sandbox::new(&[(BASE_PATH, text)]).run().into_iter();
        found
            .map(|found| (found.rule, found.token))
            .filter(|(rule, _)| rule.contains("tasks-") || *rule == "unknown-key")
            .collect()
    }

    #[test]
    fn a_missing_key_is_reported_at_the_type() {
        let without = BASE.replace("tasks:\n", "todo:\n");
        let without = without.replace("_todo:", "_tasks:");
        assert_eq!(found(&without), [("tasks-missing", "progress".to_owned())]);
    }

    #[test]
    fn an_empty_list_is_valid() {
        assert_eq!(
            lint_with("tasks: []\ntotal_tasks: 0\nparallelization: {}"),
            []
        );
    }

    #[test]
    fn a_misspelled_key_takes_precedence() {
        let misspelt = BASE.replace("\ntasks:\n", "\ntaskss:\n");
        assert_eq!(found(&misspelt), [("unknown-key", "taskss".to_owned())]);
    }
}
