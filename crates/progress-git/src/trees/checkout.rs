//! A working tree, including files outside the sparse checkout.

use std::io;
use std::sync::OnceLock;

use progress_core::source::{Contents, RootedPath};

use super::WorkingTree;
use crate::git::Repository;

/// The files on disk. Files outside a sparse checkout count as existing, since nobody deleted them.
#[derive(Debug)]
pub struct Checkout<'r> {
    tree: WorkingTree,
    repository: Option<&'r Repository>,
    /// Whether any file is outside a sparse checkout.
    is_sparse: OnceLock<bool>,
}

impl<'r> Checkout<'r> {
    /// Creates the contents of a working tree whose top is the repository's.
    #[must_use]
    pub fn new(tree: WorkingTree, repository: Option<&'r Repository>) -> Self {
        Self {
            tree,
            repository,
            is_sparse: OnceLock::new(),
        }
    }

    /// Whether a path is outside the sparse checkout.
    fn leaves_out(&self, path: &str) -> bool {
        self.repository.is_some_and(|repository| {
            *self.is_sparse.get_or_init(|| repository.leaves_any_out())
                && repository.leaves_out(path.as_bytes())
        })
    }
}

impl Contents for Checkout<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        self.tree.read(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.tree.exists(path) || self.leaves_out(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.tree.is_link(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        self.tree.siblings(folder)
    }

    fn reads_disk(&self, path: &RootedPath) -> bool {
        self.tree.reads_disk(path)
    }
}
