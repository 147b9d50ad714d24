//! The critical path must name tasks of the plan.
//!
//! Several tasks may share a step (`TASK-1.2/TASK-1.3`, or `TASK-1.2/1.3` for short), and a step may
//! be a whole phase.
//!
//! # Bad
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1", "TASK-1.2"]
//!   critical_path: ["TASK-1.7"]
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
    name: "critical-path-unknown-task",
    severity: Severity::Error,
    summary: "the critical path names a task that does not exist",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    let mut suggestions = Suggestions::of(context);
    for name in &context.phase.schedule.critical_path {
        // A text that exists as a whole is no list, whatever it contains.
        let parts: Vec<&str> = match context.plans().resolve(context.id(), &name.text) {
            Resolution::Nothing | Resolution::Undecidable(_) | Resolution::Event => {
                name.text.split('/').collect()
            }
            _ => continue,
        };
        let first = parts.first().copied().unwrap_or_default().trim();
        for part in parts.iter().map(|part| part.trim()) {
            if !is_short_for_task(context, first, part)
                && let Some(draft) = judge(context, name, part, &mut suggestions)
            {
                drafts.push(draft);
            }
        }
    }
}

/// Whether `part` names a task together with what stands before the number in `first`:
/// `203` behind `CAR-202`, `T3` behind `P1-T2`.
fn is_short_for_task(context: &PhaseContext<'_>, first: &str, part: &str) -> bool {
    // No ID is longer; a list of thousands of parts must not be tried with thousands of prefixes.
    if first.len() > 64 || part.len() > 64 {
        return false;
    }
    let separators = first.match_indices(['-', '.', '_']);
    let mut prefixes = separators.map(|(at, _)| &first[..=at]);
    prefixes.any(|prefix| context.task_here(&format!("{prefix}{part}")).is_some())
}

fn judge(
    context: &PhaseContext<'_>,
    name: &Name,
    id: &str,
    suggestions: &mut Suggestions<'_>,
) -> Option<Draft> {
    let place = Location::value(context.id(), name.node);
    match context.plans().resolve(context.id(), id) {
        Resolution::Nothing => {
            let draft = Draft::new(place, format!("no task of this plan has the ID `{id}`"));
            Some(draft.help(suggestions.help(id, None, "correct the ID, or remove the step")))
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

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn unknown(path: &str) -> usize {
        let keys = format!(
            "parallelization:\n  batch_1: [\"TASK-1.1\", \"TASK-1.2\"]\n  critical_path: [{path}]"
        );
        let found = tokens_with(&keys).into_iter();
        found
            .filter(|(rule, _)| *rule == "critical-path-unknown-task")
            .count()
    }

    #[test]
    fn a_step_may_name_several_tasks() {
        assert_eq!(unknown("TASK-1.1/TASK-1.2"), 0);
        assert_eq!(unknown("TASK-1.1/1.2"), 0);
        assert_eq!(unknown("TASK-1.1/2"), 0);
        assert_eq!(unknown("TASK-1.1/1.9"), 1);
        assert_eq!(unknown("Phase 1, all"), 0);
    }
}
