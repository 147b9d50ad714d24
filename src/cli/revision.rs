//! Commits, as they are named on the command line.

use super::Console;
use super::failure::Failure;
use crate::git::{Commit, GitError, Range, RangeError, Repository};

/// The commit that the value of a flag names.
pub(super) fn commit(repository: &Repository, flag: &str, name: &str) -> Result<Commit, Failure> {
    if name.trim().is_empty() {
        let failure = Failure::new(format!("`{flag}` names no commit: its value is empty"));
        return Err(failure.help("name a commit as Git does, such as `HEAD` or `origin/main`"));
    }
    let id = repository.commit_named(name);
    let id = id.map_err(|error| unknown(&error))?;
    repository.commit(id).map_err(|error| broken(&error))
}

/// The commits that a range names. Says so if there are none: a check of nothing passes.
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
    let is_empty = repository.is_empty(&range);
    if let Some(text) = text.filter(|_| is_empty.is_ok_and(|it| it)) {
        console.note(&format!(
            "progress: `{text}` has no commits: nothing was checked"
        ));
    }
    Ok(range)
}

/// A revision that cannot be read.
pub(super) fn unknown(error: &RangeError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        RangeError::Empty => failure.help("commit something first"),
        RangeError::Unknown {
            is_shallow: true, ..
        } => failure.help(
            "the clone is shallow: fetch more of it, with `git fetch --unshallow` or `fetch-depth: 0`",
        ),
        RangeError::Unknown { name, .. } if name.bytes().all(|byte| byte == b'0') => failure.help(
            "an ID of zeros stands for no commit, as of a branch that is new or deleted: \
             name a commit, as in `origin/main..HEAD`",
        ),
        RangeError::Unknown { .. } => {
            failure.help("name commits as Git does, such as `HEAD~3` or `main..HEAD`")
        }
        RangeError::NoStart { text } => failure.help(format!(
            "a variable may be empty; name where the range starts, as in `HEAD{text}` or `origin/main{text}`"
        )),
        RangeError::NewBranch { .. } => failure.help(
            "an ID of zeros stands for a new branch: fetch the default branch, \
             or name where the range starts, as in `origin/main..HEAD`",
        ),
        RangeError::Git(_) => failure,
    }
}

/// A history that cannot be read.
pub(super) fn broken(error: &GitError) -> Failure {
    Failure::new(format!("Git cannot read the history: {error}"))
        .help("`git fsck` tells what is wrong; in a partial clone, `git fetch --refetch` helps")
}
