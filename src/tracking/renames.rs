//! Where a phase or a task that a commit worked on stands now.

use std::sync::Arc;

use crate::collections::HashMap;
use crate::git::{Commit, GitError, Repository};
use crate::task_links::{KnownFile, Linker, Target, TaskIndex};

/// How progress files were called in the course of a history. Commits are named by their place
/// in it, the oldest first.
#[derive(Debug, Default)]
pub struct Moves {
    /// By the earlier name of a file: the commit, and the later name.
    renames: HashMap<String, Vec<(usize, String)>>,
}

/// The progress files that there are now.
#[derive(Debug, Default)]
pub struct Present {
    files: HashMap<String, Arc<KnownFile>>,
    /// The files that hold a task, by its ID.
    holders: HashMap<String, Vec<Arc<KnownFile>>>,
}

impl Moves {
    /// Notes which progress files a commit renames, seen from any of its parents: what one side
    /// of a merge has renamed, the commits of the other know by its former name.
    ///
    /// # Errors
    ///
    /// Fails where Git cannot read the commit.
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

    /// Notes the renames that the index holds, as made by the commit at a place.
    ///
    /// # Errors
    ///
    /// Fails where Git cannot read the index.
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

    /// The path of the file that now holds what the commit at a place worked on; `None` where
    /// there is none, or several may be it.
    ///
    /// A task is where its ID is: it may have gone to another file of the plan.
    #[must_use]
    pub fn find<'p>(&self, at: usize, target: &Target, present: &'p Present) -> Option<&'p str> {
        self.place(at, target.file(), target.id(), present)
    }

    /// The same for a task of a file, or for the phase itself.
    #[must_use]
    pub fn place<'p>(
        &self,
        at: usize,
        was: &KnownFile,
        id: Option<&str>,
        present: &'p Present,
    ) -> Option<&'p str> {
        let here = present.file(self.name_now(at, &was.path, present));
        let holds = |file: &&KnownFile| id.is_some_and(|id| present.has_task(file, id));
        // Versions of a plan are plans of their own here: they often repeat their IDs.
        let is_of_plan = |file: &&KnownFile| file.plan().eq_ignore_ascii_case(was.plan());
        let holder = || only(present.holders(id?).filter(is_of_plan));
        // A file of that name may be another: plans are made from one template.
        let shares_tasks = |file: &KnownFile| {
            let mut tasks = was.digest.tasks.iter();
            tasks.any(|task| present.has_task(file, &task.id))
        };
        let is_same = |file: &&KnownFile| is_of_plan(file) || shares_tasks(file);
        let of_phase = || {
            let phase = was.phases()?;
            let is_phase = |file: &&KnownFile| file.phases().as_ref() == Some(&phase);
            only(present.files().filter(is_of_plan).filter(is_phase))
        };
        let found = here.filter(holds).or_else(holder);
        let found = found.or_else(|| here.filter(is_same)).or_else(of_phase);
        found.map(|file| file.path.as_str())
    }

    /// What a file is called now that was called so in the commit at a place.
    #[must_use]
    pub fn name_now<'m>(&'m self, at: usize, path: &'m str, present: &Present) -> &'m str {
        let (mut path, mut at, mut may_go_back) = (path, at, true);
        while let Some(names) = self.renames.get(path) {
            let later = names.get(names.partition_point(|(when, _)| *when < at));
            // On a branch beside that of the commit, it may have been renamed before.
            let beside = names.first().filter(|_| present.file(path).is_none());
            let beside = beside.filter(|_| later.is_none() && std::mem::take(&mut may_go_back));
            let Some((when, name)) = later.or(beside) else {
                break;
            };
            (path, at) = (name, when + 1);
        }
        path
    }
}

impl Present {
    /// These files.
    #[must_use]
    pub fn new(known: &TaskIndex) -> Self {
        let mut present = Self::default();
        for file in known.files() {
            for task in &file.digest.tasks {
                let holders = present.holders.entry(task.id.clone()).or_default();
                // An ID that stands twice in a file has one holder.
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
