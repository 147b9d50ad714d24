//! Appending text to block scalars (`|` and `>`).

use super::Layout;
use super::scalar_text::needs_escape;
use crate::{Node, Style};

/// Returns the lines to insert, and where, so that a block scalar has the value `text`; `None` if
/// the node is not one, or if more than its end changes.
pub(super) fn extended(layout: &Layout<'_>, node: Node<'_>, text: &str) -> Option<(usize, String)> {
    let old = node.text()?;
    let start = node.span().start as usize;
    let header = layout.slice(start, layout.line_end(start));
    let indicators = header.split('#').next().unwrap_or_default();
    // `+` keeps line breaks, and a digit sets the indentation: both give the lines another meaning.
    if indicators.contains(|c: char| c == '+' || c.is_ascii_digit()) {
        return None;
    }
    let body = old.trim_end_matches('\n');
    // The line break at the end follows from the header, and stays.
    let tail = old.get(body.len()..)?;
    let rest = text.strip_suffix(tail)?.strip_prefix(body)?;
    let is_folded = node.style() == Style::Folded;
    // Lines that begin with a blank, and those next to them, are not folded.
    let is_indented = |line: &str| line.starts_with([' ', '\t']);
    if is_folded && body.rsplit('\n').next().is_some_and(is_indented) {
        return None;
    }
    let (lines, blank): (Vec<&str>, String) = match (node.style(), rest.strip_prefix('\n')) {
        (Style::Literal, Some(rest)) => (rest.split('\n').collect(), String::new()),
        // Only an empty line adds a line break to the value, and a new line adds a space.
        (Style::Folded, Some(rest)) => (rest.split('\n').collect(), layout.new_line(0)),
        (Style::Folded, None) => (vec![rest.strip_prefix(' ')?], String::new()),
        _ => return None,
    };
    if is_folded && lines.iter().any(|line| is_indented(line)) {
        return None;
    }
    if body.is_empty() || tail.len() > 1 || !lines.iter().all(|line| fits(line)) {
        return None;
    }
    let (indent, end) = content(layout, node)?;
    let start = layout.new_line(indent);
    let added = lines.iter().map(|line| format!("{blank}{start}{line}"));
    Some((end, added.collect()))
}

/// Whether a line can be written without changing the value of the lines around it.
fn fits(line: &str) -> bool {
    !line.trim().is_empty() && !line.chars().any(needs_escape)
}

/// The column of the text, and the end of its last line.
fn content(layout: &Layout<'_>, node: Node<'_>) -> Option<(usize, usize)> {
    let span = node.span().range();
    let mut found = None;
    let mut at = layout.next_line(span.start);
    while at < span.end {
        let end = layout.line_end(at);
        let line = layout.slice(at, end);
        let own = line.len() - line.trim_start_matches(' ').len();
        if !line.trim().is_empty() {
            let indent = found.map_or(own, |(indent, _)| indent);
            if own < indent {
                break;
            }
            found = Some((indent, end));
        }
        let next = layout.next_line(at);
        if next <= at {
            break;
        }
        at = next;
    }
    found
}
