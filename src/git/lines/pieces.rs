//! Large texts in pieces, so that what is equal in all of them takes neither time nor memory.

use std::collections::HashMap;

use super::Lines;
use crate::git::GitError;

/// So many lines before a difference belong to its piece.
const BEFORE: usize = 16;
/// So many equal lines end a piece.
const BEHIND: usize = 8;
/// So many lines are searched first for those that end a piece.
const WINDOW: usize = 500;

/// Merges each piece in which the texts differ, and copies the lines between. A piece ends with
/// lines that stand once in each text, so that they are the same ones.
pub(super) fn merge(
    texts: [&[u8]; 3],
    piece: &dyn Fn([&[u8]; 3]) -> Result<Lines, GitError>,
) -> Result<Lines, GitError> {
    let longest = texts.iter().map(|text| text.len()).max();
    let mut bytes = Vec::with_capacity(longest.unwrap_or_default());
    let mut is_clean = true;
    let mut rest = texts;
    while rest[0] != rest[1] || rest[0] != rest[2] {
        let common = common_lines(rest);
        let start = start_of_last_lines(&rest[0][..common], BEFORE);
        let ends = ends(rest.map(|text| &text[common..])).map(|end| common + end);
        bytes.extend_from_slice(&rest[0][..start]);
        let merged = piece([0, 1, 2].map(|at| &rest[at][start..ends[at]]))?;
        bytes.extend_from_slice(&merged.bytes);
        is_clean &= merged.is_clean;
        rest = [0, 1, 2].map(|at| &rest[at][ends[at]..]);
    }
    bytes.extend_from_slice(rest[0]);
    Ok(Lines { bytes, is_clean })
}

/// How many bytes the whole lines take with which all texts begin.
fn common_lines([base, ours, theirs]: [&[u8]; 3]) -> usize {
    let mut length = 0;
    for line in base.split_inclusive(|byte| *byte == b'\n') {
        let end = length + line.len();
        let is_common =
            ours.get(length..end) == Some(line) && theirs.get(length..end) == Some(line);
        if !is_common || !line.ends_with(b"\n") {
            break;
        }
        length = end;
    }
    length
}

fn start_of_last_lines(text: &[u8], count: usize) -> usize {
    let newlines = memchr::memrchr_iter(b'\n', text);
    newlines.skip(count).next().map_or(0, |newline| newline + 1)
}

/// Where the texts, which differ at once, are the same again, behind the lines that show it; else
/// where they end.
fn ends(texts: [&[u8]; 3]) -> [usize; 3] {
    let mut window = WINDOW;
    loop {
        let [base, ours, theirs] = texts.map(|text| blocks(text, window));
        let mut found: Option<[usize; 3]> = None;
        for (block, end) in &base {
            let ends = (
                *end,
                ours.get(block).copied().flatten(),
                theirs.get(block).copied().flatten(),
            );
            if let (Some(base), Some(ours), Some(theirs)) = ends
                && found.is_none_or(|[first, ..]| base < first)
            {
                found = Some([base, ours, theirs]);
            }
        }
        if let Some(ends) = found {
            return ends;
        }
        let is_all = |text: &&[u8]| memchr::memchr_iter(b'\n', text).nth(window).is_none();
        if texts.iter().all(is_all) {
            return texts.map(<[u8]>::len);
        }
        window = window.saturating_mul(4);
    }
}

/// The runs of equal length among so many lines, and where each ends; nothing for those that
/// stand there more than once.
fn blocks(text: &[u8], window: usize) -> HashMap<&[u8], Option<usize>> {
    let mut blocks = HashMap::new();
    let mut starts = std::collections::VecDeque::with_capacity(BEHIND);
    let mut end = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n').take(window) {
        if !line.ends_with(b"\n") {
            break;
        }
        starts.push_back(end);
        end += line.len();
        if starts.len() < BEHIND {
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
    use super::super::tests::markers;
    use super::super::{ConflictStyle, merge_lines, whole};
    use super::merge;

    use proptest::prelude::*;

    fn text(lines: &[String]) -> Vec<u8> {
        lines.concat().into_bytes()
    }

    proptest! {
        /// In pieces comes out what comes out of the whole.
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
            let merged = merge([base, ours, theirs], &piece).unwrap();
            prop_assert_eq!(String::from_utf8_lossy(&merged.bytes), String::from_utf8_lossy(&expected.bytes));
            prop_assert_eq!(merged.is_clean, expected.is_clean);
        }
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
        assert!(merged.bytes == text(&expected));
    }
}
