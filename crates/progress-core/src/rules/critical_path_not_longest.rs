//! No chain of dependencies should be longer than the critical path.
//!
//! The longest chain determines how long the phase takes. Length is total effort if every task
//! has an estimate in the same unit, otherwise the number of tasks. Checked only if every task
//! has `dependencies`.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
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
use crate::model::{Chain, FileGraph, Resolution, Task, effort};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "critical-path-not-longest",
    severity: Severity::Advice,
    summary: "a dependency chain is longer than the critical path",
    fix: Some(Safety::Unsafe),
    // If the path or the dependencies are wrong, so is the comparison of the two.
    suppressed_by: &[
        Yield::File("critical-path-not-chain"),
        Yield::File("critical-path-unknown-task"),
        Yield::File("unresolved-dependency"),
    ],
    check: Check::Advice(check),
};

/// Maximum number of tasks named of the longer chain.
const SHOWN: usize = 6;
/// Sums of estimates such as 0.1 are not exact.
const TOLERANCE: f64 = 1e-6;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(node), Some(path)) = (context.phase.schedule.critical_path_node, path(context))
    else {
        return;
    };
    // A chain with an unknown link may be the longest.
    if !context.tasks().iter().all(Task::tells_dependencies) {
        return;
    }
    let weights = effort::weights(context.tasks());
    let graph = context.plans().graph(context.id());
    // In a cycle a chain has no end; `dependency-cycle` reports it.
    let Some(chains) = graph.heaviest_chains(&weights) else {
        return;
    };
    let (Some(&first), Some(&last), Some(longest)) = (path.first(), path.last(), chains.heaviest())
    else {
        return;
    };
    let stated = if is_direct(graph, &path) {
        path.iter().map(|&task| weights[task]).sum()
    } else {
        // Steps are missing; in favor of the path, assume they are as heavy as possible.
        chains.total(last) - chains.total(first) + weights[first]
    };
    if longest.weight > stated + TOLERANCE {
        let message = format!(
            "a chain of {} is longer than the critical path ({}): {}",
            effort::rounded(longest.weight),
            effort::rounded(stated),
            shown(context, &longest)
        );
        let place = Location::key(context.id(), node);
        let diagnostic =
            Diagnostic::new(place, message).help("make the longest chain the critical path");
        diagnostics.push(match longest_path(context.tree, context.phase, graph) {
            Some(change) => {
                let title = "make the longest chain the critical path";
                diagnostic.fix(Fix::uncertain(title, vec![change]))
            }
            None => diagnostic,
        });
    }
}

/// The path's tasks; `None` if a step is not a single task of this file.
fn path(context: &PhaseContext<'_>) -> Option<Vec<usize>> {
    let steps = context.phase.schedule.critical_path.iter();
    steps
        .map(
            |name| match context.plans().resolve(context.id(), &name.text) {
                Resolution::Here(task) => Some(task.index as usize),
                // A step in another file, or one for several tasks, has no weight in this graph.
                _ => None,
            },
        )
        .collect()
}

fn is_direct(graph: &FileGraph, path: &[usize]) -> bool {
    path.windows(2)
        .all(|pair| graph.dependencies(pair[1]).contains(&pair[0]))
}

fn shown(context: &PhaseContext<'_>, chain: &Chain) -> String {
    let mut ids: Vec<&str> = chain
        .tasks
        .iter()
        .filter_map(|&task| context.tasks().get(task)?.id_text())
        .take(SHOWN)
        .collect();
    if chain.tasks.len() > SHOWN {
        ids.push("…");
    }
    ids.join(" → ")
}
