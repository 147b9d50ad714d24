//! Applies and checks the filters of commands that list tasks. A value that no task has is probably a
//! typo, and an empty list would hide that.

use progress_core::display::nearest;
use progress_core::status::{
    Filter, PhaseView, PlanView, WorkFilter, assignee_names, priority_words,
};

use super::Console;
use super::failure::Failure;

/// Maximum phases named in a message.
const MAX_NAMED: usize = 12;

/// Rejects priorities that no task can have.
pub(super) fn check_priorities(filter: &WorkFilter, plans: &[PlanView<'_>]) -> Result<(), Failure> {
    if filter.priorities.is_empty() {
        return Ok(());
    }
    let known = priority_words(plans);
    for word in &filter.priorities {
        let word = word.trim();
        if known.iter().any(|it| is_same(it, word)) {
            continue;
        }
        let help = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "use a priority that occurs in a file, such as `high`".to_owned(),
        };
        return Err(Failure::new(format!("no task has the priority `{word}`")).help(help));
    }
    Ok(())
}

/// Warns of assignees without tasks; returns whether all of them are.
///
/// This is not an error, because someone who has finished everything may be gone from the files.
pub(super) fn warn_of_assignees(
    filter: &WorkFilter,
    plans: &[PlanView<'_>],
    console: &mut Console<'_>,
) -> bool {
    if filter.assignees.is_empty() {
        return false;
    }
    let known = assignee_names(plans);
    let mut unknown = 0;
    for name in &filter.assignees {
        let name = name.trim();
        if known.iter().any(|it| is_same(it, name)) {
            continue;
        }
        unknown += 1;
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "run `progress list` to see who works on what".to_owned(),
        };
        console.warn(&Failure::new(format!("no task is assigned to `{name}`")).help(help));
    }
    unknown == filter.assignees.len()
}

/// Keeps the phase with this number or name, and the plans that have it. If none of them does, warns,
/// names the phases that there are, and returns true.
pub(super) fn keep_phase(
    plans: &mut Vec<PlanView<'_>>,
    phase: Option<&str>,
    console: &mut Console<'_>,
) -> bool {
    let Some(phase) = phase else {
        return false;
    };
    // If there are no plans at all, that has been reported already.
    if plans.is_empty() {
        return false;
    }
    let labels = phase_labels(plans);
    let filter = Filter {
        phase: Some(phase.to_owned()),
        ..Filter::default()
    };
    filter.apply(plans);
    if plans.is_empty() {
        warn_of_phase(phase, &labels, console);
    }
    plans.is_empty()
}

fn warn_of_phase(phase: &str, labels: &[&str], console: &mut Console<'_>) {
    let mut known: Vec<String> = Vec::new();
    for label in labels {
        let label = format!("`{label}`");
        if !known.contains(&label) {
            known.push(label);
        }
    }
    if known.len() > MAX_NAMED {
        known.truncate(MAX_NAMED);
        known.push("…".to_owned());
    }
    let failure = Failure::new(format!("no plan has a phase `{phase}`"));
    if known.is_empty() {
        console.warn(&failure);
    } else {
        console.warn(&failure.help(format!("use one of {}", known.join(", "))));
    }
}

/// The phases of plans, as written.
fn phase_labels<'w>(plans: &[PlanView<'w>]) -> Vec<&'w str> {
    let phases = plans.iter().flat_map(|plan| &plan.phases);
    phases.filter_map(PhaseView::label).collect()
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
