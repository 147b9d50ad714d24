//! Resolves commits that a user names.

use progress_git::git::{Commit, GitError, Range, RangeError, Repository};

/// What to do about a history that Git cannot read.
pub const HISTORY_HELP: &str =
    "run `git fsck` for details; in a partial clone, try `git fetch --refetch`";

/// Why a name does not select commits.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// The value of a flag is empty.
    #[error("the value of `{flag}` is empty")]
    EmptyValue {
        /// The flag.
        flag: &'static str,
    },
    /// The range is empty, as an unset variable is.
    #[error("the range is empty")]
    EmptyRange,
    /// There is no such commit or range.
    #[error(transparent)]
    Unknown(#[from] RangeError),
    /// Git cannot read the history.
    #[error("Git cannot read the history: {0}")]
    Git(#[from] GitError),
}

/// Resolves the commit in the value of a flag.
///
/// # Errors
///
/// Fails if there is no such commit.
pub fn commit_named(
    repository: &Repository,
    flag: &'static str,
    name: &str,
) -> Result<Commit, RevisionError> {
    if name.trim().is_empty() {
        return Err(RevisionError::EmptyValue { flag });
    }
    Ok(repository.commit(repository.commit_named(name)?)?)
}

/// Resolves the commits of a range; the whole history if none is named.
///
/// # Errors
///
/// Fails if there is no such range.
pub fn range_named(repository: &Repository, text: Option<&str>) -> Result<Range, RevisionError> {
    // An unset variable must not mean the whole history.
    if text.is_some_and(|text| text.trim().is_empty()) {
        return Err(RevisionError::EmptyRange);
    }
    Ok(repository.range(text)?)
}

impl RevisionError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::EmptyValue { .. } => "pass a commit, such as `HEAD` or `origin/main`",
            Self::EmptyRange => {
                "a variable may be empty; name a range, as in `origin/main..HEAD`, or none at all"
            }
            Self::Unknown(error) => return range_help(error),
            Self::Git(_) => HISTORY_HELP,
        };
        Some(help.to_owned())
    }
}

/// What to do about an invalid revision.
#[must_use]
pub fn range_help(error: &RangeError) -> Option<String> {
    let help = match error {
        RangeError::Empty => "create a commit first",
        RangeError::Unknown {
            is_shallow: true, ..
        } => {
            "the clone is shallow; fetch more history with `git fetch --unshallow` or `fetch-depth: 0`"
        }
        // CI systems pass such an ID if there is no earlier commit.
        RangeError::Unknown { name, .. } if name.bytes().all(|byte| byte == b'0') => {
            "a null object ID means a new or deleted branch; pass a commit, as in \
             `origin/main..HEAD`"
        }
        RangeError::Unknown { .. } => "pass revisions such as `HEAD~3` or `main..HEAD`",
        RangeError::NoStart { text } => {
            return Some(format!(
                "a variable may be empty; add the start of the range, as in `HEAD{text}` or `origin/main{text}`"
            ));
        }
        RangeError::NewBranch { .. } => {
            "a null object ID means a new branch; fetch the default branch, \
             or pass the start of the range, as in `origin/main..HEAD`"
        }
        RangeError::Git(_) => return None,
    };
    Some(help.to_owned())
}
