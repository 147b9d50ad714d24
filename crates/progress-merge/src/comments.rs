//! Carries over comments that their side changed and ours did not.

use yaml_lossless::edit::Layout;
use yaml_lossless::text::Edit;
use yaml_lossless::{Node, Style};

use super::three::Three;

impl<'a> Three<Layout<'a>> {
    /// The edits to an entry's comments: those above it and the one after it.
    pub(super) fn comments(&self, nodes: Three<Node<'a>>) -> Vec<Edit> {
        let above = self.above(nodes);
        let behind = self.behind(nodes);
        above.into_iter().chain(behind).collect()
    }

    /// The edit to the comments after all entries, which end at `ends`.
    pub(super) fn last_comments(&self, ends: Three<usize>) -> Option<Edit> {
        self.lead_at(ends, 0)
    }

    fn above(&self, nodes: Three<Node<'a>>) -> Option<Edit> {
        let starts = Three {
            base: self.base.start_of(nodes.base),
            ours: self.ours.start_of(nodes.ours),
            theirs: self.theirs.start_of(nodes.theirs),
        };
        self.base.column_of(starts.base)?;
        self.theirs.column_of(starts.theirs)?;
        self.lead_at(starts, self.ours.column_of(starts.ours)?)
    }

    fn lead_at(&self, starts: Three<usize>, column: usize) -> Option<Edit> {
        let own = self.ours.lead(starts.ours);
        let base = self.base.text_of(self.base.lead(starts.base));
        let ours = self.ours.text_of(own);
        let theirs = self.theirs.text_of(self.theirs.lead(starts.theirs));
        let lines = merged(base, ours, theirs)?;
        Some(Edit {
            span: own,
            text: self.ours.comments(&lines, column),
        })
    }

    fn behind(&self, nodes: Three<Node<'a>>) -> Option<Edit> {
        // Block scalars and items on their own lines have no trailing comment.
        let has_tail = |node: Node<'a>| node.style() != Style::Block || node.key().is_some();
        if ![nodes.base, nodes.ours, nodes.theirs]
            .into_iter()
            .all(has_tail)
        {
            return None;
        }
        let own = self.ours.tail(nodes.ours)?;
        let base = self.base.text_of(self.base.tail(nodes.base)?);
        let ours = self.ours.text_of(own);
        let theirs = self.theirs.text_of(self.theirs.tail(nodes.theirs)?);
        if theirs.trim() == base.trim() || theirs.trim() == ours.trim() {
            return None;
        }
        let text = if ours.trim() == base.trim() {
            theirs.trim_end().to_owned()
        } else {
            format!("{} {}", ours.trim_end(), theirs.trim())
        };
        Some(Edit {
            span: own,
            text: text.trim_end().to_owned(),
        })
    }

    /// The edit to the comments above an entry that they removed: those that the base has go with
    /// it. Comments that they kept are above another entry now and come with that one.
    pub(super) fn orphaned(&self, ours: Node<'a>, base: Option<Node<'a>>) -> Option<Edit> {
        let start = self.ours.start_of(ours);
        let column = self.ours.column_of(start)?;
        let lead = self.ours.lead(start);
        let base = base.map(|base| self.base.text_of(self.base.lead(self.base.start_of(base))));
        let known: Vec<&str> = comments(base.unwrap_or_default()).collect();
        let own: Vec<&str> = comments(self.ours.text_of(lead))
            .filter(|line| !known.contains(line))
            .collect();
        (!lead.is_empty()).then(|| Edit {
            span: lead,
            text: self.ours.comments(&own, column),
        })
    }
}

/// The nonblank lines of a text.
fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The merged lines above an entry; `None` if ours stay.
fn merged<'t>(base: &'t str, ours: &'t str, theirs: &'t str) -> Option<Vec<&'t str>> {
    let trimmed = |text: &'t str| text.lines().map(str::trim).collect::<Vec<_>>();
    let (base, ours, theirs) = (trimmed(base), trimmed(ours), trimmed(theirs));
    let comments = |lines: &[&'t str]| {
        let lines = lines.iter().copied().filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>()
    };
    let (was, own, other) = (comments(&base), comments(&ours), comments(&theirs));
    if other == was || other == own {
        return None;
    }
    if ours == base {
        return Some(theirs);
    }
    let is_kept = |line: &&str| !was.contains(line) || other.contains(line);
    let kept = ours
        .iter()
        .copied()
        .filter(|line| line.is_empty() || is_kept(line));
    Some(
        kept.chain(
            other
                .iter()
                .copied()
                .filter(|line| !was.contains(line) && !own.contains(line)),
        )
        .collect(),
    )
}
