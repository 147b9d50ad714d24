//! Which files of a plan cover a phase.

use super::reference::PhaseLabel;
use super::{FileId, Phase, Plans};
use crate::collections::HashMap;

/// A folder with more files for one phase is not a plan, and listing them all for each of
/// thousands of references would take too long.
const MAX_FILES: usize = 200;

/// The phases that the files of a plan cover.
#[derive(Debug, Default)]
pub(super) struct Covers {
    /// Files not named after a phase, which cover all of them.
    everything: Vec<FileId>,
    /// Files by the IDs of their whole phase.
    named: HashMap<String, Vec<FileId>>,
    /// The first and last phase of each other file.
    labels: HashMap<FileId, (PhaseLabel, PhaseLabel)>,
    by_first: HashMap<PhaseLabel, Vec<FileId>>,
    by_last: HashMap<PhaseLabel, Vec<FileId>>,
    /// Ranges of phases that can be ordered, by their first phase.
    ranges: Vec<Range>,
    /// The highest last phase of each range and the ones before it.
    highest: Vec<u32>,
}

#[derive(Debug)]
struct Range {
    first: u32,
    last: u32,
    file: FileId,
}

impl Covers {
    /// Computes the phases that these files of a plan cover.
    pub(super) fn of(plans: &Plans, files: &[FileId]) -> Self {
        let mut covers = Self::default();
        for &file in files {
            // Such a file may state a phase as well, so it is indexed like any other, too.
            if plans.lists_all_phases(file) {
                covers.everything.push(file);
            }
            let phase = plans.phase(file);
            for id in phase.into_iter().flat_map(|phase| phase.identity.ids()) {
                covers.named.entry(id.to_owned()).or_default().push(file);
            }
            if let Some(labels) = phase.and_then(Phase::covers) {
                covers.add(file, labels);
            }
        }
        covers.sort();
        covers
    }

    fn sort(&mut self) {
        self.ranges.sort_by_key(|range| range.first);
        let mut highest = 0;
        for range in &self.ranges {
            highest = range.last.max(highest);
            self.highest.push(highest);
        }
    }

    fn add(&mut self, file: FileId, labels: (PhaseLabel, PhaseLabel)) {
        let (first, last) = &labels;
        // Numbers too large to be ordered are still found if a reference names them.
        self.by_first.entry(first.clone()).or_default().push(file);
        self.by_last.entry(last.clone()).or_default().push(file);
        if let (Some(first), Some(last)) = (first.number(), last.number()) {
            self.ranges.push(Range { first, last, file });
        }
        self.labels.insert(file, labels);
    }

    /// The first and the last phase of a file.
    pub(super) fn labels(&self, file: FileId) -> Option<&(PhaseLabel, PhaseLabel)> {
        self.labels.get(&file)
    }

    /// The files whose whole phase has this ID; `None` if there are none.
    pub(super) fn named(&self, id: &str) -> Option<Vec<FileId>> {
        let mut files: Vec<FileId> = self
            .named
            .get(id)?
            .iter()
            .take(MAX_FILES)
            .copied()
            .collect();
        // The phase and the title of a file may give the same ID.
        files.dedup();
        Some(files)
    }

    /// The files that cover any phase from `first` to `last`, in order.
    pub(super) fn find(&self, first: &PhaseLabel, last: &PhaseLabel) -> Vec<FileId> {
        // Each list is limited before it is joined, because thousands of references may ask for it.
        let named = [self.by_first.get(first), self.by_last.get(last)]
            .into_iter()
            .flatten()
            .flatten()
            .take(MAX_FILES);
        let mut files: Vec<FileId> = self
            .everything
            .iter()
            .take(MAX_FILES)
            .chain(named)
            .copied()
            .collect();
        if let (Some(first), Some(last)) = (first.number(), last.number()) {
            files.extend(self.overlapping(first, last).take(MAX_FILES));
        }
        files.sort_unstable();
        files.dedup();
        files.truncate(MAX_FILES);
        files
    }

    fn overlapping(&self, first: u32, last: u32) -> impl Iterator<Item = FileId> {
        // Ranges after `end` start too late. Going back from there, once no range so far reaches
        // `first`, none before it does.
        let end = self.ranges.partition_point(|range| range.first <= last);
        let candidates = self.ranges.iter().zip(&self.highest).take(end).rev();
        candidates
            .take_while(move |(_, highest)| **highest >= first)
            .filter(move |(range, _)| range.last >= first)
            .map(|(range, _)| range.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> PhaseLabel {
        PhaseLabel::parse(text).unwrap()
    }

    fn covers(files: &[(&str, &str)]) -> Covers {
        let mut covers = Covers::default();
        for (file, (first, last)) in (0..).map(FileId).zip(files) {
            covers.add(file, (label(first), label(last)));
        }
        covers.sort();
        covers
    }

    #[test]
    fn ranges_that_overlap_are_found() {
        let covers = covers(&[("1", "1"), ("2", "5"), ("3", "3"), ("4a", "4a"), ("9", "9")]);
        let find = |first: &str, last: &str| {
            let found = covers.find(&label(first), &label(last));
            found.into_iter().map(|file| file.0).collect::<Vec<_>>()
        };
        assert_eq!(find("1", "1"), [0]);
        assert_eq!(find("3", "3"), [1, 2]);
        assert_eq!(find("4b", "4b"), [1, 3]);
        assert_eq!(find("5", "9"), [1, 4]);
        assert_eq!(find("6", "8"), [0; 0]);
        assert_eq!(find("0", "99"), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn numbers_too_large_to_order_still_name_a_phase() {
        let large = "99999999999";
        let covers = covers(&[(large, large), ("1", "1")]);
        assert_eq!(covers.find(&label(large), &label(large)), [FileId(0)]);
        assert_eq!(covers.find(&label("1"), &label(large)).len(), 2);
    }
}
