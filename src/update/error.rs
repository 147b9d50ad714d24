//! Why an order cannot be carried out.

use crate::yaml::edit::EditError;

/// Why an order cannot be carried out; nothing of it is done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// The file has no frontmatter.
    #[error("there is no frontmatter")]
    NoFrontmatter,
    /// The frontmatter cannot be read.
    #[error("the frontmatter cannot be read: {line}:{column}: {message}")]
    Unreadable {
        /// The line of the mistake.
        line: usize,
        /// Its column.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// There is no list of tasks.
    #[error("there is no list of tasks")]
    NoTasks,
    /// No task has this ID.
    #[error("no task is called `{id}`")]
    UnknownTask {
        /// The ID.
        id: String,
        /// The IDs that come nearest, or the first ones there are.
        near: Vec<String>,
    },
    /// Several tasks have this ID.
    #[error("{count} tasks are called `{id}`")]
    RepeatedId {
        /// The ID.
        id: String,
        /// How many.
        count: usize,
    },
    /// Two instructions name this task.
    #[error("`{0}` is named twice, to become different things")]
    Twice(String),
    /// No status is called that.
    #[error("no status is called `{word}`")]
    UnknownStatus {
        /// The word.
        word: String,
        /// The word that is probably meant.
        near: Option<String>,
        /// The words that can be written.
        words: Vec<String>,
    },
    /// A task's `notes` are neither a text nor a list.
    #[error("the notes of `{0}` are neither a text nor a list")]
    Notes(String),
    /// A key cannot be set.
    #[error("`{key}` cannot be set: {reason}")]
    Refused {
        /// The key.
        key: String,
        /// Why not.
        reason: String,
    },
    /// The layout does not allow the edit.
    #[error("{line}:{column}: {error}")]
    Edit {
        /// Where.
        line: usize,
        /// Its column.
        column: usize,
        /// What is in the way.
        error: EditError,
    },
}

impl UpdateError {
    /// An edit that failed in a document.
    #[must_use]
    pub fn edit(document: &crate::document::Document, error: EditError) -> Self {
        let at = document.text.position(error.span.start as usize);
        Self::Edit {
            line: at.line,
            column: at.column,
            error,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoFrontmatter | Self::NoTasks => {
                "name a progress file; `progress lint` says what it must have".to_owned()
            }
            Self::Unreadable { .. } => {
                "mend the file first; `progress lint` shows the place".to_owned()
            }
            Self::UnknownTask { near, .. } => match near.as_slice() {
                [] => "the file has no tasks with IDs".to_owned(),
                [near] => format!("did you mean `{near}`?"),
                near => format!("the tasks are `{}`", near.join("`, `")),
            },
            Self::RepeatedId { .. } => "give each task an ID of its own first".to_owned(),
            Self::Twice(_) => "name each task once".to_owned(),
            Self::UnknownStatus { near, words, .. } => match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of `{}`", words.join("`, `")),
            },
            Self::Notes(_) => "make them a text or a list first".to_owned(),
            Self::Refused { .. } => "nothing was changed".to_owned(),
            Self::Edit { .. } => "edit this place by hand; nothing was changed".to_owned(),
        }
    }
}
