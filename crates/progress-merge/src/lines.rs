//! Line merge, for files that cannot be merged by meaning.

use std::borrow::Cow;

use progress_core::derive::{Contradiction, Figure, contradictions, worse};
use progress_core::document::{Document, Frontmatter};
use progress_core::model::Phase;
use progress_git::git::{GitError, Lines, Markers, is_binary, merge_lines};
use yaml_lossless::Tree;

use super::conflict::{Conflict, ConflictKind};
use super::faults::{Fault, faults, known_ids, not_in_sides};
use super::text::{has_crlf, marked_with_crlf};
use super::three::Three;
use super::value_path::ValuePath;
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
    // A person will look at the conflict, so only a clean result needs to be checked.
    if !lines.is_clean {
        return Ok(merged(lines.pieces, Some(Conflict::lines()), why));
    }
    // No side is a progress file, so there is nothing to check.
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
        Doubt::Value(path) => vec![Conflict::at(vec![path], ConflictKind::Misplaced)],
        Doubt::Together(faults) => faults
            .into_iter()
            .map(|fault| Conflict::new(ConflictKind::Together(fault)))
            .collect(),
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
    Value(ValuePath),
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
        // Bodies state nothing that could be checked.
        let fronts = versions.map(|bytes| Document::split(bytes).0);
        let (front, body) = Document::split(result);
        Self {
            fronts,
            documents: fronts.map(parsed),
            front,
            body,
            result: parsed(front),
            options,
        }
    }

    fn doubt(&self, why: &Fallback) -> Option<Doubt> {
        // The merge by meaning has found a conflict, which a clean line merge would hide.
        if matches!(why, Fallback::Unmarked) {
            return Some(Doubt::Unreadable);
        }
        // A side is as right as it was before the merge.
        if self.front == self.fronts.ours || self.front == self.fronts.theirs {
            return None;
        }
        let Three { base, ours, theirs } = &self.documents;
        if [base, ours, theirs, &self.result]
            .into_iter()
            .all(|document| matches!(document.frontmatter, Frontmatter::Missing))
        {
            // Text alone states nothing.
            return None;
        }
        let Some(tree) = self.result.tree() else {
            return Some(Doubt::Unreadable);
        };
        if let (Some(base), Some(ours), Some(theirs)) = (base.tree(), ours.tree(), theirs.tree()) {
            let roots = Three { base, ours, theirs }.map(|tree| Some(tree.root()));
            if let Some(path) = values::first_wrong(roots, Some(tree.root())) {
                return Some(Doubt::Value(path));
            }
        }
        let (ours, theirs) = (self.contradictions_in(ours), self.contradictions_in(theirs));
        // What a side contradicted before is not the merge's fault.
        let wrong = worse(self.contradictions_in(&self.result), [&ours, &theirs]);
        if !wrong.is_empty() {
            return Some(Doubt::Figures(wrong));
        }
        let faults = self.faults(tree);
        if faults.is_empty() {
            return None;
        }
        Some(Doubt::Together(faults))
    }

    /// What the tasks of a version contradict; nothing if it is unreadable.
    fn contradictions_in(&self, document: &Document) -> Vec<Contradiction> {
        match document.tree() {
            Some(tree) => contradictions(tree.root(), &self.phase(tree)),
            None => Vec::new(),
        }
    }

    /// The faults in the relations between the tasks that neither side has.
    fn faults(&self, tree: &Tree) -> Vec<Fault> {
        let sides: Vec<Phase> = [&self.documents.ours, &self.documents.theirs]
            .into_iter()
            .filter_map(Document::tree)
            .map(|tree| self.phase(tree))
            .collect();
        let known = known_ids(&self.documents);
        let found = faults(&self.phase(tree), &known);
        not_in_sides(&found, &sides, &known).into_iter().collect()
    }

    fn phase(&self, tree: &Tree) -> Phase {
        Phase::read(tree, &self.options.statuses)
    }

    /// The result with markers around wrong figures, else around every difference between the
    /// frontmatters.
    fn marked(&self, doubt: &Doubt) -> Result<Vec<u8>, GitError> {
        let corrected = match doubt {
            Doubt::Figures(wrong) => {
                let changes: Vec<_> = wrong.iter().map(|it| Figure::change(&it.figure)).collect();
                // If the figures cannot be corrected, every difference is marked.
                self.result.edit(&changes).ok()
            }
            _ => None,
        };
        // With an empty base, every difference is a conflict.
        let base = &b""[..];
        let versions = match &corrected {
            Some(corrected) => Three {
                base,
                ours: self.front,
                theirs: corrected.document.text.as_str().as_bytes(),
            },
            None => Three {
                base,
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

/// Parses a frontmatter; a missing one is empty.
fn parsed(front: &[u8]) -> Document {
    let front = if front.is_empty() { NOTHING } else { front };
    Document::parse(front.to_vec())
}
