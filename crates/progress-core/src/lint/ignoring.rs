//! Adds ignore comments for findings.
//!
//! A comment covers as little as possible: the line of the finding; if that cannot carry a comment,
//! the entry that contains it; if it is in the body, the whole file. Where there is an ignore
//! comment for the same place, it is extended. The result is parsed again: no value may differ, and
//! the comments must ignore every finding that they were added for.

mod place;

use std::collections::{BTreeMap, BTreeSet};

use place::{Place, Places};
use yaml_lossless::text::{Edit, Span};

use super::engine::UNUSED_IGNORE;
use super::suppress::{Ignore, apply, ignores};
use crate::document::{Document, Edited};

/// Maximum bytes parsed per file to find out which lines can carry a comment.
const MAX_TRIED: usize = 64 << 20;

/// A finding to ignore: its rule, and where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ignorable {
    /// Where it starts in its file.
    pub start: usize,
    /// The name of its rule.
    pub rule: &'static str,
}

/// Adds ignore comments for findings about a document. Returns it with them and the number of
/// comments added or extended; `None` if none can be.
#[must_use]
pub fn ignore(document: &Document, findings: &[Ignorable]) -> Option<(Edited, usize)> {
    let places = Places::of(document)?;
    let mut findings = findings.to_vec();
    // No comment can ignore that another is unused.
    findings.retain(|finding| finding.rule != UNUSED_IGNORE);
    findings.sort_unstable();
    findings.dedup();
    let mut comments = Comments {
        document,
        accepted: Vec::new(),
        result: None,
        budget: MAX_TRIED,
    };
    let left = comments.place(findings.clone(), |start| places.of_line(start));
    if left.is_empty() {
        return comments.result;
    }
    let lines = std::mem::take(&mut comments.accepted);
    comments.result = None;
    let left = comments.place(left, |start| places.of_entry(start));
    // Otherwise, the comment of the line would be unused.
    let lines = uncovered(lines, &comments.accepted);
    comments.accept(&lines);
    if left.is_empty() {
        return comments.result;
    }
    let mut all = comments.accepted.clone();
    let for_file: BTreeSet<&str> = left.iter().map(|finding| finding.rule).collect();
    // The same here: a comment for the whole file makes those for parts of it superfluous.
    all.retain(|placed| !for_file.contains(placed.finding.rule));
    let place = places.of_file();
    for finding in findings {
        if for_file.contains(finding.rule) {
            all.push(Placed { place, finding });
        }
    }
    comments.attempt(&all).or(comments.result)
}

/// A finding, and where to write that it is ignored.
#[derive(Clone, Copy, Debug)]
struct Placed {
    place: Place,
    finding: Ignorable,
}

/// The comments of a file that can be added together.
struct Comments<'a> {
    document: &'a Document,
    accepted: Vec<Placed>,
    /// The document with them, and how many they are.
    result: Option<(Edited, usize)>,
    /// The number of bytes that may still be parsed.
    budget: usize,
}

impl Comments<'_> {
    /// Accepts the findings that can be ignored at such a place; returns the others.
    fn place(
        &mut self,
        findings: Vec<Ignorable>,
        place: impl Fn(usize) -> Option<Place>,
    ) -> Vec<Ignorable> {
        let (mut placed, mut left) = (Vec::new(), Vec::new());
        for finding in findings {
            match place(finding.start) {
                Some(place) => placed.push(Placed { place, finding }),
                None => left.push(finding),
            }
        }
        left.extend(self.accept(&placed));
        left
    }

    /// Accepts all of them, or those that can be; returns the others.
    fn accept(&mut self, placed: &[Placed]) -> Vec<Ignorable> {
        if placed.is_empty() || self.accept_all(placed) {
            return Vec::new();
        }
        if let [one] = placed {
            return vec![one.finding];
        }
        // Usually one of them cannot be accepted: halving finds it with few attempts.
        let (first, second) = placed.split_at(placed.len() / 2);
        let mut left = self.accept(first);
        left.extend(self.accept(second));
        left
    }

    fn accept_all(&mut self, placed: &[Placed]) -> bool {
        let Some(budget) = self.budget.checked_sub(self.document.text.as_str().len()) else {
            return false;
        };
        self.budget = budget;
        let count = self.accepted.len();
        self.accepted.extend_from_slice(placed);
        let Some(result) = self.attempt(&self.accepted) else {
            self.accepted.truncate(count);
            return false;
        };
        self.result = Some(result);
        true
    }

    /// Adds these comments to the document; `None` if that changes a value, or does not ignore the
    /// findings.
    fn attempt(&self, placed: &[Placed]) -> Option<(Edited, usize)> {
        let mut rules: BTreeMap<Place, BTreeSet<&str>> = BTreeMap::new();
        for Placed { place, finding } in placed {
            rules.entry(*place).or_default().insert(finding.rule);
        }
        let edits: Vec<Edit> = rules
            .iter()
            .map(|(place, rules)| place.edit(self.document, rules))
            .collect();
        let edited = self.document.edit_with_comments(&[], &edits).ok()?;
        let mut findings = moved(placed, &edits);
        let ignores = ignores(&edited.document);
        apply(&ignores, &mut findings, |finding| {
            Some((finding.rule, finding.start))
        });
        findings.is_empty().then_some((edited, edits.len()))
    }
}

/// The findings, at their places after edits, which are in order.
fn moved(placed: &[Placed], edits: &[Edit]) -> Vec<Ignorable> {
    let mut findings: Vec<Ignorable> = placed.iter().map(|placed| placed.finding).collect();
    findings.sort_unstable();
    let mut edits = edits.iter().peekable();
    let mut added = 0;
    for finding in &mut findings {
        while let Some(edit) = edits.next_if(|edit| is_before(edit, finding.start)) {
            added += edit.text.len();
        }
        finding.start += added;
    }
    findings
}

/// Whether an insertion moves what starts here. A comment on its own line goes before the line; one
/// at the end of a line after it.
fn is_before(edit: &Edit, start: usize) -> bool {
    let at = edit.span.start as usize;
    at < start || at == start && edit.text.ends_with('\n')
}

/// Those that no comment of an entry ignores.
fn uncovered(mut lines: Vec<Placed>, entries: &[Placed]) -> Vec<Placed> {
    let of_entry = |entry: &Placed| Ignore {
        rules: vec![(entry.finding.rule.to_owned(), Span::default())],
        scope: entry.place.scope,
    };
    let ignores: Vec<Ignore> = entries.iter().map(of_entry).collect();
    apply(&ignores, &mut lines, |placed| {
        Some((placed.finding.rule, placed.finding.start))
    });
    lines
}

#[cfg(test)]
mod tests;
