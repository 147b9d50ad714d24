//! What Git knows, in plain types. The only importer of `git2`.

mod branch;
mod history;
mod index;
mod lines;
mod listing;
mod object;
mod repository;

pub use branch::Branch;
pub use history::{Change, Commit, Range, RangeError};
pub use lines::{Lines, merge_lines};
pub use listing::{ListedFolder, Lister, Listing};
pub use object::ObjectId;
pub use repository::{GitError, Repository};
