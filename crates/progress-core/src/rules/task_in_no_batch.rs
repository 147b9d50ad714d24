//! Every task should be in a batch, if the file has batches.
//!
//! A task outside every batch is easily forgotten. Tasks that are dropped or blocked, or that
//! were done before the first task of a batch, are not reported; any other list under
//! `parallelization` counts as a batch.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   critical_path: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   later: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use crate::collections::HashSet;
use crate::config::Severity;
use crate::derive::rebatched;
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::id::is_id;
use crate::model::{Class, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "task-in-no-batch",
    severity: Severity::Warning,
    summary: "a task is not in any batch",
    fix: Some(Safety::Unsafe),
    // The unknown entry of a batch may be meant for this task, no batch suits a task in a cycle,
    // and an unknown status may mean that the task needs none.
    suppressed_by: &[
        Yield::File("batch-unknown-task"),
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
        Yield::Task("status-unknown"),
    ],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let schedule = &context.phase.schedule;
    // Batches without any task are not a schedule yet.
    if schedule.batches.iter().all(|batch| batch.tasks.is_empty()) {
        return;
    }
    let scheduled: HashSet<&str> = schedule
        .batches
        .iter()
        .flat_map(|batch| &batch.tasks)
        .chain(&schedule.otherwise_scheduled)
        .map(|name| name.text.as_str())
        .collect();
    let mut batched_before = false;
    let mut missing = Vec::new();
    for (index, task) in (0..).zip(context.tasks()) {
        batched_before |= task.id_text().is_some_and(|id| scheduled.contains(id));
        // Tasks completed before the batches were created come first in the list.
        if !batched_before && is(task, Class::Done) {
            continue;
        }
        // A malformed ID cannot be looked up in the batches.
        let Some(id) = task.id.as_ref().filter(|id| {
            needs_batch(task) && is_id(&id.text) && !scheduled.contains(id.text.as_str())
        }) else {
            continue;
        };
        missing.push((index, task, id));
    }
    if missing.is_empty() {
        return;
    }
    // One fix for all findings, because each would change the same lists.
    let fix = fix(context, missing.iter().map(|(index, ..)| *index as usize));
    for (index, task, id) in missing {
        let place = Location::of(context.id(), task.node, id.node);
        let diagnostic = Diagnostic::new(place, format!("`{}` is not in any batch", id.text))
            .help("add it to the batch in which it can run")
            .task(TaskRef {
                file: context.id(),
                index,
            });
        diagnostics.push(match &fix {
            Some(fix) => diagnostic.fix(fix.clone()),
            None => diagnostic,
        });
    }
}

/// Adds all of them at once, each to the earliest batch that its dependencies allow.
fn fix(context: &PhaseContext<'_>, missing: impl Iterator<Item = usize>) -> Option<Fix> {
    let graph = context.plans().graph(context.id());
    let missing: Vec<usize> = missing.collect();
    let changes = rebatched(context.tree, context.phase, graph, &missing)?;
    let title = "add missing tasks to the earliest batches their dependencies allow";
    Some(Fix::uncertain(title, changes))
}

fn needs_batch(task: &Task) -> bool {
    !is(task, Class::Dropped) && !is(task, Class::Blocked)
}

fn is(task: &Task, class: Class) -> bool {
    task.state == Some(class)
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn missing(first: &str, second: &str, batched: &str) -> Vec<String> {
        let task = |id: &str, status: &str| {
            format!(
                "  - id: {id}\n    status: {status}\n    assigned_to: [alice]\n    dependencies: []\n"
            )
        };
        let keys = format!(
            "parallelization:\n  batch_1: [{batched}]\ntasks:\n{}{}",
            task("T-1", first),
            task("T-2", second)
        );
        let found = tokens_with(&keys).into_iter();
        let found = found.filter(|(rule, _)| *rule == "task-in-no-batch");
        found.map(|(_, token)| token).collect()
    }

    #[test]
    fn tasks_done_before_the_first_batch_need_none() {
        assert!(missing("completed", "pending", "T-2").is_empty());
        assert_eq!(missing("pending", "completed", "T-1"), ["T-2"]);
        assert_eq!(missing("pending", "pending", "T-2"), ["T-1"]);
        assert!(missing("pending", "blocked", "T-1").is_empty());
    }
}
