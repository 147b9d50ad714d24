//! Loads a [`Workspace`](progress_core::workspace::Workspace): finds progress files, reads them once, and
//! collects what Git knows about them.
//!
//! It contains more than the linted files, because references are resolved against whole plans.

mod discover;
mod doubtful;
mod load;
mod loader;
mod memory;
mod needs;
mod origins;
mod plan_names;
mod resolve;

pub use discover::{Candidates, Discovered, discover, is_candidate};
pub use doubtful::Before;
pub use load::{Request, Rest, Sources, load, load_from, load_on};
pub use memory::{Memory, Needs};
pub use origins::RenameSearch;
pub use resolve::resolve_parent;
