//! Finds the current location of a phase or a task that a commit worked on.

use std::borrow::Cow;
use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::model::PhaseLabel;
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
    /// A number for each plan, by its name in lowercase.
    plans: HashMap<String, usize>,
    /// The files of a plan that cover the same phases.
    by_phases: HashMap<(usize, Phases), Vec<Arc<KnownFile>>>,
    /// The files that contain a task, by its ID; sorted by plan and path.
    holders: HashMap<String, Vec<(usize, Arc<KnownFile>)>>,
}

/// The first and the last phase that a file covers.
type Phases = (PhaseLabel, PhaseLabel);

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
            if let Some((_, file)) = only(present.holders_in_plan(id, was)) {
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
        let key = (present.plan_of(was)?, was.phases()?);
        Some(&only(present.by_phases.get(&key)?)?.path)
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
            let next = present.plans.len();
            let plans = present.plans.entry(plan_key(file).into_owned());
            let plan = *plans.or_insert(next);
            for task in &file.digest.tasks {
                let holders = present.holders.entry(task.id.clone()).or_default();
                // An ID that occurs twice in a file has one holder.
                if holders
                    .last()
                    .is_none_or(|(_, last)| !Arc::ptr_eq(last, file))
                {
                    holders.push((plan, Arc::clone(file)));
                }
            }
            if let Some(phases) = file.phases() {
                let of_plan = present.by_phases.entry((plan, phases)).or_default();
                of_plan.push(Arc::clone(file));
            }
            let path = file.path.clone();
            present.files.insert(path, Arc::clone(file));
        }
        for holders in present.holders.values_mut() {
            holders.sort_by(|(one_plan, one), (other_plan, other)| {
                (one_plan, &one.path).cmp(&(other_plan, &other.path))
            });
        }
        present
    }

    fn file(&self, path: &str) -> Option<&KnownFile> {
        self.files.get(path).map(|file| &**file)
    }

    fn plan_of(&self, file: &KnownFile) -> Option<usize> {
        self.plans.get(&*plan_key(file)).copied()
    }

    fn holders(&self, id: &str) -> &[(usize, Arc<KnownFile>)] {
        self.holders.get(id).map_or(&[], Vec::as_slice)
    }

    /// The files of the plan of another one that contain a task.
    fn holders_in_plan(&self, id: &str, of: &KnownFile) -> &[(usize, Arc<KnownFile>)] {
        let Some(plan) = self.plan_of(of) else {
            return &[];
        };
        let holders = self.holders(id);
        let first = holders.partition_point(|(other, _)| *other < plan);
        let end = holders.partition_point(|(other, _)| *other <= plan);
        holders.get(first..end).unwrap_or_default()
    }

    fn has_task(&self, file: &KnownFile, id: &str) -> bool {
        let own = self.holders_in_plan(id, file);
        own.binary_search_by(|(_, holder)| holder.path.cmp(&file.path))
            .is_ok()
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

/// The name by which a plan [is the same](is_same_plan).
fn plan_key(file: &KnownFile) -> Cow<'_, str> {
    let plan = file.plan();
    if plan.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(plan.to_ascii_lowercase())
    } else {
        Cow::Borrowed(plan)
    }
}

/// Returns the only item.
fn only<T>(found: impl IntoIterator<Item = T>) -> Option<T> {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(item), None) => Some(item),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use progress_core::task_links::{Digest, DigestTask};

    use super::*;

    /// Files of plans whose names differ only in case, some with the same phases and tasks.
    fn files() -> Vec<KnownFile> {
        let mut files = Vec::new();
        for at in 0..60_usize {
            let plan = ["auth", "Auth", "auth-v2", "pay", ""][at % 5];
            let task = |id: usize| DigestTask {
                id: format!("T-{}", (at * 7 + id * id) % 9),
                status: "pending".to_owned(),
            };
            let digest = Digest {
                prd: (!plan.is_empty()).then(|| plan.to_owned()),
                phase: Some((at % 4 + 1).to_string()),
                tasks: (0..at % 4).map(task).collect(),
                ..Digest::default()
            };
            let path = format!("p/{}/phase-{at}-progress.md", at * 31 % 17);
            files.push(KnownFile::at(&path, Arc::new(digest)));
        }
        files
    }

    fn sorted<'f>(files: impl Iterator<Item = &'f KnownFile>) -> Vec<&'f str> {
        let mut paths: Vec<&str> = files.map(|file| file.path.as_str()).collect();
        paths.sort_unstable();
        paths
    }

    #[test]
    fn files_are_found_by_plan() {
        let all = files();
        let present = Present::new(&TaskIndex::of_files(all.clone()));
        for was in &all {
            for id in (0..10).map(|id| format!("T-{id}")) {
                let has_task = |file: &KnownFile| file.digest.status_of(&id).is_some();
                assert_eq!(present.has_task(was, &id), has_task(was));
                let found = present.holders_in_plan(&id, was).iter();
                let found = sorted(found.map(|(_, file)| &**file));
                let own = all
                    .iter()
                    .filter(|it| has_task(it) && is_same_plan(it, was));
                assert_eq!(found, sorted(own));
            }
            let moved = KnownFile::at("elsewhere.md", Arc::clone(&was.digest));
            let same = all.iter().filter(|it| {
                is_same_plan(it, &moved) && it.phases().is_some() && it.phases() == moved.phases()
            });
            let found = Moves::default().find_file(0, &moved, None, &present);
            assert_eq!(found, only(same).map(|it| it.path.as_str()));
        }
    }
}
