//! Files with conflict markers: the versions that the markers show.

mod earlier;
mod error;
mod examples;
mod git;
mod jujutsu;
mod marker;
mod outline;
#[cfg(test)]
mod tests;
mod trimmed;

use std::mem;

pub(crate) use earlier::side_with_conflicts;
pub use error::MarkerError;
use examples::Examples;
use marker::{Kind, Line, Runs, marker_size};
pub(crate) use outline::outline;

/// How conflicts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Git's, without the base: `merge.conflictStyle=merge`.
    Merge,
    /// Git's, with the base: `diff3` and `zdiff3`.
    Diff3,
    /// Jujutsu's own, as diffs and snapshots.
    Jujutsu,
}

/// A text with conflict markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicted<'t> {
    /// The length of a marker.
    pub marker_size: usize,
    /// How the first conflict is written.
    pub notation: Notation,
    /// The labels of the first and the last side, if the markers have them.
    pub labels: [String; 2],
    parts: Vec<Part<'t>>,
    /// The number of sides, the same in each conflict.
    count: usize,
    /// The lines of the start markers, counted from 1.
    starts: Vec<usize>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<'t> {
    /// Lines outside of conflicts.
    Text(&'t [u8]),
    /// A conflict.
    Hunk(Hunk),
}

/// A conflict: its sides, and between each two the base that they have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    notation: Notation,
    sides: Vec<Vec<u8>>,
    /// Unknown if the markers show none, or one that is itself in conflict.
    bases: Vec<Option<Vec<u8>>>,
}

impl<'t> Conflicted<'t> {
    /// Parses the conflict markers of a text; `None` if it has none. Conflicts in the body's code
    /// fences are examples.
    ///
    /// # Errors
    ///
    /// Fails if the markers do not say unambiguously which line belongs to which side.
    pub fn parse(text: &'t [u8]) -> Result<Option<Self>, MarkerError> {
        Self::parse_merged(text, None)
    }

    /// Parses the conflict markers that a merge of these versions left. A conflict in a code fence
    /// is an example only if one of them has it.
    ///
    /// # Errors
    ///
    /// Fails if the markers do not say unambiguously which line belongs to which side.
    pub fn parse_merged(
        text: &'t [u8],
        versions: Option<[&[u8]; 2]>,
    ) -> Result<Option<Self>, MarkerError> {
        // Nearly every text has no markers at all.
        let markers = [&b"<<<<<<<"[..], b">>>>>>>"];
        if !markers
            .iter()
            .any(|it| memchr::memmem::find(text, it).is_some())
        {
            return Ok(None);
        }
        let runs = Runs::of(text);
        let mut examples = Examples::of(text);
        if let Some(versions) = versions {
            examples.keep_recorded(text, &runs, &versions);
        }
        if let Some(size) = marker_size(&runs, &examples) {
            return Self::parse_sized(text, size, &runs, &examples).map(Some);
        }
        for line in marker::lines(text, 0) {
            check(&line, &runs, None, &examples)?;
        }
        Ok(None)
    }

    fn parse_sized(
        text: &'t [u8],
        size: usize,
        runs: &Runs,
        examples: &Examples,
    ) -> Result<Self, MarkerError> {
        let mut conflicted = Self {
            marker_size: size,
            notation: Notation::Merge,
            labels: [String::new(), String::new()],
            parts: Vec::new(),
            count: 0,
            starts: Vec::new(),
        };
        let mut plain = 0..0;
        let mut opening: Option<Line<'t>> = None;
        let mut block = Vec::new();
        for line in marker::lines(text, size) {
            let kind = match line.kind {
                // Inside a conflict, each side may have a fence of its own, so nothing is code.
                Some(_) if opening.is_none() && examples.contain(line.start) => None,
                kind => kind,
            };
            match (&opening, kind) {
                (None, Some(Kind::Start)) => {
                    conflicted.push_text(&text[mem::take(&mut plain)]);
                    opening = Some(line);
                }
                (None, Some(Kind::End)) => return Err(MarkerError::Stray { line: line.number }),
                (None, _) => {
                    check(&line, runs, Some(size), examples)?;
                    if plain.is_empty() {
                        plain.start = line.start;
                    }
                    plain.end = line.start + line.bytes.len();
                }
                (Some(_), Some(Kind::Start)) => {
                    return Err(MarkerError::Nested { line: line.number });
                }
                (Some(start), Some(Kind::End)) => {
                    conflicted.push_hunk(start, &mem::take(&mut block), &line)?;
                    opening = None;
                }
                (Some(_), _) => block.push(line),
            }
        }
        if let Some(start) = opening {
            return Err(MarkerError::Unclosed { line: start.number });
        }
        conflicted.push_text(&text[plain]);
        Ok(conflicted)
    }

