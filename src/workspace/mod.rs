//! Documents and Git facts, loaded once and immutable from then on.
//!
//! Everything that can fail happens while a [`Workspace`] loads. What is linted and what is
//! only looked at differ: references are resolved against the whole plan, whichever files
//! were named.

mod discover;
mod load;
mod ownership;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::config::Settings;
use crate::document::Document;
use crate::git::Branch;
use crate::model::{FileId, Phase, Plans};
use crate::source::RootedPath;

pub use discover::{Discovered, discover};
pub use load::{LoadError, Request, load};
pub use ownership::says_progress;

/// A progress file.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: RootedPath,
    /// What stands in it.
    pub document: Document,
    /// Whether findings about it are wanted; else it is context.
    pub linted: bool,
}

/// All that rules may look at.
#[derive(Debug)]
pub struct Workspace {
    /// The settings in force.
    pub settings: Settings,
    /// The progress files, by path. [`FileId`]s index them.
    pub files: Vec<File>,
    /// The plans that the files form.
    pub plans: Plans,
    /// The branch at hand.
    pub branch: Option<Branch>,
    /// Paths named by `plan_ref` or `prd_ref`, known not to exist.
    pub absent_paths: HashSet<String>,
    /// Files that could not be read; findings about them would be guesses.
    pub errors: Vec<LoadError>,
    key_census: OnceLock<HashMap<String, usize>>,
}

impl Workspace {
    /// A file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// A file's frontmatter, where it can be read.
    #[must_use]
    pub fn phase(&self, id: FileId) -> Option<&Phase> {
        self.plans.phase(id)
    }

    /// Every file's name.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(FileId)
    }

    /// In how many files a key occurs, at any depth.
    #[must_use]
    pub fn files_with_key(&self, key: &str) -> usize {
        let census = self.key_census.get_or_init(|| load::census(&self.files));
        census.get(key).copied().unwrap_or(0)
    }
}
