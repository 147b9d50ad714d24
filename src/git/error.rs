//! What Git could not do.

/// Git could not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GitError {
    message: String,
    is_missing: bool,
}

impl GitError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            is_missing: false,
        }
    }

    /// Something that was asked for is not there.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            is_missing: true,
        }
    }

    /// Whether the cause is that something asked for is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.is_missing
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        Self {
            message: error.message().to_owned(),
            is_missing: error.code() == git2::ErrorCode::NotFound,
        }
    }
}

/// A revision or a range of them that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// There is no commit yet.
    #[error("there are no commits yet")]
    Empty,
    /// A revision that names no commit.
    #[error("unknown revision `{name}`")]
    Unknown {
        /// What was given.
        name: String,
        /// Whether the history is cut off, so that it may lie behind the cut.
        is_shallow: bool,
    },
    /// A range without a left side.
    #[error("the range `{text}` has no start")]
    NoStart {
        /// What was given.
        text: String,
    },
    /// A range that starts at an ID of zeros, in a repository whose default branch is unknown.
    #[error("the range `{text}` starts at an ID of zeros, and the default branch is unknown")]
    NewBranch {
        /// What was given.
        text: String,
    },
    /// Git could not answer.
    #[error(transparent)]
    Git(#[from] GitError),
}
