//! Why a check cannot be opened.

use progress_core::config::ConfigError;

use super::{BaselineFileError, CommitsError, SourceError};
use crate::project::RootError;
use crate::selection::{PathError, RevisionError};

/// Why a check cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no repository, or it cannot be used.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The index cannot be checked.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A commit that was named does not exist.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// A single commit was passed instead of a range.
    #[error("`--commits` requires a range, found `{0}`")]
    NotARange(String),
    /// The commits of the range have nothing in common.
    #[error("{error}")]
    Unrelated {
        /// The error.
        error: CommitsError,
        /// Whether the clone is shallow.
        is_shallow: bool,
    },
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] ConfigError),
    /// A path cannot be written.
    #[error(transparent)]
    Path(#[from] PathError),
    /// There is no baseline to write.
    #[error("`--write-baseline` requires a baseline")]
    NoBaseline,
    /// The baseline cannot be used.
    #[error(transparent)]
    Baseline(#[from] BaselineFileError),
}

impl From<CommitsError> for OpenError {
    fn from(error: CommitsError) -> Self {
        match error {
            CommitsError::Range(error) => Self::Revision(error.into()),
            CommitsError::Git(error) => Self::Revision(error.into()),
            CommitsError::NoCommonAncestor { is_shallow } => Self::Unrelated { error, is_shallow },
        }
    }
}

impl OpenError {
    /// What to do about it. For [`Self::Settings`], it depends on the place in the file.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Root(error) => error.help(),
            Self::Source(error) => error.help(),
            Self::Revision(error) => return error.help(),
            Self::NotARange(_) => "pass a range such as `origin/main..HEAD`",
            Self::Unrelated {
                is_shallow: true, ..
            } => {
                "the clone is shallow; fetch everything with `git fetch --unshallow` or `fetch-depth: 0`"
            }
            Self::Unrelated { .. } => "pass the target branch, as in `origin/main..HEAD`",
            Self::Settings(_) => return None,
            Self::Path(error) => return error.help(),
            Self::NoBaseline => {
                "name the file with `--baseline`, or as `baseline` in `.progress.yaml`"
            }
            Self::Baseline(error) => return error.help(),
        };
        Some(help.to_owned())
    }
}
