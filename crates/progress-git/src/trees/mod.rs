//! Trees of files: the working tree, the index, a commit.

mod checkout;
mod recorded;
mod working_tree;

pub use checkout::Checkout;
pub use recorded::{Recorded, relative, rooted};
pub(crate) use working_tree::read_opened;
pub use working_tree::{WorkingTree, read_file};
