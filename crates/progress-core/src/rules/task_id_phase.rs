//! A task's ID should contain the phase of its file.
//!
//! Checked only in `phase-N-progress.md`, and only if all IDs share one form that contains a
//! phase (`X-N.M`, `PN-…`, `TN-…`) and most of them contain N; otherwise the number means
//! something else. At most one finding per file, at the first ID of another phase.
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
//!     description: "Create the indexes"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-3.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! total_tasks: 3
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2", "TASK-3.2"]
//!   critical_path: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
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

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::TaskRef;
use crate::source::name_of;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "task-id-phase",
    severity: Severity::Warning,
    summary: "a task's ID does not match the phase of its file",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Maximum number of other tasks shown.
const SHOWN: usize = 3;

/// A form of ID that contains a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `X-N.M`
    Dotted,
    /// `PN-…`
    P,
    /// `TN-…`
    T,
}

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(own) = phase_of_path(context.file.path()) else {
        return;
    };
    let carried: Option<Vec<(Form, u32)>> = context
        .tasks()
        .iter()
        .map(|task| carried(task.id_text()?))
        .collect();
    // If one ID has another form, the numbers of the others may not be phases either.
    let Some(carried) = carried else {
        return;
    };
    let one_form = carried.windows(2).all(|pair| pair[0].0 == pair[1].0);
    // If most IDs differ from the phase, the number in them is something else, such as a feature.
    let strays = carried.iter().filter(|(_, phase)| *phase != own).count();
    if !one_form || strays == 0 || 2 * strays >= carried.len() {
        return;
    }
    if is_grouped(context) {
        return;
    }
    let tasks = (0..).zip(context.tasks()).zip(carried);
    let mut strays = tasks.filter_map(|((index, task), (_, phase))| {
        if phase == own {
            return None;
        }
        let id = task.id.as_ref()?;
        let place = Location::of(context.id(), task.node, id.node);
        Some((index, place, &id.text, phase))
    });
    let Some((index, place, id, phase)) = strays.next() else {
        return;
    };
    let others: Vec<Location> = strays.map(|(_, place, ..)| place).collect();
    let and_others = match others.len() {
        0 => String::new(),
        1 => "; 1 more task differs".to_owned(),
        count => format!("; {count} more tasks differ"),
    };
    let message = format!(
        "the ID `{id}` belongs to phase {phase}, but this file tracks phase {own}{and_others}"
    );
    let file = context.id();
    let diagnostic = Diagnostic::new(place, message)
        .help("correct the ID, or move the task to its phase's file")
        .task(TaskRef { file, index });
    let shown = others.into_iter().take(SHOWN);
    diagnostics.push(shown.fold(diagnostic, |diagnostic, place| {
        diagnostic.related(place, "this one differs too")
    }));
}

/// Whether another file of the plan has only IDs of another number than its own: the files group
/// phases, and the IDs count those.
fn is_grouped(context: &PhaseContext<'_>) -> bool {
    let workspace = context.workspace();
    let plan = workspace.plans.plan_of(context.id());
    plan.files.iter().any(|&id| {
        if id == context.id() {
            return false;
        }
        let Some(own) = phase_of_path(workspace.file(id).path.as_str()) else {
            return false;
        };
        let Some(phase) = workspace.phase(id) else {
            return false;
        };
        let mut numbers = phase
            .tasks()
            .iter()
            .map(|task| carried(task.id_text()?).map(|(_, number)| number));
        !phase.tasks().is_empty()
            && numbers.all(|number| number.is_some_and(|number| number != own))
    })
}

/// N of `phase-N-progress.md`.
fn phase_of_path(path: &str) -> Option<u32> {
    name_of(path)
        .strip_prefix("phase-")?
        .strip_suffix("-progress.md")?
        .parse()
        .ok()
}

/// The form of an ID and the phase in it.
fn carried(id: &str) -> Option<(Form, u32)> {
    let (first, rest) = id.split_once('-')?;
    let numbered = |letter: char| {
        first
            .strip_prefix(letter)
            .and_then(|number| number.parse().ok())
    };
    // Before the dotted form: in `P2-1.3`, the phase is 2.
    if let Some(phase) = numbered('P') {
        return Some((Form::P, phase));
    }
    if let Some(phase) = numbered('T') {
        return Some((Form::T, phase));
    }
    let (phase, number) = rest.split_once('.')?;
    let is_prefix = first.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_number = number.starts_with(|c: char| c.is_ascii_digit());
    if !is_prefix || !is_number {
        return None;
    }
    Some((Form::Dotted, phase.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Form, carried};
    use crate::testing::{BASE, BASE_PATH, Sandbox, lint_with};

    #[test]
    fn a_file_that_mixes_phases_is_one_finding() {
        let task = |id: &str| {
            format!("  - {{ id: {id}, status: pending, assigned_to: [a], dependencies: [] }}\n")
        };
        let ids = [
            "TASK-1.1", "TASK-1.2", "TASK-1.3", "TASK-1.4", "TASK-2.1", "TASK-2.2", "TASK-3.1",
        ];
        let tasks: String = ids.map(task).concat();
        let found = lint_with(&format!("tasks:\n{tasks}"));
        let of_rule: Vec<_> = { found.iter() }
            .filter(|finding| finding.rule == "task-id-phase")
            .collect();
        let [only] = of_rule.as_slice() else {
            panic!("{of_rule:?}");
        };
        assert_eq!(only.token, "TASK-2.1");
        assert!(only.message.contains("2 more tasks"), "{}", only.message);
    }

    #[test]
    fn numbers_that_are_not_phases_are_left_alone() {
        let task = |id: &str| {
            format!("  - {{ id: {id}, status: pending, assigned_to: [a], dependencies: [] }}\n")
        };
        let tasks: String = ["TASK-1.1", "TASK-2.1", "TASK-3.1", "TASK-4.1"]
            .map(task)
            .concat();
        let found = lint_with(&format!("tasks:\n{tasks}"));
        assert!(found.iter().all(|found| found.rule != "task-id-phase"));
    }

    #[test]
    fn files_that_group_phases_are_left_alone() {
        let task = |id: &str| {
            format!("  - {{ id: {id}, status: pending, assigned_to: [a], dependencies: [] }}\n")
        };
        let file = |ids: &[&str]| {
            let tasks: String = ids.iter().map(|id| task(id)).collect();
            let (head, rest) = BASE.split_once("tasks:\n").unwrap();
            let (_, body) = rest.split_once("\n---").unwrap();
            format!("{head}tasks:\n{tasks}---{body}")
        };
        let first = file(&["TASK-1.1", "TASK-1.2", "TASK-1.3", "TASK-2.1"]);
        let count = |second: &str| {
            let path = BASE_PATH.replace("phase-1", "phase-2");
            let found = Sandbox::new(&[(BASE_PATH, &first), (&path, second)]).run();
            found.iter().filter(|it| it.rule == "task-id-phase").count()
        };
        assert_eq!(count(&file(&["TASK-3.1", "TASK-4.1"])), 0);
        assert_eq!(count(&file(&["TASK-2.2", "TASK-2.3"])), 1);
    }

    #[test]
    fn id_forms_are_distinguished() {
        assert_eq!(carried("TASK-1.2"), Some((Form::Dotted, 1)));
        assert_eq!(carried("P2-T5"), Some((Form::P, 2)));
        assert_eq!(carried("T3-001"), Some((Form::T, 3)));
        assert_eq!(carried("DOC-001"), None);
        assert_eq!(carried("1.2"), None);
    }
}