    /// The number of sides.
    #[must_use]
    pub fn side_count(&self) -> usize {
        self.count
    }

    /// The lines of the start markers, counted from 1.
    #[must_use]
    pub fn lines(&self) -> &[usize] {
        &self.starts
    }

    /// Whether the markers show the base of every conflict.
    #[must_use]
    pub fn shows_bases(&self) -> bool {
        self.hunks()
            .all(|hunk| hunk.bases.iter().all(Option::is_some))
    }

    /// The text of each side.
    #[must_use]
    pub fn sides(&self) -> Vec<Vec<u8>> {
        let side = |index: usize| self.text(|hunk| hunk.sides.get(index));
        (0..self.count).map(side).collect()
    }

    /// The text of each base; without the lines of a conflict that does not show it.
    #[must_use]
    pub fn bases(&self) -> Vec<Vec<u8>> {
        let base = |index: usize| self.text(|hunk| hunk.bases.get(index)?.as_ref());
        (1..self.count).map(|next| base(next - 1)).collect()
    }

    /// Whether some conflict shows no base, and one of its sides is empty: that side may have
    /// removed what the other changed.
    pub(super) fn may_hide_removal(&self) -> bool {
        self.hunks().any(|hunk| {
            hunk.bases.iter().any(Option::is_none) && hunk.sides.iter().any(Vec::is_empty)
        })
    }

    /// Whether a side of some conflict is empty.
    pub(super) fn has_empty_side(&self) -> bool {
        self.hunks()
            .any(|hunk| hunk.sides.iter().any(Vec::is_empty))
    }

    /// Whether a base that the markers show is itself in conflict, so that it cannot be shown again.
    pub(super) fn has_base_in_conflict(&self) -> bool {
        let mut hunks = self.hunks();
        hunks.any(|hunk| hunk.notation == Notation::Diff3 && hunk.bases.contains(&None))
    }

    fn hunks(&self) -> impl Iterator<Item = &Hunk> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hunk(hunk) => Some(hunk),
            Part::Text(_) => None,
        })
    }

    fn text<'s>(&'s self, term: impl Fn(&'s Hunk) -> Option<&'s Vec<u8>>) -> Vec<u8> {
        let mut text = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(lines) => text.extend_from_slice(lines),
                Part::Hunk(hunk) => text.extend(term(hunk).into_iter().flatten()),
            }
        }
        text
    }

    fn push_text(&mut self, lines: &'t [u8]) {
        if !lines.is_empty() {
            self.parts.push(Part::Text(lines));
        }
    }

    fn push_hunk(
        &mut self,
        start: &Line<'t>,
        block: &[Line<'t>],
        end: &Line<'t>,
    ) -> Result<(), MarkerError> {
        let mut hunk = if jujutsu::is_own_notation(block) {
            jujutsu::hunk(start, block, self.marker_size)?
        } else {
            git::hunk(start, block, self.marker_size)?
        };
        // Jujutsu ends the last marker without a line break if the texts end without one.
        if !end.bytes.ends_with(b"\n") {
            hunk.drop_last_line_break(start.bytes.ends_with(b"\r\n"));
        }
        if self.count == 0 {
            self.notation = hunk.notation;
            self.labels = [start.label(), end.label()];
            self.count = hunk.sides.len();
        }
        if hunk.sides.len() != self.count {
            return Err(MarkerError::Uneven { line: start.number });
        }
        self.parts.push(Part::Hunk(hunk));
        self.starts.push(start.number);
        Ok(())
    }
}

/// Fails if a line outside of conflicts is a marker that would stay behind.
fn check(
    line: &Line<'_>,
    runs: &Runs,
    size: Option<usize>,
    examples: &Examples,
) -> Result<(), MarkerError> {
    if examples.contain(line.start) {
        return Ok(());
    }
    marker::left_behind(line, runs, size).map_or(Ok(()), Err)
}

impl Hunk {
    fn drop_last_line_break(&mut self, is_crlf: bool) {
        let bases = self.bases.iter_mut().flatten();
        for term in self.sides.iter_mut().chain(bases) {
            if term.pop_if(|byte| *byte == b'\n').is_some() && is_crlf {
                term.pop_if(|byte| *byte == b'\r');
            }
        }
    }
}
