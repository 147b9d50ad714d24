//! Changing tasks: finds their files, changes them all or none, and records what is being worked
//! on.

mod active;
mod apply;
mod find;

use std::path::Path;

pub use active::record_active;
pub use apply::{ApplyError, UpdatedFile, apply};
pub use find::{FindError, find_files};
use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_core::update::Order;
use progress_git::git::Repository;

/// Where tasks are changed.
#[derive(Clone, Copy, Debug)]
pub struct Workplace<'a> {
    /// The root of the repository, or the current folder outside Git.
    pub root: &'a Path,
    /// The repository.
    pub repository: Option<&'a Repository>,
    /// The settings in force.
    pub settings: &'a Settings,
}

/// What to change in a file.
#[derive(Debug)]
pub struct FileOrder {
    /// The file.
    pub path: RootedPath,
    /// The changes.
    pub order: Order,
}
