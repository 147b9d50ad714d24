//! Conflicts as Jujutsu writes them, with any number of sides.

use super::marker::{Kind, Line, kind};
use super::{Hunk, MarkerError, Notation};

/// What the lines after a marker are.
#[derive(Clone, Copy)]
enum At {
    Diff,
    Side,
    Base,
}

/// Whether a conflict starts as only Jujutsu's do.
///
/// Jujutsu lengthens its markers until no line of the texts looks like one. So a line that Git
/// separates the sides with means that the conflict is Git's, and its first line is text.
pub(super) fn is_own_notation(block: &[Line<'_>]) -> bool {
    let first = block.first().and_then(|line| line.kind);
    matches!(first, Some(Kind::Diff | Kind::Side | Kind::Removed))
        && !block.iter().any(|line| line.kind == Some(Kind::Separator))
}

/// Parses the lines between a start and an end marker.
pub(super) fn hunk(start: &Line<'_>, block: &[Line<'_>], size: usize) -> Result<Hunk, MarkerError> {
    let (mut sides, mut bases) = (Vec::new(), Vec::new());
    let mut at = None;
    for line in block {
        match line.kind {
            Some(Kind::Diff) => {
                at = Some(At::Diff);
                sides.push(Vec::new());
                bases.push(Vec::new());
            }
            Some(Kind::Side) => {
                at = Some(At::Side);
                sides.push(Vec::new());
            }
            Some(Kind::Removed) => {
                at = Some(At::Base);
                bases.push(Vec::new());
            }
            Some(Kind::Note) => {}
            _ => {
                let broken = MarkerError::Incomplete { line: line.number };
                let (on_side, in_base) = split(at.ok_or(broken)?, line.bytes).ok_or(broken)?;
                // Jujutsu would have written longer markers.
                if kind(on_side.or(in_base).unwrap_or_default(), size).is_some() {
                    return Err(MarkerError::Ambiguous { line: line.number });
                }
                if let (Some(text), Some(side)) = (on_side, sides.last_mut()) {
                    side.extend_from_slice(text);
                }
                if let (Some(text), Some(base)) = (in_base, bases.last_mut()) {
                    base.extend_from_slice(text);
                }
            }
        }
    }
    if sides.len() != bases.len() + 1 {
        return Err(MarkerError::Incomplete { line: start.number });
    }
    Ok(Hunk {
        notation: Notation::Jujutsu,
        sides,
        bases: bases.into_iter().map(Some).collect(),
    })
}

/// What a line adds to the last side and to the last base.
type Shares<'l> = (Option<&'l [u8]>, Option<&'l [u8]>);

/// Divides a line; `None` if it cannot be part of a diff.
fn split(at: At, line: &[u8]) -> Option<Shares<'_>> {
    Some(match (at, line) {
        (At::Side, _) => (Some(line), None),
        (At::Base, _) => (None, Some(line)),
        (At::Diff, [b'+', text @ ..]) => (Some(text), None),
        (At::Diff, [b'-', text @ ..]) => (None, Some(text)),
        (At::Diff, [b' ', text @ ..]) => (Some(text), Some(text)),
        // Editors strip the blank of an empty line; Jujutsu accepts that too.
        (At::Diff, b"\n" | b"\r\n") => (Some(line), Some(line)),
        (At::Diff, _) => return None,
    })
}
