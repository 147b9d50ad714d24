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

/// A step of a task in one commit, by the file that has the task afterwards, or had it before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OwnStep<'r> {
    file: &'r KnownFile,
    id: &'r str,
    from: Option<Class>,
    to: Option<Class>,
}

/// Returns the steps that the tasks which exist now have taken. `commits` are in chronological
/// order, and `moves` those of the same commits. Tasks are followed into renamed files and into
/// other files of their plan.
///
/// # Errors
///
/// Fails if Git cannot read a commit or a progress file.
pub fn task_steps(
    commits: &[Commit],
    statuses: &Statuses,
    moves: &Moves,
    present: &Present,
    linker: &mut Linker<'_>,
) -> Result<TaskSteps, GitError> {
    let mut steps = TaskSteps::new();
    for (at, commit) in commits.iter().enumerate() {
        let parents = linker.revised(commit)?;
        for step in own_steps(&parents, statuses) {
            let Some(path) = moves.find_file(at, step.file, Some(step.id), present) else {
                continue;
            };
            let key = (path.to_owned(), step.id.to_owned());
            let (from, to) = (step.from, step.to);
            steps.entry(key).or_default().push(Step { at, from, to });
        }
    }
    Ok(steps)
}

/// Returns what a commit itself did to tasks: for a merge, only what it changes compared with each
/// of its parents, since the rest was done in the commits that it merges.
fn own_steps<'r>(parents: &'r [Vec<Revised>], statuses: &Statuses) -> Vec<OwnStep<'r>> {
    let Some((first, others)) = parents.split_first() else {
        return Vec::new();
    };
    let mut steps = steps_between(first, statuses);
    for other in others {
        let other = steps_between(other, statuses);
        steps.retain(|step| {
            let same = |it: &&OwnStep<'_>| it.id == step.id && it.file.path == step.file.path;
            other.iter().find(same).is_some_and(|it| it.to == step.to)
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
