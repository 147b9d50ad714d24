//! A task should not depend on a task in a later phase.
//!
//! Phases are completed in order; if a dependency points forward, either the task or its
//! dependency is in the wrong phase.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-2.1"]
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
//!     dependencies: []
//! parallelization:
//!   batch_1: ["TASK-2.1"]
//!   critical_path: ["TASK-2.1"]
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

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{FileId, Resolution, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "dependency-on-later-phase",
    severity: Severity::Off,
    summary: "a task depends on a task of a later phase",
    fix: None,
    suppressed_by: &[
        Yield::Task("dependency-cycle"),
        Yield::Task("self-dependency"),
    ],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // In a file for several phases, a task may belong to any: only what comes after all of them is
    // certainly later.
    let Some(own) = last_phase(context, context.id()) else {
        return;
    };
    for (index, task) in (0..).zip(context.tasks()) {
        for name in &task.references {
            let Some(later) = later_phase(context, &name.text, own) else {
                continue;
            };
            let place = Location::value(context.id(), name.node);
            let message = format!(
                "`{}` belongs to phase {later}, which comes after phase {own}",
                name.text
            );
            diagnostics.push(
                Diagnostic::new(place, message)
                    .help("move one of the two tasks to the other phase, or remove the dependency")
                    .task(TaskRef {
                        file: context.id(),
                        index,
                    }),
            );
        }
    }
}

/// The phase that a reference resolves to, if it comes after phase `own`.
fn later_phase(context: &PhaseContext<'_>, text: &str, own: u32) -> Option<u32> {
    let target = match context.plans().resolve(context.id(), text) {
        // Phases without a number have no order.
        Resolution::Plan(task) => first_phase(context, task.file)?,
        // Several files may track the task's phase; the earliest decides. A list of all phases
        // has no number.
        Resolution::Phase(files) => files
            .into_iter()
            .filter_map(|file| first_phase(context, file))
            .min()?,
        _ => return None,
    };
    (target > own).then_some(target)
}

fn first_phase(context: &PhaseContext<'_>, file: FileId) -> Option<u32> {
    context.plans().covered(file)?.0.number()
}

fn last_phase(context: &PhaseContext<'_>, file: FileId) -> Option<u32> {
    context.plans().covered(file)?.1.number()
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Sandbox, with};

    #[test]
    fn a_list_of_all_phases_hides_nothing() {
        let task = "status: pending, assigned_to: [alice], description: x";
        let first = with(&format!(
            "tasks:\n  - {{id: TASK-1.1, {task}, dependencies: [Phase 2]}}\n  - {{id: TASK-1.2, {task}, dependencies: []}}"
        ));
        let second = with(&format!(
            "phase: 2\ntotal_tasks: 1\ntasks:\n  - {{id: TASK-2.1, {task}, dependencies: []}}"
        ));
        let all = with(&format!(
            "phase: all\ntotal_tasks: 1\ntasks:\n  - {{id: TASK-2.1, {task}, dependencies: []}}"
        ));
        let second_path = ".claude/progress/auth-v1/phase-2-progress.md";
        let all_path = ".claude/progress/auth-v1/all-phases-progress.md";
        let files = [
            (BASE_PATH, first.as_str()),
            (second_path, second.as_str()),
            (all_path, all.as_str()),
        ];
        for files in [&files[..2], &files] {
            let found = Sandbox::new(files)
                .enable("dependency-on-later-phase")
                .run();
            let own = found
                .iter()
                .filter(|found| found.rule == "dependency-on-later-phase");
            assert_eq!(own.count(), 1, "{found:#?}");
        }
    }
}
