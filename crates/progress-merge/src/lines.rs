//! Line merge, for files that cannot be merged by meaning.

use std::borrow::Cow;

use progress_core::derive::{Contradiction, Figure, contradictions, worse};
use progress_core::document::{Document, Frontmatter};
use progress_core::model::Phase;
use progress_git::git::{GitError, Lines, Markers, is_binary, merge_lines};
use yaml_lossless::Tree;

use super::conflict::{Conflict, ConflictKind, Place};
use super::faults::{Fault, faults, known_ids, not_in_sides};
use super::text::{has_crlf, marked_with_crlf};
use super::three::Three;
use super::{Fallback, Merged, Options, values};

/// The text merged in place of a missing file.
pub(super) const NOTHING: &[u8] = b"---\n{}\n---\n";

/// Merges by lines as Git does, and checks a clean result.
pub(super) fn merge<'v>(
    versions: Three<&'v [u8]>,
    options: &Options,
    why: Fallback,
) -> Result<Merged<'v>, GitError> {
    let Three { base, ours, theirs } = versions;
    if [base, ours, theirs].into_iter().any(is_binary) {
        // Git too keeps our side and reports a conflict.
        return Ok(Merged {
            pieces: vec![Cow::Borrowed(ours)],
            conflicts: vec![Conflict::new(ConflictKind::Binary)],
            by_lines: false,
            fallback: None,
        });
    }
    let lines = by_lines(versions, options)?;
    if !lines.is_clean {
        return Ok(merged(lines.pieces, Some(Conflict::lines()), why));
    }
    if matches!(why, Fallback::OtherFile(None)) {
        return Ok(merged(lines.pieces, None, why));
    }
    let bytes = lines.bytes();
    let checked = Checked::new(versions, &bytes, options);
    let Some(doubt) = checked.doubt(&why) else {
        return Ok(merged(lines.pieces, None, why));
    };
    let bytes = checked.marked(&doubt)?;
    let conflicts = match doubt {
        Doubt::Figures(wrong) => wrong.iter().map(Conflict::contradiction).collect(),
        Doubt::Value(place) => vec![Conflict {
            places: vec![place],
            kind: ConflictKind::Misplaced,
        }],
        Doubt::Together(faults) => {
            let kinds = faults.into_iter().map(ConflictKind::Together);
            kinds.map(Conflict::new).collect()
        }
        Doubt::Unreadable => vec![Conflict::new(ConflictKind::Unreadable)],
    };
    Ok(Merged {
        conflicts,
        ..merged(vec![Cow::Owned(bytes)], None, why)
    })
}

fn merged(pieces: Vec<Cow<'_, [u8]>>, conflict: Option<Conflict>, why: Fallback) -> Merged<'_> {
    Merged {
        pieces,
        conflicts: conflict.into_iter().collect(),
        by_lines: true,
        fallback: Some(why),
    }
}

pub(super) fn by_lines<'v>(
    versions: Three<&'v [u8]>,
    options: &Options,
) -> Result<Lines<'v>, GitError> {
    let markers = Markers {
        labels: ["base", &options.labels[0], &options.labels[1]],
        size: options.marker_size,
        style: options.style,
    };
    let Three { base, ours, theirs } = versions;
    merge_lines([base, ours, theirs], markers)
}

/// Why a clean line merge is not trusted.
enum Doubt {
    /// Figures or the status contradict the tasks, more than on the sides.
    Figures(Vec<Contradiction>),
    /// A value does not follow from the three versions.
    Value(Place),
    /// The tasks have relations that are wrong on neither side.
    Together(Vec<Fault>),
    /// The result is unreadable and cannot be checked.
    Unreadable,
}

/// A clean line merge with its three versions, to check it against them.
struct Checked<'a> {
    fronts: Three<&'a [u8]>,
    documents: Three<Document>,
    front: &'a [u8],
    body: &'a [u8],
    result: Document,
    options: &'a Options,
}

impl<'a> Checked<'a> {
    fn new(versions: Three<&'a [u8]>, result: &'a [u8], options: &'a Options) -> Self {
        let fronts = versions.map(|bytes| Document::split(bytes).0);
        let parse = |front: &[u8]| match front {
            [] => Document::parse(NOTHING.to_vec()),
            front => Document::parse(front.to_vec()),
        };
        let (front, body) = Document::split(result);
        Self {
            fronts,
            documents: fronts.map(parse),
            front,
            body,
            result: parse(front),
            options,
        }
    }

    fn doubt(&self, why: &Fallback) -> Option<Doubt> {
        if matches!(why, Fallback::Unmarked) {
            return Some(Doubt::Unreadable);
        }
        if self.front == self.fronts.ours || self.front == self.fronts.theirs {
            return None;
        }
        let is_missing = |it: &Document| matches!(it.frontmatter, Frontmatter::Missing);
        let Three { base, ours, theirs } = &self.documents;
        if [base, ours, theirs, &self.result]
            .into_iter()
            .all(is_missing)
        {
            // Text alone states nothing.
            return None;
        }
        let Some(tree) = self.result.tree() else {
            return Some(Doubt::Unreadable);
        };
        let trees = self.documents.as_ref().map(Document::tree);
        if let (Some(base), Some(ours), Some(theirs)) = (trees.base, trees.ours, trees.theirs) {
            let roots = Three {
                base: Some(base.root()),
                ours: Some(ours.root()),
                theirs: Some(theirs.root()),
            };
            if let Some(place) = values::wrong(roots, Some(tree.root())) {
                return Some(Doubt::Value(place));
            }
        }
        let of = |document: &Document| {
            document
                .tree()
                .map(|tree| contradictions(tree.root(), &self.phase(tree)))
                .unwrap_or_default()
        };
        let (ours, theirs) = (of(&self.documents.ours), of(&self.documents.theirs));
        let wrong = worse(of(&self.result), [&ours, &theirs]);
        if !wrong.is_empty() {
            return Some(Doubt::Figures(wrong));
        }
        let faults = self.faults(tree);
        (!faults.is_empty()).then_some(Doubt::Together(faults))
    }

    /// The faults in the relations between the tasks that neither side has.
    fn faults(&self, tree: &Tree) -> Vec<Fault> {
        let sides = [&self.documents.ours, &self.documents.theirs];
        let sides: Vec<Phase> = sides
            .into_iter()
            .filter_map(Document::tree)
            .map(|tree| self.phase(tree))
            .collect();
        let known = known_ids(&self.documents);
        let found = faults(&self.phase(tree), &known);
        not_in_sides(found, &sides, &known).into_iter().collect()
    }

    fn phase(&self, tree: &Tree) -> Phase {
        Phase::read(tree, &self.options.statuses)
    }

    /// The result with markers around wrong figures, else around every difference between the
    /// frontmatters.
    fn marked(&self, doubt: &Doubt) -> Result<Vec<u8>, GitError> {
        let right = match doubt {
            Doubt::Figures(wrong) => {
                let changes: Vec<_> = wrong.iter().map(|it| Figure::change(&it.figure)).collect();
                self.result.edit(&changes).ok()
            }
            _ => None,
        };
        let versions = match &right {
            Some(right) => Three {
                base: &b""[..],
                ours: self.front,
                theirs: right.document.text.as_str().as_bytes(),
            },
            None => Three {
                base: &b""[..],
                ..self.fronts
            },
        };
        let mut bytes = by_lines(versions, self.options)?.bytes();
        if has_crlf(self.front) {
            bytes = marked_with_crlf(&bytes, usize::from(self.options.marker_size));
        }
        bytes.extend_from_slice(self.body);
        Ok(bytes)
    }
}
