//! Figures that follow from the tasks: counts, percentages, the phase's status and dates. Computed
//! here and nowhere else.

mod agreement;
mod counts;
pub mod dates;
mod figures;
mod merged_figures;
mod recompute;
mod schedule;

pub use agreement::{Contradiction, contradictions, worse};
pub use counts::{Counts, stated_percent};
pub use figures::{Disagreement, Figure, recount};
pub use merged_figures::Join;
pub use recompute::{Remark, Step, pending_criteria};
pub(crate) use schedule::longest_path;
pub(crate) use schedule::rebatched;

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
