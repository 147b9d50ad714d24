//! What Git knows, in plain types. The only importer of `git2`.

mod branch;
mod repository;

pub use branch::Branch;
pub use repository::{GitError, Repository};
