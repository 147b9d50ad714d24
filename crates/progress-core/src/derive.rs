//! Figures that follow from the tasks: counts, percentages, the phase's status and dates. Computed
//! here and nowhere else.

mod agreement;

pub mod dates;
mod merged_figures;
mod recompute;
mod remark;
mod schedule;
mod stated_figures;
mod task_counts;

pub use agreement::{Contradiction, contradictions, worse};
pub use merged_figures::{Join, settle};
pub use recompute::{PhaseChange, pending_criteria};
pub use remark::Remark;
pub(crate) use schedule::longest_path;
pub(crate) use schedule::rebatched;
pub(crate) use stated_figures::is_unlisted;
pub use stated_figures::{Disagreement, Figure, recount};
pub use task_counts::{Counts, stated_percent};

use crate::model::{Class, Phase};

/// Whether a phase has a task in this state.
fn has(phase: &Phase, class: Class) -> bool {
    phase.tasks().iter().any(|task| task.state == Some(class))
}

/// Whether a phase has tasks, all of them settled.
fn is_settled(phase: &Phase) -> bool {
    !phase.tasks().is_empty()
        && phase
            .tasks()
            .iter()
            .all(|task| task.state.is_some_and(Class::is_settled))
}
