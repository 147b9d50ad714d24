//! Whether an open task can start, that is, all of its dependencies are done.
//!
//! If a dependency cannot be decided (an event, a task that does not exist or was dropped), the
//! task is undecided, because no decision is better than a wrong one.

use std::sync::OnceLock;

use super::order::is_earlier;
use crate::model::{Class, FileId, Name, Phase, Resolution, Task, TaskRef, Tasks};
use crate::workspace::Workspace;

/// Whether a task can start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness<'w> {
    /// It is not open: started, finished or blocked, or its phase is finished or blocked.
    NotOpen,
    /// It depends on something that is not done.
    Waiting,
    /// It cannot be decided.
    Unknown(Vec<Obstacle<'w>>),
    /// All of its dependencies are done.
    Ready,
}

/// A dependency that cannot be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle<'w> {
    /// The dependency as written; `None` if the task has no `dependencies`.
    pub text: Option<&'w str>,
    /// The reason.
    pub doubt: UnknownReason,
}

/// Why a dependency cannot be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// The task has no `dependencies`.
    Unlisted,
    /// The dependency was dropped or deferred.
    Dropped,
    /// It is not a task.
    Event,
    /// It does not exist.
    Missing,
    /// A task in another plan has this ID, perhaps by coincidence.
    OtherPlan,
}

impl UnknownReason {
    /// A short name of the reason.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unlisted => "dependencies-not-listed",
            Self::Dropped => "dropped",
            Self::Event => "event",
            Self::Missing => "missing",
            Self::OtherPlan => "other-plan",
        }
    }
}

/// How much of each file is settled, from which the readiness of any task follows.
#[derive(Debug)]
pub struct ReadinessIndex<'w> {
    workspace: &'w Workspace,
    files: Vec<FileState>,
}

#[derive(Debug, Default)]
struct FileState {
    /// Whether the tasks are known.
    has_tasks: bool,
    /// Number of tasks that are neither done nor dropped.
    unsettled: usize,
    first_unsettled: Option<usize>,
    /// Whether the previous phases are settled; computed lazily, since few need it.
    before: OnceLock<DependencyState>,
}

/// Whether a dependency is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependencyState {
    /// It is done.
    Done,
    /// It is not done.
    Open,
    /// It cannot be decided.
    Unknown(UnknownReason),
}

impl<'w> ReadinessIndex<'w> {
    /// Inspects every file once.
    #[must_use]
    pub fn of(workspace: &'w Workspace) -> Self {
        Self {
            workspace,
            files: workspace
                .ids()
                .map(|id| workspace.phase(id).map(FileState::of).unwrap_or_default())
                .collect(),
        }
    }

