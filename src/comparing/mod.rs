//! Comparing two versions of a repository's progress files, in terms of tasks: commits, the index,
//! or the working tree.

mod pairs;
mod sides;

use pairs::{FileVersion, Pair, pairs};
use progress_core::compare::{Comparison, Version, compare};
use progress_core::config::Settings;
use progress_core::model::item::natural;
use progress_git::git::{GitError, Repository};
pub use sides::{Selection, SelectionError, Side};

/// A file that differs in meaning.
#[derive(Debug)]
pub struct FileChange {
    /// Its path; the old path if it was removed.
    pub path: String,
    /// The old path, if it changed.
    pub from: Option<String>,
    /// What changed.
    pub what: Comparison,
}

/// Returns the selected files that differ in meaning, ordered by plan and phase.
///
/// # Errors
///
/// Fails if Git cannot read a version.
pub fn changed_files(
    repository: &Repository,
    selection: &Selection,
    settings: &Settings,
) -> Result<Vec<FileChange>, GitError> {
    let mut files: Vec<FileChange> = pairs(repository, selection, settings)?
        .into_iter()
        .filter_map(|pair| file_change(pair, settings))
        .collect();
    files.sort_by(|one, other| {
        let by_plan = plan(one).cmp(&plan(other));
        // `phase-10` comes after `phase-9`.
        by_plan.then_with(|| natural(&one.path, &other.path))
    });
    Ok(files)
}

/// Compares two versions of a file; `None` if they mean the same.
fn file_change(pair: Pair, settings: &Settings) -> Option<FileChange> {
    let (old, new) = (read(pair.old, settings), read(pair.new, settings));
    let what = compare(old.as_ref(), new.as_ref());
    // There is nothing to compare if it is a progress file in neither version.
    let path = what.phase()?.path.clone();
    let from = match &what.before {
        Some(before) if before.path != path => Some(before.path.clone()),
        _ => None,
    };
    // A rename is shown even if nothing else changed.
    if from.is_none() && what.is_empty() {
        return None;
    }
    Some(FileChange { path, from, what })
}

fn read(file: Option<FileVersion>, settings: &Settings) -> Option<Version> {
    let (path, bytes) = file?;
    Version::read(&path, bytes, &settings.statuses)
}

fn plan(file: &FileChange) -> Option<&str> {
    file.what.phase().map(|it| it.plan.as_str())
}
