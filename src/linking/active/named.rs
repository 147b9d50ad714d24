//! Tasks in the names of branches.

use progress_core::task_links::TaskIndex;

use super::{Pick, prefer_plan_of};

/// What separates the parts of a name.
const MARKS: [char; 3] = ['-', '_', '.'];
const MAX_PARTS: usize = 64;

/// Returns the tasks whose IDs are part of a branch's name, such as `feature/P2-T5-parser`.
pub(super) fn in_branch(branch: &str, known: &TaskIndex) -> Vec<Pick> {
    let mut picks = Vec::new();
    for part in branch.split('/') {
        let Some(id) = id_in(part, known) else {
            continue;
        };
        let mut holders = known.holders(id);
        prefer_plan_of(branch, &mut holders);
        picks.extend(holders.into_iter().map(|file| (file, id.to_owned())));
    }
    picks
}

/// Returns the longest known ID, with a digit and a letter, that consists of whole parts of a name.
fn id_in<'a>(name: &'a str, known: &TaskIndex) -> Option<&'a str> {
    let marks: Vec<usize> = name.match_indices(MARKS).map(|(at, _)| at).collect();
    // Bounds the quadratic search; no real branch name has so many parts.
    if marks.len() >= MAX_PARTS {
        return None;
    }
    let mut starts = vec![0];
    starts.extend(marks.iter().map(|at| at + 1));
    let mut ends = marks;
    ends.push(name.len());
    let mut longest: Option<&str> = None;
    for &start in &starts {
        for &end in &ends {
            // No part ends before it starts.
            let Some(text) = name.get(start..end) else {
                continue;
            };
            let is_longer = longest.is_none_or(|longest| text.len() >= longest.len());
            if is_longer && is_like_an_id(text) && known.has(text) {
                longest = Some(text);
            }
        }
    }
    longest
}

/// Whether a part of a branch's name can only be meant as an ID: other words are common in names.
fn is_like_an_id(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| c.is_ascii_alphabetic())
        && text.contains(MARKS)
}
