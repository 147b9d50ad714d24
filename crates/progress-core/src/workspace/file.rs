//! Progress files, read and parsed.

use std::io;
use std::sync::Arc;

use super::outline::keys_of;
use crate::collections::HashMap;
use crate::config::Settings;
use crate::document::Document;
use crate::model::plan::Member;
use crate::model::{Phase, Plans};
use crate::source::{RootedPath, folder_of, name_of};

/// A progress file.
#[derive(Debug)]
pub struct File {
    /// Its path.
    pub path: RootedPath,
    /// Its content; shared, because an editor's session keeps it from one check to the next.
    pub document: Arc<Document>,
    /// Whether it is linted; otherwise it is context.
    pub linted: bool,
    /// Whether the last commit has a progress file with frontmatter here, if this one has none.
    pub lost_frontmatter: bool,
}

impl File {
    /// A file that is not a progress file.
    #[must_use]
    pub fn other(path: RootedPath, bytes: Vec<u8>) -> Self {
        Self {
            path,
            document: Arc::new(Document::parse(bytes)),
            linted: false,
            lost_frontmatter: false,
        }
    }
}

/// A file or folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}`: {source}")]
pub struct LoadError {
    /// The path.
    pub path: String,
    /// The cause.
    #[source]
    pub source: io::Error,
}

/// A file, and its contribution until the plans are built.
#[derive(Debug)]
pub struct ReadFile {
    /// The file.
    pub file: File,
    /// Its frontmatter, if that can be read; [`plans`] takes it.
    pub phase: Option<Phase>,
}

impl ReadFile {
    /// Reads the phase of a document.
    #[must_use]
    pub fn new(
        path: RootedPath,
        document: Arc<Document>,
        linted: bool,
        settings: &Settings,
    ) -> Self {
        // The document is still in the cache now.
        let phase = document
            .tree()
            .map(|tree| Phase::read(tree, &settings.statuses));
        let file = File {
            path,
            document,
            linted,
            lost_frontmatter: false,
        };
        Self { file, phase }
    }
}

/// Sorts files by path and builds their plans.
pub fn plans(files: &mut [ReadFile]) -> Plans {
    // IDs of files are positions in this order.
    files.sort_by(|one, other| one.file.path.cmp(&other.file.path));
    let members = files.iter_mut().map(|read| {
        let path = read.file.path.as_str();
        Member {
            folder: folder_of(path).to_owned(),
            all_phases: name_of(path).starts_with("all-phases"),
            phase: read.phase.take(),
        }
    });
    Plans::new(members.collect())
}

/// The number of files in which each key occurs.
pub(super) fn census(files: &[File]) -> HashMap<String, usize> {
    let mut census = HashMap::default();
    for file in files {
        for key in keys_of(file) {
            *census.entry(key.to_owned()).or_insert(0) += 1;
        }
    }
    census
}
