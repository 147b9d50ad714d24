//! The state of a file in the working tree, to notice later whether anybody has changed it.

use std::path::Path;
use std::time::UNIX_EPOCH;

use progress_core::collections::Fnv;
use progress_core::source::RootedPath;
use progress_git::git::Repository;
use progress_git::trees::read_file;
use serde::{Deserialize, Serialize};

/// The state in which we left a file of the working tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    /// A hash of its content.
    pub content: String,
    /// When it was written, in nanoseconds since 1970.
    pub written: String,
}

impl FileState {
    /// Returns the current state; `None` if the file is missing or cannot be read.
    pub(super) fn of(repository: &Repository, file: &str) -> Option<Self> {
        let path = RootedPath::new(repository.root(), Path::new(file));
        let (bytes, data) = read_file(path.absolute()).ok()?;
        let mut hash = Fnv::new();
        hash.add(&String::from_utf8_lossy(&bytes));
        let written = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            content: hash.to_string(),
            written: written.as_nanos().to_string(),
        })
    }
}
