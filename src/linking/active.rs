//! The phase that is being worked on, for hooks that run before there is a message.

mod named;

use std::path::Path;
use std::sync::Arc;

use named::in_branch;
use progress_core::display::nearest;
use progress_core::model::{Class, Statuses, task_name};
use progress_core::source::RootedPath;
use progress_core::task_links::{Digest, KnownFile, StatusChange, TaskIndex, names_plan};
use progress_git::trees::read_file;

/// The input of the decision.
#[derive(Clone, Debug)]
pub struct ActiveFacts<'a> {
    /// The value of `PROGRESS_TASK`: an ID, `prd:ID`, or several separated by commas.
    pub variable: Option<&'a str>,
    /// The tasks whose status the commit changes.
    pub flips: &'a [StatusChange],
    /// What `progress start` recorded in this worktree: file paths and task IDs.
    pub started: &'a [(String, String)],
    /// The current branch.
    pub branch: Option<&'a str>,
    /// All tasks.
    pub known: &'a TaskIndex,
    /// The meanings of status words.
    pub statuses: &'a Statuses,
    /// The top of the working tree: a started task need not be staged.
    pub root: &'a Path,
}

/// The evidence that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveSource {
    /// `PROGRESS_TASK`.
    Variable,
    /// A status that the commit changes.
    StatusChange,
    /// `progress start`.
    Started,
    /// A task ID in the name of the branch.
    BranchTask,
    /// The branch's plan has one phase with an active task.
    ActiveTask,
    /// The branch's plan has one phase in progress.
    PhaseInProgress,
    /// The branch's plan has one phase that is not done.
    PhaseOpen,
}

/// The phase that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Its file.
    pub file: Arc<KnownFile>,
    /// The task, if it is known too.
    pub task: Option<String>,
    /// The candidate tasks of the phase, if the task is unknown.
    pub several: Vec<String>,
    /// The evidence that decided.
    pub source: ActiveSource,
}

/// Why the phase is undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// No evidence.
    Nothing,
    /// `PROGRESS_TASK` names a task that no file has.
    Unknown {
        /// The value of the variable.
        name: String,
        /// The known task with the most similar name.
        nearest: Option<String>,
    },
    /// There are several candidate phases.
    Several {
        /// The evidence that was not conclusive.
        source: ActiveSource,
        /// The candidate tasks, with their files; empty if only phases are known.
        tasks: Vec<Pick>,
    },
}

/// Returns the phase that is being worked on. No decision is better than a wrong one.
///
/// The first evidence that there is decides, from what was said for this commit to what is only
/// likely. If it names several phases, the rest is not asked.
///
/// # Errors
///
/// Returns why the phase is undecided.
pub fn active(facts: &ActiveFacts<'_>) -> Result<Active, Undecided> {
    // Set but empty is the same as not set, as in `PROGRESS_TASK= git commit`.
    if let Some(text) = facts.variable
        && !text.trim().is_empty()
    {
        return by_variable(text, facts);
    }
    // What the commit itself finishes or starts counts more than what was started before it.
    let mut flipped: Vec<Pick> = Vec::new();
    for flip in facts.flips {
        if flip.is_work()
            && let Some(file) = facts.known.file(&flip.path)
        {
            flipped.push((Arc::clone(file), flip.id.clone()));
        }
    }
    if !flipped.is_empty() {
        return one_phase(flipped, ActiveSource::StatusChange);
    }
    let mut started: Vec<Pick> = Vec::new();
    for (path, id) in facts.started {
        if !is_open(path, id, facts) {
            continue;
        }
        // The file is not in the index: the commit belongs to it, but nothing can be recorded
        // there.
        let Some(file) = facts.known.file(path) else {
            return Err(Undecided::Nothing);
        };
        started.push((Arc::clone(file), id.clone()));
    }
    if !started.is_empty() {
        return one_phase(started, ActiveSource::Started);
    }
    let Some(branch) = facts.branch else {
        return Err(Undecided::Nothing);
    };
    let named = in_branch(branch, facts.known);
    if !named.is_empty() {
        return one_phase(named, ActiveSource::BranchTask);
    }
    by_plan(branch, facts)
}

/// A task: the file that holds it, and its ID.
pub type Pick = (Arc<KnownFile>, String);

/// Returns the candidate tasks, if there are several.
#[must_use]
pub fn tasks_at_hand(decided: Result<Active, Undecided>) -> Vec<Pick> {
    match decided {
        Ok(Active { file, several, .. }) => several
            .into_iter()
            .map(|id| (Arc::clone(&file), id))
            .collect(),
        Err(Undecided::Several { tasks, .. }) => tasks,
        Err(_) => Vec::new(),
    }
}

