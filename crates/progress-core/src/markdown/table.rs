//! Rows of tables.

use yaml_lossless::text::Span;

use super::{Block, trimmed};

/// Whether a line with this first mark may be a row: `|`, or the first byte of an unusual blank.
pub(super) fn may_begin_row(mark: u8) -> bool {
    mark == b'|' || !mark.is_ascii_graphic()
}

/// Whether a line is a row: it starts with `|`.
pub(super) fn is_row(content: &str) -> bool {
    content.trim_start().starts_with('|')
}

/// The cells of a row.
pub fn cells(text: &str, row: Span) -> impl Iterator<Item = Span> {
    let content = text.get(row.range()).unwrap_or_default();
    let inner = content.trim_start();
    let indent = content.len() - inner.len();
    let mut start = row.start as usize + indent + 1;
    let mut rest = inner.strip_prefix('|').unwrap_or_default().trim_end();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = cell_end(rest).unwrap_or(rest.len());
        let (cell, after) = rest.split_at(end);
        let cell = trimmed(start, cell);
        start += end + 1;
        rest = after.get(1..).unwrap_or_default();
        Some(cell)
    })
}

/// The offset of the next unescaped `|`.
fn cell_end(row: &str) -> Option<usize> {
    let mut escaped = false;
    row.bytes().position(|byte| {
        // As on GitHub, `\|` ends no cell, not even within code.
        let ends = byte == b'|' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// Builds the table of successive rows.
pub(super) fn assemble(text: &str, mut rows: Vec<Span>) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let header = if rows.get(1).is_some_and(|row| is_delimiter(text, *row)) {
        rows.drain(..2).next()
    } else {
        None
    };
    Some(Block::Table { header, rows })
}

fn is_delimiter(text: &str, row: Span) -> bool {
    let mut is_empty = true;
    for cell in cells(text, row) {
        is_empty = false;
        let mark = text.get(cell.range()).unwrap_or_default();
        if !mark.contains('-') || !mark.bytes().all(|byte| matches!(byte, b'-' | b':')) {
            return false;
        }
    }
    !is_empty
}
