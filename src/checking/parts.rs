//! What a check printed about each file, so that a check after an edit repeats only its plans.
//!
//! The findings about a file follow from the files of its plan, from what can be asked again (see
//! [`Answers`](crate::incremental::Answers)), and from what can be seen of other plans: their
//! [`Outline`]s. As long as an edit leaves the outline of its file as it was, no other plan can be
//! affected.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use progress_core::lint::{Finding, Report, Summary};
use progress_core::model::FileId;
use progress_core::source::folder_of;
use progress_core::workspace::{Outline, Workspace};
use serde::{Deserialize, Serialize};

use crate::report::Marks;

/// What was printed about the files of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The length of what comes first, about the branch.
    head: usize,
    /// How many errors, warnings and pieces of advice are about the branch.
    of_branch: Counts,
    /// The files, by path.
    files: Vec<Part>,
}

/// What was printed about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    path: String,
    /// A hash of its [`Outline`].
    outline: u64,
    /// The length of what was printed about it.
    length: usize,
    counts: Counts,
}

/// Errors, warnings, advice, and findings with a safe and an unsafe fix.
type Counts = [usize; 5];

impl Parts {
    /// The parts of what was printed; `None` if findings may depend on more than is known here.
    /// `seed` is that of the hashes.
    #[must_use]
    pub fn of(
        workspace: &Workspace,
        report: &Report<'_>,
        marks: &Marks,
        seed: u64,
    ) -> Option<Self> {
        // Files of the plans that are not linted, such as ignored ones, can be affected as well.
        if !has_whole_plans(workspace) || !workspace.errors.is_empty() || !report.crashed.is_empty()
        {
            return None;
        }
        let lengths = lengths(marks, workspace.files.len())?;
        let mut counts = vec![Counts::default(); workspace.files.len()];
        let mut of_branch = Counts::default();
        for finding in &report.findings {
            match finding.place() {
                Some(place) => count(finding, counts.get_mut(place.file.0 as usize)?),
                None => count(finding, &mut of_branch),
            }
        }
        let first = marks.starts.iter().find(|(file, _)| file.is_some());
        let mut parts = Self {
            head: first.map_or(marks.end, |(_, start)| *start),
            of_branch,
            files: Vec::new(),
        };
        for ((id, length), counts) in workspace.ids().zip(lengths).zip(counts) {
            if !workspace.file(id).linted {
                continue;
            }
            let outline = workspace.outline(id);
            parts.files.push(Part {
                path: workspace.file(id).path.as_str().to_owned(),
                outline: hash_of(&outline, seed),
                length,
                counts,
            });
        }
        Some(parts)
    }

    /// Whether all of these are among the files.
    #[must_use]
    pub fn have_all(&self, paths: &BTreeSet<String>) -> bool {
        paths.iter().all(|path| {
            let found = self.files.binary_search_by(|part| part.path.cmp(path));
            found.is_ok()
        })
    }

    /// Replaces what was printed about the files of these folders, without the totals; `None` if
    /// other files may be affected.
    #[must_use]
    pub fn replaced(
        &self,
        printed: &str,
        folders: &BTreeSet<String>,
        later: &Self,
        later_printed: &str,
    ) -> Option<(Self, String)> {
        let mut parts = self.clone();
        let mut text = printed.get(..self.head)?.to_owned();
        let (mut at, mut later_at) = (self.head, later.head);
        let mut later_files = later.files.iter();
        for part in &mut parts.files {
            let end = at.checked_add(part.length)?;
            if folders.contains(folder_of(&part.path)) {
                let new = later_files.next()?;
                if (&new.path, new.outline) != (&part.path, part.outline) {
                    return None;
                }
                let new_end = later_at.checked_add(new.length)?;
                text += later_printed.get(later_at..new_end)?;
                later_at = new_end;
                part.clone_from(new);
            } else {
                text += printed.get(at..end)?;
            }
            at = end;
        }
        match later_files.next() {
            None => Some((parts, text)),
            // The edit has made it a progress file.
            Some(_) => None,
        }
    }

