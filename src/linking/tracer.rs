//! Determines what commits did to tasks.

use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::compare::{Comparison, TaskChange, Version, compare};
use progress_core::model::Statuses;
use progress_git::git::{Commit, GitError, ObjectId, Repository};

use super::{Linker, Touched};

/// Number of versions cached: from one commit to the next, the older one is reused.
const MAX_KEPT: usize = 512;

/// Compares commits with their parents, and reuses what was read for the previous one.
pub struct Tracer<'r> {
    repository: &'r Repository,
    statuses: &'r Statuses,
    versions: HashMap<(ObjectId, String), Option<Arc<Version>>>,
}

impl std::fmt::Debug for Tracer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tracer").finish_non_exhaustive()
    }
}

impl<'r> Tracer<'r> {
    /// Creates a tracer that reads from a repository.
    #[must_use]
    pub fn new(repository: &'r Repository, statuses: &'r Statuses) -> Self {
        Self {
            repository,
            statuses,
            versions: HashMap::default(),
        }
    }

    /// Returns what a commit itself did to wanted files: for a merge, only what none of its
    /// parents had, so that every change is reported once.
    ///
    /// `is_wanted` is called with a current or former path of a file.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read a tree or a file.
    pub fn changes(
        &mut self,
        commit: &Commit,
        linker: &mut Linker<'_>,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Comparison>, GitError> {
        let touched = linker.touched(commit)?;
        let mut parents = touched.iter();
        let mut found = Vec::new();
        // The first parent shows what may have changed; the others only exclude what they already
        // had.
        for touched in parents.next().into_iter().flatten() {
            let paths = [&touched.old, &touched.new].into_iter().flatten();
            if paths.into_iter().any(|(path, _)| is_wanted(path)) {
                found.push(self.compare(touched)?);
            }
        }
        for touched in parents {
            self.keep_common(&mut found, touched)?;
        }
        Ok(found)
    }

    /// Keeps only the changes that another parent lacks too.
    fn keep_common(
        &mut self,
        found: &mut Vec<Comparison>,
        touched: &[Touched],
    ) -> Result<(), GitError> {
        let mut kept = Vec::new();
        for mut change in found.drain(..) {
            let path = change.phase().map(|it| it.path.as_str());
            // A file that is as in the other parent was changed there, not by the merge.
            let Some(same) = touched.iter().find(|it| path == Some(it.path())) else {
                continue;
            };
            let other = self.compare(same)?;
            keep_tasks(&mut change.tasks, &other.tasks);
            if !change.tasks.is_empty() {
                kept.push(change);
            }
        }
        *found = kept;
        Ok(())
    }

    fn compare(&mut self, touched: &Touched) -> Result<Comparison, GitError> {
        let old = self.version_if_any(touched.old.as_ref())?;
        let new = self.version_if_any(touched.new.as_ref())?;
        Ok(compare(old.as_deref(), new.as_deref()))
    }

    fn version_if_any(
        &mut self,
        file: Option<&(String, ObjectId)>,
    ) -> Result<Option<Arc<Version>>, GitError> {
        match file {
            Some((path, id)) => self.version(path, *id),
            None => Ok(None),
        }
    }

    fn version(&mut self, path: &str, id: ObjectId) -> Result<Option<Arc<Version>>, GitError> {
        let key = (id, path.to_owned());
        if let Some(version) = self.versions.get(&key) {
            return Ok(version.clone());
        }
        let bytes = self.repository.blob(id)?;
        let version = Version::read(path, bytes, self.statuses).map(Arc::new);
        if self.versions.len() >= MAX_KEPT {
            // Evicting single versions is not worth the bookkeeping.
            self.versions.clear();
        }
        self.versions.insert(key, version.clone());
        Ok(version)
    }
}

/// Keeps only the events that also happened relative to the other parent.
fn keep_tasks(tasks: &mut Vec<TaskChange>, others: &[TaskChange]) {
    let others: HashMap<(Option<&str>, Option<&str>), &TaskChange> =
        others.iter().map(|it| (identity(it), it)).collect();
    tasks.retain_mut(|task| {
        // A task that does not differ from the other parent was changed there.
        let Some(other) = others.get(&identity(task)) else {
            return false;
        };
        // Only the keys are compared, because the value before differs from parent to parent.
        let keys: HashSet<&str> = other.fields.iter().map(|it| it.key.as_str()).collect();
        task.events.retain(|event| other.events.contains(event));
        task.fields
            .retain(|field| keys.contains(field.key.as_str()));
        !task.events.is_empty() || !task.fields.is_empty()
    });
}

/// What identifies a task: its ID or, without one, its description.
fn identity(task: &TaskChange) -> (Option<&str>, Option<&str>) {
    match task.id.as_deref() {
        Some(id) => (Some(id), None),
        None => (None, task.description.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use progress_core::compare::Event;

    use super::*;

    fn change(description: &str, event: Event) -> TaskChange {
        TaskChange {
            id: None,
            was: None,
            description: Some(description.to_owned()),
            status: None,
            events: vec![event],
            fields: Vec::new(),
        }
    }

    #[test]
    fn tasks_without_an_id_are_told_apart_by_their_description() {
        let mut tasks = vec![change("a", Event::Finished), change("b", Event::Started)];
        let others = tasks.clone();
        keep_tasks(&mut tasks, &others);
        assert_eq!(tasks, others);
        // The other parent already had the first.
        keep_tasks(&mut tasks, &others[1..]);
        assert_eq!(tasks, others[1..]);
    }
}
