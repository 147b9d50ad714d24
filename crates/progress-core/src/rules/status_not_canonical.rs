//! A status should use its canonical spelling.
//!
//! `done` and `complete` are understood as `completed`, but other tools and searches expect one
//! spelling. Tasks use `pending`, `in_progress`, `completed`, `blocked` and `at_risk`; phases
//! use `planning`, `in_progress`, `review`, `completed` and `blocked`. `deferred`, `skipped`,
//! `cancelled`, `superseded`, `merged` and `review` carry more meaning and are not reported.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "not-started"
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
//! status: "planning"
//! ```

use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::status::Subject;
use crate::model::{Class, Name, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "status-not-canonical",
    severity: Severity::Off,
    summary: "a status does not use its canonical spelling",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // Other rules report everything except the spelling.
    if let Some((name, state)) = &context.phase.status
        // Such a status is wrong, not just spelled differently.
        && !(state.class == Class::Open && context.tasks().iter().any(has_begun))
        && let Some(diagnostic) = judge(context, name, Subject::Phase)
    {
        diagnostics.push(diagnostic);
    }
    for (index, task) in (0..).zip(context.tasks()) {
        if let Some(name) = &task.status
            && let Some(diagnostic) = judge(context, name, Subject::Task)
        {
            let file = context.id();
            diagnostics.push(diagnostic.task(TaskRef { file, index }));
        }
    }
}

fn has_begun(task: &Task) -> bool {
    matches!(task.state, Some(Class::Done | Class::Active))
}

fn judge(context: &PhaseContext<'_>, name: &Name, subject: Subject) -> Option<Diagnostic> {
    let statuses = &context.workspace().settings.statuses;
    let canonical = statuses.canonical(&name.text, subject)?;
    let whose = match subject {
        Subject::Task => "task",
        Subject::Phase => "phase",
    };
    let message = format!(
        "the canonical spelling of this {whose} status is `{canonical}`, not `{}`",
        name.text
    );
    let place = Location::value(context.id(), name.node);
    let rewrite = Change::Set(name.node, Value::text(canonical));
    let diagnostic = Diagnostic::new(place, message)
        .help(format!("write `status: {canonical}`"))
        .fix(Fix::safe(format!("write `{canonical}`"), vec![rewrite]));
    Some(diagnostic)
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Sandbox, with};

    fn tokens_with(keys: &str) -> Vec<(&'static str, String)> {
        let bench = Sandbox::new(&[(BASE_PATH, &with(keys))]).enable("status-not-canonical");
        let found = bench.run().into_iter();
        found.map(|found| (found.rule, found.token)).collect()
    }

    #[test]
    fn phases_and_tasks_have_their_own_statuses() {
        let rule = "status-not-canonical";
        assert_eq!(
            tokens_with("status: pending"),
            [(rule, "pending".to_owned())]
        );
        assert_eq!(
            tokens_with("status: not_started"),
            [(rule, "not_started".to_owned())]
        );
        assert_eq!(tokens_with("status: review"), []);
        assert_eq!(tokens_with("status: deferred"), []);
        let begun = "status: pending\ncompleted_tasks: 1\noverall_progress: 100\ntotal_tasks: 1\nparallelization: {}\ntasks:\n  - {id: A-1, description: x, status: completed, assigned_to: [a], dependencies: []}";
        assert_eq!(
            tokens_with(begun),
            [("phase-open-all-done", "pending".to_owned())]
        );
    }
}
