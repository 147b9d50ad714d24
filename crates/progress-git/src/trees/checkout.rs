//! A working tree, including files outside the sparse checkout.

use std::io;

use progress_core::source::{Contents, RootedPath};

use super::WorkingTree;
use crate::git::Repository;

/// The files on disk. Files outside a sparse checkout count as existing, since nobody deleted them.
#[derive(Debug)]
pub struct Checkout<'r> {
    tree: WorkingTree,
    repository: Option<&'r Repository>,
}

impl<'r> Checkout<'r> {
    /// Creates the contents of a working tree whose top is the repository's.
    #[must_use]
    pub fn new(tree: WorkingTree, repository: Option<&'r Repository>) -> Self {
        Self { tree, repository }
    }
}

impl Contents for Checkout<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        self.tree.read(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.tree.exists(path)
            || self
                .repository
                .is_some_and(|repository| repository.leaves_out(path.as_bytes()))
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        self.tree.siblings(folder)
    }

    fn reads_disk(&self, path: &RootedPath) -> bool {
        self.tree.reads_disk(path)
    }
}
