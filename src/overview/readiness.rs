//! Whether an open task can start: all that it depends on is done.
//!
//! A task whose dependencies nobody can judge is not known to be ready, and no decision is
//! better than a wrong one: an event, a task that no file has, a task that was dropped.

use std::sync::OnceLock;

use super::phase::{class_of, is_earlier};
use crate::model::{Class, FileId, Name, Phase, Resolution, Status, Task, TaskRef, Tasks};
use crate::workspace::Workspace;

/// Whether a task can start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness<'w> {
    /// It is not open: begun, over, or blocked, or its phase is over or blocked.
    NotOpen,
    /// It waits for something that is not done.
    Waiting,
    /// Nobody can tell.
    Unknown(Vec<Obstacle<'w>>),
    /// All that it depends on is done.
    Ready,
}

/// A dependency that nobody can judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle<'w> {
    /// The dependency as it is written; none where the task does not say what it depends on.
    pub text: Option<&'w str>,
    /// Why it cannot be judged.
    pub doubt: Doubt,
}

/// Why a dependency cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The task does not list what it depends on.
    Unlisted,
    /// The dependency was given up or put off.
    Dropped,
    /// It is no task.
    Event,
    /// No file has it.
    Missing,
    /// A task of another plan has this ID, perhaps by coincidence.
    OtherPlan,
}

impl Doubt {
    /// The reason in a few words.
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

/// How much of each file is settled; from it the readiness of any task follows.
#[derive(Debug)]
pub struct Settled<'w> {
    workspace: &'w Workspace,
    files: Vec<FileState>,
}

#[derive(Debug, Default)]
struct FileState {
    /// Whether the tasks can be known.
    has_tasks: bool,
    /// How many tasks are neither done nor dropped.
    unsettled: usize,
    first_unsettled: Option<usize>,
    /// Whether the phases before are settled; asked by few.
    before: OnceLock<Verdict>,
}

/// Whether a dependency is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Done,
    Open,
    Unknown(Doubt),
}