    /// The number of findings.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut totals = self.of_branch;
        for part in &self.files {
            for (total, count) in totals.iter_mut().zip(part.counts) {
                *total = total.saturating_add(count);
            }
        }
        let [errors, warnings, advice, fixable, unsafely_fixable] = totals;
        Summary {
            files: self.files.len(),
            errors,
            warnings,
            advice,
            fixable,
            unsafely_fixable,
        }
    }
}

/// Whether the plans of the linted files are linted as a whole.
fn has_whole_plans(workspace: &Workspace) -> bool {
    let plans = &workspace.plans;
    plans.all().all(|plan| {
        let linted = plan.files.iter().filter(|id| workspace.file(**id).linted);
        let count = linted.count();
        count == 0 || count == plan.files.len()
    })
}

/// The length of what was printed about each of so many files; `None` if they are out of order.
fn lengths(marks: &Marks, files: usize) -> Option<Vec<usize>> {
    let mut lengths = vec![0; files];
    let mut ends = marks.starts.iter().skip(1).map(|(_, start)| *start);
    let mut last: Option<FileId> = None;
    for (file, start) in &marks.starts {
        let end = ends.next().unwrap_or(marks.end);
        match *file {
            Some(id) if last < *file => {
                *lengths.get_mut(id.0 as usize)? = end.checked_sub(*start)?;
            }
            None if last.is_none() => {}
            _ => return None,
        }
        last = *file;
    }
    Some(lengths)
}

fn count(finding: &Finding, counts: &mut Counts) {
    let Summary {
        files: _,
        errors,
        warnings,
        advice,
        fixable,
        unsafely_fixable,
    } = Summary::of(std::slice::from_ref(finding), 0);
    let more = [errors, warnings, advice, fixable, unsafely_fixable];
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
}

/// Seeded, so that no file can be crafted to have the outline of another.
fn hash_of(outline: &Outline<'_>, seed: u64) -> u64 {
    FixedState::with_seed(seed).hash_one(outline)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(path: &str, outline: u64, length: usize) -> Part {
        Part {
            path: path.to_owned(),
            outline,
            length,
            counts: [1, 0, 0, 0, 0],
        }
    }

    fn parts(head: usize, files: &[(&str, u64, usize)]) -> Parts {
        let files = files
            .iter()
            .map(|&(path, outline, length)| part(path, outline, length));
        Parts {
            head,
            of_branch: [0, 1, 0, 0, 0],
            files: files.collect(),
        }
    }

    fn folders(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_edited_plans_are_replaced() {
        let old = parts(2, &[("a/1.md", 1, 1), ("a/2.md", 2, 2), ("b/1.md", 3, 3)]);
        let new = parts(1, &[("a/1.md", 1, 3), ("a/2.md", 2, 0)]);
        let replaced = old.replaced("hh1223331 error", &folders(&["a"]), &new, "h444");
        let (parts, text) = replaced.unwrap();
        assert_eq!(text, "hh444333");
        assert_eq!(parts.files[0].length, 3);
        assert_eq!((parts.summary().files, parts.summary().errors), (3, 3));
        assert_eq!(parts.summary().warnings, 1);
    }

    #[test]
    fn an_edit_that_others_can_see_replaces_nothing() {
        let old = parts(0, &[("a/1.md", 1, 1), ("b/1.md", 3, 1)]);
        let edited = folders(&["a"]);
        for files in [
            // Another outline, another file, one more, one fewer.
            &[("a/1.md", 2, 1)][..],
            &[("a/2.md", 1, 1)],
            &[("a/1.md", 1, 1), ("a/2.md", 1, 0)],
            &[],
        ] {
            assert_eq!(old.replaced("12", &edited, &parts(0, files), "3"), None);
        }
    }

    proptest! {
        #[test]
        fn wrong_lengths_do_no_harm(
            head in any::<usize>(),
            lengths in prop::collection::vec(any::<usize>(), 3),
            text in ".{0,9}",
        ) {
            let files = [("a/1.md", 1, lengths[0]), ("b/1.md", 1, lengths[1])];
            let later = parts(head, &[("a/1.md", 1, lengths[2])]);
            let _ = parts(head, &files).replaced(&text, &folders(&["a"]), &later, &text);
        }
    }
}
