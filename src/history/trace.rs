//! Traces what commits did to the requested tasks, from newest to oldest.

use progress_core::collections::HashSet;
use progress_core::compare::{Comparison, Event, PhaseState, TaskChange};
use progress_core::model::Statuses;
use progress_git::git::{Commit, GitError, ObjectId, Repository};

use super::Subject;
use crate::linking::{Linker, Tracer};

/// A change of a task's state.
#[derive(Debug)]
pub struct StateChange {
    /// What happened.
    pub event: Event,
    /// The task's ID, if it has one.
    pub task: Option<String>,
    /// The new status, as written.
    pub status: Option<String>,
    /// The file and its plan and phase.
    pub at: PhaseState,
}

/// Follows the requested tasks through a history.
#[derive(Debug)]
pub struct Trace<'r> {
    tracer: Tracer<'r>,
    /// The current and former paths of the file; empty for all files.
    paths: Option<HashSet<String>>,
    /// The current and former IDs of the task; empty for all tasks.
    ids: Option<HashSet<String>>,
    plan: Option<String>,
}

impl<'r> Trace<'r> {
    /// Starts to trace what is wanted.
    #[must_use]
    pub fn new(subject: &Subject, repository: &'r Repository, statuses: &'r Statuses) -> Self {
        let (paths, ids, plan) = match subject {
            Subject::Task(file, id) => (Some(only(&file.path)), Some(only(id)), None),
            Subject::Phase(file) => (Some(only(&file.path)), None, None),
            Subject::Plan(plan) => (None, None, Some(plan.clone())),
            Subject::All => (None, None, None),
        };
        Self {
            tracer: Tracer::new(repository, statuses),
            paths,
            ids,
            plan,
        }
    }

    /// Whether a commit is known to change none of the files.
    pub(super) fn is_untouched(&self, commit: ObjectId, linker: &mut Linker<'_>) -> bool {
        let Some(paths) = &self.paths else {
            return false;
        };
        let Some(touched) = linker.recall_touched(commit) else {
            return false;
        };
        let mut sides = touched.iter().flatten().flat_map(|it| [&it.old, &it.new]);
        !sides.any(|side| side.as_ref().is_some_and(|(path, _)| paths.contains(path)))
    }

    /// Returns the state changes that a commit made.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read a tree or a file.
    pub fn changes(
        &mut self,
        commit: &Commit,
        linker: &mut Linker<'_>,
    ) -> Result<Vec<StateChange>, GitError> {
        let mut found = Vec::new();
        for (at, task) in self.tasks(commit, linker)? {
            let events = task.events.iter().filter(|event| event.is_of_state());
            found.extend(events.map(|event| StateChange {
                event: *event,
                task: task.id.clone(),
                status: task.status.clone(),
                at: at.clone(),
            }));
        }
        Ok(found)
    }

    /// Returns everything that a commit changed about the tasks. Commits must come from newest to
    /// oldest, because former names are learned on the way.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read a tree or a file.
    pub fn tasks(
        &mut self,
        commit: &Commit,
        linker: &mut Linker<'_>,
    ) -> Result<Vec<(PhaseState, TaskChange)>, GitError> {
        // Borrowed one by one: the tracer is changed while the paths are read.
        let Self { tracer, paths, .. } = self;
        let changes = tracer.changes(commit, linker, &|path| {
            paths.as_ref().is_none_or(|paths| paths.contains(path))
        })?;
        let mut found = Vec::new();
        for change in changes {
            // Before anything is skipped, because older commits use the former name.
            self.follow(&change);
            // The file is a progress file in neither version.
            let Some(at) = change.phase().cloned() else {
                continue;
            };
            if !self.is_of_plan(&change) {
                continue;
            }
            for task in change.tasks {
                if self.is_of_subject(&task) {
                    self.follow_task(&task);
                    found.push((at.clone(), task));
                }
            }
        }
        Ok(found)
    }

    /// Whether a file belongs to the plan before or after the change.
    fn is_of_plan(&self, change: &Comparison) -> bool {
        let Some(plan) = &self.plan else {
            return true;
        };
        [&change.before, &change.after]
            .into_iter()
            .flatten()
            .any(|side| side.plan == *plan)
    }

    /// Records the former path of a renamed file for older commits.
    fn follow(&mut self, change: &Comparison) {
        if let (Some(paths), Some(before)) = (&mut self.paths, &change.before) {
            paths.insert(before.path.clone());
        }
    }

    /// Whether a task is requested, under its current or a former ID.
    fn is_of_subject(&self, task: &TaskChange) -> bool {
        match (&self.ids, &task.id) {
            (None, _) => true,
            // A task without an ID cannot be the one that was named.
            (Some(_), None) => false,
            (Some(ids), Some(id)) => ids.contains(id),
        }
    }

    /// Records the former ID of a renamed task for older commits.
    fn follow_task(&mut self, task: &TaskChange) {
        if let Some(ids) = &mut self.ids {
            ids.extend(task.was.clone());
        }
    }
}

fn only(text: &str) -> HashSet<String> {
    HashSet::from_iter([text.to_owned()])
}
