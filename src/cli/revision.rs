//! Resolves commits named on the command line.

use progress_git::git::{Commit, GitError, Range, RangeError, Repository};

use super::Console;
use super::failure::Failure;

/// Resolves the commit in the value of a flag.
pub(super) fn commit(repository: &Repository, flag: &str, name: &str) -> Result<Commit, Failure> {
    if name.trim().is_empty() {
        let failure = Failure::new(format!("the value of `{flag}` is empty"));
        return Err(failure.help("pass a commit, such as `HEAD` or `origin/main`"));
    }
    let id = repository
        .commit_named(name)
        .map_err(|error| unknown(&error))?;
    repository.commit(id).map_err(|error| broken(&error))
}

/// Resolves the commits of a range. Prints a note if there are none, since the check passes.
pub(super) fn range(
    repository: &Repository,
    text: Option<&str>,
    console: &mut Console<'_>,
) -> Result<Range, Failure> {
    // An unset variable must not mean the whole history.
    if text.is_some_and(|text| text.trim().is_empty()) {
        let help =
            "a variable may be empty; name a range, as in `origin/main..HEAD`, or none at all";
        return Err(Failure::new("the range is empty").help(help));
    }
    let range = repository.range(text).map_err(|error| unknown(&error))?;
    if let Some(text) = text
        && repository.is_empty(&range).unwrap_or(false)
    {
        console.note(&format!(
            "progress: no commits in `{text}`; nothing was checked"
        ));
    }
    Ok(range)
}

/// Creates the failure for an invalid revision.
pub(super) fn unknown(error: &RangeError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        RangeError::Empty => failure.help("create a commit first"),
        RangeError::Unknown {
            is_shallow: true, ..
        } => failure.help(
            "the clone is shallow; fetch more history with `git fetch --unshallow` or `fetch-depth: 0`",
        ),
        RangeError::Unknown { name, .. } if name.bytes().all(|byte| byte == b'0') => failure.help(
            "a null object ID means a new or deleted branch; pass a commit, as in \
             `origin/main..HEAD`",
        ),
        RangeError::Unknown { .. } => {
            failure.help("pass revisions such as `HEAD~3` or `main..HEAD`")
        }
        RangeError::NoStart { text } => failure.help(format!(
            "a variable may be empty; add the start of the range, as in `HEAD{text}` or `origin/main{text}`"
        )),
        RangeError::NewBranch { .. } => failure.help(
            "a null object ID means a new branch; fetch the default branch, \
             or pass the start of the range, as in `origin/main..HEAD`",
        ),
        RangeError::Git(_) => failure,
    }
}

/// Creates the failure for a history that cannot be read.
pub(super) fn broken(error: &GitError) -> Failure {
    Failure::new(format!("Git cannot read the history: {error}"))
        .help("run `git fsck` for details; in a partial clone, try `git fetch --refetch`")
}
