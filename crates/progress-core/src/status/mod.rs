//! The progress of plans: what is done, what is blocked, and what can start.
//!
//! Figures are computed from the tasks; those stated in a file are only compared with them.
//!
//! - [`PlanView`]: a plan with its phases in order.
//! - [`PhaseView`]: the figures of one file.
//! - [`Readiness`]: whether an open task can start.
//! - [`find()`]: finds a task by ID. [`list_tasks`]: all tasks that meet conditions.
//! - [`dependencies`], [`dependents`]: what a task waits for, and what waits for it.
//! - [`open_dependencies`], [`TaskView::block_reason`]: why work on a task is held up.
//! - [`Filter`], [`select()`]: choose phases and plans.

mod block_reason;
mod criterion;
mod details;
mod figures_agree;
mod filter;
mod find;
mod held_up;
mod listing;
mod order;
mod phase_view;
mod plan_view;
mod readiness;
mod section;
mod select;
mod task_view;
#[cfg(test)]
mod tests;

pub use criterion::{
    FoundCriterion, NoSingleCriterion, NoSinglePhase, find_criterion, single_phase,
};
pub use details::{Dependency, dependencies, dependents};
pub use filter::{Filter, words};
pub use find::{FoundTask, NoSingleTask, find};
pub use held_up::{OpenDependency, PendingCriterion, open_dependencies};
pub use listing::{
    ListedTask, TaskConditions, WorkFilter, assignee_names, list_tasks, priority_words, task_words,
};
pub use phase_view::{Blocker, PhaseView};
pub use plan_view::{PlanView, Stage, plans};
pub use readiness::{DependencyState, Obstacle, Readiness, ReadinessIndex, UnknownReason};
pub use section::{SECTION, finished_plans, status_section};
pub use select::{Unmatched, select};
pub use task_view::TaskView;
