//! Finds the current location of a phase or a task that a commit worked on.

use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::task_links::{KnownFile, Target, TaskIndex};
use progress_git::git::{Commit, GitError, Repository};

use super::Linker;

/// How progress files were renamed in the course of a history. Commits are identified by their
/// position in it, oldest first.
#[derive(Debug, Default)]
pub struct Moves {
    /// By the earlier path of a file: the commit, and the later path.
    renames: HashMap<String, Vec<(usize, String)>>,
}

/// The progress files that exist now.
#[derive(Debug, Default)]
pub struct Present {
    files: HashMap<String, Arc<KnownFile>>,
    /// The files that contain a task, by its ID.
    holders: HashMap<String, Vec<Arc<KnownFile>>>,
}

impl Moves {
    /// Records which progress files a commit renames, compared with each of its parents: a file
    /// renamed on one side of a merge has its former name in the commits of the other.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the commit.
    pub fn note(
        &mut self,
        at: usize,
        commit: &Commit,
        linker: &mut Linker<'_>,
    ) -> Result<(), GitError> {
        self.note_renames(at, &linker.renames_of(commit)?);
        Ok(())
    }

    /// Records which progress files a commit renames: their old and new paths.
    pub fn note_renames(&mut self, at: usize, renames: &[(String, String)]) {
        for (old, new) in renames {
            self.rename(at, old.clone(), new.clone());
        }
    }

    /// Records the renames in the index, as made by the commit at a position.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index.
    pub fn note_staged(&mut self, at: usize, repository: &Repository) -> Result<(), GitError> {
        for change in repository.staged_changes()? {
            let Some(from) = change.from else { continue };
            // Progress files with names that are not UTF-8 are not known at all.
            if let (Ok(old), Ok(new)) = (String::from_utf8(from), String::from_utf8(change.path)) {
                self.rename(at, old, new);
            }
        }
        Ok(())
    }

    fn rename(&mut self, at: usize, old: String, new: String) {
        if old != new {
            self.renames.entry(old).or_default().push((at, new));
        }
    }

    /// Returns the path of the file that now contains what the commit at a position worked on;
    /// `None` if there is none, or more than one candidate.
    ///
    /// A task is wherever its ID is: it may have moved to another file of the plan.
    #[must_use]
    pub fn find<'p>(&self, at: usize, target: &Target, present: &'p Present) -> Option<&'p str> {
        self.find_file(at, target.file(), target.id(), present)
    }

    /// Like [`Self::find()`], for a task of a file, or for the phase itself.
    #[must_use]
    pub fn find_file<'p>(
        &self,
        at: usize,
        was: &KnownFile,
        id: Option<&str>,
        present: &'p Present,
    ) -> Option<&'p str> {
        let here = present.file(self.name_now(at, &was.path, present));
        if let Some(id) = id {
            if let Some(file) = here
                && present.has_task(file, id)
            {
                return Some(&file.path);
            }
            let holders = present.holders(id);
            if let Some(file) = only(holders.filter(|file| is_same_plan(file, was))) {
                return Some(&file.path);
            }
        }
        // A file of that name may be unrelated: plans are made from the same template.
        if let Some(file) = here
            && (is_same_plan(file, was) || present.shares_task(file, was))
        {
            return Some(&file.path);
        }
        // Git does not detect a rename if too much of the file has changed. The plan and its phases
        // still identify the file.
        let phases = was.phases()?;
        let candidates = present.files();
        let file =
            only(candidates.filter(|file| {
                is_same_plan(file, was) && file.phases().as_ref() == Some(&phases)
            }))?;
        Some(&file.path)
    }

    /// Returns the current path of a file that had this path in the commit at a position.
    #[must_use]
    pub fn name_now<'m>(&'m self, at: usize, path: &'m str, present: &Present) -> &'m str {
        let (mut path, mut at, mut may_go_back) = (path, at, true);
        while let Some(names) = self.renames.get(path) {
            // Commits are noted in chronological order, so the renames of each name are sorted.
            let mut rename = names.get(names.partition_point(|(when, _)| *when < at));
            // On a parallel branch, it may have been renamed earlier. Going back more than once
            // could go around in a circle.
            if rename.is_none() && may_go_back && present.file(path).is_none() {
                rename = names.first();
                may_go_back = false;
            }
            let Some((when, name)) = rename else {
                break;
            };
            // Only later commits can rename it again. If one commit swaps two names, following both
            // of its renames would lead back.
            (path, at) = (name, when + 1);
        }
        path
    }
}

impl Present {
    /// Indexes these files.
    #[must_use]
    pub fn new(known: &TaskIndex) -> Self {
        let mut present = Self::default();
        for file in known.files() {
            for task in &file.digest.tasks {
                let holders = present.holders.entry(task.id.clone()).or_default();
                // An ID that occurs twice in a file has one holder.
                if holders.last().is_none_or(|last| !Arc::ptr_eq(last, file)) {
                    holders.push(Arc::clone(file));
                }
            }
            let path = file.path.clone();
            present.files.insert(path, Arc::clone(file));
        }
        present
    }

    fn file(&self, path: &str) -> Option<&KnownFile> {
        self.files.get(path).map(|file| &**file)
    }

    fn files(&self) -> impl Iterator<Item = &KnownFile> {
        self.files.values().map(|file| &**file)
    }

    fn holders(&self, id: &str) -> impl Iterator<Item = &KnownFile> {
        let files = self.holders.get(id).into_iter().flatten();
        files.map(|file| &**file)
    }

    fn has_task(&self, file: &KnownFile, id: &str) -> bool {
        self.holders(id).any(|holder| holder.path == file.path)
    }

    /// Whether a file contains a task of what another one was.
    fn shares_task(&self, file: &KnownFile, was: &KnownFile) -> bool {
        let mut tasks = was.digest.tasks.iter();
        tasks.any(|task| self.has_task(file, &task.id))
    }
}

/// Whether two files belong to the same plan. Versions of a plan count as different plans: they
/// often repeat their IDs.
fn is_same_plan(one: &KnownFile, other: &KnownFile) -> bool {
    one.plan().eq_ignore_ascii_case(other.plan())
}

/// Returns the only item.
fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    match (found.next(), found.next()) {
        (Some(item), None) => Some(item),
        _ => None,
    }
}
