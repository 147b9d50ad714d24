//! Conflict markers that include the base.
//!
//! Git's line merge cannot make them here: it treats a place that only one side changed as merged,
//! although the sides conflict there.

use std::ops::Range;

use progress_git::git::ConflictStyle;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Options, Three};

/// Both sides and the base with markers around differing lines; `None` if no line differs.
pub(super) fn marked(texts: Three<&str>, crlf: bool, options: &Options) -> Option<String> {
    if texts.ours == texts.theirs {
        return None;
    }
    let lines = texts.map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    // Both diffs start from our lines, so that their ranges can be compared.
    let base_diff = diff(&lines.ours, &lines.base);
    let their_diff = diff(&lines.ours, &lines.theirs);
    let mut writer = Writer {
        text: String::with_capacity(texts.ours.len() * 2),
        end: if crlf { "\r\n" } else { "\n" },
        options,
    };
    let mut written = 0;
    for (range, is_conflict) in regions(&base_diff, &their_diff) {
        // Lines that only the base lacks are in both sides, so they need no markers.
        if !is_conflict {
            continue;
        }
        let parts = Three {
            base: &lines.base[across(&base_diff, &range)],
            ours: &lines.ours[range.clone()],
            theirs: &lines.theirs[across(&their_diff, &range)],
        };
        writer.lines(&lines.ours[written..range.start]);
        writer.conflict(parts);
        written = range.end;
    }
    writer.lines(&lines.ours[written..]);
    Some(writer.text)
}

fn diff(ours: &[&str], other: &[&str]) -> Vec<DiffOp> {
    capture_diff_slices(Algorithm::Myers, ours, other)
}

/// The ranges of our lines that either diff changes, widened so that none ends inside a change of
/// the other; and whether theirs differs there.
fn regions(base: &[DiffOp], theirs: &[DiffOp]) -> Vec<(Range<usize>, bool)> {
    let mut changed: Vec<(Range<usize>, bool)> = Vec::new();
    for (ops, is_conflict) in [(base, false), (theirs, true)] {
        for op in ops {
            if !is_equal(op) {
                changed.push((op.old_range(), is_conflict));
            }
        }
    }
    changed.sort_by_key(|(range, _)| (range.start, range.end));
    let mut regions: Vec<(Range<usize>, bool)> = Vec::new();
    for (range, is_conflict) in changed {
        match regions.last_mut() {
            // Adjacent ranges are joined as well: no line between them could separate their
            // markers.
            Some((last, is_one)) if range.start <= last.end => {
                last.end = last.end.max(range.end);
                *is_one |= is_conflict;
            }
            _ => regions.push((range, is_conflict)),
        }
    }
    regions
}

/// The lines of the other text that correspond to a region of ours. An edge of a region is never
/// inside a change.
fn across(ops: &[DiffOp], region: &Range<usize>) -> Range<usize> {
    let first = ops.iter().find(|op| op.old_range().end >= region.start);
    let last = ops.iter().rfind(|op| op.old_range().start <= region.end);
    let start = match first {
        Some(op) if is_equal(op) => op.new_range().start + (region.start - op.old_range().start),
        Some(op) => op.new_range().start,
        None => 0,
    };
    let end = match last {
        Some(op) if is_equal(op) => op.new_range().start + (region.end - op.old_range().start),
        Some(op) => op.new_range().end,
        None => 0,
    };
    start..end.max(start)
}

/// How many lines are the same in both, from the first.
fn shared<'t>(
    ours: impl Iterator<Item = &'t &'t str>,
    theirs: impl Iterator<Item = &'t &'t str>,
) -> usize {
    ours.zip(theirs)
        .take_while(|(one, other)| one == other)
        .count()
}

fn is_equal(op: &DiffOp) -> bool {
    matches!(op, DiffOp::Equal { .. })
}

struct Writer<'o> {
    text: String,
    end: &'static str,
    options: &'o Options,
}

