//! Derives evidence from the changes to progress files.

use std::collections::VecDeque;
use std::sync::Arc;

use super::evidence::FileChange;
use super::task_index::is_same_plan;
use super::{Digest, Evidence, KnownFile, flips};
use crate::collections::{HashMap, HashSet};
use crate::model::{Class, Statuses};
use crate::source::name_of;

impl Evidence {
    /// Adds the evidence in a commit's changes to progress files.
    pub fn note(&mut self, steps: Vec<FileChange>, statuses: &Statuses) {
        // Before moves are merged, so that both paths of a moved file count.
        self.touched
            .extend(steps.iter().map(|step| step.path.clone()));
        let steps = with_moves(steps);
        for step in &steps {
            let (Some(was), Some(now)) = (&step.was, &step.now) else {
                continue;
            };
            let changes = flips(&step.path, was, now, statuses);
            let is_restated = changes.iter().any(|flip| !flip.is_work()) || ids(was) != ids(now);
            if is_restated {
                self.restated.push(step.path.clone());
            }
            self.flips.extend(changes);
        }
        for step in &steps {
            if is_planned(step, statuses) {
                self.planned.push(step.path.clone());
            }
        }
        self.arrived.extend(arrivals(&steps, statuses));
    }
}

/// Whether a file is new and none of its tasks is started.
fn is_planned(step: &FileChange, statuses: &Statuses) -> bool {
    let (None, Some(now)) = (&step.was, &step.now) else {
        return false;
    };
    let mut classes = now.tasks.iter().map(|it| statuses.read(&it.status).class);
    !classes.any(|class| matches!(class, Class::Done | Class::Active | Class::Review))
}

/// Merges the two steps of each file that was only moved.
fn with_moves(steps: Vec<FileChange>) -> Vec<FileChange> {
    let (gone, mut kept): (Vec<FileChange>, Vec<FileChange>) =
        steps.into_iter().partition(|step| step.now.is_none());
    if gone.is_empty() {
        return kept;
    }
    let mut gone: Vec<Option<FileChange>> = gone.into_iter().map(Some).collect();
    // The plan and the phase identify a file better than a name that every plan has.
    for keys in [keys_of_phase, keys_of_tasks] {
        let mut places: HashMap<Key, VecDeque<usize>> = HashMap::default();
        for (at, step) in gone.iter().enumerate() {
            let Some(step) = step else { continue };
            for key in step.was.iter().flat_map(|was| keys(&step.path, was)) {
                places.entry(key).or_default().push_back(at);
            }
        }
        for step in kept.iter_mut().filter(|step| step.was.is_none()) {
            let keys = step.now.iter().flat_map(|now| keys(&step.path, now));
            let first = keys.filter_map(|key| {
                let places = places.get_mut(&key)?;
                // Others that were moved are not looked at again.
                while gone.get(*places.front()?)?.is_none() {
                    places.pop_front();
                }
                places.front().copied()
            });
            let from = first.min().and_then(|at| gone.get_mut(at)?.take());
            step.was = from.and_then(|from| from.was);
        }
    }
    kept.extend(gone.into_iter().flatten());
    kept
}

/// What a deleted file and a new one have in common if they are the same, under different names.
type Key = (String, Option<String>);

/// The plan and the phase of a file.
fn keys_of_phase(_: &str, digest: &Digest) -> Vec<Key> {
    let prd = digest.prd.iter();
    prd.map(|prd| (prd.clone(), digest.phase.clone())).collect()
}

/// The name of a file with each of its tasks: every plan has a `phase-1-progress.md`, so a shared
/// name alone means nothing.
fn keys_of_tasks(path: &str, digest: &Digest) -> Vec<Key> {
    let name = name_of(path);
    let tasks = digest.tasks.iter();
    tasks
        .map(|task| (name.to_owned(), Some(task.id.clone())))
        .collect()
}

/// Returns the tasks added as started or done. If several files or plans are added at once, history
/// is being imported, which is no evidence of work.
fn arrivals(steps: &[FileChange], statuses: &Statuses) -> Vec<(String, String)> {
    let plans: Vec<KnownFile> = steps
        .iter()
        .filter(|step| step.was.is_none())
        .filter_map(file_after)
        .collect();
    if let Some((first, rest)) = plans.split_first()
        && rest.iter().any(|it| !is_same_plan(it.plan(), first.plan()))
    {
        return Vec::new();
    }
    let left: HashSet<&str> = steps.iter().flat_map(tasks_removed).collect();
    let mut files = Vec::new();
    for step in steps {
        let Some(now) = &step.now else { continue };
        let known = step.was.as_deref().map(ids).unwrap_or_default();
        let mut tasks = Vec::new();
        for task in &now.tasks {
            let class = statuses.read(&task.status).class;
            let id = task.id.as_str();
            let is_work = matches!(class, Class::Done | Class::Active | Class::Review);
            // A task that only moved from one file to another is not new.
            if is_work && !known.contains(id) && !left.contains(id) {
                tasks.push((step.path.clone(), task.id.clone()));
            }
        }
        if !tasks.is_empty() {
            files.push((step, tasks));
        }
    }
    let Ok([(step, tasks)]) = <[_; 1]>::try_from(files) else {
        return Vec::new();
    };
    match file_after(step) {
        // A new list of all phases is imported history as well.
        Some(file) if !file.lists_all_phases() => tasks,
        _ => Vec::new(),
    }
}

fn file_after(step: &FileChange) -> Option<KnownFile> {
    let now = step.now.as_ref()?;
    Some(KnownFile::at(&step.path, Arc::clone(now)))
}

/// Returns the tasks that a file no longer has.
fn tasks_removed(step: &FileChange) -> Vec<&str> {
    let Some(was) = &step.was else {
        return Vec::new();
    };
    let kept = step.now.as_deref().map(ids).unwrap_or_default();
    let tasks = was.tasks.iter().map(|task| task.id.as_str());
    tasks.filter(|id| !kept.contains(id)).collect()
}

fn ids(digest: &Digest) -> HashSet<&str> {
    digest.tasks.iter().map(|task| task.id.as_str()).collect()
}

#[cfg(test)]
mod tests;
