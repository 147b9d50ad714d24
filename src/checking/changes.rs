//! What the commits of a range change, as far as findings depend on it.

use std::collections::BTreeSet;

use progress_core::source::folder_of;
use progress_git::git::{Commit, GitError, Repository};
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
    pub(super) fn of(
        commit: &Commit,
        repository: &Repository,
        linker: &mut Linker<'_>,
    ) -> Result<Self, GitError> {
        let renames = linker.renames_of(commit)?;
        let places = linker.remembered("places", commit, || Places::of(commit, repository))?;
        Ok(Self { renames, places })
    }
}

impl Places {
    fn of(commit: &Commit, repository: &Repository) -> Result<Self, GitError> {
        let mut places = Self::default();
        for path in repository.changed_paths(commit)? {
            let is_document = path.ends_with(b".md");
            // Only UTF-8 paths can be those of progress files.
            let Ok(path) = String::from_utf8(path) else {
                continue;
            };
            let folder = folder_of(&path);
            if !places.folders.contains(folder) {
                places.folders.insert(folder.to_owned());
            }
            if is_document {
                places.documents.push(path);
            }
        }
        Ok(places)
    }
}
