//! Resolves commits named on the command line.

use progress_git::git::{GitError, Range, RangeError, Repository};

use super::Console;
use super::failure::Failure;
use crate::selection::{HISTORY_HELP, range_help, range_named};

/// Resolves the commits of a range. If there are none, prints a note that ends with `nothing`,
/// since the command succeeds.
pub(super) fn range(
    repository: &Repository,
    text: Option<&str>,
    nothing: &str,
    console: &mut Console<'_>,
) -> Result<Range, Failure> {
    let range = range_named(repository, text)?;
    if let Some(text) = text
        // If Git cannot tell, reading the range fails with the reason.
        && repository.is_empty(&range).unwrap_or(false)
    {
        tell_empty(text, nothing, console);
    }
    Ok(range)
}

/// Says that a range has no commits, and what follows from it.
pub(super) fn tell_empty(text: &str, nothing: &str, console: &mut Console<'_>) {
    console.note(&format!("progress: no commits in `{text}`; {nothing}"));
}

/// Creates the failure for an invalid revision.
pub(super) fn unknown(error: &RangeError) -> Failure {
    Failure::of(error, range_help(error))
}

/// Creates the failure for a history, or an index, that cannot be read.
pub(super) fn broken(error: &GitError) -> Failure {
    if let Some(help) = error.index_help() {
        return Failure::new(error.to_string()).help(help);
    }
    Failure::new(format!("Git cannot read the history: {error}")).help(HISTORY_HELP)
}

/// Creates the warning for a history that does not go back to its beginning.
pub(super) fn shallow() -> Failure {
    Failure::new("the clone is shallow; older commits are missing")
        .help("fetch them with `git fetch --unshallow`")
}
