//! Notices and failures of opening a check, as printed to standard error.

use progress_core::source::RootedPath;

use crate::checking::{Notice, OpenError, Opened};
use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::project::{conflicted_commit, warn_of_refusal};
use crate::cli::revision::tell_empty;
use crate::cli::settings;
use crate::project::Root;

/// Prints the notices about a request.
pub(super) fn tell(notices: &[Notice], root: &Root, console: &mut Console<'_>) {
    for notice in notices {
        match notice {
            Notice::Refused => warn_of_refusal(root, console),
            Notice::RejectedSettings { start, error } => {
                let message = format!(
                    "the settings in `{start}`, at the start of the range, are invalid; using those \
                     at its end"
                );
                console.warn(&Failure::new(message));
                console.warn(&settings::failure(error));
            }
            Notice::NoCommits { range } => tell_empty(range, "nothing was checked", console),
            Notice::Misnamed(name) => console.warn(&settings::misnamed(name)),
            Notice::InConflict => console.warn(&conflicted_commit()),
            // The baseline may be newer than the start of the range.
            Notice::NoBaseline { path, start } => console.note(&format!(
                "progress: the baseline `{}` does not exist in `{start}`, at the start of the \
                 range; it is ignored",
                path.display(),
            )),
        }
    }
}

/// Reports the paths that cannot be checked.
pub(super) fn fail_for_paths(opened: &mut Opened<'_>, console: &mut Console<'_>) {
    for error in opened.failures.drain(..) {
        console.fail(&error.into());
    }
    for path in &opened.check.unmerged {
        console.fail(&in_conflict(path));
    }
}

/// Creates the failure for a check that cannot be opened.
pub(in crate::cli) fn failure(error: &OpenError) -> Failure {
    match error {
        OpenError::Settings(error) => settings::failure(error),
        error => Failure::of(error, error.help()),
    }
}

fn in_conflict(path: &RootedPath) -> Failure {
    let message = format!(
        "`{}` is unmerged; the index has no version to check",
        path.as_str()
    );
    Failure::new(message).help("resolve the conflict, then run `git add`")
}
