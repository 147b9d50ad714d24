//! Trees of files: the working tree, the index, a commit.

mod checkout;
mod git_paths;
mod links;
mod recorded;
mod working_tree;

pub use checkout::Checkout;
pub use git_paths::{relative, rooted};
pub use recorded::Recorded;
pub(crate) use working_tree::read_opened;
pub use working_tree::{WorkingTree, read_file};
