//! The entries of `phases` must agree with the status and the tasks of the file.
//!
//! A file that tracks several phases may list them in `phases`, each with a `status` and its
//! `tasks`. Such a list repeats what the tasks say, and is soon out of date. Entries and tasks with
//! an unknown status are not compared. One finding covers the whole file.
//!
//! # Bad
//!
//! ```yaml
//! phases:
//!   - { phase: 1, status: "completed", tasks: ["TASK-1.1"] }
//!   - { phase: 2, status: "pending", tasks: ["TASK-1.2"] }
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! # Good
//!
//! ```yaml
//! phases:
//!   - { phase: 1, status: "pending", tasks: ["TASK-1.1"] }
//!   - { phase: 2, status: "pending", tasks: ["TASK-1.2"] }
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```

use yaml_lossless::Node;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Name};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "phases-disagree",
    severity: Severity::Warning,
    summary: "an entry of `phases` disagrees with the file's status or tasks",
    fix: None,
    // The status and the tasks of the file disagree already, so an entry has to contradict one of
    // them.
    suppressed_by: &[
        Yield::File("phase-done-open-tasks"),
        Yield::File("phase-open-all-done"),
    ],
    check: Check::Phase(check),
};

/// Maximum number of further entries shown with the finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(phases) = context.get("phases").filter(|list| list.is_sequence()) else {
        return;
    };
    let mut found: Vec<(Name, String)> = Vec::new();
    for entry in phases.items() {
        let Some(status) = entry.get("status").and_then(Name::of) else {
            continue;
        };
        let class = context.workspace().settings.statuses.class(&status.text);
        if let Some(message) = contradiction(context, entry, &status, class) {
            found.push((status, message));
        }
    }
    let Some(((status, message), others)) = found.split_first() else {
        return;
    };
    let place = Location::value(context.id(), status.node);
    let mut diagnostic = Diagnostic::new(place, message)
        .help("correct whichever is wrong, or remove the statuses from `phases`");
    for (other, _) in others.iter().take(SHOWN) {
        let place = Location::value(context.id(), other.node);
        diagnostic = diagnostic.related(place, "this entry disagrees too");
    }
    diagnostics.push(diagnostic);
}

/// What disagrees with the status of an entry.
fn contradiction(
    context: &PhaseContext<'_>,
    entry: Node<'_>,
    status: &Name,
    class: Class,
) -> Option<String> {
    let is_open = matches!(class, Class::Open | Class::Active | Class::Blocked);
    if is_open && let Some(done) = context.phase.done_status() {
        return Some(format!(
            "this phase is `{}`, but the file's status is `{}`",
            status.text, done.text
        ));
    }
    let mut tasks = Vec::new();
    for name in entry.get("tasks").into_iter().flat_map(Name::all_in) {
        // One unknown task is enough to leave the entry alone, because it could decide.
        tasks.push(context.tasks().get(context.task_here(&name.text)?)?);
    }
    let first = tasks.first()?;
    let wrong = match class {
        Class::Done => tasks.iter().find(|task| is_unsettled(task.state)),
        _ if is_open && tasks.iter().all(|task| is_settled(task.state)) => Some(first),
        _ => None,
    }?;
    let task_status = wrong.status.as_ref()?;
    Some(format!(
        "this phase is `{}`, but its task `{}` is `{}`",
        status.text,
        wrong.id_text()?,
        task_status.text
    ))
}

fn is_settled(class: Option<Class>) -> bool {
    class.is_some_and(Class::is_settled)
}

/// Whether a status is known, and not settled.
fn is_unsettled(class: Option<Class>) -> bool {
    !matches!(class, None | Some(Class::Unknown)) && !is_settled(class)
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn tokens(status: &str, phases: &str) -> Vec<String> {
        let task = "assigned_to: [alice], dependencies: []";
        let keys = format!(
            "status: {status}\nphases: {phases}\ntasks:\n  - {{id: TASK-1.1, status: completed, {task}}}\n  - {{id: TASK-1.2, status: pending, {task}}}"
        );
        let found = tokens_with(&keys).into_iter();
        let own = found.filter(|(rule, _)| *rule == "phases-disagree");
        own.map(|(_, token)| token).collect()
    }

    #[test]
    fn entries_are_compared_with_their_tasks() {
        for (phases, token) in [
            ("[{status: done, tasks: [TASK-1.1, TASK-1.2]}]", "done"),
            ("[{status: planning, tasks: [TASK-1.1]}]", "planning"),
            (
                "[{status: a}, {status: done, tasks: TASK-1.2}, {status: done, tasks: [TASK-1.2]}]",
                "done",
            ),
        ] {
            assert_eq!(tokens("in_progress", phases), [token], "{phases}");
        }
    }

    #[test]
    fn what_is_unclear_is_not_compared() {
        for phases in [
            "[{status: done, tasks: 3}]",
            "[{status: pending, tasks: []}]",
            "[{status: done, tasks: [TASK-1.2, TASK-9.9]}]",
            "[{status: in_progress, tasks: [TASK-1.1, TASK-1.2]}]",
            "[{status: in_progress, tasks: [TASK-1.2]}]",
            "[{status: review, tasks: [TASK-1.1]}]",
            "[3, 4]",
            "none",
        ] {
            assert_eq!(tokens("in_progress", phases), [""; 0], "{phases}");
        }
    }
}
