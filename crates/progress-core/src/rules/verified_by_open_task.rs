//! A completed task should be verified by tasks that are done.
//!
//! A review or a test run that is still to come has not verified anything. The rule checks the
//! tasks of the same file that `verified_by` of a completed task names. One finding covers the
//! whole file.
//!
//! # Bad
//!
//! ```yaml
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     verified_by: ["TASK-1.2"]
//!   - id: "TASK-1.2"
//!     description: "Review the schema"
//!     status: "pending"
//!     assigned_to: ["bob"]
//!     dependencies: ["TASK-1.1"]
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     verified_by: ["carol"]
//!   - id: "TASK-1.2"
//!     description: "Review the schema"
//!     status: "pending"
//!     assigned_to: ["bob"]
//!     dependencies: ["TASK-1.1"]
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Name};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "verified-by-open-task",
    severity: Severity::Advice,
    summary: "a completed task is verified by a task that is not done",
    fix: None,
    // Then the statuses cannot be relied on.
    suppressed_by: &[Yield::File("phase-done-open-tasks")],
    check: Check::Advice(check),
};

/// Maximum number of further places shown with the finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.file.document();
    let yaml = document.text.slice(document.yaml).as_bytes();
    if memchr::memmem::find(yaml, b"verified_by").is_none() {
        return;
    }
    let mut found: Vec<(Option<&str>, Name, &str)> = Vec::new();
    for task in context.tasks() {
        if task.state != Some(Class::Done) {
            continue;
        }
        let value = context.node(task.node).get("verified_by");
        for name in value.map(Name::all_in).unwrap_or_default() {
            if let Some(status) = open_status(context, &name.text) {
                found.push((task.id_text(), name, status));
            }
        }
    }
    let Some(((id, name, status), others)) = found.split_first() else {
        return;
    };
    let task = id.map_or_else(|| "this task".to_owned(), |id| format!("`{id}`"));
    let message = format!(
        "{task} is done, but `{}`, which verifies it, is `{status}`",
        name.text
    );
    let place = Location::value(context.id(), name.node);
    let mut diagnostic = Diagnostic::new(place, message)
        .help("finish the verification, or name what has verified the task");
    for (_, other, _) in others.iter().take(SHOWN) {
        let place = Location::value(context.id(), other.node);
        diagnostic = diagnostic.related(place, "this one is not done either");
    }
    diagnostics.push(diagnostic);
}

/// The status of the task with this ID, if it is certainly not done.
fn open_status<'a>(context: &PhaseContext<'a>, id: &str) -> Option<&'a str> {
    let task = &context.tasks()[context.task_here(id)?];
    let is_open = matches!(
        task.state?,
        Class::Open | Class::Active | Class::Blocked | Class::AtRisk
    );
    if !is_open {
        return None;
    }
    task.status.as_ref().map(|status| status.text.as_str())
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_with;

    fn is_reported(status: &str, by: &str, other: &str) -> bool {
        let task = "assigned_to: [alice], dependencies: []";
        let keys = format!(
            "tasks:\n  - {{id: TASK-1.1, status: {status}, {task}, verified_by: {by}}}\n  - {{id: TASK-1.2, status: {other}, {task}}}"
        );
        let mut found = lint_with(&keys).into_iter();
        found.any(|found| found.rule == "verified-by-open-task")
    }

    #[test]
    fn only_an_open_task_of_the_file_is_reported() {
        assert!(is_reported("completed", "[TASK-1.2]", "pending"));
        assert!(is_reported("completed", "TASK-1.2", "in_progress"));
        assert!(!is_reported("completed", "[TASK-1.2]", "completed"));
        assert!(!is_reported("completed", "[TASK-1.2]", "review"));
        assert!(!is_reported("completed", "[TASK-1.2]", "skipped"));
        assert!(!is_reported("pending", "[TASK-1.2]", "pending"));
        assert!(!is_reported("completed", "[bob, TASK-9.9]", "pending"));
    }
}
