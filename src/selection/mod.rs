//! Resolves what a user names: paths on disk, in the index or in a commit, plans, and commits.

mod ignored;
mod no_files;
mod path_error;
mod paths;
mod plans;
mod recorded;
mod revisions;
mod sparse;

pub use ignored::remedy as ignored_remedy;
pub use no_files::NoFiles;
pub use path_error::PathError;
pub use paths::{NamedPaths, all_writable, writable};
pub use plans::{PlanError, PlanNames};
pub use revisions::{HISTORY_HELP, RevisionError, commit_named, range_help, range_named};
pub use sparse::remedy as sparse_remedy;

/// Maximum names in a directory compared with a missing one.
const MAX_COMPARED: usize = 2_000;
