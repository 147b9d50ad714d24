//! Where plans stand: what is done, what is blocked, and what can start.
//!
//! Figures are computed from the tasks; what a file says of itself is only compared with them.
//!
//! - [`PlanView`]: files as people think of them, a plan's phases in their order.
//! - [`PhaseView`]: the figures of one file.
//! - [`Readiness`]: whether an open task can start.
//! - [`find()`]: a task by its ID.
//! - [`Filter`], [`select()`]: which of them are wanted.

mod figures;
mod filter;
mod find;
mod phase;
mod plan;
mod readiness;
mod select;
mod task;
#[cfg(test)]
mod tests;

pub use filter::{Filter, words};
pub use find::{Found, NoSingleTask, find};
pub use phase::{Blocker, PhaseView};
pub use plan::{PlanView, Stage, plans};
pub use readiness::{Doubt, Obstacle, Readiness, Settled};
pub use select::{Unmatched, select};
pub use task::TaskView;
