//! Candidates that only their surroundings or the last commit can tell to be progress files.

use std::path::Path;

use progress_core::collections::HashSet;
use progress_core::document::{Document, Frontmatter};
use progress_core::source::{RootedPath, folder_of, name_of};
use progress_core::workspace::{File, Ownership, ReadFile};
use progress_git::git::{ObjectId, Repository};
use progress_git::trees::{Recorded, relative};

use super::origins::RenameSearch;

/// A candidate that may be a progress file.
#[derive(Debug)]
pub(super) struct Doubtful {
    pub(super) read: ReadFile,
    pub(super) ownership: Ownership,
    /// Whether it was named on the command line.
    pub(super) is_named: bool,
    /// Whether the last commit was asked already, and does not tell.
    pub(super) is_judged: bool,
}

impl Doubtful {
    /// Whether one of these folders of plans confirms it.
    fn is_in(&self, plans: &HashSet<String>) -> bool {
        let folder = folder_of(self.read.file.path.as_str());
        self.ownership == Ownership::InPlan && plans.contains(folder)
    }
}

/// Returns the candidates that are progress files, and those still in doubt.
///
/// Only files that certainly are progress files make a folder one of `plans`: doubtful ones must
/// not confirm each other.
pub(super) fn settle(
    doubtful: Vec<Doubtful>,
    plans: &HashSet<String>,
    before: Option<&LastCommit<'_>>,
) -> (Vec<ReadFile>, Vec<Doubtful>) {
    let (mut ours, mut rest) = (Vec::new(), Vec::new());
    let mut were_ours = vec![false; doubtful.len()];
    if let Some(before) = before {
        for (candidate, was_ours) in doubtful.iter().zip(&mut were_ours) {
            *was_ours = !candidate.is_judged && before.had(&candidate.read.file);
        }
        for at in before.moved(&doubtful, plans) {
            were_ours[at] = true;
        }
    }
    for (mut candidate, was_ours) in doubtful.into_iter().zip(were_ours) {
        let is_in_plan = candidate.is_in(plans);
        let file = &mut candidate.read.file;
        file.lost_frontmatter = was_ours && has_none(file);
        if was_ours || is_in_plan {
            ours.push(candidate.read);
        } else {
            candidate.is_judged = true;
            rest.push(candidate);
        }
    }
    (ours, rest)
}

fn has_none(file: &File) -> bool {
    matches!(file.document.frontmatter, Frontmatter::Missing)
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
    now: RenameSearch<'r>,
    files: Recorded<'r>,
}

impl<'r> LastCommit<'r> {
    pub(super) fn of(now: RenameSearch<'r>, before: Before) -> Option<Self> {
        let repository = now.repository?;
        let tree = before.tree(repository)?;
        let files = Recorded::new(now.root.to_path_buf(), repository.tree(tree));
        Some(Self { now, files })
    }

    /// The candidates that were certainly progress files elsewhere, and were moved, by index.
    fn moved(&self, candidates: &[Doubtful], plans: &HashSet<String>) -> Vec<usize> {
        let mut new = Vec::new();
        let mut paths = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            let path = &candidate.read.file.path;
            let is_new = !candidate.is_judged && self.files.kind(path).is_none();
            if is_new && !self.is_passed_over(&candidate.read.file) {
                new.push(at);
                paths.push(path);
            }
        }
        // Finding renames takes time, and rarely decides anything.
        if !self.may_decide(new.iter().map(|at| &candidates[*at]), plans) {
            return Vec::new();
        }
        let mut moved = Vec::new();
        for (origin, place) in self.now.origins(&paths, &self.files) {
            let at = new[place];
            let file = &candidates[at].read.file;
            if keeps_its_role(&candidates[at], &origin) && self.was_ours(&origin, file) {
                moved.push(at);
            }
        }
        moved
    }

    /// Whether Git ignores a file that was not asked for. Which of these are read depends on the
    /// rest of the run, so none is taken for a file that was moved.
    fn is_passed_over(&self, file: &File) -> bool {
        let path = Path::new(file.path.as_str());
        !file.linted && self.now.repository.is_some_and(|git| git.is_ignored(path))
    }

    /// Whether what new candidates were called before may decide what is said about them.
    fn may_decide<'c>(
        &self,
        new: impl Iterator<Item = &'c Doubtful>,
        plans: &HashSet<String>,
    ) -> bool {
        let mut names = HashSet::default();
        for candidate in new {
            let file = &candidate.read.file;
            match candidate.ownership {
                Ownership::InPlan if !candidate.is_in(plans) => return true,
                // Whether its frontmatter was lost is only said about files that are linted.
                Ownership::InPlan if file.linted && has_none(file) => return true,
                Ownership::InPlan => {}
                // These must have kept their names.
                _ => {
                    names.insert(name_of(file.path.as_str()));
                }
            }
        }
        !names.is_empty() && self.now.misses_one_named(&names, &self.files)
    }

    /// Whether a file was certainly a progress file, under the same path.
    fn had(&self, file: &File) -> bool {
        let path = &file.path;
        let Some(name) = relative(self.now.root, path.absolute()) else {
            return false;
        };
        let entry = self.files.snapshot().entry(&name).ok().flatten();
        let Some(entry) = entry else { return false };
        // Saves reading what did not change.
        let content = file.document.text.as_str().as_bytes();
        let is_untouched =
            self.now.contents.reads_disk(path) && self.files.has_as_on_disk(path, content);
        if is_untouched || entry.id.is_some() && entry.id == ObjectId::of_blob(content) {
            return false;
        }
        self.was_ours(path, file)
    }

    /// Whether the file at a path was certainly a progress file, and `now` is a changed version.
    fn was_ours(&self, path: &RootedPath, now: &File) -> bool {
        let Ok(bytes) = self.files.regular_file(path) else {
            return false;
        };
        // Unchanged, it is what it is now.
        if bytes == now.document.text.as_str().as_bytes() {
            return false;
        }
        // A version that was itself in doubt proves nothing.
        Ownership::of(path.as_str(), &Document::parse(bytes)) == Ownership::Ours
    }
}

/// Whether a moved file is still meant as a progress file: it kept its name, or is named like one.
///
/// Whoever turns a finished phase into a `summary.md` drops its frontmatter on purpose.
fn keeps_its_role(candidate: &Doubtful, origin: &RootedPath) -> bool {
    let path = candidate.read.file.path.as_str();
    candidate.ownership == Ownership::InPlan || name_of(path) == name_of(origin.as_str())
}
