//! Every dependency must name a task of the plan, a phase, or an event.
//!
//! A dependency on a task that does not exist is never satisfied: whoever waits for it waits
//! for ever. IDs are looked up in the file, then in the other files of the folder. A text that
//! does not look like an ID (`design sign-off`) is taken for an event, which is advice. So is
//! a reference that cannot be decided because a file of the plan cannot be read.
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
//!     dependencies: ["TASK-1.7"]
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

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::{Name, Resolution, TaskRef};
use crate::text::nearest;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unresolved-dependency",
    severity: Severity::Error,
    summary: "a dependency names a task that does not exist",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    for (index, task) in (0..).zip(context.tasks()) {
        let task_ref = TaskRef {
            file: context.id(),
            index,
        };
        for name in &task.references {
            if let Some(draft) = judge(context, name) {
                drafts.push(draft.task(task_ref));
            }
        }
    }
}

fn judge(context: &PhaseContext<'_>, name: &Name) -> Option<Draft> {
    let place = Location::value(context.id(), name.node);
    let id = &name.text;
    let draft = match context.plans().resolve(context.id(), id) {
        Resolution::Here(_) | Resolution::Plan(_) | Resolution::Phase(_) | Resolution::All => {
            return None;
        }
        Resolution::OtherPlan(_) if id.contains(':') => return None,
        Resolution::Nothing => {
            let draft = Draft::new(place, format!("no task of this plan has the ID `{id}`"));
            return Some(draft.help(nearest_task(
                context,
                id,
                "correct the ID, or remove the dependency",
            )));
        }
        Resolution::OtherPlan(task) => {
            let other = context.workspace().file(task.file).path.as_str();
            Draft::new(
                place,
                format!("`{id}` is a task of another plan, in {other}"),
            )
            .help("name the plan too, as `prd:ID`, if that task is meant")
        }
        Resolution::UncoveredPhase => Draft::new(
            place,
            format!("no file of this plan tracks the phase that `{id}` names"),
        )
        .help("name a phase of this plan, or one of its tasks"),
        Resolution::Undecidable(file) => {
            let other = context.workspace().file(file).path.as_str();
            Draft::new(
                place,
                format!(
                    "whether `{id}` exists cannot be told: the tasks of {other} cannot be read"
                ),
            )
            .help("mend that file first")
        }
        Resolution::Event => Draft::new(
            place,
            format!("`{id}` is no task; it is taken for an event"),
        )
        .help("name a task ID if the order matters to the schedule"),
    };
    Some(draft.severity(Severity::Advice))
}

/// Advice for an ID that no task has: the nearest that one has, else what is given.
pub(super) fn nearest_task(context: &PhaseContext<'_>, id: &str, otherwise: &str) -> String {
    // In the order of the tasks first, so that equally near names are found in a stable order.
    let own = context.tasks().iter().filter_map(|task| task.id_text());
    match nearest(id, own).or_else(|| nearest(id, context.plan().ids())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    }
}
