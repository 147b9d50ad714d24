//! Where the bytes of an earlier text are in the text of now.

use std::ops::Range;

use yaml_lossless::text::Span;

use super::edits::differing_lines;

/// Maximum size of what is compared line by line.
const MAX_COMPARED: usize = 64 << 10;

/// What was changed since an earlier text.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// In order; none touches the next one.
    changes: Vec<Change>,
}

/// Bytes that were replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Change {
    then: Range<usize>,
    now: Range<usize>,
}

impl Moves {
    /// Notes one more change, by the texts before and after it.
    pub(super) fn note(&mut self, before: &str, after: &str) {
        let (start, old, new) = differing_part(before, after);
        if old.len().max(new.len()) > MAX_COMPARED {
            self.replace(start..start + old.len(), new.len());
            return;
        }
        // One keystroke is one change, but a notification may contain several of them. The last
        // one comes first, so that the others stay where they are.
        for edit in differing_lines(old, new).iter().rev() {
            let lines = edit.span.range();
            let (at, old, new) = difference(&old[lines.clone()], &edit.text);
            let at = start + lines.start + at;
            self.replace(at..at + old.len(), new.len());
        }
    }

    fn replace(&mut self, replaced: Range<usize>, length: usize) {
        let first = self
            .changes
            .partition_point(|it| it.now.end < replaced.start);
        let next = self
            .changes
            .partition_point(|it| it.now.start <= replaced.end);
        let touched = first..next;
        let (before, last) = (self.before(first), self.before(next));
        let (then, now) = match self.changes[touched.clone()].first() {
            Some(touched) if touched.now.start <= replaced.start => {
                (touched.then.start, touched.now.start)
            }
            _ => (
                before.then.end + (replaced.start - before.now.end),
                replaced.start,
            ),
        };
        let shifted = |at: usize| at - replaced.len() + length;
        let change = Change {
            then: then..last.then.end + replaced.end.saturating_sub(last.now.end),
            now: now..shifted(replaced.end.max(last.now.end)),
        };
        for later in &mut self.changes[next..] {
            later.now = shifted(later.now.start)..shifted(later.now.end);
        }
        self.changes.splice(touched, [change]);
    }

    /// The change before one; at the start, an empty one.
    fn before(&self, index: usize) -> Change {
        let before = index.checked_sub(1).map(|at| self.changes[at].clone());
        before.unwrap_or_default()
    }

    /// Where a span of the earlier text is. Of what was replaced, it contains what replaced it.
    pub(super) fn now(&self, span: Span) -> Span {
        let Range { start, end } = span.range();
        // What was inserted right before or after it does not belong to it.
        let before_start = self.changes.partition_point(|it| it.then.start <= start);
        let before_end = self.changes.partition_point(|it| it.then.start < end);
        let start = moved(&self.before(before_start), start);
        let end = moved(&self.before(before_end), end);
        Span::new(start, end.max(start))
    }

    /// Where a span of the earlier text is, if nothing in it or right beside it was changed.
    pub(super) fn kept(&self, span: Span) -> Option<Span> {
        let is_touched = touches(&self.changes, span, |it| &it.then);
        (!is_touched).then(|| self.now(span))
    }

    /// Whether nothing of a span of the earlier text is left.
    pub(super) fn is_lost(&self, span: Span) -> bool {
        let Range { start, end } = span.range();
        let next = self.changes.partition_point(|it| it.then.end < end);
        let change = self.changes.get(next);
        start < end && change.is_some_and(|it| it.then.start <= start)
    }

    /// Where a span of now was, if nothing in it or right beside it was changed.
    pub(super) fn then(&self, span: Span) -> Option<Span> {
        if touches(&self.changes, span, |it| &it.now) {
            return None;
        }
        let Range { start, end } = span.range();
        let before = self.before(self.changes.partition_point(|it| it.now.end < start));
        let was = |at: usize| before.then.end + (at - before.now.end);
        Some(Span::new(was(start), was(end)))
    }
}

/// Where an offset is, by the last change that began before it.
fn moved(change: &Change, offset: usize) -> usize {
    if offset >= change.then.end {
        change.now.end + (offset - change.then.end)
    } else {
        change
            .now
            .end
            .min(change.now.start + (offset - change.then.start))
    }
}

fn touches(changes: &[Change], span: Span, side: fn(&Change) -> &Range<usize>) -> bool {
    let Range { start, end } = span.range();
    let next = changes.partition_point(|it| side(it).end < start);
    changes.get(next).is_some_and(|it| side(it).start <= end)
}

/// What differs between two texts, in whole lines, and where it begins. Two tasks can begin with the
/// same characters: if one of them is deleted, only the rest of the line tells which.
fn differing_part<'t>(before: &'t str, after: &'t str) -> (usize, &'t str, &'t str) {
    let (start, old, new) = difference(before, after);
    let line = before[..start].rfind('\n').map_or(0, |at| at + 1);
    let same = &before[start + old.len()..];
    let more = same.find('\n').map_or(same.len(), |at| at + 1);
    let (old_end, new_end) = (start + old.len() + more, start + new.len() + more);
    (line, &before[line..old_end], &after[line..new_end])
}

