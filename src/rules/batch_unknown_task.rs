//! A batch must name tasks of the plan.
//!
//! Whoever runs the batch looks its entries up: one that no task answers to is work that nobody
//! does.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2", "TASK-1.7"]
//!   critical_path: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.1"]
//! ```

use super::suggestion::Suggestions;
use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::{Name, Resolution, Tasks};

/// The rule.
pub const RULE: Rule = Rule {
    name: "batch-unknown-task",
    severity: Severity::Error,
    summary: "a batch names a task that does not exist",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    let mut suggestions = Suggestions::of(context);
    for batch in &context.phase.schedule.batches {
        for name in &batch.tasks {
            if let Some(draft) = judge(context, name, &mut suggestions) {
                drafts.push(draft);
            }
        }
    }
}

fn judge(
    context: &PhaseContext<'_>,
    name: &Name,
    suggestions: &mut Suggestions<'_>,
) -> Option<Draft> {
    let id = &name.text;
    let place = Location::value(context.id(), name.node);
    match context.plans().resolve(context.id(), id) {
        Resolution::Nothing => {
            let draft = Draft::new(place, format!("no task of this plan has the ID `{id}`"));
            Some(draft.help(suggestions.help(id, None, "correct the ID, or remove the entry")))
        }
        Resolution::OtherPlan(task) if !id.contains(':') => {
            let other = context.workspace().file(task.file).path.as_str();
            let draft = Draft::new(
                place,
                format!("`{id}` is a task of another plan, in {other}"),
            )
            .help("schedule it in that plan");
            Some(draft.severity(Severity::Advice))
        }
        Resolution::Undecidable(file) => {
            let other = context.workspace().file(file).path.as_str();
            let message = format!(
                "whether `{id}` exists cannot be told: the tasks of {other} cannot be read"
            );
            Some(
                Draft::new(place, message)
                    .help("mend that file first")
                    .severity(Severity::Advice),
            )
        }
        _ => None,
    }
}
