//! What the result of a check follows from, besides the answers to its questions.

use progress_core::source::RootedPath;
use progress_git::git::Repository;

use super::{Check, GatedRange};
use crate::loading::discover;

/// Describes the files on disk, whose contents are compared later; `None` if the check depends on
/// more than those. Finds the candidates.
pub(super) fn of_disk(check: &mut Check<'_>, repository: &Repository) -> Option<String> {
    let root = check.source.root;
    // A check of a part may search the rest for what the part refers to, which is not noted.
    let is_whole = check.targets.files.is_empty() && check.targets.folders == [root];
    let baseline = check.known.baseline.as_ref();
    let is_plain = is_whole
        && check.source.is_working_tree()
        && check.known.commit.is_none()
        && baseline.is_none_or(|baseline| baseline.content().is_some())
        && check.targets.piped.is_none();
    if !is_plain {
        return None;
    }
    let found = discover(root, root, Some(repository), &check.settings);
    // Where nothing is found, the index decides what is said about that.
    if found.files.is_empty() || !found.errors.is_empty() {
        return None;
    }
    let found = found.candidates();
    let head = repository.head().ok()?.map(|commit| commit.id);
    let names = |paths: &[RootedPath]| {
        let names: Vec<&str> = paths.iter().map(RootedPath::as_str).collect();
        // No path contains a NUL.
        names.join("\0")
    };
    let description = format!(
        "{head:?}\n{}\0\0{}",
        names(&found.files),
        names(&found.ignored)
    );
    check.candidates = Some(found);
    Some(description)
}

/// Describes a range of commits, all of which follow from the IDs of its ends; `None` if the check
/// depends on a file on disk as well.
pub(super) fn of_range(check: &Check<'_>, range: &GatedRange<'_>) -> Option<String> {
    let tip = check.source.tip()?;
    if check.known.baseline.is_some() {
        return None;
    }
    let GatedRange {
        commits,
        gate,
        judgement,
    } = range;
    Some(format!(
        "{tip} {} {} {} {} {} {judgement:?}",
        commits.from,
        commits.base.id,
        check.source.name(),
        gate.name,
        gate.is_chosen
    ))
}
