//! What a text with conflict markers shows even if what is between them is ambiguous.

use super::examples::Examples;
use super::marker::{Kind, Runs, lines, marker_size};

/// Returns the marker length and the labels of the first conflict, if there is one.
pub(crate) fn outline(text: &[u8]) -> Option<(usize, [String; 2])> {
    let examples = Examples::of(text);
    let size = marker_size(&Runs::of(text), &examples)?;
    let mut lines = lines(text, size);
    let start =
        lines.find(|line| line.kind == Some(Kind::Start) && !examples.contain(line.start))?;
    let end = lines.find(|line| line.kind == Some(Kind::End))?;
    Some((size, [start.label(), end.label()]))
}
