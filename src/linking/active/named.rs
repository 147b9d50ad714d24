//! Tasks in the names of branches.

use progress_core::task_links::{TaskIndex, names_plan};

use super::Pick;

/// Returns the tasks whose IDs are part of a branch's name, such as `feature/P2-T5-parser`.
pub(super) fn in_branch(branch: &str, known: &TaskIndex) -> Vec<Pick> {
    let mut picks = Vec::new();
    for part in branch.split('/') {
        let Some(id) = id_in(part, known) else {
            continue;
        };
        let mut holders = known.holders(id);
        if holders.iter().any(|file| names_plan(branch, file.plan())) {
            holders.retain(|file| names_plan(branch, file.plan()));
        }
        picks.extend(holders.into_iter().map(|file| (file, id.to_owned())));
    }
    picks
}

/// Returns the longest known ID, with a digit and a letter, that consists of whole parts of a name.
fn id_in<'a>(name: &'a str, known: &TaskIndex) -> Option<&'a str> {
    let is_mark = |c: char| matches!(c, '-' | '_' | '.');
    let marks = || name.match_indices(is_mark).map(|(at, _)| at);
    let starts = || std::iter::once(0).chain(marks().map(|at| at + 1));
    let ends: Vec<usize> = marks().chain([name.len()]).collect();
    // Bounds the quadratic search; no real branch name has so many parts.
    if ends.len() > 64 {
        return None;
    }
    let found = starts()
        .flat_map(|start| ends.iter().filter_map(move |&end| name.get(start..end)))
        .filter(|text| {
            text.contains(|c: char| c.is_ascii_digit())
                && text.contains(|c: char| c.is_ascii_alphabetic())
                && text.contains(is_mark)
        })
        .filter(|text| known.has(text));
    found.max_by_key(|text| text.len())
}
