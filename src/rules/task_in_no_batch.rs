//! Every task should stand in a batch, where there are batches.
//!
//! A task that no batch names is easily forgotten. Tasks that are dropped or blocked need none, and
//! any other list under `parallelization` counts too.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   critical_path: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   later: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use std::collections::HashSet;

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, Task, TaskRef};

/// The rule.
pub const RULE: Rule = Rule {
    name: "task-in-no-batch",
    severity: Severity::Warning,
    summary: "a task stands in no batch",
    fix: None,
    yields_to: &[
        Yield::File("batch-unknown-task"),
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    let schedule = &context.phase.schedule;
    if schedule.batches.iter().all(|batch| batch.tasks.is_empty()) {
        return;
    }
    let batched = schedule.batches.iter().flat_map(|batch| &batch.tasks);
    let scheduled: HashSet<&str> = batched
        .chain(&schedule.otherwise_scheduled)
        .map(|name| name.text.as_str())
        .collect();
    for (index, task) in (0..).zip(context.tasks()) {
        let Some(id) = task
            .id
            .as_ref()
            .filter(|id| needs_batch(task) && !scheduled.contains(id.text.as_str()))
        else {
            continue;
        };
        let place = Location::of(context.id(), task.node, id.node);
        drafts.push(
            Draft::new(place, format!("no batch names `{}`", id.text))
                .help("add it to the batch that it can run in")
                .task(TaskRef {
                    file: context.id(),
                    index,
                }),
        );
    }
}

fn needs_batch(task: &Task) -> bool {
    let class = task.state.as_ref().map(|state| state.class);
    !matches!(class, Some(Class::Dropped | Class::Blocked))
}
