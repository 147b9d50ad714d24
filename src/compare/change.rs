//! What differs between two versions.

use serde_json::Value;

use super::{Event, Standing};

/// What differs between two versions of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Where the phase stood; `None` where there was no such file.
    pub before: Option<Standing>,
    /// Where it stands; `None` where the file is gone.
    pub after: Option<Standing>,
    /// The tasks that differ: those that are there, as they stand in the file, then those that
    /// are gone.
    pub tasks: Vec<TaskChange>,
    /// The success criteria that differ.
    pub criteria: Vec<EntryChange>,
    /// The blockers that differ.
    pub blockers: Vec<EntryChange>,
    /// What `files_modified` gained and lost.
    pub files: Lists,
    /// Other values of the frontmatter.
    pub fields: Vec<Field>,
    /// Whether the prose differs.
    pub body: bool,
    /// Whether the text differs while a version of it cannot be read.
    pub unread: bool,
}

/// A task that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskChange {
    /// Its ID; where it is gone, the one it had.
    pub id: Option<String>,
    /// The ID it had, where that was another.
    pub was: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its status, as written; where it is gone, the one it had.
    pub status: Option<String>,
    /// What happened to it, what matters most first.
    pub events: Vec<Event>,
    /// The values that differ; none where it is new or gone.
    pub fields: Vec<Field>,
}

/// A value that differs. Absent and empty values are null.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key; inside `parallelization` with that and a dot before it.
    pub key: String,
    /// What it was.
    pub before: Value,
    /// What it is.
    pub after: Value,
    /// Whether it says no more than changes of tasks say already.
    pub follows: bool,
}

/// A success criterion or a blocker that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// Its ID.
    pub id: Option<String>,
    /// What it is about.
    pub text: Option<String>,
    /// What happened to it.
    pub event: EntryEvent,
}

/// What happened to a success criterion or a blocker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryEvent {
    /// A criterion is met now.
    Met,
    /// A criterion is no longer met.
    Unmet,
    /// A blocker is resolved now.
    Resolved,
    /// A blocker is no longer resolved.
    Reopened,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Something else about it differs.
    Changed,
}

/// What a list of texts gained and lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// What it gained.
    pub added: Vec<String>,
    /// What it lost.
    pub removed: Vec<String>,
}

impl Comparison {
    /// Whether both versions mean the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_some() == self.after.is_some()
            && self.tasks.is_empty()
            && self.criteria.is_empty()
            && self.blockers.is_empty()
            && self.files.is_empty()
            && self.fields.is_empty()
            && !self.body
            && !self.unread
    }

    /// Where the phase stands; where the file is gone, where it stood.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

impl Lists {
    /// Whether nothing came or went.
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
    /// A value that differs and says something of its own; `None` where it does not differ.
    pub(super) fn new(key: impl Into<String>, before: Value, after: Value) -> Option<Self> {
        (before != after).then(|| Self {
            key: key.into(),
            before,
            after,
            follows: false,
        })
    }
}
