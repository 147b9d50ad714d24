//! Errors from Git.

/// A failed Git operation.
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

    /// Creates an error for something that does not exist.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            is_missing: true,
        }
    }

    /// Whether the cause is that something does not exist.
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

/// A revision or range that cannot be resolved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// There are no commits yet.
    #[error("there are no commits yet")]
    Empty,
    /// An unknown revision.
    #[error("unknown revision `{name}`")]
    Unknown {
        /// The argument.
        name: String,
        /// Whether the clone is shallow, so that the commit may be missing from it.
        is_shallow: bool,
    },
    /// A range without a start.
    #[error("the range `{text}` has no start")]
    NoStart {
        /// The argument.
        text: String,
    },
    /// A range that starts at an ID of zeros, in a repository whose default branch is unknown.
    #[error("the range `{text}` starts at an ID of zeros, and the default branch is unknown")]
    NewBranch {
        /// The argument.
        text: String,
    },
    /// Git failed.
    #[error(transparent)]
    Git(#[from] GitError),
}
