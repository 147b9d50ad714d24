//! Each task on the critical path should depend on the one before it.
//!
//! That chain is what makes the path critical. The dependency may be indirect. Steps that name
//! several tasks, a phase or everything are skipped, and so are tasks without `dependencies`. At
//! most one finding per file, at the first broken pair. It is only advice if the phase is done, if
//! the batches already order every broken pair, or if more than half of the pairs are broken: such
//! a path is a list of important tasks. It is always a warning if the batches or the dependencies
//! order a broken pair the other way, or if a step is repeated.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
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
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```

use crate::config::Severity;
use crate::derive::longest_path;
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::{FileGraph, Name, Resolution, Task, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "critical-path-not-chain",
    severity: Severity::Warning,
    summary: "a task on the critical path does not depend on the one before it",
    fix: Some(Safety::Unsafe),
    // The missing link may be one of these dependencies.
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
        Yield::Task("unresolved-dependency"),
    ],
    check: Check::Phase(check),
};

/// Limit on dependency steps per file; 100,000 tasks need fewer.
const BUDGET: usize = 1_000_000;

/// A step of the path that is a single task of this file.
#[derive(Clone, Copy)]
struct Step<'a> {
    name: &'a Name,
    task: usize,
}

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let graph = context.plans().graph(context.id());
    let mut budget = BUDGET;
    let pairs = pairs(context);
    let count = pairs.len();
    let broken: Vec<[Step<'_>; 2]> = pairs
        .into_iter()
        .filter(|[_, later]| tells_dependencies(context, later))
        .filter(|[earlier, later]| !graph.waits_for(later.task, earlier.task, &mut budget))
        .collect();
    let Some([earlier, later]) = broken.first() else {
        return;
    };
    let help = if earlier.task == later.task {
        "list each step once"
    } else {
        "add the missing dependency, or correct the path"
    };
    let place = Location::value(context.id(), later.name.node);
    let mut diagnostic = Diagnostic::new(place, message(earlier, later, broken.len() - 1))
        .help(help)
        .related(
            Location::value(context.id(), earlier.name.node),
            "previous step",
        );
    if let Some(change) = longest_path(context.tree, context.phase, graph) {
        let title = "make the longest chain the critical path";
        diagnostic = diagnostic.fix(Fix::uncertain(title, vec![change]));
    }
    // If most steps do not depend on each other, the path is just a list of important tasks,
    // and in a finished phase it no longer decides anything.
    let is_list = 2 * broken.len() > count || context.phase.is_done();
    // Batches that order a pair make up for the dependency; ones that order it the other way do
    // not.
    let is_wrong = broken.iter().any(|pair| {
        is_contradicted(graph, pair, &mut budget) || !is_list && !is_ordered(graph, pair)
    });
    if !is_wrong {
        diagnostic = diagnostic.severity(Severity::Advice);
    }
    // All of them, so that a better finding about any of these tasks takes precedence.
    for step in broken.iter().flatten() {
        if let Ok(index) = u32::try_from(step.task) {
            diagnostic = diagnostic.task(TaskRef {
                file: context.id(),
                index,
            });
        }
    }
    diagnostics.push(diagnostic);
}

fn message(earlier: &Step<'_>, later: &Step<'_>, others: usize) -> String {
    let (before, step) = (&earlier.name.text, &later.name.text);
    let first = if earlier.task == later.task {
        format!("`{step}` is also the previous step")
    } else {
        format!("`{step}` does not depend on the previous step `{before}`")
    };
    match others {
        0 => first,
        1 => format!("{first}; one more pair is broken"),
        count => format!("{first}; {count} more pairs are broken"),
    }
}

/// Pairs of adjacent steps. A step that names no task of this file ends a run; a step that is a
/// list, a phase or everything is skipped.
fn pairs<'a>(context: &PhaseContext<'a>) -> Vec<[Step<'a>; 2]> {
    let mut pairs = Vec::new();
    let mut before: Option<Step<'a>> = None;
    for name in &context.phase.schedule.critical_path {
        match context.plans().resolve(context.id(), &name.text) {
            Resolution::Here(task) => {
                let step = Step {
                    name,
                    task: task.index as usize,
                };
                pairs.extend(before.map(|before| [before, step]));
                before = Some(step);
            }
            Resolution::Phase(_) | Resolution::All | Resolution::UncoveredPhase => {}
            // The step after `TASK-1.2/TASK-1.3` can still be compared with the one before it.
            _ if name.text.contains('/') => {}
            _ => before = None,
        }
    }
    pairs
}

/// Whether the dependencies of a step are known; if not, another rule reports it.
fn tells_dependencies(context: &PhaseContext<'_>, step: &Step<'_>) -> bool {
    let task = context.tasks().get(step.task);
    task.is_some_and(Task::tells_dependencies)
}

fn is_ordered(graph: &FileGraph, [earlier, later]: &[Step<'_>; 2]) -> bool {
    let batches = graph.batch(earlier.task).zip(graph.batch(later.task));
    batches.is_some_and(|(earlier, later)| earlier < later)
}

/// Whether the later step is planned before the earlier one, or is the same.
fn is_contradicted(
    graph: &FileGraph,
    [earlier, later]: &[Step<'_>; 2],
    budget: &mut usize,
) -> bool {
    let batches = graph.batch(earlier.task).zip(graph.batch(later.task));
    earlier.task == later.task
        || batches.is_some_and(|(earlier, later)| later < earlier)
        || graph.waits_for(earlier.task, later.task, budget)
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::testing::lint_with;

    fn found(path: &str, batches: &str, on: [&str; 3]) -> Vec<(Severity, String)> {
        let task = |id: usize, on: &str| {
            format!(
                "  - id: T-{id}\n    status: pending\n    assigned_to: [alice]\n    dependencies: [{on}]\n"
            )
        };
        let tasks: String = on
            .iter()
            .enumerate()
            .map(|(index, on)| task(index + 1, on))
            .collect();
        let keys = format!(
            "total_tasks: 3\nparallelization:\n{batches}\n  critical_path: [{path}]\ntasks:\n{tasks}"
        );
        let all = lint_with(&keys).into_iter();
        all.filter(|found| found.rule == "critical-path-not-chain")
            .map(|found| (found.severity, found.token))
            .collect()
    }

    const FLAT: &str = "  batch_1: [T-1, T-2, T-3]";
    const ORDERED: &str = "  batch_1: [T-1]\n  batch_2: [T-2]\n  batch_3: [T-3]";

    #[test]
    fn a_step_listed_twice_needs_no_dependency() {
        let keys = "total_tasks: 1\nparallelization: { batch_1: [A-1], critical_path: [A-1, A-1] }\ntasks:\n  - { id: A-1, status: pending, assigned_to: [a], dependencies: [] }";
        let found = &lint_with(keys)[0];
        assert_eq!(found.message, "`A-1` is also the previous step");
        assert_eq!(found.help, "list each step once");
    }

    #[test]
    fn intermediate_tasks_may_be_omitted() {
        assert_eq!(found("T-1, T-3", ORDERED, ["", "T-1", "T-2"]), []);
        assert_eq!(found("T-1, T-2/T-9, T-3", ORDERED, ["", "T-1", "T-2"]), []);
        assert_eq!(found("T-1, Phase 1, T-3", ORDERED, ["", "T-1", "T-2"]), []);
    }

    #[test]
    fn a_task_without_dependencies_does_not_break_the_chain() {
        let keys = "parallelization:\n  batch_1: [T-1, T-2]\n  critical_path: [T-1, T-2]\ntasks:\n  - { id: T-1, status: pending, assigned_to: [a], dependencies: [] }\n  - { id: T-2, status: pending, assigned_to: [a] }\n";
        let rules: Vec<_> = lint_with(keys)
            .into_iter()
            .map(|found| found.rule)
            .collect();
        assert_eq!(rules, ["task-missing-dependencies"]);
        let alias = keys.replace("[a] }", "[a], depends_on: [] }");
        let rules: Vec<_> = lint_with(&alias)
            .into_iter()
            .map(|found| found.rule)
            .collect();
        assert!(rules.contains(&"critical-path-not-chain"), "{rules:?}");
    }

    #[test]
    fn a_list_of_important_tasks_is_advice() {
        for batches in [ORDERED, FLAT] {
            assert_eq!(
                found("T-1, T-3", batches, ["", "T-1", ""]),
                [(Severity::Advice, "T-3".to_owned())]
            );
        }
        // Every other pair is a chain.
        assert_eq!(
            found("T-1, T-2, T-3", FLAT, ["", "T-1", ""]),
            [(Severity::Warning, "T-3".to_owned())]
        );
        assert_eq!(
            found("T-1, T-2, T-3", ORDERED, ["", "T-1", ""]),
            [(Severity::Advice, "T-3".to_owned())]
        );
        assert_eq!(
            found("T-3, T-1", ORDERED, ["", "T-1", ""]),
            [(Severity::Warning, "T-1".to_owned())]
        );
        assert_eq!(
            found("T-2, T-1", FLAT, ["", "T-1", ""]),
            [(Severity::Warning, "T-1".to_owned())]
        );
    }
}
