//! A task ID should be defined in only one file of a plan.
//!
//! A reference from a third file could mean either task, and a commit that names the ID could
//! belong to either phase. A file that lists all phases (`all-phases-progress.md`) repeats their
//! tasks by design and is not reported.
//!
//! # Bad
//!
//! ```yaml
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
//!     dependencies: []
//! ```
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-2-progress.md)
//! phase: 2
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
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
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
//!     dependencies: []
//! ```
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-2-progress.md)
//! phase: 2
//! total_tasks: 1
//! tasks:
//!   - id: "TASK-2.1"
//!     description: "Show the form"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! parallelization:
//!   batch_1: ["TASK-2.1"]
//!   critical_path: ["TASK-2.1"]
//! ```

use crate::collections::HashSet;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::TaskRef;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "id-in-two-files",
    severity: Severity::Advice,
    summary: "two files of a plan define the same task ID",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let mut seen = HashSet::default();
    for (index, task) in (0..).zip(context.tasks()) {
        let Some(id) = &task.id else { continue };
        let Some(other) = elsewhere(context, &id.text) else {
            continue;
        };
        // `duplicate-task-id` reports repetitions within the file.
        if !seen.insert(id.text.as_str()) {
            continue;
        }
        let place = Location::of(context.id(), task.node, id.node);
        let path = context.workspace().file(other.file).path.as_str();
        let mut diagnostic =
            Diagnostic::new(place, format!("`{}` is also defined in {path}", id.text))
                .help("give the tasks different IDs, or keep the task in only one file")
                .task(TaskRef {
                    file: context.id(),
                    index,
                });
        if let Some(task) = context.plans().task(other) {
            let other = Location::of(other.file, task.node, task.anchor());
            diagnostic = diagnostic.related(other, "other definition");
        }
        diagnostics.push(diagnostic);
    }
}

fn elsewhere(context: &PhaseContext<'_>, id: &str) -> Option<TaskRef> {
    let others = context
        .plan()
        .tasks_named(id)
        .iter()
        .filter(|task| task.file != context.id());
    let plans = context.plans();
    // A file that lists all phases repeats their tasks by design.
    if plans.lists_all_phases(context.id()) {
        return None;
    }
    // A directory may hold several plans, whose IDs are independent of each other.
    others
        .copied()
        .find(|task| plans.same_prd(context.id(), task.file) && !plans.lists_all_phases(task.file))
}