impl<'w> Settled<'w> {
    /// Looks at every file once.
    #[must_use]
    pub fn of(workspace: &'w Workspace) -> Self {
        let state = |id: FileId| workspace.phase(id).map(FileState::of).unwrap_or_default();
        Self {
            workspace,
            files: workspace.ids().map(state).collect(),
        }
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
        if !self.lists_dependencies(at.file, task) {
            let text = None;
            let doubt = Doubt::Unlisted;
            return Readiness::Unknown(vec![Obstacle { text, doubt }]);
        }
        let mut obstacles = Vec::new();
        for name in &task.references {
            match self.verdict(at, name) {
                Verdict::Done => {}
                Verdict::Open => return Readiness::Waiting,
                Verdict::Unknown(doubt) => obstacles.push(Obstacle {
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

    /// The dependencies that a task is known to wait for, as they are written.
    #[must_use]
    pub fn awaited(&self, at: TaskRef) -> Vec<&'w str> {
        let task = self.workspace.plans.task(at);
        let names = task.into_iter().flat_map(|task| &task.references);
        let open = names.filter(|name| self.verdict(at, name) == Verdict::Open);
        open.map(|name| name.text.as_str()).collect()
    }

    fn open(&self, at: TaskRef) -> Option<(&'w Phase, &'w Task)> {
        let phase = self.workspace.phase(at.file)?;
        let task = phase.tasks().get(at.index as usize)?;
        (class_of(task) == Some(Class::Open) && !self.is_copy(at, task)).then_some((phase, task))
    }

    /// Whether the task's own phase has a file, which says more of it than a list of all phases.
    fn is_copy(&self, at: TaskRef, task: &Task) -> bool {
        let plans = &self.workspace.plans;
        plans.lists_all_phases(at.file)
            && task.id_text().is_some_and(|id| {
                let mut same = plans.plan_of(at.file).tasks_named(id).iter();
                same.any(|other| !plans.lists_all_phases(other.file))
            })
    }

    fn lists_dependencies(&self, file: FileId, task: &Task) -> bool {
        let tree = self.workspace.file(file).document.tree();
        let node = task.dependencies.or(task.depends_on);
        let node = tree.zip(node).map(|(tree, node)| tree.node(node));
        node.is_some_and(|node| node.is_sequence() || node.is_null())
    }

    fn verdict(&self, at: TaskRef, name: &Name) -> Verdict {
        match self.workspace.plans.resolve(at.file, &name.text) {
            Resolution::Here(task) | Resolution::Plan(task) => self.of_task(task),
            // The plan was named: this is no coincidence.
            Resolution::OtherPlan(task) if name.text.contains(':') => self.of_task(task),
            Resolution::OtherPlan(_) => Verdict::Unknown(Doubt::OtherPlan),
            Resolution::Phase(files) => self.of_phases(at, &files),
            Resolution::All => self.of_all(at, &name.text),
            Resolution::UncoveredPhase | Resolution::Undecidable(_) | Resolution::Nothing => {
                Verdict::Unknown(Doubt::Missing)
            }
            Resolution::Event => Verdict::Unknown(Doubt::Event),
        }
    }

    fn of_task(&self, task: TaskRef) -> Verdict {
        match self.workspace.plans.task(task).and_then(class_of) {
            Some(Class::Done) => Verdict::Done,
            Some(Class::Dropped) => Verdict::Unknown(Doubt::Dropped),
            _ => Verdict::Open,
        }
    }

    /// A phase is done when its tasks are, dropped ones left out; its own word counts only
    /// where there are none.
    fn of_phases(&self, at: TaskRef, files: &[FileId]) -> Verdict {
        let plans = &self.workspace.plans;
        let own = |file: &&FileId| !plans.lists_all_phases(**file);
        let is_told_apart = files.iter().any(|file| own(&file));
        let files = files.iter().filter(|file| !is_told_apart || own(file));
        let verdicts = files.map(|&file| self.of_file(at, file));
        worst(verdicts)
    }

    fn of_file(&self, at: TaskRef, file: FileId) -> Verdict {
        let Some(state) = self.files.get(file.0 as usize) else {
            return Verdict::Unknown(Doubt::Missing);
        };
        if !state.has_tasks {
            return match self.workspace.phase(file) {
                Some(phase) if phase.is_done() => Verdict::Done,
                Some(_) => Verdict::Open,
                None => Verdict::Unknown(Doubt::Missing),
            };
        }
        // The task itself, which is open, may stand in the phase it waits for.
        let spared = usize::from(at.file == file);
        if state.unsettled > spared {
            Verdict::Open
        } else {
            Verdict::Done
        }
    }

    /// "All previous phases" are the files before; "all tasks" are those above it besides.
    fn of_all(&self, at: TaskRef, text: &str) -> Verdict {
        let Some(state) = self.files.get(at.file.0 as usize) else {
            return Verdict::Unknown(Doubt::Missing);
        };
        let means_phases = text.to_ascii_lowercase().contains("phase");
        let first = state.first_unsettled.unwrap_or(usize::MAX);
        if !means_phases && first < at.index as usize {
            return Verdict::Open;
        }
        *state.before.get_or_init(|| {
            let plan = self.workspace.plans.plan_of(at.file);
            let before = plan.files.iter().filter(|&&file| {
                let is_other = file != at.file && !self.workspace.plans.lists_all_phases(file);
                is_other && is_earlier(self.workspace, file, at.file)
            });
            worst(before.map(|&file| self.of_file(at, file)))
        })
    }
}

impl FileState {
    fn of(phase: &Phase) -> Self {
        let is_unsettled = |task: &Task| !task.state.as_ref().is_some_and(Status::is_settled);
        let tasks = phase.tasks();
        Self {
            has_tasks: matches!(&phase.tasks, Tasks::List(tasks) if !tasks.is_empty()),
            unsettled: tasks.iter().filter(|task| is_unsettled(task)).count(),
            first_unsettled: tasks.iter().position(is_unsettled),
            before: OnceLock::new(),
        }
    }
}

/// What holds of all together: one that is open settles it, then one that is unknown.
fn worst(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut all = Verdict::Done;
    for verdict in verdicts {
        match verdict {
            Verdict::Open => return Verdict::Open,
            Verdict::Unknown(_) => all = verdict,
            Verdict::Done => {}
        }
    }
    all
}
