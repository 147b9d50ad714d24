//! Traces what commits did to the requested tasks, from newest to oldest.

use progress_core::collections::HashSet;
use progress_core::compare::{Comparison, Event, Standing, TaskChange};
use progress_core::model::Statuses;
use progress_git::git::{Commit, GitError, Repository};

use super::Wanted;
use crate::linking::Linker;
use crate::linking::Tracer;

/// A change of a task's state.
pub(super) struct StateChange {
    pub event: Event,
    pub task: Option<String>,
    /// The new status, as written.
    pub status: Option<String>,
    pub at: Standing,
}

/// Follows the requested tasks through a history.
pub(super) struct Trace<'r> {
    tracer: Tracer<'r>,
    /// The current and former paths of the file; empty for all files of a plan.
    paths: Option<HashSet<String>>,
    /// The current and former IDs of the task; empty for all tasks.
    ids: Option<HashSet<String>>,
    plan: Option<String>,
}

impl<'r> Trace<'r> {
    /// Starts to trace what is wanted.
    pub(super) fn new(wanted: &Wanted, repository: &'r Repository, statuses: &'r Statuses) -> Self {
        let one = |text: &str| HashSet::from_iter([text.to_owned()]);
        let (paths, ids, plan) = match wanted {
            Wanted::Task(file, id) => (Some(one(&file.path)), Some(one(id)), None),
            Wanted::Phase(file) => (Some(one(&file.path)), None, None),
            Wanted::Plan(plan) => (None, None, Some(plan.clone())),
        };
        Self {
            tracer: Tracer::new(repository, statuses),
            paths,
            ids,
            plan,
        }
    }

    /// Returns the state changes that a commit made.
    pub(super) fn changes(
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

    /// Returns everything that a commit changed about the tasks.
    pub(super) fn tasks(
        &mut self,
        commit: &Commit,
        linker: &mut Linker<'_>,
    ) -> Result<Vec<(Standing, TaskChange)>, GitError> {
        let Self { tracer, paths, .. } = self;
        let is_wanted = |path: &str| paths.as_ref().is_none_or(|paths| paths.contains(path));
        let changes = tracer.changes(commit, linker, &is_wanted)?;
        let mut found = Vec::new();
        for change in changes {
            self.follow(&change);
            let Some(at) = change.standing().cloned() else {
                continue;
            };
            let is_of_plan = |side: &Option<Standing>| {
                side.as_ref().map(|side| &side.plan) == self.plan.as_ref()
            };
            if self.plan.is_some() && !is_of_plan(&change.before) && !is_of_plan(&change.after) {
                continue;
            }
            for task in change.tasks {
                if self.takes(&task) {
                    found.push((at.clone(), task));
                }
            }
        }
        Ok(found)
    }

    /// Records the former path of a renamed file for older commits.
    fn follow(&mut self, change: &Comparison) {
        if let (Some(paths), Some(before)) = (&mut self.paths, &change.before) {
            paths.insert(before.path.clone());
        }
    }

    /// Whether a task is requested; if so, records its former ID.
    fn takes(&mut self, task: &TaskChange) -> bool {
        let Some(ids) = &mut self.ids else {
            return true;
        };
        let is_meant = task.id.as_ref().is_some_and(|id| ids.contains(id));
        if is_meant {
            ids.extend(task.was.clone());
        }
        is_meant
    }
}
