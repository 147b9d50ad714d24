//! How the tasks of plans changed from commit to commit.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::model::{Class, Statuses};
use progress_core::task_links::{Digest, KnownFile};
use progress_git::git::{Commit, GitError, ObjectId, Repository};

use super::Day;
use crate::linking::{Linker, Revised};

/// The changes of tasks along the first parents of a commit: what a merge brings in happens in the
/// merge.
#[derive(Debug, Default)]
pub struct Evolution {
    /// The commits that change tasks, oldest first.
    pub steps: Vec<EvolutionStep>,
    /// In a shallow clone, the tasks that existed before the first step, sorted by plan and ID, and
    /// the day of the oldest commit.
    pub start: Option<(Day, Vec<Transition>)>,
    /// The day of the last commit, whatever it changes.
    pub end: Day,
}

/// What a commit did to tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvolutionStep {
    /// The commit.
    pub commit: ObjectId,
    /// The day on which it was committed; never before that of an earlier step.
    pub day: Day,
    /// The tasks that it changed, sorted by plan and ID.
    pub transitions: Vec<Transition>,
}

/// A change of a task's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The present name of the task's plan, or the last one it had.
    pub plan: Arc<str>,
    /// The ID of the task, if it has one.
    pub task: Option<String>,
    /// The state before; `None` if the task did not exist.
    pub from: Option<Class>,
    /// The state after; `None` if the task no longer exists.
    pub to: Option<Class>,
}

/// Returns how the tasks changed up to the commit `tip`. Files are followed into renamed files and
/// plans, and tasks into other files of their plan. The commits in `read` are not read again.
///
/// # Errors
///
/// Fails if Git cannot read a commit or a progress file.
pub fn evolution(
    repository: &Repository,
    settings: &Settings,
    tip: ObjectId,
    read: &[Commit],
    linker: &mut Linker<'_>,
) -> Result<Evolution, GitError> {
    let (commits, is_cut) = first_parents(repository, tip, read)?;
    let mut plans = Plans::default();
    for file in linker.known(repository.tree_of(tip)?)?.files() {
        plans.insert(file);
    }
    let mut changes = Vec::new();
    let (oldest, others) = match commits.split_last() {
        Some((oldest, others)) if is_cut => (Some(oldest), others),
        _ => (None, commits.as_slice()),
    };
    // From newest to oldest, so that the present name of a plan is known for its former files.
    for commit in others {
        let against_first = linker.revised(commit)?.into_iter().next();
        let files = against_first.unwrap_or_default();
        if !files.is_empty() {
            changes.push((commit, plans.of(files)));
        }
    }
    let days = days(&commits);
    let mut evolution = Evolution {
        end: days.get(&tip).copied().unwrap_or_default(),
        ..Evolution::default()
    };
    let mut replay = Replay {
        statuses: &settings.statuses,
        present: HashMap::default(),
    };
    if let Some(oldest) = oldest {
        let mut files = Vec::new();
        for file in linker.known(oldest.tree)?.files() {
            files.push(PlanFile {
                plan: plans.name_at(file).plan,
                old: None,
                new: Some((file.path.clone(), Arc::clone(&file.digest))),
            });
        }
        let day = days.get(&oldest.id).copied().unwrap_or_default();
        evolution.start = Some((day, replay.apply(files)));
    }
    for (commit, files) in changes.into_iter().rev() {
        let transitions = replay.apply(files);
        if !transitions.is_empty() {
            evolution.steps.push(EvolutionStep {
                commit: commit.id,
                day: days.get(&commit.id).copied().unwrap_or_default(),
                transitions,
            });
        }
    }
    Ok(evolution)
}

/// Whether anything was read from a version of a file.
fn is_readable(digest: &Digest) -> bool {
    *digest != Digest::default()
}

