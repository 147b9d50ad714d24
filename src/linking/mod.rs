//! Links commits of a repository to tasks: reads messages, files and changes from Git, and decides
//! with [`task_links`](progress_core::task_links).
//!
//! [`active()`] answers the question of hooks that run before there is a message: which phase is
//! being worked on?

mod active;
mod digests;
mod last;
mod linker;
mod memory;
mod moves;
mod read_ahead;
mod read_once;
mod readings;
mod revised;
mod staged_commit;
mod touched;
mod tracer;

pub use active::{
    Active, ActiveFacts, ActiveSource, Pick, Undecided, active, active_tasks, tasks_at_hand,
};
pub use linker::Linker;
pub use moves::{Moves, Present};
pub use revised::Revised;
pub use staged_commit::StagedCommit;
pub(crate) use staged_commit::is_wanted;
pub use touched::{Touched, TouchedByParent};
pub use tracer::Tracer;
