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
    let lines: Vec<&str> = match node.style() {
        Style::Literal => rest.strip_prefix('\n')?.split('\n').collect(),
        // A new line adds a space to the value, unless it begins with one.
        Style::Folded => vec![
            rest.strip_prefix(' ')
                .filter(|line| !line.starts_with(' '))?,
        ],
        _ => return None,
    };
    if body.is_empty() || tail.len() > 1 || !lines.iter().all(|line| fits(line)) {
        return None;
    }
    let (indent, end) = content(layout, node)?;
    let start = layout.new_line(indent);
    let added = lines.iter().map(|line| format!("{start}{line}"));
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
