//! What the commits of a range change, as far as findings depend on it.

use std::collections::BTreeSet;

use progress_core::source::folder_of;
use progress_git::git::{Change, Commit, GitError};
use serde::{Deserialize, Serialize};

use crate::linking::Linker;

/// What a commit changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The old and new paths of the progress files that it renames, compared with each parent.
    pub renames: Vec<(String, String)>,
    /// What it changes compared with its first parent.
    pub places: Places,
}

/// Where a commit changes something, compared with its first parent.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Places {
    /// The documents.
    pub documents: Vec<String>,
    /// The directories of all files.
    pub folders: BTreeSet<String>,
}

impl Changes {
    /// Finds out what a commit changes.
    pub(super) fn of(commit: &Commit, linker: &mut Linker<'_>) -> Result<Self, GitError> {
        let renames = linker.renames_of(commit)?;
        let places = linker.remembered("places", commit, |linker| {
            Ok(Places::of(&linker.changes(commit)?))
        })?;
        Ok(Self { renames, places })
    }
}

impl Places {
    fn of(changes: &[Change]) -> Self {
        let mut places = Self::default();
        for change in changes {
            let is_document = change.path.ends_with(b".md");
            // Only UTF-8 paths can be those of progress files.
            let Ok(path) = std::str::from_utf8(&change.path) else {
                continue;
            };
            let folder = folder_of(path);
            if !places.folders.contains(folder) {
                places.folders.insert(folder.to_owned());
            }
            if is_document {
                places.documents.push(path.to_owned());
            }
        }
        places
    }
}
