//! Text in columns, safe to show.

use progress_core::display::visible;
use textwrap::core::display_width;

/// Shown for a value that is absent or empty, wherever values before and after are compared.
pub(super) const EMPTY: &str = "(empty)";

/// Marks truncated text.
const CUT: char = '…';
/// Maximum length examined of a text; no terminal is wider.
const MAX_CHARACTERS: usize = 1_000;

/// The width of a text once it is safe to show, up to `limit`.
pub(super) fn width(text: &str, limit: usize) -> usize {
    display_width(&fitted(text, limit))
}

/// A text, safe to show, truncated to a width.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    let examined = match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    };
    // Escapes are wider than what they replace, so they come before the width is measured.
    let shown = visible(examined);
    let is_whole = examined.len() == text.len();
    if is_whole && display_width(&shown) <= columns {
        return shown.into_owned();
    }
    // The sign for the cut takes a column.
    let mut used = 1;
    let mut cut: String = shown
        .chars()
        .take_while(|character| {
            used += display_width(character.encode_utf8(&mut [0; 4]));
            used <= columns
        })
        .collect();
    if columns > 0 {
        cut.push(CUT);
    }
    cut
}

/// A text padded or truncated to exactly a width.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let mut shown = fitted(text, columns);
    let used = display_width(&shown);
    shown.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    shown
}

/// What happens to a name, such as the ID of a task, that is too long for its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// It is cut, so that the table fits into the terminal.
    Cut,
    /// It stays whole, and its line is longer: what reads the output may look the name up.
    Whole,
}

impl Names {
    /// A name, safe to show, in at most so many columns if it may be cut.
    pub(super) fn fitted(self, name: &str, columns: usize) -> String {
        match self {
            Self::Cut => fitted(name, columns),
            Self::Whole => visible(name).into_owned(),
        }
    }

    /// A name padded to a width.
    pub(super) fn padded(self, name: &str, columns: usize) -> String {
        match self {
            Self::Cut => padded(name, columns),
            Self::Whole => {
                let mut shown = visible(name).into_owned();
                let used = display_width(&shown);
                shown.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
                shown
            }
        }
    }
}

/// A row of cells, each with its width, and a text that gets what is left of `total` columns.
/// Columns without a width are omitted.
pub(super) fn row(cells: &[(usize, String)], text: &str, total: usize) -> String {
    let mut line = String::new();
    // The blanks before the text.
    let mut used = 2;
    for (columns, cell) in cells.iter().filter(|(columns, _)| *columns > 0) {
        line.push_str("  ");
        line.push_str(cell);
        used += columns + 2;
    }
    line.push_str("  ");
    line.push_str(&fitted(text, total.saturating_sub(used)));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_truncated_by_width_and_made_safe() {
        assert_eq!(fitted("größer", 6), "größer");
        assert_eq!(fitted("größere", 6), "größe…");
        assert_eq!(fitted("完了した", 5), "完了…");
        assert_eq!(fitted("a\u{1b}[31m", 20), "a\\u{1b}[31m");
        let long = "a".repeat(MAX_CHARACTERS + 1);
        assert!(fitted(&long, 2 * MAX_CHARACTERS).ends_with("a…"));
        assert_eq!(padded("ab", 4), "ab  ");
        assert_eq!(padded("abcde", 0), "");
    }

    #[test]
    fn names_are_whole_where_they_may_be_looked_up() {
        assert_eq!(Names::Cut.padded("TASK-1.1", 6), "TASK-…");
        assert_eq!(Names::Whole.padded("TASK-1.1", 6), "TASK-1.1");
        assert_eq!(Names::Whole.padded("T-1", 6), "T-1   ");
        assert_eq!(Names::Whole.fitted("a\u{1b}b", 2), "a\\u{1b}b");
    }
}
