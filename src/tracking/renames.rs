//! Finds the current location of a phase or a task that a commit worked on.

use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::task_links::{KnownFile, Target, TaskIndex};
use progress_git::git::{Commit, GitError, Repository};

use crate::linking::Linker;

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
        for touched in linker.touched(commit)?.into_iter().flatten() {
            if let (Some((old, _)), Some((new, _))) = (touched.old, touched.new) {
                self.rename(at, old, new);
            }
        }
        Ok(())
    }

    /// Records the renames in the index, as made by the commit at a position.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index.
    pub fn note_staged(&mut self, at: usize, repository: &Repository) -> Result<(), GitError> {
        for change in repository.staged_changes()? {
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok();
            let from = change.from.and_then(text);
            if let (Some(old), Some(new)) = (from, text(change.path)) {
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
        self.place(at, target.file(), target.id(), present)
    }

    /// Like [`Self::find()`], for a task of a file, or for the phase itself.
    #[must_use]
    pub fn place<'p>(
        &self,
        at: usize,
        was: &KnownFile,
        id: Option<&str>,
        present: &'p Present,
    ) -> Option<&'p str> {
        let here = present.file(self.name_now(at, &was.path, present));
        // Versions of a plan count as different plans here: they often repeat their IDs.
        let is_of_plan = |file: &&KnownFile| file.plan().eq_ignore_ascii_case(was.plan());
        // A file of that name may be unrelated: plans are made from the same template.
        let shares_tasks = |file: &KnownFile| {
            let mut tasks = was.digest.tasks.iter();
            tasks.any(|task| present.has_task(file, &task.id))
        };
        let found = here
            .filter(|file| id.is_some_and(|id| present.has_task(file, id)))
            .or_else(|| only(present.holders(id?).filter(is_of_plan)))
            .or_else(|| here.filter(|file| is_of_plan(file) || shares_tasks(file)))
            .or_else(|| {
                let phase = was.phases()?;
                only(
                    present
                        .files()
                        .filter(is_of_plan)
                        .filter(|file| file.phases().as_ref() == Some(&phase)),
                )
            });
        found.map(|file| file.path.as_str())
    }

    /// Returns the current path of a file that had this path in the commit at a position.
    #[must_use]
    pub fn name_now<'m>(&'m self, at: usize, path: &'m str, present: &Present) -> &'m str {
        let (mut path, mut at, mut may_go_back) = (path, at, true);
        while let Some(names) = self.renames.get(path) {
            let later = names.get(names.partition_point(|(when, _)| *when < at));
            // On a parallel branch, it may have been renamed earlier.
            let beside = names
                .first()
                .filter(|_| present.file(path).is_none())
                .filter(|_| later.is_none() && std::mem::take(&mut may_go_back));
            let Some((when, name)) = later.or(beside) else {
                break;
            };
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
        let holders = self.holders.get(id).into_iter().flatten();
        holders.map(|file| &**file)
    }

    fn has_task(&self, file: &KnownFile, id: &str) -> bool {
        self.holders(id).any(|holder| holder.path == file.path)
    }
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next();
    first.filter(|_| found.next().is_none())
}