/// The commit and its first parents, newest first, and whether a shallow clone cuts them off.
fn first_parents<'c>(
    repository: &Repository,
    tip: ObjectId,
    read: &'c [Commit],
) -> Result<(Vec<Cow<'c, Commit>>, bool), GitError> {
    let read: HashMap<ObjectId, &Commit> = read.iter().map(|it| (it.id, it)).collect();
    let commit = |id| match read.get(&id) {
        Some(commit) => Ok(Cow::Borrowed(*commit)),
        None => repository.commit(id).map(Cow::Owned),
    };
    let mut commits = vec![commit(tip)?];
    while let Some(last) = commits.last()
        && let Some(parent) = last.parents.first()
    {
        match commit(*parent) {
            Ok(commit) => commits.push(commit),
            Err(error) if error.is_missing() && repository.is_cut_off_at(last.id) => {
                return Ok((commits, true));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((commits, false))
}

/// The days of commits, given newest first.
fn days(commits: &[Cow<'_, Commit>]) -> HashMap<ObjectId, Day> {
    let end = commits.first().map_or(i64::MAX, |commit| commit.committed);
    let mut latest = i64::MIN;
    let mut days = HashMap::default();
    for commit in commits.iter().rev() {
        // Clocks may disagree, but a task cannot be finished before it is added. A date after that
        // of the last commit is wrong.
        latest = latest.max(commit.committed.min(end));
        days.insert(commit.id, Day::of(latest));
    }
    days
}

/// The present names of the plans of files.
#[derive(Default)]
struct Plans {
    /// By the path that the files have in the commit that is looked at.
    by_path: HashMap<String, PlanName>,
    /// The plans that the last commit names.
    last: HashSet<String>,
}

/// The name of a file's plan.
#[derive(Clone)]
struct PlanName {
    plan: Arc<str>,
    /// Whether this is only the name of the folder, because no later version can be read.
    is_assumed: bool,
}

/// A change of a file, with the present name of its plan.
struct PlanFile {
    plan: Arc<str>,
    old: Option<String>,
    new: Option<(String, Arc<Digest>)>,
}

impl Plans {
    /// Adds a file of the last commit.
    fn insert(&mut self, file: &KnownFile) {
        let name = PlanName::of(file);
        if !name.is_assumed {
            self.last.insert(file.plan().to_owned());
        }
        self.by_path.insert(file.path.clone(), name);
    }

    /// The plan of the file at a path, given its newest version that is known.
    fn name_at(&self, file: &KnownFile) -> PlanName {
        let own = PlanName::of(file);
        match self.by_path.get(&file.path) {
            // The plan that an older version names may have been renamed, unless it still exists.
            Some(later) if later.is_assumed && self.last.contains(&*own.plan) => own,
            Some(later) => PlanName {
                is_assumed: later.is_assumed && own.is_assumed,
                ..later.clone()
            },
            None => own,
        }
    }

    /// Names the plans of the files that a commit changes, and goes back to before that commit.
    fn of(&mut self, files: Vec<Revised>) -> Vec<PlanFile> {
        let mut changed = Vec::with_capacity(files.len());
        let mut before = Vec::with_capacity(files.len());
        for file in files {
            let name = match (&file.new, &file.old) {
                (Some(new), Some(old)) if !is_readable(&new.digest) => {
                    self.name_at(&KnownFile::at(&new.path, Arc::clone(&old.digest)))
                }
                (Some(new), _) => self.name_at(new),
                // A path may have been used again after the file was deleted.
                (None, Some(old)) => PlanName::of(old),
                (None, None) => continue,
            };
            let new = file.new.as_ref();
            let is_followed = new.is_some_and(|new| self.by_path.contains_key(&new.path));
            if let Some(old) = &file.old
                && (is_followed || !name.is_assumed)
            {
                before.push((old.path.clone(), name.clone()));
            }
            changed.push(PlanFile {
                plan: name.plan,
                old: file.old.map(|old| old.path),
                new: file.new.map(|new| (new.path, new.digest)),
            });
        }
        for file in &changed {
            if let Some((path, _)) = &file.new {
                self.by_path.remove(path);
            }
        }
        self.by_path.extend(before);
        changed
    }
}

impl PlanName {
    fn of(file: &KnownFile) -> Self {
        Self {
            plan: Arc::from(file.plan()),
            is_assumed: !is_readable(&file.digest),
        }
    }
}

/// Goes through the changes from oldest to newest.
struct Replay<'s> {
    statuses: &'s Statuses,
    /// What the files contain that exist, and the plan whose tasks these are.
    present: HashMap<String, (Arc<str>, Arc<Digest>)>,
}

/// The states of the tasks with the same ID in a plan, before and after a commit.
#[derive(Default)]
struct Sides {
    before: Vec<Class>,
    after: Vec<Class>,
}

type TasksOfPlans = BTreeMap<(Arc<str>, Option<String>), Sides>;

impl Replay<'_> {
    fn apply(&mut self, files: Vec<PlanFile>) -> Vec<Transition> {
        let mut tasks = TasksOfPlans::new();
        let mut arrived = Vec::new();
        for file in files {
            let before = file.old.and_then(|path| self.present.remove(&path));
            if let Some((plan, digest)) = &before {
                self.add(plan, digest, |sides| &mut sides.before, &mut tasks);
            }
            let Some((path, digest)) = file.new else {
                continue;
            };
            // A file that cannot be read, for example with conflict markers, has not lost its tasks.
            let kept = before.filter(|_| !is_readable(&digest));
            let after = kept.unwrap_or((file.plan, digest));
            self.add(&after.0, &after.1, |sides| &mut sides.after, &mut tasks);
            arrived.push((path, after));
        }
        // Only now, because a commit may swap the names of two files.
        self.present.extend(arrived);
        tasks.into_iter().flat_map(transitions).collect()
    }

    fn add(
        &self,
        plan: &Arc<str>,
        digest: &Digest,
        side: fn(&mut Sides) -> &mut Vec<Class>,
        tasks: &mut TasksOfPlans,
    ) {
        for task in &digest.tasks {
            let key = (Arc::clone(plan), Some(task.id.clone()));
            let class = self.statuses.class(&task.status);
            side(tasks.entry(key).or_default()).push(class);
        }
        for status in &digest.unnamed {
            let key = (Arc::clone(plan), None);
            let class = self.statuses.class(status);
            side(tasks.entry(key).or_default()).push(class);
        }
    }
}

/// Returns what happened to the tasks with the same ID. If there are several, which of them became
/// which is not known, so as few as possible have changed.
fn transitions(((plan, task), sides): ((Arc<str>, Option<String>), Sides)) -> Vec<Transition> {
    let Sides { mut before, after } = sides;
    let mut changed = Vec::new();
    for class in after {
        match before.iter().position(|it| *it == class) {
            Some(same) => {
                before.remove(same);
            }
            None => changed.push(class),
        }
    }
    let mut before = before.into_iter();
    let mut after = changed.into_iter();
    let mut found = Vec::new();
    loop {
        let (from, to) = (before.next(), after.next());
        if from.is_none() && to.is_none() {
            return found;
        }
        found.push(Transition {
            plan: Arc::clone(&plan),
            task: task.clone(),
            from,
            to,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(before: &[Class], after: &[Class]) -> Vec<(Option<Class>, Option<Class>)> {
        let sides = Sides {
            before: before.to_vec(),
            after: after.to_vec(),
        };
        let found = transitions(((Arc::from("auth"), None), sides));
        found.into_iter().map(|it| (it.from, it.to)).collect()
    }

    #[test]
    fn tasks_are_compared_as_multisets() {
        use Class::{Active, Done, Open};
        assert_eq!(between(&[Open, Done], &[Done, Open]), []);
        assert_eq!(
            between(&[Open, Open, Done], &[Open, Done, Done]),
            [(Some(Open), Some(Done))]
        );
        assert_eq!(between(&[Active], &[Active, Open]), [(None, Some(Open))]);
        assert_eq!(
            between(&[Active, Open], &[Done]),
            [(Some(Active), Some(Done)), (Some(Open), None)]
        );
    }
}