    /// The workspace that was inspected.
    #[must_use]
    pub fn workspace(&self) -> &'w Workspace {
        self.workspace
    }

    /// Whether a task can start.
    #[must_use]
    pub fn readiness(&self, at: TaskRef) -> Readiness<'w> {
        let Some((phase, task)) = self.open(at) else {
            return Readiness::NotOpen;
        };
        if matches!(
            phase.class(),
            Some(Class::Done | Class::Dropped | Class::Blocked)
        ) {
            return Readiness::NotOpen;
        }
        // Without a list, there may be dependencies that nobody wrote down.
        if !self.lists_dependencies(at.file, task) {
            return Readiness::Unknown(vec![Obstacle {
                text: None,
                doubt: UnknownReason::Unlisted,
            }]);
        }
        let mut obstacles = Vec::new();
        for name in &task.references {
            match self.verdict(at, name) {
                DependencyState::Done => {}
                // It has to wait, whatever the doubtful dependencies mean.
                DependencyState::Open => return Readiness::Waiting,
                DependencyState::Unknown(doubt) => obstacles.push(Obstacle {
                    text: Some(&name.text),
                    doubt,
                }),
            }
        }
        if obstacles.is_empty() {
            Readiness::Ready
        } else {
            Readiness::Unknown(obstacles)
        }
    }

    /// The dependencies that a task is known to be waiting for, as written.
    #[must_use]
    pub fn awaited(&self, at: TaskRef) -> Vec<&'w str> {
        let task = self.workspace.plans.task(at);
        let open = task
            .into_iter()
            .flat_map(|task| &task.references)
            .filter(|name| self.verdict(at, name) == DependencyState::Open);
        open.map(|name| name.text.as_str()).collect()
    }

    fn open(&self, at: TaskRef) -> Option<(&'w Phase, &'w Task)> {
        let phase = self.workspace.phase(at.file)?;
        let task = phase.tasks().get(at.index as usize)?;
        // A copy in a list of all phases would be offered a second time.
        if task.state != Some(Class::Open) || self.is_copy(at, task) {
            return None;
        }
        Some((phase, task))
    }

    /// Whether the task's own phase has a file, which is preferred to a list of all phases.
    fn is_copy(&self, at: TaskRef, task: &Task) -> bool {
        let plans = &self.workspace.plans;
        if !plans.lists_all_phases(at.file) {
            return false;
        }
        let Some(id) = task.id_text() else {
            return false;
        };
        let namesakes = plans.plan_of(at.file).tasks_named(id);
        namesakes
            .iter()
            .any(|other| !plans.lists_all_phases(other.file))
    }

    fn lists_dependencies(&self, file: FileId, task: &Task) -> bool {
        let tree = self.workspace.file(file).document.tree();
        let (Some(tree), Some(id)) = (tree, task.dependencies.or(task.depends_on)) else {
            return false;
        };
        let node = tree.node(id);
        // `dependencies:` without a value means none.
        node.is_sequence() || node.is_null()
    }

    pub(super) fn verdict(&self, at: TaskRef, name: &Name) -> DependencyState {
        match self.workspace.plans.resolve(at.file, &name.text) {
            Resolution::Here(task) | Resolution::Plan(task) => self.of_task(task),
            // The plan was named, so this is not a coincidence.
            Resolution::OtherPlan(task) if name.text.contains(':') => self.of_task(task),
            Resolution::OtherPlan(_) => DependencyState::Unknown(UnknownReason::OtherPlan),
            Resolution::Phase(files) => self.of_phases(at, &files),
            Resolution::All => self.of_all(at, &name.text),
            // Whether the name is wrong or its file cannot be read makes no difference to the task.
            Resolution::UncoveredPhase | Resolution::Undecidable(_) | Resolution::Nothing => {
                DependencyState::Unknown(UnknownReason::Missing)
            }
            Resolution::Event => DependencyState::Unknown(UnknownReason::Event),
        }
    }

    fn of_task(&self, task: TaskRef) -> DependencyState {
        match self.workspace.plans.task(task).and_then(|task| task.state) {
            Some(Class::Done) => DependencyState::Done,
            // It will never be done; only a person can say whether it is still needed.
            Some(Class::Dropped) => DependencyState::Unknown(UnknownReason::Dropped),
            _ => DependencyState::Open,
        }
    }

    /// A phase is done if its tasks are, ignoring dropped ones; its own status counts only if it
    /// has no tasks.
    fn of_phases(&self, at: TaskRef, files: &[FileId]) -> DependencyState {
        let plans = &self.workspace.plans;
        // A list of all phases covers this one too, but its other tasks say nothing about this one.
        let has_own_file = files.iter().any(|&file| !plans.lists_all_phases(file));
        worst(
            files
                .iter()
                .filter(|file| !has_own_file || !plans.lists_all_phases(**file))
                .map(|&file| self.of_file(at, file)),
        )
    }

    fn of_file(&self, at: TaskRef, file: FileId) -> DependencyState {
        let Some(state) = self.files.get(file.0 as usize) else {
            return DependencyState::Unknown(UnknownReason::Missing);
        };
        // Only the status is left to decide.
        if !state.has_tasks {
            return match self.workspace.phase(file) {
                Some(phase) if phase.is_done() => DependencyState::Done,
                Some(_) => DependencyState::Open,
                None => DependencyState::Unknown(UnknownReason::Missing),
            };
        }
        // The task itself, which is open, may be in the phase it depends on.
        let spared = usize::from(at.file == file);
        if state.unsettled > spared {
            DependencyState::Open
        } else {
            DependencyState::Done
        }
    }

    /// "All previous phases" are the preceding files; "all tasks" also includes the tasks above.
    fn of_all(&self, at: TaskRef, text: &str) -> DependencyState {
        let Some(state) = self.files.get(at.file.0 as usize) else {
            return DependencyState::Unknown(UnknownReason::Missing);
        };
        let means_phases = text.to_ascii_lowercase().contains("phase");
        let first = state.first_unsettled.unwrap_or(usize::MAX);
        if !means_phases && first < at.index as usize {
            return DependencyState::Open;
        }
        // The result is the same for every task of the file, because its own tasks are not
        // considered.
        *state.before.get_or_init(|| {
            let before = self
                .workspace
                .plans
                .plan_of(at.file)
                .files
                .iter()
                .filter(|&&file| {
                    let is_other = file != at.file && !self.workspace.plans.lists_all_phases(file);
                    is_other && is_earlier(self.workspace, file, at.file)
                });
            worst(before.map(|&file| self.of_file(at, file)))
        })
    }
}

impl FileState {
    fn of(phase: &Phase) -> Self {
        let tasks = phase.tasks();
        Self {
            // An empty list says nothing about whether the phase is done.
            has_tasks: matches!(&phase.tasks, Tasks::List(tasks) if !tasks.is_empty()),
            unsettled: tasks.iter().filter(|task| is_unsettled(task)).count(),
            first_unsettled: tasks.iter().position(is_unsettled),
            before: OnceLock::new(),
        }
    }
}

fn is_unsettled(task: &Task) -> bool {
    // Without a status or with an unknown one, it is not known to be settled.
    !task.state.is_some_and(Class::is_settled)
}

/// Combines several results: open takes precedence, then unknown.
fn worst(verdicts: impl Iterator<Item = DependencyState>) -> DependencyState {
    let mut all = DependencyState::Done;
    for verdict in verdicts {
        match verdict {
            DependencyState::Open => return DependencyState::Open,
            // An open one may follow, and takes precedence.
            DependencyState::Unknown(_) => all = verdict,
            DependencyState::Done => {}
        }
    }
    all
}
