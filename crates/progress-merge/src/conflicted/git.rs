//! Conflicts as Git writes them.

use super::marker::{Kind, Line, has_conflict, is_inner};
use super::{Hunk, MarkerError, Notation};

/// The part of a conflict that a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Ours,
    Base,
    Theirs,
}

/// Parses the lines between a start and an end marker.
pub(super) fn hunk(start: &Line<'_>, block: &[Line<'_>], size: usize) -> Result<Hunk, MarkerError> {
    let mut at = At::Ours;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut base: Option<Vec<u8>> = None;
    let mut is_base_in_conflict = false;
    for line in block {
        match (at, line.kind) {
            (At::Ours, Some(Kind::Base)) => {
                at = At::Base;
                base = Some(Vec::new());
            }
            (At::Ours | At::Base, Some(Kind::Separator)) => at = At::Theirs,
            // A second one is text on one of the sides, but nothing says which of the two it is.
            (_, Some(Kind::Base | Kind::Separator)) => {
                return Err(MarkerError::Ambiguous { line: line.number });
            }
            (At::Ours, _) => ours.extend_from_slice(line.bytes),
            (At::Base, _) => {
                is_base_in_conflict |= is_inner(line.bytes, size);
                base.get_or_insert_default().extend_from_slice(line.bytes);
            }
            (At::Theirs, _) => theirs.extend_from_slice(line.bytes),
        }
    }
    if at != At::Theirs {
        return Err(MarkerError::Incomplete { line: start.number });
    }
    if has_conflict(&ours) || has_conflict(&theirs) {
        return Err(MarkerError::OtherSize { line: start.number });
    }
    let notation = if base.is_some() {
        Notation::Diff3
    } else {
        Notation::Merge
    };
    // With several merge bases that conflict, neither of them is the base.
    if is_base_in_conflict {
        base = None;
    }
    Ok(Hunk {
        notation,
        sides: vec![ours, theirs],
        bases: vec![base],
    })
}