impl Writer<'_> {
    fn conflict(&mut self, parts: Three<&[&str]>) {
        let Three { base, ours, theirs } = parts;
        let (mut ours, mut theirs) = (ours, theirs);
        // Lines after the conflict that both sides have.
        let mut shared_end: &[&str] = &[];
        if self.options.style == ConflictStyle::Zdiff3 {
            let before = shared(ours.iter(), theirs.iter());
            self.lines(&ours[..before]);
            ours = &ours[before..];
            theirs = &theirs[before..];
            let after = shared(ours.iter().rev(), theirs.iter().rev());
            (ours, shared_end) = ours.split_at(ours.len() - after);
            theirs = &theirs[..theirs.len() - after];
        }
        let labels = &self.options.labels;
        self.part('<', &labels[0], ours);
        self.part('|', "base", base);
        self.part('=', "", theirs);
        self.part('>', &labels[1], shared_end);
    }

    /// Writes a marker and the lines after it. Each marker starts a line, also after a last line
    /// without a line break.
    fn part(&mut self, marker: char, label: &str, lines: &[&str]) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push_str(self.end);
        }
        for _ in 0..self.options.marker_size {
            self.text.push(marker);
        }
        // As in Git, the marker in the middle has no label.
        if !label.is_empty() {
            self.text.push(' ');
            self.text.push_str(label);
        }
        self.text.push_str(self.end);
        self.lines(lines);
    }

    fn lines(&mut self, lines: &[&str]) {
        self.text.extend(lines.iter().copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(style: &str, base: &str, ours: &str, theirs: &str) -> Option<String> {
        let style = ConflictStyle::named(style);
        let options = Options {
            marker_size: 1,
            labels: ["o".to_owned(), "t".to_owned()],
            style,
            ..Options::default()
        };
        marked(Three { base, ours, theirs }, false, &options)
    }

    #[test]
    fn the_base_stands_between_the_sides() {
        let diff3 = |base, ours, theirs| shown("diff3", base, ours, theirs).unwrap();
        let text = diff3("1\n2\n3\n", "1\na\n3\n", "1\nb\n3\n");
        assert_eq!(text, "1\n< o\na\n| base\n2\n=\nb\n> t\n3\n");
        // What only one side changed is in conflict too.
        let text = diff3("1\n2\n3\n", "1\na\n3\n", "1\n2\n3\n");
        assert_eq!(text, "1\n< o\na\n| base\n2\n=\n2\n> t\n3\n");
        // What both sides have is in no conflict, whatever the base has.
        let text = diff3("1\n2\n3\n4\n5\n", "x\n2\n3\n4\na\n", "x\n2\n3\n4\nb\n");
        assert_eq!(text, "x\n2\n3\n4\n< o\na\n| base\n5\n=\nb\n> t\n");
        let text = diff3("1\n", "1\na", "1\nb");
        assert_eq!(text, "1\n< o\na\n| base\n=\nb\n> t\n");
        assert_eq!(shown("diff3", "1\n", "2\n", "2\n"), None);
    }

    #[test]
    fn lines_of_both_sides_can_stand_outside() {
        let (base, ours, theirs) = ("1\n4\n", "1\na\nb\nc\n4\n", "1\na\nx\nc\n4\n");
        let diff3 = shown("diff3", base, ours, theirs).unwrap();
        assert_eq!(diff3, "1\n< o\na\nb\nc\n| base\n=\na\nx\nc\n> t\n4\n");
        let zdiff3 = shown("zdiff3", base, ours, theirs).unwrap();
        assert_eq!(zdiff3, "1\na\n< o\nb\n| base\n=\nx\n> t\nc\n4\n");
    }

    proptest::proptest! {
        #[test]
        fn each_side_can_be_read_off(lines in proptest::array::uniform3("([a-c]\n){0,6}")) {
            let [base, ours, theirs] = &lines;
            for style in ["diff3", "zdiff3"] {
                let Some(text) = shown(style, base, ours, theirs) else {
                    proptest::prop_assert_eq!(ours, theirs);
                    continue;
                };
                proptest::prop_assert_eq!(&side(&text, '<'), ours);
                proptest::prop_assert_eq!(&side(&text, '='), theirs);
            }
        }
    }

    /// The text with one side of each conflict.
    fn side(text: &str, wanted: char) -> String {
        let (mut side, mut at) = (String::new(), None);
        for line in text.split_inclusive('\n') {
            match line.chars().next() {
                Some('>') => at = None,
                Some(marker @ ('<' | '|' | '=')) => at = Some(marker),
                _ if at.is_none_or(|at| at == wanted) => side.push_str(line),
                _ => {}
            }
        }
        side
    }
}