/// What differs between two texts, and where it begins.
fn difference<'t>(before: &'t str, after: &'t str) -> (usize, &'t str, &'t str) {
    let start = common(before.chars(), after.chars());
    let (before, after) = (&before[start..], &after[start..]);
    let end = common(before.chars().rev(), after.chars().rev());
    (
        start,
        &before[..before.len() - end],
        &after[..after.len() - end],
    )
}

/// The bytes of the characters that two texts begin with.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    let equal = one.zip(other).take_while(|(a, b)| a == b);
    equal.map(|(character, _)| character.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(texts: &[&str]) -> Moves {
        let mut moves = Moves::default();
        for pair in texts.windows(2) {
            moves.note(pair[0], pair[1]);
        }
        moves
    }

    /// A word of the first text, where it is in the last one.
    #[track_caller]
    fn check(texts: &[&str], word: &str, expected: &str, is_kept: bool) {
        let (first, last) = (texts[0], texts[texts.len() - 1]);
        let at = first.find(word).unwrap();
        let then = Span::new(at, at + word.len());
        let moves = moves(texts);
        let now = moves.now(then);
        assert_eq!(&last[now.range()], expected, "{moves:?}");
        assert_eq!(moves.kept(then).is_some(), is_kept, "{moves:?}");
        if is_kept {
            assert_eq!(moves.then(now), Some(then), "{moves:?}");
        }
    }

    #[test]
    fn what_was_not_changed_is_found() {
        let texts = [
            "one two three",
            "one 2 three",
            "one 2 three!",
            "1\none 2 three!",
        ];
        check(&texts, "one", "one", false);
        check(&texts, " thre", " thre", false);
        check(&texts, "hre", "hre", true);
        check(&texts, "two", "2", false);
        check(&texts, "o three", " three", false);
    }

    #[test]
    fn what_was_deleted_is_lost() {
        let texts = [
            "- id: \"T-1\"\n  a: b\n- id: \"T-2\"\n  a: b\n- id: \"T-3\"\n  a: b\n",
            "- id: \"T-2\"\n  a: b\n- id: \"T-3\"\n  a: b\n",
            "- id: \"T-2\"\n  a: b\n",
            "- id: \"T-2\"\n  a: b\n- id: [",
        ];
        let item = |id: &str| {
            let start = texts[0].find(id).unwrap() - 5;
            Span::new(start, start + 16)
        };
        for (texts, lost) in [
            (&texts[..1], [false, false, false]),
            (&texts[..2], [true, false, false]),
            (&texts[..3], [true, false, true]),
            (&texts[..4], [true, false, true]),
        ] {
            let moves = moves(texts);
            let found = ["T-1", "T-2", "T-3"].map(|id| moves.is_lost(item(id)));
            assert_eq!(found, lost, "{moves:?}");
        }
        let moves = moves(&["abc", "ac"]);
        assert!(!moves.is_lost(Span::new(0, 3)));
        assert!(!moves.is_lost(Span::new(1, 1)));
    }

    #[test]
    fn several_changes_at_once_are_told_apart() {
        let texts = ["a: é\nb: c\nd: e\n", "# new\na: è\nb: c\nd: f\n"];
        check(&texts, "b: c", "b: c", true);
        check(&texts, "e\n", "f\n", false);
        check(&texts, "d:", "d:", true);
        let long = "x\n".repeat(MAX_COMPARED);
        check(
            &["a\nb\nc", &format!("A\nb{long}\nC")],
            "a\nb\nc",
            &format!("A\nb{long}\nC"),
            false,
        );
    }

    #[test]
    fn changes_that_touch_become_one() {
        let texts = [
            "abcdefgh", "abXdefgh", "abXYefgh", "aZefgh", "aZefg-h", "aefg-h",
        ];
        let moves = moves(&texts);
        assert_eq!(moves.changes.len(), 2, "{moves:?}");
        assert_eq!(
            moves.changes[0],
            Change {
                then: 1..4,
                now: 1..1
            }
        );
        check(&texts, "ef", "ef", false);
        check(&texts, "f", "f", true);
        check(&texts, "cdef", "ef", false);
        check(&texts, "h", "h", false);
    }

    #[test]
    fn a_change_that_is_undone_leaves_the_rest_in_place() {
        let texts = [
            "a: [b]\nc: d\n",
            "a: [b\nc: d\n",
            "a: [\nc: d\n",
            "a: [b]\nc: d\n",
        ];
        check(&texts, "c: d", "c: d", true);
    }

    #[test]
    fn changes_anywhere_add_up() {
        // Every text of three changes of two places, compared with what has to be there.
        let words = ["one", "two", "three", "four"];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let mut now = words.map(str::to_owned);
            let mut texts = vec![words.join(" ")];
            for (length, at) in [0, 3, 9].into_iter().zip(order) {
                now[at] = "x".repeat(length);
                texts.push(now.join(" "));
            }
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            check(&texts, "our", "our", true);
            for (word, now) in words.iter().zip(&now).take(3) {
                check(&texts, word, now, false);
            }
        }
    }
}
