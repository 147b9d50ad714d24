//! Plans, phases and tasks, whatever tool they come from.

use std::collections::BTreeMap;

/// Everything that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The plans.
    pub plans: Vec<Plan>,
    /// The files that were read; for Backlog.md, the configuration.
    pub paths: Vec<String>,
    /// The new paths of files that the tool has moved since their import.
    pub moved: BTreeMap<String, String>,
    /// What has no counterpart in progress files, or was decided.
    pub remarks: Vec<Remark>,
}

/// A plan: a feature of Spec Kit, a change of `OpenSpec`, a tag of Task Master.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Its name, valid in a path.
    pub name: String,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
}

/// A phase of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phase {
    /// Its number or name, if the source states one.
    pub name: Option<String>,
    /// Its title.
    pub title: String,
    /// Its tasks, in order.
    pub tasks: Vec<Task>,
}

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Its ID; empty while it is read, if the source has none.
    pub id: String,
    /// What to do, in one line.
    pub title: String,
    /// How far it is.
    pub status: Status,
    /// Its status as it is written, if that is none of these.
    pub own_status: Option<String>,
    /// The task that it is a part of.
    pub parent: Option<String>,
    /// The tasks that must be done first.
    pub dependencies: Vec<String>,
    /// Who works on it.
    pub assignees: Vec<String>,
    /// How urgent it is.
    pub priority: Option<String>,
    /// The estimated effort, such as `90m`.
    pub estimate: Option<String>,
    /// What else there is to know.
    pub notes: Option<String>,
    /// When it was added, as `2026-02-05T12:30:00Z`.
    pub created: Option<String>,
    /// When it was changed.
    pub changed: Option<String>,
    /// When it was completed or dropped.
    pub closed: Option<String>,
    /// Whether the tool archived it, so that another task may have its ID.
    pub is_archived: bool,
    /// How an earlier import may have read it: with another ID, title and source.
    pub other: Option<Box<Task>>,
    /// Where it comes from: the path of its file, `#` and its ID there.
    pub source: String,
}

impl Task {
    /// The word for its status.
    #[must_use]
    pub fn status_word(&self) -> &str {
        match &self.own_status {
            Some(word) => word,
            None => self.status.as_str(),
        }
    }
}

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Not started.
    #[default]
    Pending,
    /// Being worked on.
    InProgress,
    /// Waiting for approval.
    Review,
    /// Finished.
    Completed,
    /// Waiting for something.
    Blocked,
    /// Postponed.
    Deferred,
    /// Abandoned.
    Cancelled,
}

impl Status {
    /// The word in progress files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Review => "review",
            Self::Completed => "completed",
            Self::Blocked => "blocked",
            Self::Deferred => "deferred",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether no work is left.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Completed | Self::Deferred | Self::Cancelled)
    }
}

/// What was lost or decided, and for which tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is, in a few words.
    pub what: String,
    /// The tasks, as the source names them; empty if it is about no task.
    pub tasks: Vec<String>,
}

impl Remark {
    /// Whether it is about something that has to be fixed.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        [UNREADABLE, TAKEN].contains(&self.what.as_str())
    }
}

/// A file that the tool itself would skip.
const UNREADABLE: &str = "file that cannot be read, left out";
/// A task that another one keeps out of the plan.
pub const TAKEN: &str = "ID that another task already has, left out";
/// Text that is too long for a title.
const LONG: &str = "long text of a task, cut to a title";
/// Text below a task that says more about it.
const DETAILS: &str = "details below a task";

impl Bundle {
    /// Adds a task to the remark with this text.
    pub(crate) fn remark(&mut self, what: &str, task: &str) {
        let known = self.remarks.iter_mut().find(|remark| remark.what == what);
        match known {
            Some(remark) => remark.tasks.push(task.to_owned()),
            None => self.remarks.push(Remark {
                what: what.to_owned(),
                tasks: vec![task.to_owned()],
            }),
        }
    }

    /// Adds a file to the remark about those that cannot be read.
    pub(crate) fn unreadable(&mut self, error: &str) {
        self.remark(UNREADABLE, error);
    }

    /// Adds a task to the remark about texts that were cut.
    pub(crate) fn cut(&mut self, task: &str) {
        self.remark(LONG, task);
    }

    /// Adds a task to the remark about details that were left out, once.
    pub(crate) fn details(&mut self, task: &str) {
        let known = self.remarks.iter().find(|remark| remark.what == DETAILS);
        let is_known = known.is_some_and(|remark| remark.tasks.last().is_some_and(|it| it == task));
        if !is_known {
            self.remark(DETAILS, task);
        }
    }

    /// Adds a remark about no task.
    pub(crate) fn note(&mut self, what: impl Into<String>) {
        self.remarks.push(Remark {
            what: what.into(),
            tasks: Vec::new(),
        });
    }

    /// The number of tasks.
    #[must_use]
    pub fn task_count(&self) -> usize {
        self.tasks().count()
    }

    /// All tasks.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        let phases = self.plans.iter().flat_map(|plan| &plan.phases);
        phases.flat_map(|phase| &phase.tasks)
    }
}
