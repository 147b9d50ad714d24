//! Errors from Git.

/// A failed Git operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GitError {
    message: String,
    kind: Kind,
}

/// The kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Something does not exist.
    Missing,
    /// The `git` command ran and reported a failure of any other kind.
    Reported,
    /// The index cannot be read.
    Index,
    /// `GIT_INDEX_FILE` cannot be the index of this worktree.
    OtherIndex,
    Other,
}

impl GitError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: Kind::Other,
        }
    }

    /// Creates an error for something that does not exist.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: Kind::Missing,
        }
    }

    /// Creates an error for a failure that the `git` command reported.
    pub(super) fn reported(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: Kind::Reported,
        }
    }

    /// Creates an error for an index that cannot be read.
    pub(super) fn of_index(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: Kind::Index,
        }
    }

    /// Creates an error for a `GIT_INDEX_FILE` that cannot be the index of this worktree.
    pub(super) fn of_other_index(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: Kind::OtherIndex,
        }
    }

    /// What to do about an index that cannot be read; `None` if something else is the cause.
    #[must_use]
    pub fn index_help(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Index => Some("run `git status` for details, and check `GIT_INDEX_FILE`"),
            Kind::OtherIndex => Some(
                "Git set it for another worktree; if a hook manager runs the hooks of this one too, \
                 as prek does if it is inside the other, let Git ignore its directory and run \
                 `prek list --refresh`",
            ),
            _ => None,
        }
    }

    /// Whether the `git` command ran and failed.
    pub(super) fn is_reported(&self) -> bool {
        self.kind == Kind::Reported
    }

    /// Whether the cause is that something does not exist.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.kind == Kind::Missing
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        Self {
            message: error.message().to_owned(),
            kind: match error.code() {
                git2::ErrorCode::NotFound => Kind::Missing,
                _ => Kind::Other,
            },
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
