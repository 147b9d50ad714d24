//! Merges large texts piece by piece, so that equal parts cost neither time nor memory.

use std::borrow::Cow;

use progress_core::collections::HashMap;

use super::Lines;
use crate::git::GitError;

/// Lines before the first difference that are included in a piece.
const BEFORE: usize = 16;
/// Equal lines that end a piece.
const AFTER: usize = 8;
/// Equal lines that are borrowed instead of being merged with the differences around them.
const GAP: usize = 64;
/// Lines that are initially searched for the end of a piece.
const WINDOW: usize = 500;

/// Merges each piece in which the texts differ, and borrows the lines in between.
///
/// A piece ends with lines that occur once in each text, so that they correspond.
pub(super) fn merge<'t>(
    texts: [&'t [u8]; 3],
    piece: impl Fn([&'t [u8]; 3]) -> Result<Lines<'t>, GitError>,
) -> Result<Lines<'t>, GitError> {
    let mut pieces = Vec::new();
    let mut is_clean = true;
    let mut rest = texts;
    while rest[0] != rest[1] || rest[0] != rest[2] {
        let common = common_lines(rest);
        let start = start_of_last_lines(&rest[0][..common], BEFORE);
        let ends = piece_ends(rest.map(|text| &text[common..])).map(|end| common + end);
        pieces.push(Cow::Borrowed(&rest[0][..start]));
        let merged = piece([0, 1, 2].map(|at| &rest[at][start..ends[at]]))?;
        pieces.extend(merged.pieces);
        is_clean &= merged.is_clean;
        // The piece ends after the common lines in at least one text, so the loop makes progress.
        rest = [0, 1, 2].map(|at| &rest[at][ends[at]..]);
    }
    pieces.push(Cow::Borrowed(rest[0]));
    Ok(Lines { pieces, is_clean })
}

/// The length of the common prefix, in complete lines.
fn common_lines([base, ours, theirs]: [&[u8]; 3]) -> usize {
    let mut length = 0;
    for line in base.split_inclusive(|byte| *byte == b'\n') {
        let end = length + line.len();
        let is_common =
            ours.get(length..end) == Some(line) && theirs.get(length..end) == Some(line);
        // A last line without a line break may continue on another side.
        if !is_common || !line.ends_with(b"\n") {
            break;
        }
        length = end;
    }
    length
}

fn start_of_last_lines(text: &[u8], count: usize) -> usize {
    let mut newlines = memchr::memrchr_iter(b'\n', text);
    newlines.nth(count).map_or(0, |newline| newline + 1)
}

/// Where the piece that starts here ends in each text; the whole texts if no lines correspond.
fn piece_ends(texts: [&[u8]; 3]) -> [usize; 3] {
    let mut window = WINDOW;
    loop {
        if let Some(ends) = ends_within(texts, window) {
            return ends;
        }
        if texts.iter().all(|text| has_at_most(window, text)) {
            return texts.map(<[u8]>::len);
        }
        // Growing by a factor keeps the repeated search proportional to the length of the piece.
        window = window.saturating_mul(4);
    }
}

/// Whether a text has no more lines than this.
fn has_at_most(lines: usize, text: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', text).nth(lines).is_none()
}

/// The end of the first differences: where lines follow that occur once in each text.
///
/// Also `None` if a side has moved lines across them: only a comparison of more lines shows which
/// ones correspond.
fn ends_within(texts: [&[u8]; 3], window: usize) -> Option<[usize; 3]> {
    let [base, ours, theirs] = texts.map(|text| blocks(text, window));
    let mut common = Vec::new();
    for (block, end) in &base {
        let our_end = ours.get(block).copied().flatten();
        let their_end = theirs.get(block).copied().flatten();
        if let (Some(base), Some(ours), Some(theirs)) = (*end, our_end, their_end) {
            common.push([base, ours, theirs]);
        }
    }
    // The map has no order; positions in the base become the order of the text.
    common.sort_unstable();
    let first = *common.first()?;
    let mut ends = common.iter();
    if !ends.all(|[_, ours, theirs]| *ours >= first[1] && *theirs >= first[2]) {
        return None;
    }
    Some(last_of_dense(texts, &common).unwrap_or(first))
}

/// The first corresponding lines that are followed by [`GAP`] equal ones, or the first after the
/// last difference. Searching anew after each of many differences would take too long.
///
/// `None` if a side has moved lines.
fn last_of_dense(texts: [&[u8]; 3], common: &[[usize; 3]]) -> Option<[usize; 3]> {
    let mut end = *common.first()?;
    let mut equal_lines = 0;
    for pair in common.windows(2) {
        let [one, next] = [pair[0], pair[1]];
        if next[1] <= one[1] || next[2] <= one[2] {
            return None;
        }
        let between = [0, 1, 2].map(|at| &texts[at][one[at]..next[at]]);
        if between[0] == between[1] && between[0] == between[2] {
            equal_lines += 1;
        } else {
            end = next;
            equal_lines = 0;
        }
        if equal_lines == GAP {
            break;
        }
    }
    Some(end)
}

/// Runs of lines with the end of each; `None` for those that occur more than once.
type Blocks<'t> = HashMap<&'t [u8], Option<usize>>;

/// The runs of [`AFTER`] lines among the first `window` lines.
fn blocks(text: &[u8], window: usize) -> Blocks<'_> {
    let mut blocks = HashMap::default();
    let mut starts = std::collections::VecDeque::with_capacity(AFTER);
    let mut end = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n').take(window) {
        if !line.ends_with(b"\n") {
            break;
        }
        starts.push_back(end);
        end += line.len();
        if starts.len() < AFTER {
            continue;
        }
        let start = starts.pop_front().unwrap_or_default();
        let known = blocks.entry(&text[start..end]);
        known.and_modify(|end| *end = None).or_insert(Some(end));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::markers;
    use super::super::{ConflictStyle, merge_lines, whole};
    use super::{Cow, Lines, merge};

    fn text(lines: &[String]) -> Vec<u8> {
        lines.concat().into_bytes()
    }

    proptest! {
        /// A merge in pieces and a merge of the whole give the same bytes.
        #[test]
        fn pieces_are_merged_as_the_whole(
            lines in prop::collection::vec("[a-z ]{0,3}[0-9]{0,3}\n", 0..400),
            edits in prop::collection::vec((0_usize..400, 0_usize..4, any::<bool>(), "[A-Z]{0,3}"), 0..12),
            repeated: bool,
        ) {
            let number = |(at, line): (usize, &String)| {
                if repeated { line.clone() } else { format!("{at} {line}") }
            };
            let base: Vec<String> = lines.iter().enumerate().map(number).collect();
            let mut sides = [base.clone(), base.clone()];
            for (at, length, is_ours, new) in edits {
                let side = &mut sides[usize::from(is_ours)];
                let at = at.min(side.len());
                let end = (at + length).min(side.len());
                let new = (!new.is_empty()).then(|| format!("{new}\n"));
                side.splice(at..end, new);
            }
            let texts = [text(&base), text(&sides[0]), text(&sides[1])];
            let [base, ours, theirs] = texts.each_ref().map(Vec::as_slice);
            let expected = whole([base, ours, theirs], markers(ConflictStyle::Merge)).unwrap();
            let piece = |texts: [&[u8]; 3]| whole(texts, markers(ConflictStyle::Merge));
            let merged = merge([base, ours, theirs], piece).unwrap();
            let [merged_text, expected_text] = [&merged, &expected].map(Lines::bytes);
            prop_assert_eq!(String::from_utf8_lossy(&merged_text), String::from_utf8_lossy(&expected_text));
            prop_assert_eq!(merged.is_clean, expected.is_clean);
        }
    }

    #[test]
    fn moved_lines_are_merged_as_in_the_whole() {
        let base: Vec<String> = (0..200).map(|n| format!("line {n}\n")).collect();
        let mut ours = base.clone();
        ours.rotate_left(20);
        let mut theirs = base.clone();
        theirs[150].insert(0, 't');
        for sides in [[&ours, &theirs], [&theirs, &ours], [&ours, &ours]] {
            let texts = [&base, sides[0], sides[1]].map(|lines| text(lines));
            let [b, o, t] = texts.each_ref().map(Vec::as_slice);
            let piece = |texts: [&[u8]; 3]| whole(texts, markers(ConflictStyle::Merge));
            let (merged, expected) = (merge([b, o, t], piece).unwrap(), piece([b, o, t]).unwrap());
            assert_eq!(merged.bytes(), expected.bytes());
            assert_eq!(merged.is_clean, expected.is_clean);
        }
    }

    #[test]
    fn close_differences_are_merged_together() {
        let base: Vec<String> = (0..10_000).map(|n| format!("line {n}\n")).collect();
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        for at in (0..9_000).step_by(20) {
            ours[at] = "ours\n".to_owned();
            theirs[at + 10] = "theirs\n".to_owned();
        }
        let texts = [&base, &ours, &theirs].map(|lines| text(lines));
        let [b, o, t] = texts.each_ref().map(Vec::as_slice);
        let searches = std::cell::Cell::new(0);
        let piece = |texts: [&[u8]; 3]| {
            searches.set(searches.get() + 1);
            whole(texts, markers(ConflictStyle::Merge))
        };
        let merged = merge([b, o, t], piece).unwrap();
        assert!(searches.get() < 100, "{searches:?}");
        let expected = whole([b, o, t], markers(ConflictStyle::Merge)).unwrap();
        assert_eq!(merged.bytes(), expected.bytes());
    }

    #[test]
    fn large_texts_are_merged() {
        let base: Vec<String> = (0..60_000).map(|n| format!("line {n} of many\n")).collect();
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        ours[10].insert(0, 'o');
        ours.insert(30_000, "new\n".to_owned());
        theirs[59_999].insert(0, 't');
        theirs.remove(20_000);
        let texts = [&base, &ours, &theirs].map(|lines| text(lines));
        let [b, o, t] = texts.each_ref().map(Vec::as_slice);
        let merged = merge_lines([b, o, t], markers(ConflictStyle::Merge)).unwrap();
        let mut expected = ours;
        expected[60_000].insert(0, 't');
        expected.remove(20_000);
        assert!(merged.is_clean);
        assert!(merged.bytes() == text(&expected));
        // The result must not cost as much memory again as the texts.
        let new = merged.pieces.iter().filter_map(|piece| match piece {
            Cow::Owned(new) => Some(new.len()),
            Cow::Borrowed(_) => None,
        });
        assert!(new.sum::<usize>() < 4_000);
    }
}
