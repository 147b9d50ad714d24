//! The meaning of progress files: tasks, statuses, references, schedules, and the plans they form.
//!
//! The model reads without judging and leaves out what it cannot read. Every part keeps its node,
//! so that a rule can point at it.

pub mod blocker;
pub mod branch;
pub mod commit_id;
mod cover;
pub mod date;
pub mod effort;
mod graph;
pub mod id;
mod id_index;
pub mod item;
pub mod keys;
pub mod misspelling;
mod moment;
mod outline;
mod parallelization;
mod phase;
pub mod placeholder;
pub mod plan;
pub mod plan_path;
mod prose_status;
pub mod reference;
mod resolve;
pub mod status;
mod task;
pub mod task_name;

pub use branch::BranchName;
pub use graph::{Chain, Chains, FileGraph};
pub use moment::Moment;
pub use outline::{Outline, OutlinedTask};
pub use parallelization::{Batch, Parallelization};
pub use phase::{Criterion, Identity, Phase, Tasks};
pub use plan::{FileId, Plan, PlanId, Plans, TaskRef};
pub use prose_status::ProseStatus;
pub use reference::{PhaseLabel, Reference};
pub use resolve::Resolution;
pub use status::{Class, Status, Statuses};
pub(crate) use task::names_nothing;
pub use task::{Name, Task};
