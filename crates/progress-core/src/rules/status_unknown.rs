//! A status must be one that the format or the configuration defines.
//!
//! A task with an unknown status counts as neither done nor dropped, so nothing that depends on
//! it can start. Checks the phase and its tasks.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pendign"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "in_progress"
//! in_progress_tasks: 1
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "in_progress"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use crate::config::Severity;
use crate::display::nearest;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Name, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "status-unknown",
    severity: Severity::Warning,
    summary: "a status is unknown",
    fix: None,
    // A placeholder such as `[STATUS]` is not a misspelled word.
    suppressed_by: &[Yield::Key("template-placeholder")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if let Some((name, state)) = &context.phase.status
        && state.class == Class::Unknown
    {
        diagnostics.push(diagnostic(context, name).key(context.root().id(), "status"));
    }
    for (index, task) in (0..).zip(context.tasks()) {
        if let (Some(name), Some(Class::Unknown)) = (&task.status, task.state) {
            let file = context.id();
            let diagnostic = diagnostic(context, name).key(task.node, "status");
            diagnostics.push(diagnostic.task(TaskRef { file, index }));
        }
    }
}

fn diagnostic(context: &PhaseContext<'_>, name: &Name) -> Diagnostic {
    let statuses = &context.workspace().settings.statuses;
    // `In-Progres` is as close to `in_progress` as `in_progres` is.
    let word = crate::model::status::normalize(&name.text);
    let help = match nearest(&word, statuses.words()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use one of `pending`, `in_progress`, `completed`, `blocked`, `at_risk`, \
                 `deferred`, `skipped`, or add the word to `statuses` in `.progress.yaml`"
            .to_owned(),
    };
    let message = format!("unknown status `{}`", name.text);
    Diagnostic::new(Location::value(context.id(), name.node), message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::config::Settings;
    use crate::model::{Class, Statuses};
    use crate::testing::{BASE_PATH, Sandbox, lint_with, with};

    #[test]
    fn the_phase_is_checked_and_criteria_are_not() {
        let found = lint_with(
            "status: \"plannning\"\nsuccess_criteria:\n  - {id: \"SC-1\", description: \"x\", status: \"open-ish\"}",
        );
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            (found[0].token.as_str(), found[0].help.as_str()),
            ("\"plannning\"", "did you mean `planning`?")
        );
    }

    #[test]
    fn a_placeholder_is_not_a_status() {
        let found = lint_with("status: \"[STATUS]\"\nprd: \"[PRD]\"");
        let rules: Vec<_> = found.iter().map(|found| found.rule).collect();
        assert_eq!(rules, ["template-placeholder"; 2]);
    }

    #[test]
    fn a_configured_word_is_known() {
        let mut bench = Sandbox::new(&[(BASE_PATH, &with("status: \"parked\""))]);
        bench.settings = Settings {
            statuses: Statuses::with([("parked".to_owned(), Class::Open)]),
            ..bench.settings
        };
        assert_eq!(bench.run(), []);
    }
}
