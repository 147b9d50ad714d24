//! How the states of tasks changed in the course of a history.

use std::collections::BTreeMap;

use progress_core::collections::{HashMap, HashSet};
use progress_core::model::{Class, Statuses};
use progress_core::task_links::KnownFile;
use progress_git::git::{Commit, GitError};

use crate::linking::{Linker, Moves, Present, Revised};

/// A change of a task's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The position of the commit in the history, oldest first.
    pub at: usize,
    /// The state before; `None` if the task did not exist.
    pub from: Option<Class>,
    /// The state after; `None` if the task no longer exists.
    pub to: Option<Class>,
}

/// The steps of tasks, by the current file and the ID of each, oldest first.
pub type TaskSteps = BTreeMap<(String, String), Vec<Step>>;

/// A version of a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The position of the commit in the history, oldest first.
    pub at: usize,
    /// The path in that commit.
    pub path: String,
    /// The state of the phase; `None` without a status.
    pub state: Option<Class>,
}

/// What happened to the progress files that exist now.
#[derive(Debug, Default)]
pub struct Steps {
    /// The steps that their tasks have taken.
    pub tasks: TaskSteps,
    /// The versions of each file, by its current path, oldest first.
    pub files: BTreeMap<String, Vec<Revision>>,
}

/// A step of a task in one commit, by the file that has the task afterwards, or had it before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OwnStep<'r> {
    file: &'r KnownFile,
    id: &'r str,
    from: Option<Class>,
    to: Option<Class>,
}

/// Returns what happened to the files and tasks that exist now. `commits` are in chronological
/// order, and `moves` those of the same commits. Files are followed when they are renamed, and tasks
/// also into other files of their plan.
///
/// # Errors
///
/// Fails if Git cannot read a commit or a progress file.
pub fn steps(
    commits: &[Commit],
    statuses: &Statuses,
    moves: &Moves,
    present: &Present,
    linker: &mut Linker<'_>,
) -> Result<Steps, GitError> {
    let mut steps = Steps::default();
    for (at, commit) in commits.iter().enumerate() {
        let parents = linker.revised(commit)?;
        for step in own_steps(&parents, statuses) {
            let Some(path) = moves.find_file(at, step.file, Some(step.id), present) else {
                continue;
            };
            let key = (path.to_owned(), step.id.to_owned());
            let (from, to) = (step.from, step.to);
            let of_task = steps.tasks.entry(key).or_default();
            of_task.push(Step { at, from, to });
        }
        for file in own_versions(&parents) {
            if let Some(path) = moves.find_file(at, file, None, present) {
                let status = file.digest.status.as_deref();
                let of_file = steps.files.entry(path.to_owned()).or_default();
                of_file.push(Revision {
                    at,
                    path: file.path.clone(),
                    state: status.map(|status| statuses.class(status)),
                });
            }
        }
    }
    Ok(steps)
}

/// The files that a commit itself changed: for a merge, those that differ from each of its parents.
fn own_versions<'r>(parents: &'r [Vec<Revised>]) -> impl Iterator<Item = &'r KnownFile> {
    let (first, others) = match parents.split_first() {
        Some((first, others)) => (first.as_slice(), others),
        None => (&[][..], &[][..]),
    };
    let paths = |files: &'r [Revised]| -> HashSet<&'r str> {
        let changed = files.iter().filter_map(|revised| revised.new.as_ref());
        changed.map(|file| file.path.as_str()).collect()
    };
    let others: Vec<HashSet<&str>> = others.iter().map(|other| paths(other)).collect();
    let changed = first.iter().filter_map(|revised| revised.new.as_ref());
    changed.filter(move |file| others.iter().all(|it| it.contains(file.path.as_str())))
}

/// Returns what a commit itself did to tasks: for a merge, only what it changes compared with each
/// of its parents, since the rest was done in the commits that it merges.
fn own_steps<'r>(parents: &'r [Vec<Revised>], statuses: &Statuses) -> Vec<OwnStep<'r>> {
    let Some((first, others)) = parents.split_first() else {
        return Vec::new();
    };
    let mut steps = steps_between(first, statuses);
    for other in others {
        let mut states: HashMap<(&str, &str), Option<Class>> = HashMap::default();
        for step in steps_between(other, statuses) {
            let task = (step.file.path.as_str(), step.id);
            states.entry(task).or_insert(step.to);
        }
        steps.retain(|step| {
            let task = (step.file.path.as_str(), step.id);
            states.get(&task).is_some_and(|to| *to == step.to)
        });
    }
    steps
}

fn steps_between<'r>(files: &'r [Revised], statuses: &Statuses) -> Vec<OwnStep<'r>> {
    let mut steps = Vec::new();
    let mut gone: HashMap<&str, (&KnownFile, Option<Class>)> = HashMap::default();
    let mut new: Vec<(&KnownFile, &str, Option<Class>)> = Vec::new();
    for revised in files {
        let before = states(revised.old.as_ref(), statuses);
        let after = states(revised.new.as_ref(), statuses);
        let old_states: HashMap<&str, Class> = before.iter().copied().collect();
        for (id, to) in &after {
            let Some(file) = &revised.new else { continue };
            match old_states.get(id) {
                Some(from) if from == to => {}
                Some(from) => steps.push(OwnStep {
                    file,
                    id,
                    from: Some(*from),
                    to: Some(*to),
                }),
                None => new.push((file, id, Some(*to))),
            }
        }
        let kept: HashSet<&str> = after.iter().map(|(id, _)| *id).collect();
        for (id, from) in before {
            if let Some(file) = &revised.old
                && !kept.contains(id)
            {
                gone.insert(id, (file, Some(from)));
            }
        }
    }
    for (file, id, to) in new {
        // A task that left another file of the plan has only moved.
        let moved = gone.get(id).filter(|(old, _)| old.is_of_plan(file.plan()));
        let from = moved.and_then(|(_, from)| *from);
        if moved.is_some() {
            gone.remove(id);
        }
        if from != to {
            steps.push(OwnStep { file, id, from, to });
        }
    }
    for (id, (file, from)) in gone {
        let to = None;
        steps.push(OwnStep { file, id, from, to });
    }
    steps
}

/// The tasks of a file with their states. Of several tasks with the same ID, the first counts.
fn states<'f>(file: Option<&'f KnownFile>, statuses: &Statuses) -> Vec<(&'f str, Class)> {
    let mut seen = HashSet::default();
    let mut states = Vec::new();
    for task in file.into_iter().flat_map(|file| &file.digest.tasks) {
        if seen.insert(task.id.as_str()) {
            states.push((task.id.as_str(), statuses.class(&task.status)));
        }
    }
    states
}
