//! Loads a [`Workspace`](progress_core::workspace::Workspace): finds progress files, reads them once, and
//! collects what Git knows about them.
//!
//! It contains more than the linted files, because references are resolved against whole plans, and
//! the branch is compared with the names of plans.

mod branch_plans;
mod discover;
mod doubtful;
mod folder;
mod last_search;
mod load;
mod loader;
mod memory;
mod needs;
mod origins;
mod resolve;
mod search;
mod tracked;
mod visit;

pub use discover::{Candidates, Discovered, discover, is_candidate, search_anew};
pub use doubtful::Before;
pub use last_search::search_again;
pub use load::{Request, Sources, load, load_from, load_on};
pub use memory::{Memory, Needs};
pub use origins::RenameSearch;
pub use resolve::resolve_parent;
