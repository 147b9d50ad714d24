//! A phase whose tasks are all done should be marked as done.
//!
//! Dashboards, and people waiting for the phase, read its status. If a success criterion is
//! still pending, the right status is `review`, which this rule does not report. If
//! `completion_estimate` explains in a sentence what the phase waits for, and the percentage is
//! below 100, the phase is open on purpose, and this is only advice.
//!
//! # Bad
//!
//! ```yaml
//! status: "in_progress"
//! completed_tasks: 2
//! overall_progress: 100
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "review"
//! completed_tasks: 2
//! overall_progress: 100
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::derive::stated_percent;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::{Class, Task};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "phase-open-all-done",
    severity: Severity::Warning,
    summary: "all tasks are done but the phase is not",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some((status, state)) = &context.phase.status else {
        return;
    };
    let is_open = matches!(
        state.class,
        Class::Open | Class::Active | Class::Blocked | Class::AtRisk
    );
    if !is_open || !all_done(context.tasks()) {
        return;
    }
    let pending = context.phase.criteria.iter().any(|criterion| {
        criterion
            .status
            .as_ref()
            .is_some_and(|(_, state)| state.class == Class::Open)
    });
    let (word, help) = if pending {
        (
            "review",
            "write `review`, because a success criterion is pending",
        )
    } else {
        (
            "completed",
            "write `completed`, and the date in `completed`",
        )
    };
    let place = Location::value(context.id(), status.node);
    let mut tasks = context.tasks().iter();
    let dropped = tasks.any(|task| task.state == Some(Class::Dropped));
    let settled = if dropped { "done or dropped" } else { "done" };
    let message = format!(
        "all tasks are {settled}, but the phase is `{}`",
        status.text
    );
    let end = Change::Set(status.node, Value::text(word));
    // Unsafe, because there may be work that no task describes.
    let fix = Fix::uncertain(format!("write `{word}`"), vec![end]);
    let mut diagnostic = Diagnostic::new(place, message).help(help).fix(fix);
    if is_explained(context) {
        diagnostic = diagnostic.severity(Severity::Advice);
    }
    diagnostics.push(diagnostic);
}

/// Whether the file says why the phase is still open.
fn is_explained(context: &PhaseContext<'_>) -> bool {
    /// An estimate such as `on-track` or `early next week` explains nothing.
    const SENTENCE: usize = 5;
    let percent = context
        .get("overall_progress")
        .or_else(|| context.get("progress"))
        .and_then(stated_percent);
    let estimate = context.get("completion_estimate").and_then(Node::some_text);
    percent.is_some_and(|percent| percent > 0.0 && percent < 100.0)
        && estimate.is_some_and(|text| text.split_whitespace().count() >= SENTENCE)
}

/// Whether every task is done or dropped, and at least one is done.
fn all_done(tasks: &[Task]) -> bool {
    tasks
        .iter()
        .all(|task| task.state.is_some_and(Class::is_settled))
        && tasks.iter().any(|task| task.state == Some(Class::Done))
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::testing::lint_with;

    #[test]
    fn a_phase_that_says_why_it_is_open_is_only_advised() {
        let tasks = "tasks:\n  - {id: A-1, status: completed, assigned_to: [a], dependencies: []}";
        let severity = |estimate: &str| {
            let keys = format!(
                "status: in_progress\noverall_progress: 90\ncompletion_estimate: {estimate}\n{tasks}\nparallelization: {{}}"
            );
            let found = lint_with(&keys).into_iter();
            let mut own = found.filter(|it| it.rule == "phase-open-all-done");
            own.next().map(|it| it.severity)
        };
        let why = "implementation landed, waiting for an unrelated cleanup";
        assert_eq!(severity("on-track"), Some(Severity::Warning));
        assert_eq!(severity(why), Some(Severity::Advice));
    }
}
