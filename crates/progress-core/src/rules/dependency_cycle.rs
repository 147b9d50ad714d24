//! Tasks must not depend on each other in a cycle.
//!
//! None of them could ever start. A cycle may span several files of a plan; each of these files
//! gets a finding, which shows the shortest cycle through the file's first task in it.
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

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use crate::collections::HashMap;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::{Name, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "dependency-cycle",
    severity: Severity::Error,
    summary: "tasks depend on each other in a cycle",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Longer cycles are abbreviated in the message.
const SHOWN: usize = 8;

/// Limit on tasks visited when searching for cycles through one file, plus as many for each of
/// its tasks: thousands of files in one cycle must not each search all of it.
const BUDGET: usize = 200;
const BUDGET_PER_TASK: usize = 10;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let mut budget = BUDGET + BUDGET_PER_TASK * context.tasks().len();
    for group in context.plans().cycles(context.id()) {
        // A group is in file order.
        let start = group.partition_point(|task| task.file < context.id());
        let behind = group.partition_point(|task| task.file <= context.id());
        let own = group.get(start..behind).unwrap_or_default();
        if let Some((&first, _)) = own.split_first() {
            let circle = circle(context, first, group, &mut budget);
            report(context, &circle, own, diagnostics);
        }
    }
}

fn report(
    context: &PhaseContext<'_>,
    circle: &[Step<'_>],
    own: &[TaskRef],
    diagnostics: &mut Diagnostics,
) {
    let Some((&(_, first), rest)) = circle.split_first() else {
        return;
    };
    let place = Location::value(context.id(), first.node);
    let message = format!(
        "these tasks depend on each other: {}",
        shown(context, circle)
    );
    let mut diagnostic = Diagnostic::new(place, message).help("remove one of these dependencies");
    for (task, name) in rest.iter().take(SHOWN) {
        let place = Location::value(task.file, name.node);
        diagnostic = diagnostic.related(place, format!("depends on `{}`", name.text));
    }
    // It is about all of them, so that rules about order do not report what the cycle explains.
    diagnostics.push(own.iter().copied().fold(diagnostic, Diagnostic::task));
}

/// A task of a cycle, and its dependency on the next task.
type Step<'a> = (TaskRef, &'a Name);

/// The shortest cycle through `start`: each of its tasks, with its dependency on the next one.
///
/// The tasks of a group reach each other, so a cycle exists. If finding it is too expensive,
/// only its first step is returned.
fn circle<'a>(
    context: &PhaseContext<'a>,
    start: TaskRef,
    members: &[TaskRef],
    budget: &mut usize,
) -> Vec<Step<'a>> {
    let mut reached_by: HashMap<TaskRef, Step<'a>> = HashMap::default();
    // Breadth first, so that the first way back to `start` is the shortest. `start` is not in the
    // map until a dependency leads back to it.
    let mut queue = VecDeque::from([start]);
    while let Some(task) = queue.pop_front() {
        // The finding stays, but shows only the first step.
        let Some(left) = budget.checked_sub(1) else {
            return inside(context, start, members)
                .take(1)
                .map(|(_, name)| (start, name))
                .collect();
        };
        *budget = left;
        for (target, name) in inside(context, task, members) {
            if let Entry::Vacant(entry) = reached_by.entry(target) {
                entry.insert((task, name));
                queue.push_back(target);
            }
        }
        if reached_by.contains_key(&start) {
            break;
        }
    }
    let mut circle = Vec::new();
    let mut at = start;
    while let Some(&step) = reached_by.get(&at) {
        circle.push(step);
        at = step.0;
        if at == start {
            break;
        }
    }
    circle.reverse();
    circle
}

/// The dependencies of a task within the group; self-dependencies belong to another rule.
fn inside<'a>(
    context: &PhaseContext<'a>,
    task: TaskRef,
    members: &[TaskRef],
) -> impl Iterator<Item = Step<'a>> {
    let plans = context.plans();
    let references = plans.task(task).map_or(&[][..], |task| &task.references);
    references
        .iter()
        .filter_map(move |name| Some((plans.resolve(task.file, &name.text).task()?, name)))
        // A group is in the order of files and entries, which is that of `TaskRef`s.
        .filter(move |(target, _)| *target != task && members.binary_search(target).is_ok())
}

fn shown(context: &PhaseContext<'_>, circle: &[Step<'_>]) -> String {
    let id = |step: &Step<'_>| context.plans().task(step.0).and_then(|task| task.id_text());
    let mut ids: Vec<&str> = circle.iter().take(SHOWN).filter_map(id).collect();
    // An incomplete search yields only one step.
    if circle.len() > SHOWN || circle.len() == 1 {
        ids.push("…");
    }
    ids.extend(circle.first().and_then(id));
    ids.join(" → ")
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Sandbox, lint_with, tokens_with, with};

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
    fn the_cycle_shown_goes_through_the_underlined_task() {
        let task = |id: &str, on: &str| {
            format!(
                "  - id: {id}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{on}]\n"
            )
        };
        // The first dependency of A-2 leads into a smaller cycle without A-1.
        let keys = format!(
            "total_tasks: 3\nparallelization: {{}}\ntasks:\n{}{}{}",
            task("A-1", "A-2"),
            task("A-2", "A-3, A-1"),
            task("A-3", "A-2"),
        );
        let found = lint_with(&keys);
        let [cycle] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(
            cycle.message.ends_with(": A-1 → A-2 → A-1"),
            "{}",
            cycle.message
        );
    }

    #[test]
    fn a_cycle_through_two_files_is_reported_in_both() {
        let file = |phase: usize, own: &str, on: &str| {
            with(&format!(
                "phase: {phase}\ntotal_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: {own}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{on}]",
            ))
        };
        let other = BASE_PATH.replace("phase-1", "phase-2");
        for back in ["A-1", "\"auth-v1:A-1\""] {
            let found = Sandbox::new(&[
                (BASE_PATH, &file(1, "A-1", "B-1")),
                (&other, &file(2, "B-1", back)),
            ])
            .run();
            let cycles: Vec<_> = found
                .iter()
                .filter(|found| found.rule == "dependency-cycle")
                .collect();
            assert_eq!(cycles.len(), 2, "{back}");
            assert!(
                cycles[0].message.ends_with("A-1 → B-1 → A-1"),
                "{}",
                cycles[0].message
            );
        }
    }

    #[test]
    fn a_cycle_through_hundreds_of_files_is_reported_in_each() {
        let files: Vec<(String, String)> = (0..400)
            .map(|at| {
                let on = (at + 1) % 400;
                let keys = format!(
                    "phase: {at}\ntotal_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: A-{at}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [A-{on}]",
                );
                let path = BASE_PATH.replace("phase-1", &format!("phase-{at}"));
                (path, with(&keys))
            })
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let found = Sandbox::new(&files).run();
        let cycles = found
            .iter()
            .filter(|found| found.rule == "dependency-cycle");
        let messages: Vec<&str> = cycles.map(|found| found.message.as_str()).collect();
        assert_eq!(messages.len(), 400);
        assert!(
            messages
                .iter()
                .any(|text| text.ends_with(": A-0 → … → A-0"))
        );
    }
}
