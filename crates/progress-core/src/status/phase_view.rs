//! A file of a plan: its figures, and its active, blocked and ready tasks.

use std::collections::HashSet;

use yaml_lossless::Node;

use super::figures_agree;
use super::readiness::{Readiness, ReadinessIndex};
use super::task_view::TaskView;
use crate::derive::{Counts, stated_percent};
use crate::model::blocker::{self, DESCRIPTION};
use crate::model::{Class, FileId, Name, Phase, Task, TaskRef, Tasks};
use crate::workspace::{File, Workspace};

/// Keys that may hold a phase's title.
const TITLE: &[&str] = &["title", "phase_title", "phase_name", "name"];

/// A file of a plan.
#[derive(Debug)]
pub struct PhaseView<'w> {
    /// Its identifier.
    pub id: FileId,
    /// The file.
    pub file: &'w File,
    /// Its content; `None` if its frontmatter cannot be read.
    pub phase: Option<&'w Phase>,
    /// The counts of its tasks.
    pub counts: Counts,
    /// Whether its stated figures agree.
    pub agrees: bool,
    /// Tasks being worked on, including those in review or at risk.
    pub active: Vec<TaskView<'w>>,
    /// Blocked tasks.
    pub blocked: Vec<TaskView<'w>>,
    /// Tasks that can start, in the order of the schedule.
    pub ready: Vec<TaskView<'w>>,
    /// Open tasks whose readiness cannot be decided.
    pub unknown: Vec<TaskView<'w>>,
    /// Open tasks that wait for a dependency.
    pub waiting: Vec<TaskView<'w>>,
    /// Unresolved blockers.
    pub blockers: Vec<Blocker<'w>>,
    workspace: &'w Workspace,
}

/// An unresolved entry of `blockers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker<'w> {
    /// Its ID.
    pub id: Option<&'w str>,
    /// Its description.
    pub description: Option<&'w str>,
}

impl<'w> Blocker<'w> {
    /// Reads an entry: a text, or a mapping.
    fn read(entry: Node<'w>) -> Self {
        let mut texts = DESCRIPTION.iter().filter_map(|key| entry.get(key));
        Self {
            id: entry.get("id").and_then(Node::some_text),
            description: entry
                .some_text()
                .or_else(|| texts.find_map(Node::some_text)),
        }
    }
}

impl<'w> PhaseView<'w> {
    /// Creates the view of a file.
    #[must_use]
    pub fn of(workspace: &'w Workspace, settled: &ReadinessIndex<'w>, id: FileId) -> Self {
        let file = workspace.file(id);
        let phase = workspace.phase(id);
        let counts = phase.map(Counts::of).unwrap_or_default();
        let mut view = Self {
            id,
            file,
            phase,
            counts,
            agrees: phase.is_none_or(|phase| figures_agree::agree(&file.document, phase)),
            active: Vec::new(),
            blocked: Vec::new(),
            ready: Vec::new(),
            unknown: Vec::new(),
            waiting: Vec::new(),
            blockers: blockers(file),
            workspace,
        };
        // A file that cannot be read stays in the list, so that it is not overlooked.
        let Some(phase) = phase else { return view };
        let critical = critical_path(phase);
        for (index, task) in (0..).zip(phase.tasks()) {
            let at = TaskRef { file: id, index };
            if let Some(list) = view.list(settled, at, task) {
                list.extend(TaskView::of(workspace, at, &critical));
            }
        }
        view.ready.sort_by_key(TaskView::schedule);
        view
    }