/// Decides if all of these tasks belong to one phase, and on the task if there is only one.
fn one_phase(picks: Vec<Pick>, source: ActiveSource) -> Result<Active, Undecided> {
    let mut tasks: Vec<Pick> = Vec::new();
    for pick in picks {
        // A task may be named twice, for example in the variable.
        if !tasks.contains(&pick) {
            tasks.push(pick);
        }
    }
    let Some((file, _)) = tasks.first().cloned() else {
        return Err(Undecided::Nothing);
    };
    if tasks.iter().any(|(other, _)| other.path != file.path) {
        return Err(Undecided::Several { source, tasks });
    }
    let ids = tasks.into_iter().map(|(_, id)| id).collect();
    Ok(Active::of(file, ids, source))
}

fn by_variable(text: &str, facts: &ActiveFacts<'_>) -> Result<Active, Undecided> {
    let mut picks = Vec::new();
    for name in text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let (mut holders, id) = task_name::select(name, |id| facts.known.holders(id));
        // Several plans may use the same ID.
        if let Some(branch) = facts.branch {
            prefer_plan_of(branch, &mut holders);
        }
        // Nothing else decides instead: that would hide the typo.
        if holders.is_empty() {
            let near = nearest(id, facts.known.ids());
            return Err(Undecided::Unknown {
                name: name.to_owned(),
                nearest: near.map(str::to_owned),
            });
        }
        picks.extend(holders.into_iter().map(|file| (file, id.to_owned())));
    }
    one_phase(picks, ActiveSource::Variable)
}

/// Keeps only the files of the branch's plan, if there are any.
fn prefer_plan_of(branch: &str, files: &mut Vec<Arc<KnownFile>>) {
    if files.iter().any(|file| names_plan(branch, file.plan())) {
        files.retain(|file| names_plan(branch, file.plan()));
    }
}

/// Whether a started task still exists and is unfinished, in the index or else in the working tree:
/// `progress start` reopens a task there, and that may not be staged.
fn is_open(path: &str, id: &str, facts: &ActiveFacts<'_>) -> bool {
    if let Some(file) = facts.known.file(path)
        && is_open_in(&file.digest, id, facts.statuses)
    {
        return true;
    }
    let file = RootedPath::new(facts.root, Path::new(path));
    let Ok((bytes, _)) = read_file(file.absolute()) else {
        return false;
    };
    Digest::read(path, bytes).is_some_and(|digest| is_open_in(&digest, id, facts.statuses))
}

fn is_open_in(digest: &Digest, id: &str, statuses: &Statuses) -> bool {
    let status = digest.status_of(id);
    status.is_some_and(|status| !statuses.class(status).is_settled())
}

/// Decides by the states of the phases of the branch's plan: the first state that exactly one phase
/// has decides, from the one that says most about what is being worked on to the one that says
/// least.
fn by_plan(branch: &str, facts: &ActiveFacts<'_>) -> Result<Active, Undecided> {
    let files: Vec<&Arc<KnownFile>> = facts
        .known
        .files()
        .filter(|file| names_plan(branch, file.plan()))
        .collect();
    let mut several = None;
    for source in [
        ActiveSource::ActiveTask,
        ActiveSource::PhaseInProgress,
        ActiveSource::PhaseOpen,
    ] {
        let mut found = files.clone();
        found.retain(|file| shows(file, source, facts.statuses));
        if let [file] = found.as_slice() {
            let ids = active_tasks(file, facts.statuses).collect();
            return Ok(Active::of(Arc::clone(file), ids, source));
        }
        // If nothing decides, the strongest evidence is the most useful to report.
        if found.len() > 1 && several.is_none() {
            let mut tasks = Vec::new();
            for file in found {
                let ids = active_tasks(file, facts.statuses);
                tasks.extend(ids.map(|id| (Arc::clone(file), id)));
            }
            several = Some(Undecided::Several { source, tasks });
        }
    }
    Err(several.unwrap_or(Undecided::Nothing))
}

/// Whether the state of a phase is the evidence of a kind.
fn shows(file: &KnownFile, source: ActiveSource, statuses: &Statuses) -> bool {
    let status = file.digest.status.as_deref();
    let class = status.map(|status| statuses.class(status));
    match source {
        ActiveSource::ActiveTask => active_tasks(file, statuses).next().is_some(),
        ActiveSource::PhaseInProgress => class == Some(Class::Active),
        // A phase without a status is not known to be done.
        ActiveSource::PhaseOpen => !matches!(class, Some(Class::Done | Class::Dropped)),
        // The other kinds of evidence are not states of a phase.
        _ => false,
    }
}

/// Returns the tasks of a file that are in progress.
pub fn active_tasks(file: &KnownFile, statuses: &Statuses) -> impl Iterator<Item = String> {
    let active = file
        .digest
        .tasks
        .iter()
        .filter(|task| statuses.class(&task.status) == Class::Active);
    active.map(|task| task.id.clone())
}

impl Active {
    /// Decides on a phase, and on the task if there is only one.
    fn of(file: Arc<KnownFile>, mut ids: Vec<String>, source: ActiveSource) -> Self {
        let task = if ids.len() == 1 { ids.pop() } else { None };
        Self {
            file,
            task,
            several: ids,
            source,
        }
    }
}

#[cfg(test)]
mod tests;
