//! What of a long document has to be read again to check an edit.

use crate::text::{Edit, Span};
use crate::{Node, Style, Tree};

/// Lists of fewer items are kept whole.
const LONG: usize = 64;
/// Unchanged items that are kept before and after each changed one, and at both ends of a list.
const AROUND: usize = 2;

/// Lines that can be left out of a document before and after an edit, because the edit does not
/// touch them: whole items of long lists, away from every change.
#[derive(Debug, Default)]
pub struct Excerpt {
    /// The lines, as removals, in order.
    pub cuts: Vec<Edit>,
}

impl Excerpt {
    /// What `edits`, in order, leave untouched in the text of `tree`.
    #[must_use]
    pub fn of(text: &str, tree: &Tree, edits: &[Edit]) -> Self {
        let mut excerpt = Self::default();
        // What an alias means may be in a part that would be left out.
        if !tree.nodes().any(Node::is_alias) {
            excerpt.visit(text, tree.root(), edits);
        }
        excerpt
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.cuts.is_empty()
    }

    /// Whether a node is in what is left out.
    pub(super) fn omits(&self, node: Node<'_>) -> bool {
        let start = node.span().start;
        let at = self.cuts.partition_point(|cut| cut.span.end <= start);
        self.cuts.get(at).is_some_and(|cut| cut.span.start <= start)
    }

    /// Those of `edits` that touch what is not left out; `None` if one is on the border.
    #[must_use]
    pub fn edits_left(&self, edits: &[Edit]) -> Option<Vec<Edit>> {
        let mut left = Vec::new();
        for edit in edits {
            let Span { start, end } = edit.span;
            let at = self.cuts.partition_point(|cut| cut.span.end < start);
            match self.cuts.get(at).map(|cut| cut.span) {
                Some(cut) if cut.start < start && end < cut.end => {}
                Some(cut) if cut.start <= end => return None,
                _ => left.push(edit.clone()),
            }
        }
        Some(left)
    }

    fn visit(&mut self, text: &str, node: Node<'_>, edits: &[Edit]) {
        if node.is_mapping() {
            for (_, value) in node.entries() {
                self.visit(text, value, edits);
            }
        }
        if !node.is_sequence() {
            return;
        }
        // Items in brackets may share their lines with others.
        if node.items().len() >= LONG && node.style() == Style::Block {
            self.shorten(text, node, edits);
        }
        for item in node.items() {
            if !self.omits(item) {
                self.visit(text, item, edits);
            }
        }
    }

    /// Leaves out the items of a list that are far enough from every change.
    fn shorten(&mut self, text: &str, list: Node<'_>, edits: &[Edit]) {
        let items: Vec<Node<'_>> = list.items().collect();
        let mut is_kept = vec![false; items.len()];
        keep(&mut is_kept, 0);
        keep(&mut is_kept, items.len() - 1);
        for (at, item) in items.iter().enumerate() {
            let end = match items.get(at + 1) {
                Some(next) => next.span().start,
                None => item.span().end,
            };
            // The edits are in order, so if any touches the item, it is the first that does not end
            // before it.
            let first = edits.partition_point(|edit| edit.span.end < item.span().start);
            if edits.get(first).is_some_and(|edit| edit.span.start <= end) {
                keep(&mut is_kept, at);
            }
        }
        let mut at = 0;
        while at < items.len() {
            let run = is_kept[at..].iter().take_while(|kept| !**kept).count();
            if run > 0 {
                self.cut(text, &items[at..=at + run]);
            }
            at += run + 1;
        }
    }

    /// Leaves out all of these items but the last, from the line of the first to that of the last.
    fn cut(&mut self, text: &str, items: &[Node<'_>]) {
        let [first, .., last] = items else { return };
        let (Some(start), Some(end)) = (line_of(text, *first), line_of(text, *last)) else {
            return;
        };
        self.cuts.push(Edit {
            span: Span::new(start, end),
            text: String::new(),
        });
    }
}

/// Marks an item, and those around it.
fn keep(is_kept: &mut [bool], at: usize) {
    let end = is_kept.len().min(at + AROUND + 1);
    is_kept[at.saturating_sub(AROUND)..end].fill(true);
}

/// Where the line of an item starts; `None` if anything but its dash is before it there.
fn line_of(text: &str, item: Node<'_>) -> Option<usize> {
    let before = text.get(..item.span().start as usize)?;
    let start = before.rfind('\n')? + 1;
    let dash = before[start..].trim_start_matches(' ');
    (dash.trim_end_matches(' ') == "-").then_some(start)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::parse;

    fn long_list() -> String {
        let mut text = "kind: list\nitems:\n".to_owned();
        for number in 0..200 {
            let _ = writeln!(text, "  - id: T{number}\n    state: open");
        }
        text + "after: 1\n"
    }

    fn excerpt(text: &str, edits: &[Edit]) -> (Excerpt, String) {
        let tree = parse(text, Span::new(0, text.len())).unwrap();
        let excerpt = Excerpt::of(text, &tree, edits);
        let short = crate::text::apply(text, &excerpt.cuts).unwrap();
        (excerpt, short)
    }

    #[test]
    fn items_away_from_an_edit_are_left_out() {
        let text = long_list();
        let at = text.find("T100").unwrap();
        let edit = Edit {
            span: Span::new(at, at + 4),
            text: "X".to_owned(),
        };
        let (excerpt, short) = excerpt(&text, &[edit]);
        let ids: Vec<&str> = short
            .lines()
            .filter_map(|line| line.strip_prefix("  - id: "))
            .collect();
        assert_eq!(
            ids,
            [
                "T0", "T1", "T2", "T98", "T99", "T100", "T101", "T102", "T197", "T198", "T199"
            ]
        );
        assert!(short.ends_with("after: 1\n"), "{short}");
        let tree = parse(&text, Span::new(0, text.len())).unwrap();
        let items = tree.root().get("items").unwrap();
        let omitted = |index| excerpt.omits(items.item(index).unwrap());
        assert!(omitted(3) && omitted(97) && !omitted(98) && !omitted(102) && omitted(103));
    }

    #[test]
    fn edits_in_what_is_left_out_are_left_out() {
        let text = long_list();
        let edit = |id: &str, length| {
            let start = text.find(id).unwrap();
            Edit {
                span: Span::new(start, start + length),
                text: "X".to_owned(),
            }
        };
        let [first, inside, after] = ["T50", "T100", "after"].map(|text| edit(text, 3));
        let (excerpt, _) = excerpt(&text, std::slice::from_ref(&first));
        let left = excerpt.edits_left(&[first.clone(), inside, after.clone()]);
        assert_eq!(left, Some(vec![first, after]));
        // From the last item that is kept into the first that is not.
        let border = edit("T52", 40);
        assert_eq!(excerpt.edits_left(&[border]), None);
    }

    #[test]
    fn short_lists_and_aliases_are_kept() {
        assert!(
            excerpt("items:\n  - id: T1\n  - id: T2\n", &[])
                .0
                .is_whole()
        );
        let aliased = long_list().replace("after: 1", "a: &a 1\nb: *a");
        assert!(excerpt(&aliased, &[]).0.is_whole());
    }

    #[test]
    fn items_that_do_not_start_beside_their_dash_are_kept() {
        let text = long_list().replace("  - id", "  -\n    id");
        assert!(excerpt(&text, &[]).0.is_whole());
    }
}
