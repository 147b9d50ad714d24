//! A working tree, including files outside the sparse checkout.

use std::io;
use std::sync::OnceLock;

use progress_core::source::{Contents, RootedPath};

use super::WorkingTree;
use crate::git::Repository;

/// The files on disk and, since nobody deleted them, those outside a sparse checkout, with their
/// contents from the index.
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
        match (self.tree.read(path), self.repository) {
            (Err(error), Some(repository))
                if is_absence(&error) && self.leaves_out(path.as_str()) =>
            {
                let bytes = repository
                    .index()
                    .and_then(|index| index.read(path.as_str().as_bytes()));
                bytes.map_err(|_| error)
            }
            (read, _) => read,
        }
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

    fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<RootedPath> {
        let Some(repository) = self.repository else {
            return Vec::new();
        };
        let names = repository.left_out(is_wanted).into_iter();
        names
            .map(|name| RootedPath::new(repository.root(), name.as_ref()))
            .collect()
    }

    fn reads_disk(&self, path: &RootedPath) -> bool {
        self.tree.reads_disk(path)
    }
}

/// Whether a file cannot be read because there is none.
fn is_absence(error: &io::Error) -> bool {
    let kind = error.kind();
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
