//! Tasks must not depend on each other in a circle.
//!
//! None of them could ever start. The circle may run through several files of a plan; each of them
//! gets a finding, with the shortest circle through its first such task.
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

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};

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
    let Some(start) = own.clone().next() else {
        return;
    };
    let circle = circle(context, start, &members);
    let Some((&(_, first), rest)) = circle.split_first() else {
        return;
    };
    let place = Location::value(context.id(), first.node);
    let message = format!(
        "these tasks wait for each other: {}",
        shown(context, &circle)
    );
    let mut draft = Draft::new(place, message).help("remove one of these dependencies");
    for (task, name) in rest.iter().take(SHOWN) {
        let place = Location::value(task.file, name.node);
        draft = draft.related(place, format!("goes on to `{}`", name.text));
    }
    drafts.push(own.fold(draft, Draft::task));
}

/// A task of a circle, and its dependency that goes on to the next.
type Step<'a> = (TaskRef, &'a Name);

/// The shortest circle through `start`: each of its tasks, with the dependency that goes on.
///
/// The tasks of a group reach each other, so there is one.
fn circle<'a>(
    context: &PhaseContext<'a>,
    start: TaskRef,
    members: &HashSet<TaskRef>,
) -> Vec<Step<'a>> {
    let mut reached_by: HashMap<TaskRef, Step<'a>> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(task) = queue.pop_front() {
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

/// The dependencies of a task that stay in the group; one on itself is another rule's.
fn inside<'a>(
    context: &PhaseContext<'a>,
    task: TaskRef,
    members: &HashSet<TaskRef>,
) -> impl Iterator<Item = Step<'a>> {
    let plans = context.plans();
    let references = plans.task(task).map_or(&[][..], |task| &task.references);
    references
        .iter()
        .filter_map(move |name| Some((plans.resolve(task.file, &name.text).task()?, name)))
        .filter(move |(target, _)| *target != task && members.contains(target))
}

fn shown(context: &PhaseContext<'_>, circle: &[Step<'_>]) -> String {
    let id = |step: &Step<'_>| context.plans().task(step.0).and_then(|task| task.id_text());
    let mut ids: Vec<&str> = circle.iter().take(SHOWN).filter_map(id).collect();
    if circle.len() > SHOWN {
        ids.push("…");
    }
    ids.extend(circle.first().and_then(id));
    ids.join(" → ")
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Bench, lint_with, tokens_with, with};

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
    fn the_circle_shown_runs_through_the_task_pointed_at() {
        let task = |id: &str, on: &str| {
            format!(
                "  - id: {id}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{on}]\n"
            )
        };
        // The first dependency of A-2 leads into a smaller circle that leaves A-1 out.
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
