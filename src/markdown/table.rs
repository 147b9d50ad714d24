//! Rows of tables.

use super::{Block, trimmed};
use crate::text::Span;

/// Whether a line whose first mark is this one may be a row: that of a `|`, or of a blank
/// that is none of the usual ones.
pub(super) fn may_begin_row(mark: u8) -> bool {
    mark == b'|' || !mark.is_ascii_graphic()
}

/// The cells of a line that starts with `|`.
pub(super) fn cells(text: &str, line: Span) -> Option<Vec<Span>> {
    let content = text.get(line.range())?;
    let row = content.trim_start().strip_prefix('|')?.trim_end();
    let mut start = line.start as usize + content.find('|')? + 1;
    let mut cells = Vec::new();
    let mut rest = row;
    while let Some(end) = cell_end(rest) {
        let (cell, behind) = rest.split_at(end);
        cells.push(trimmed(start, cell));
        start += end + 1;
        rest = behind.get(1..).unwrap_or_default();
    }
    if !rest.is_empty() {
        cells.push(trimmed(start, rest));
    }
    Some(cells)
}

/// Offset of the next `|` that no backslash escapes.
fn cell_end(row: &str) -> Option<usize> {
    let mut escaped = false;
    row.bytes().position(|byte| {
        let ends = byte == b'|' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// The table that successive rows form.
pub(super) fn assemble(text: &str, mut rows: Vec<Vec<Span>>) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let has_header = rows.get(1).is_some_and(|row| is_delimiter(text, row));
    let header = if has_header {
        rows.drain(..2).next().unwrap_or_default()
    } else {
        Vec::new()
    };
    Some(Block::Table { header, rows })
}

fn is_delimiter(text: &str, row: &[Span]) -> bool {
    let is_dashes = |cell: &Span| {
        let cell = text.get(cell.range()).unwrap_or_default();
        cell.contains('-') && cell.bytes().all(|byte| matches!(byte, b'-' | b':'))
    };
    !row.is_empty() && row.iter().all(is_dashes)
}
