//! Errors of an update.

use yaml_lossless::edit::EditError;

use super::Transition;

/// Why an order cannot be applied; nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// The file has no frontmatter.
    #[error("no frontmatter found")]
    NoFrontmatter,
    /// The frontmatter cannot be read.
    #[error("invalid frontmatter: {line}:{column}: {message}")]
    Unreadable {
        /// The line of the error.
        line: usize,
        /// Its column.
        column: usize,
        /// The message.
        message: String,
    },
    /// There is no list of tasks.
    #[error("no list of tasks found")]
    NoTasks,
    /// No task has this ID.
    #[error("no task `{id}`")]
    UnknownTask {
        /// The ID.
        id: String,
        /// The most similar IDs, or the first ones.
        near: Vec<String>,
    },
    /// Several tasks have this ID.
    #[error("{count} tasks have the ID `{id}`")]
    RepeatedId {
        /// The ID.
        id: String,
        /// How many.
        count: usize,
    },
    /// A task has a status from which it cannot be reopened or unblocked.
    #[error("{}", wrong_status(id, status.as_deref(), *transition))]
    WrongStatus {
        /// The ID.
        id: String,
        /// Its status.
        status: Option<String>,
        /// What was to be done.
        transition: Transition,
    },
    /// A new task has an ID that is not one.
    #[error("`{0}` is not a valid task ID")]
    InvalidId(String),
    /// A new task has the ID of another one.
    #[error("a task `{0}` already exists")]
    TaskExists(String),
    /// No success criterion has this ID.
    #[error("no success criterion `{id}`")]
    UnknownCriterion {
        /// The ID.
        id: String,
        /// The ID that was probably meant.
        near: Option<String>,
    },
    /// Several success criteria have this ID.
    #[error("{count} success criteria have the ID `{id}`")]
    RepeatedCriterion {
        /// The ID.
        id: String,
        /// How many.
        count: usize,
    },
    /// Two conflicting instructions name this task.
    #[error("conflicting updates for `{0}`")]
    Twice(String),
    /// An unknown status.
    #[error("unknown status `{word}`")]
    UnknownStatus {
        /// The word.
        word: String,
        /// The status that was probably meant.
        near: Option<String>,
        /// The statuses that can be used.
        words: Vec<String>,
    },
    /// A task's `notes` are neither a string nor a list.
    #[error("the notes of `{0}` are neither a string nor a list")]
    Notes(String),
    /// A key cannot be set.
    #[error("cannot set `{key}`: {reason}")]
    Refused {
        /// The key.
        key: String,
        /// The reason.
        reason: String,
    },
    /// The layout does not allow the edit.
    #[error("{line}:{column}: {error}")]
    Edit {
        /// The line.
        line: usize,
        /// Its column.
        column: usize,
        /// The reason.
        error: EditError,
    },
}

/// ``cannot reopen `A-1`: its status is `pending` ``.
fn wrong_status(id: &str, status: Option<&str>, transition: Transition) -> String {
    let verb = match transition {
        Transition::Set => "change",
        Transition::Reopen => "reopen",
        Transition::Unblock => "unblock",
    };
    match status {
        Some(status) => format!("cannot {verb} `{id}`: its status is `{status}`"),
        None => format!("cannot {verb} `{id}`: it has no status"),
    }
}

impl UpdateError {
    /// Creates an error from an edit that failed in a document.
    #[must_use]
    pub fn edit(document: &crate::document::Document, error: EditError) -> Self {
        let at = document.text.position(error.span.start as usize);
        Self::Edit {
            line: at.line,
            column: at.column,
            error,
        }
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoFrontmatter | Self::NoTasks => {
                "pass a progress file; run `progress lint` for details".to_owned()
            }
            Self::Unreadable { .. } => {
                "fix the file first; run `progress lint` for details".to_owned()
            }
            Self::UnknownTask { near, .. } => match near.as_slice() {
                [] => "no task in the file has an ID".to_owned(),
                [near] => format!("did you mean `{near}`?"),
                near => format!("expected one of `{}`", near.join("`, `")),
            },
            Self::WrongStatus { transition, .. } => match transition {
                Transition::Reopen => {
                    "only a task that is done or dropped can be reopened; use `progress start` or `progress update -s STATUS`".to_owned()
                }
                Transition::Unblock => {
                    "only a blocked task can be unblocked; use `progress start` or `progress update -s STATUS`".to_owned()
                }
                Transition::Set => "set another status with `progress start` or `progress update -s STATUS`"
                    .to_owned(),
            },
            Self::InvalidId(_) => {
                "use letters and digits in parts joined by `-`, `.` or `_`".to_owned()
            }
            Self::TaskExists(id) => {
                format!("choose another ID, or change that task with `progress edit {id}`")
            }
            Self::UnknownCriterion { near, .. } => match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "only criteria with an `id` can be marked".to_owned(),
            },
            Self::RepeatedCriterion { .. } => "give each criterion a unique ID first".to_owned(),
            Self::RepeatedId { .. } => "give each task a unique ID first".to_owned(),
            Self::Twice(_) => "list each task only once".to_owned(),
            Self::UnknownStatus { near, words, .. } => match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("expected one of `{}`", words.join("`, `")),
            },
            Self::Notes(_) => "make them a string or a list first".to_owned(),
            Self::Refused { key, .. } if key == "status" => {
                "nothing was changed; mark the tasks as done or dropped first".to_owned()
            }
            Self::Refused { .. } => "nothing was changed".to_owned(),
            Self::Edit { .. } => "nothing was changed; edit this place by hand".to_owned(),
        }
    }
}
