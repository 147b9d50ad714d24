//! Candidates that only their surroundings or the last commit can tell to be progress files.

use std::path::Path;

use progress_core::collections::HashSet;
use progress_core::document::{Document, Frontmatter};
use progress_core::source::{Contents, folder_of};
use progress_core::workspace::{File, Ownership, ReadFile};
use progress_git::git::{ObjectId, Repository};
use progress_git::trees::{Recorded, relative};

/// A candidate that may be a progress file.
#[derive(Debug)]
pub(super) struct Doubtful {
    pub(super) read: ReadFile,
    pub(super) ownership: Ownership,
    /// Whether it was named on the command line.
    pub(super) is_named: bool,
}

/// Returns the candidates that are progress files, and those still in doubt.
pub(super) fn settle(
    doubtful: Vec<Doubtful>,
    found: &[ReadFile],
    before: Option<&LastCommit<'_>>,
) -> (Vec<ReadFile>, Vec<Doubtful>) {
    // Only files that certainly are progress files make a folder a plan: doubtful ones must not
    // confirm each other.
    let plans: HashSet<&str> = found
        .iter()
        .map(|read| folder_of(read.file.path.as_str()))
        .collect();
    let (mut ours, mut rest) = (Vec::new(), Vec::new());
    for mut candidate in doubtful {
        let file = &mut candidate.read.file;
        let was_ours = before.as_ref().is_some_and(|before| before.had(file));
        let is_in_plan = candidate.ownership == Ownership::InPlan
            && plans.contains(folder_of(file.path.as_str()));
        let has_none = matches!(file.document.frontmatter, Frontmatter::Missing);
        file.lost_frontmatter = was_ours && has_none;
        if was_ours || is_in_plan {
            ours.push(candidate.read);
        } else {
            rest.push(candidate);
        }
    }
    (ours, rest)
}

/// The tree that shows what a file was before it stopped being a progress file.
#[derive(Clone, Copy, Debug, Default)]
pub enum Before {
    /// That of the commit that is checked out.
    #[default]
    Head,
    /// This one.
    Tree(ObjectId),
    /// It is unknown.
    Unknown,
}

impl Before {
    fn tree(self, repository: &Repository) -> Option<ObjectId> {
        match self {
            Self::Head => repository.head_tree().ok()?,
            Self::Tree(tree) => Some(tree),
            Self::Unknown => None,
        }
    }
}

/// The files of the commit before.
pub(super) struct LastCommit<'r> {
    root: &'r Path,
    files: Recorded<'r>,
}

impl<'r> LastCommit<'r> {
    pub(super) fn of(
        root: &'r Path,
        repository: Option<&'r Repository>,
        before: Before,
    ) -> Option<Self> {
        let repository = repository?;
        let tree = before.tree(repository)?;
        let files = Recorded::new(root.to_path_buf(), repository.tree(tree));
        Some(Self { root, files })
    }

    /// Whether a file was certainly a progress file.
    fn had(&self, file: &File) -> bool {
        let path = &file.path;
        let Some(name) = relative(self.root, path.absolute()) else {
            return false;
        };
        let entry = self.files.snapshot().entry(&name).ok().flatten();
        let Some(entry) = entry else { return false };
        // Unchanged, it is what it is now.
        let text = file.document.text.as_str();
        if entry.id.is_some() && entry.id == ObjectId::of_blob(text.as_bytes()) {
            return false;
        }
        let Ok(bytes) = self.files.read(path) else {
            return false;
        };
        // A version that was itself in doubt proves nothing.
        Ownership::of(path.as_str(), &Document::parse(bytes)) == Ownership::Ours
    }
}
