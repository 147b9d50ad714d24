//! Differences between two versions.

use serde_json::Value;

use super::{Event, PhaseState};

/// The differences between two versions of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The phase before; `None` if the file did not exist.
    pub before: Option<PhaseState>,
    /// The phase after; `None` if the file was removed.
    pub after: Option<PhaseState>,
    /// The tasks that differ: existing ones in file order, then removed ones.
    pub tasks: Vec<TaskChange>,
    /// The success criteria that differ.
    pub criteria: Vec<EntryChange>,
    /// The blockers that differ.
    pub blockers: Vec<EntryChange>,
    /// Paths added to and removed from `files_modified`.
    pub files: Lists,
    /// Other frontmatter values that differ.
    pub fields: Vec<Field>,
    /// Whether the body differs.
    pub body: bool,
    /// Whether the text differs and one of the versions cannot be read.
    pub unread: bool,
}

/// A task that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskChange {
    /// Its ID; the old ID if it was removed.
    pub id: Option<String>,
    /// The old ID, if it changed.
    pub was: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its status, as written; the old status if it was removed.
    pub status: Option<String>,
    /// What happened to it, most important first.
    pub events: Vec<Event>,
    /// The values that differ; empty if it was added or removed.
    pub fields: Vec<Field>,
}

/// A value that differs. Absent and empty values are null.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key; keys inside `parallelization` are prefixed with `parallelization.`.
    pub key: String,
    /// The old value.
    pub before: Value,
    /// The new value.
    pub after: Value,
    /// Whether the change merely follows from changes to tasks.
    pub follows: bool,
}

/// A success criterion or a blocker that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// Its ID.
    pub id: Option<String>,
    /// Its description.
    pub text: Option<String>,
    /// What happened to it.
    pub event: EntryEvent,
}

/// What happened to a success criterion or a blocker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryEvent {
    /// A criterion was met.
    Met,
    /// A criterion is no longer met.
    Unmet,
    /// A blocker was resolved.
    Resolved,
    /// A blocker is no longer resolved.
    Reopened,
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// Something else about it changed.
    Changed,
}

/// Texts added to and removed from a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Added texts.
    pub added: Vec<String>,
    /// Removed texts.
    pub removed: Vec<String>,
}

impl Comparison {
    /// Whether both versions have the same meaning.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // A file without tasks may have been added or removed, too.
        self.before.is_some() == self.after.is_some()
            && self.tasks.is_empty()
            && self.criteria.is_empty()
            && self.blockers.is_empty()
            && self.files.is_empty()
            && self.fields.is_empty()
            && !self.body
            && !self.unread
    }

    /// The phase after, or before if the file was removed.
    #[must_use]
    pub fn phase(&self) -> Option<&PhaseState> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

impl Lists {
    /// Whether nothing was added or removed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl EntryEvent {
    /// Its name, for programs and people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Unmet => "unmet",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Field {
    /// A value that differs and does not follow from tasks; `None` if it does not differ.
    pub(super) fn new(key: impl Into<String>, before: Value, after: Value) -> Option<Self> {
        if before == after {
            return None;
        }
        Some(Self {
            key: key.into(),
            before,
            after,
            follows: false,
        })
    }
}
