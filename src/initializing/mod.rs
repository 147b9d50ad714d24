//! Sets up a repository: settings, known findings, attributes, hooks, CI and coding agents.
//!
//! [`InitPlan::of`] looks at what the repository has and decides what to change, without changing
//! anything; [`InitPlan::carry_out`] does it, and [`undo()`] takes it back. What was done is kept in
//! a [`Record`], in Git's folder.

mod agents;
mod appending;
mod attributes;
mod ci;
mod error;
mod file_change;
mod managers;
mod plan;
mod record;
mod settings;
mod undo;

pub use ci::CiSystem;
pub use error::InitError;
pub use file_change::FileChange;
pub use plan::{InitPlan, InitRequest, Part, PlannedHooks};
pub use record::Record;
pub use undo::{Undone, UndoneFile, undo};