    /// All of its tasks, in the order of the file.
    #[must_use]
    pub fn task_views(&self) -> Vec<TaskView<'w>> {
        let Some(phase) = self.phase else {
            return Vec::new();
        };
        let critical = critical_path(phase);
        let file = self.id;
        (0..)
            .zip(phase.tasks())
            .filter_map(|(index, _)| {
                TaskView::of(self.workspace, TaskRef { file, index }, &critical)
            })
            .collect()
    }

    /// The list that a task belongs to.
    fn list(
        &mut self,
        settled: &ReadinessIndex<'_>,
        at: TaskRef,
        task: &Task,
    ) -> Option<&mut Vec<TaskView<'w>>> {
        Some(match task.state? {
            Class::Active | Class::AtRisk | Class::Review => &mut self.active,
            Class::Blocked => &mut self.blocked,
            Class::Open => match settled.readiness(at) {
                Readiness::Ready => &mut self.ready,
                Readiness::Unknown(_) => &mut self.unknown,
                Readiness::Waiting => &mut self.waiting,
                // An open task is `NotOpen` if its phase is finished or blocked, or if it is a
                // copy.
                Readiness::NotOpen => return None,
            },
            // An unknown status could mean any of the lists.
            Class::Done | Class::Dropped | Class::Unknown => return None,
        })
    }

    /// The number or name of the phase, as written.
    #[must_use]
    pub fn label(&self) -> Option<&'w str> {
        let name = self.phase?.identity.phase.as_ref()?;
        Some(&name.text)
    }

    /// `phase 2`, or the file's name if it does not state a phase.
    #[must_use]
    pub fn name(&self) -> String {
        match self.label() {
            // A label such as `Setup` is a name of its own.
            Some(label) if label.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("phase {label}")
            }
            Some(label) => label.to_owned(),
            None => crate::source::name_of(self.file.path.as_str()).to_owned(),
        }
    }

    /// The title of the phase.
    #[must_use]
    pub fn title(&self) -> Option<&'w str> {
        self.text(TITLE)
    }

    /// The status, as written.
    #[must_use]
    pub fn status(&self) -> Option<&'w str> {
        let (name, _) = self.phase?.status.as_ref()?;
        Some(&name.text)
    }

    /// The meaning of the status.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.phase?.class()
    }

    /// The tasks; none if the frontmatter cannot be read.
    pub(super) fn tasks(&self) -> &'w [Task] {
        self.phase.map_or(&[], Phase::tasks)
    }

    /// Whether there is a list of tasks to compute from.
    #[must_use]
    pub fn has_tasks(&self) -> bool {
        self.phase
            .is_some_and(|phase| matches!(phase.tasks, Tasks::List(_)))
    }

    /// The percentage stated in the file.
    #[must_use]
    pub fn stated_percent(&self) -> Option<f64> {
        let keys = ["overall_progress", "progress"];
        let mut values = keys
            .into_iter()
            .filter_map(|key| self.file.document.get(key));
        values.find_map(stated_percent)
    }

    /// Whether nothing is left to do, as far as the file can be read.
    #[must_use]
    pub fn is_over(&self) -> bool {
        // Also true without tasks, in which case the status alone decides.
        let all_settled = self.counts.completed + self.counts.dropped == self.counts.total;
        // The tasks alone do not: a phase whose tasks are all done may still be under review.
        let says_so = matches!(self.class(), Some(Class::Done | Class::Dropped));
        all_settled && says_so
    }

    /// Whether the file lists the tasks of all phases, in addition to a file for each.
    #[must_use]
    pub(crate) fn lists_all_phases(&self) -> bool {
        self.workspace.plans.lists_all_phases(self.id)
    }

    /// Whether none of its tasks may start, because it is finished or blocked as a whole.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(
            self.class(),
            Some(Class::Done | Class::Dropped | Class::Blocked)
        )
    }

    /// Whether work on it has started.
    #[must_use]
    pub(crate) fn is_underway(&self) -> bool {
        // One without tasks may be finished.
        matches!(self.class(), Some(Class::Active | Class::Done))
            || !self.active.is_empty()
            || self.counts.completed > 0
    }

    /// The names in `owners` or `contributors`.
    #[must_use]
    pub fn people(&self, key: &str) -> Vec<Name> {
        self.file
            .document
            .get(key)
            .map(Name::all_in)
            .unwrap_or_default()
    }

    fn text(&self, keys: &[&str]) -> Option<&'w str> {
        let mut values = keys.iter().filter_map(|key| self.file.document.get(key));
        values.find_map(Node::some_text).map(str::trim)
    }
}

/// The IDs on the critical path of a phase.
pub(super) fn critical_path(phase: &Phase) -> HashSet<&str> {
    let steps = phase.schedule.critical_path.iter();
    steps.map(|step| step.text.as_str()).collect()
}

fn blockers(file: &File) -> Vec<Blocker<'_>> {
    let Some(list) = file.document.get("blockers") else {
        return Vec::new();
    };
    list.items()
        .filter(|entry| !blocker::is_resolved(*entry))
        .map(Blocker::read)
        .collect()
}
