//! Carries over comments that their side changed and ours did not.

use yaml_lossless::edit::Layout;
use yaml_lossless::text::Edit;
use yaml_lossless::{Node, Style};

use super::three::Three;

impl<'a> Three<Layout<'a>> {
    /// The edits to an entry's comments: those above it and the one after it.
    pub(super) fn comments(&self, nodes: Three<Node<'a>>) -> Vec<Edit> {
        let mut edits = Vec::new();
        edits.extend(self.above(nodes));
        edits.extend(self.after(nodes));
        edits
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
        // An entry that does not begin a line, as in brackets, has no lines above it.
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

    fn after(&self, nodes: Three<Node<'a>>) -> Option<Edit> {
        if !has_tail(nodes.base) || !has_tail(nodes.ours) || !has_tail(nodes.theirs) {
            return None;
        }
        let own = self.ours.tail(nodes.ours)?;
        let base = self.base.text_of(self.base.tail(nodes.base)?);
        let ours = self.ours.text_of(own);
        let theirs = self.theirs.text_of(self.theirs.tail(nodes.theirs)?);
        // The blanks before a comment are layout, which stays ours.
        if theirs.trim() == base.trim() || theirs.trim() == ours.trim() {
            return None;
        }
        let text = if ours.trim() == base.trim() {
            theirs.trim_end().to_owned()
        } else {
            // Both sides changed it. Comments never conflict: both are kept.
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
        if lead.is_empty() {
            return None;
        }
        let in_base = match base {
            Some(base) => self.base.text_of(self.base.lead(self.base.start_of(base))),
            None => "",
        };
        let known: Vec<&str> = comments(in_base).collect();
        let own: Vec<&str> = comments(self.ours.text_of(lead))
            .filter(|line| !known.contains(line))
            .collect();
        Some(Edit {
            span: lead,
            text: self.ours.comments(&own, column),
        })
    }
}

/// Whether a comment can follow a node on its line: not after a collection that starts on the line
/// of its dash.
fn has_tail(node: Node<'_>) -> bool {
    node.style() != Style::Block || node.key().is_some()
}

/// The nonblank lines of a text.
fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The merged lines above an entry; `None` if ours stay.
fn merged<'t>(base: &'t str, ours: &'t str, theirs: &'t str) -> Option<Vec<&'t str>> {
    let (was, own, other): (Vec<_>, Vec<_>, Vec<_>) = (
        comments(base).collect(),
        comments(ours).collect(),
        comments(theirs).collect(),
    );
    // Blank lines alone are layout as well.
    if other == was || other == own {
        return None;
    }
    let our_lines: Vec<&str> = ours.lines().map(str::trim).collect();
    // If we changed nothing, theirs come as they are, with their blank lines.
    if our_lines.iter().copied().eq(base.lines().map(str::trim)) {
        return Some(theirs.lines().map(str::trim).collect());
    }
    // Our lines without those that they removed, then those that they added.
    let mut lines = our_lines;
    lines.retain(|line| line.is_empty() || !was.contains(line) || other.contains(line));
    lines.extend(
        other
            .iter()
            .filter(|line| !was.contains(line) && !own.contains(line)),
    );
    Some(lines)
}
