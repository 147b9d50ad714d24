//! Tasks must not depend on each other in a circle.
//!
//! None of them could ever start. The circle may run through several files of a plan; each of them
//! gets a finding.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.2"]
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```

use std::collections::HashSet;

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::{Name, TaskRef};

/// The rule.
pub const RULE: Rule = Rule {
    name: "dependency-cycle",
    severity: Severity::Error,
    summary: "tasks depend on each other in a circle",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

/// Longer circles are cut short in the message.
const SHOWN: usize = 8;

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    for group in context.plans().cycles(context.id()) {
        if group.iter().any(|task| task.file == context.id()) {
            report(context, group, drafts);
        }
    }
}

fn report(context: &PhaseContext<'_>, group: &[TaskRef], drafts: &mut Drafts) {
    let members: HashSet<TaskRef> = group.iter().copied().collect();
    let own = group
        .iter()
        .copied()
        .filter(|task| task.file == context.id());
    let Some((start, name)) = own
        .clone()
        .find_map(|task| Some((task, next(context, task, &members)?.1)))
    else {
        return;
    };
    let circle = walk(context, start, &members);
    let place = Location::value(context.id(), name.node);
    let message = format!(
        "these tasks wait for each other: {}",
        shown(context, &circle)
    );
    let mut draft = Draft::new(place, message).help("remove one of these dependencies");
    for &task in circle.iter().skip(1).take(SHOWN) {
        if let Some((_, name)) = next(context, task, &members) {
            let place = Location::value(task.file, name.node);
            draft = draft.related(place, format!("goes on to `{}`", name.text));
        }
    }
    drafts.push(own.fold(draft, Draft::task));
}

/// The first dependency of a task that stays in the group.
fn next<'a>(
    context: &PhaseContext<'a>,
    task: TaskRef,
    members: &HashSet<TaskRef>,
) -> Option<(TaskRef, &'a Name)> {
    let plans = context.plans();
    let references = plans.task(task)?.references.iter();
    references
        .filter_map(|name| Some((plans.resolve(task.file, &name.text).task()?, name)))
        .find(|(target, _)| *target != task && members.contains(target))
}

/// Follows dependencies inside the group until a task comes again; returns the circle.
fn walk(context: &PhaseContext<'_>, start: TaskRef, members: &HashSet<TaskRef>) -> Vec<TaskRef> {
    let mut path = vec![start];
    let mut seen = HashSet::from([start]);
    let mut at = start;
    while let Some((target, _)) = next(context, at, members) {
        if !seen.insert(target) {
            let first = path.iter().position(|task| *task == target).unwrap_or(0);
            return path.split_off(first);
        }
        path.push(target);
        at = target;
    }
    path
}

fn shown(context: &PhaseContext<'_>, circle: &[TaskRef]) -> String {
    let id = |task: &TaskRef| context.plans().task(*task).and_then(|task| task.id_text());
    let mut ids: Vec<&str> = circle.iter().take(SHOWN).filter_map(id).collect();
    if circle.len() > SHOWN {
        ids.push("…");
    }
    ids.extend(circle.first().and_then(id));
    ids.join(" → ")
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Bench, tokens_with, with};

    #[test]
    fn three_tasks_give_one_finding() {
        let task = |id: &str, on: &str| {
            format!(
                "  - id: {id}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{on}]\n"
            )
        };
        let keys = format!(
            "total_tasks: 3\nparallelization: {{}}\ntasks:\n{}{}{}",
            task("A-1", "A-2"),
            task("A-2", "A-3"),
            task("A-3", "A-1"),
        );
        assert_eq!(tokens_with(&keys), [("dependency-cycle", "A-2".to_owned())]);
    }

    #[test]
    fn a_circle_through_two_files_shows_in_both() {
        let file = |phase: usize, own: &str, on: &str| {
            with(&format!(
                "phase: {phase}\ntotal_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: {own}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{on}]",
            ))
        };
        let other = BASE_PATH.replace("phase-1", "phase-2");
        let found = Bench::new(&[
            (BASE_PATH, &file(1, "A-1", "B-1")),
            (&other, &file(2, "B-1", "A-1")),
        ])
        .run();
        let cycles: Vec<_> = found
            .iter()
            .filter(|found| found.rule == "dependency-cycle")
            .collect();
        assert_eq!(cycles.len(), 2);
        assert!(
            cycles[0].message.ends_with("A-1 → B-1 → A-1"),
            "{}",
            cycles[0].message
        );
    }
}
