//! Text in lines and columns, safe to show.

use std::borrow::Cow;

use progress_core::display::visible;
use textwrap::core::display_width;

/// Shown for a value that is absent or empty, wherever values before and after are compared.
pub(super) const EMPTY: &str = "(empty)";

/// Marks truncated text.
const CUT: char = '…';
/// Maximum length examined of a text for a terminal; none is wider.
const MAX_CHARACTERS: usize = 1_000;
/// With less room than this, a text is of no use.
const MIN_TEXT: usize = 16;
/// Maximum length of a text that is not cut: ten thousand tasks may share an alias of a megabyte.
const MAX_WHOLE: usize = 10_000;

/// What the output can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Screen {
    /// The width of the terminal. Without one, nothing is cut, because what reads the output may look
    /// for a name or a text.
    pub columns: Option<usize>,
    /// Whether it shows ASCII only. What comes from files stays as it is.
    pub ascii: bool,
}

impl Screen {
    /// The width to arrange columns in.
    pub(super) fn width(self) -> usize {
        let default = crate::report::Options::default().width;
        self.columns.unwrap_or(default)
    }

    /// The same screen, but not narrower than this.
    pub(super) fn at_least(self, columns: usize) -> Self {
        Self {
            columns: self.columns.map(|own| own.max(columns)),
            ..self
        }
    }

    /// How much fits into a line after so many columns.
    pub(super) fn room(self, used: usize) -> usize {
        match self.columns {
            Some(columns) => columns.saturating_sub(used),
            None => usize::MAX,
        }
    }

    /// A text, safe to show, and truncated to a width if the screen is limited.
    pub(super) fn fitted(self, text: &str, columns: usize) -> String {
        let (columns, max) = match self.columns {
            Some(_) => (columns, MAX_CHARACTERS),
            None => (usize::MAX, MAX_WHOLE),
        };
        let examined = match text.char_indices().nth(max) {
            Some((end, _)) => text.get(..end).unwrap_or_default(),
            None => text,
        };
        // Escapes are wider than what they replace, so they come before the width is measured.
        let shown = visible(examined);
        let is_whole = examined.len() == text.len();
        if is_whole && display_width(&shown) <= columns {
            return shown.into_owned();
        }
        let sign = self.sign(CUT);
        // The mark takes a column.
        let mut used = 1;
        let mut cut: String = shown
            .chars()
            .take_while(|character| {
                used += display_width(character.encode_utf8(&mut [0; 4]));
                used <= columns
            })
            .collect();
        if columns > 0 {
            cut.push(sign);
        }
        cut
    }

    /// One of the program's own texts, wrapped into lines that fit on the screen.
    pub(super) fn wrapped(self, text: &str) -> Vec<Cow<'_, str>> {
        self.wrapped_after(text, 0)
    }

    /// The same in lines that begin after so many columns. Dates and paths stay whole if they fit.
    pub(super) fn wrapped_after(self, text: &str, used: usize) -> Vec<Cow<'_, str>> {
        let Some(columns) = self.columns else {
            return vec![Cow::Borrowed(text)];
        };
        let options = textwrap::Options::new(columns.saturating_sub(used).max(1))
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::wrap(text, options)
    }

    /// Leaves out columns, in this order, until the text at the end of each line has enough room.
    /// `used` is the width of the other columns.
    pub(super) fn make_room(self, used: usize, columns: &mut [&mut usize]) {
        for at in 0..columns.len() {
            let shown = columns.iter().filter(|columns| ***columns > 0);
            let taken: usize = shown.map(|columns| **columns + 2).sum();
            if self.room(used + taken) >= MIN_TEXT {
                break;
            }
            *columns[at] = 0;
        }
    }

    /// A text padded or, if the screen is limited, truncated to exactly a width.
    pub(super) fn padded(self, text: &str, columns: usize) -> String {
        let mut shown = self.fitted(text, columns);
        let used = display_width(&shown);
        shown.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
        shown
    }

    /// A row of cells, each with its width, and a text that gets what is left of the line. Columns
    /// without a width are omitted.
    pub(super) fn row(self, cells: &[(usize, String)], text: &str) -> String {
        let mut line = String::new();
        // The spaces before the text.
        let mut used = 2;
        for (columns, cell) in cells.iter().filter(|(columns, _)| *columns > 0) {
            line.push_str("  ");
            line.push_str(cell);
            used += columns + 2;
        }
        line.push_str("  ");
        line.push_str(&self.fitted(text, self.room(used)));
        line
    }

    /// What follows a list that was cut short: `… and 3 more`.
    pub(super) fn and(self, rest: &str) -> String {
        let dots = if self.ascii { "..." } else { "…" };
        format!("{dots} and {rest}")
    }

    /// One of the program's own symbols.
    pub(super) fn sign(self, sign: char) -> char {
        if self.ascii { ascii(sign) } else { sign }
    }

    /// One of the program's own texts, with symbols.
    pub(super) fn signs(self, text: &str) -> Cow<'_, str> {
        if self.ascii {
            Cow::Owned(text.chars().map(ascii).collect())
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// Replaces a symbol where only ASCII is shown; as wide as the symbol.
fn ascii(sign: char) -> char {
    match sign {
        '…' => '~',
        '→' => '>',
        '≠' => '!',
        '█' | '✓' => '#',
        '░' => '.',
        '│' => '|',
        '├' => '+',
        '└' => '`',
        '─' => '-',
        other => other,
    }
}

/// The width of a text once it is safe to show, up to `limit`.
pub(super) fn width(text: &str, limit: usize) -> usize {
    let examined = match text.char_indices().nth(limit.min(MAX_CHARACTERS)) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    };
    display_width(&visible(examined)).min(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Screen = Screen {
        columns: Some(80),
        ascii: false,
    };
    const PIPE: Screen = Screen {
        columns: None,
        ascii: false,
    };

    #[test]
    fn texts_are_truncated_by_width_and_made_safe() {
        let fitted = |text, columns| TERMINAL.fitted(text, columns);
        assert_eq!(fitted("größer", 6), "größer");
        assert_eq!(fitted("größere", 6), "größe…");
        assert_eq!(fitted("完了した", 5), "完了…");
        assert_eq!(fitted("a\u{1b}[31m", 20), "a\\u{1b}[31m");
        let long = "a".repeat(MAX_CHARACTERS + 1);
        assert!(fitted(&long, 2 * MAX_CHARACTERS).ends_with("a…"));
        assert_eq!(TERMINAL.padded("ab", 4), "ab  ");
        assert_eq!(TERMINAL.padded("abcde", 0), "");
        assert_eq!(width("größe", 9), 5);
        assert_eq!(width("完了した", 5), 5);
    }

    #[test]
    fn what_is_left_out_of_a_list_is_said_in_ascii_too() {
        let ascii = Screen {
            ascii: true,
            ..TERMINAL
        };
        assert_eq!(TERMINAL.and("3 more"), "… and 3 more");
        assert_eq!(ascii.and("3 more"), "... and 3 more");
    }

    #[test]
    fn nothing_is_cut_in_a_pipe() {
        assert_eq!(PIPE.padded("TASK-1.1", 6), "TASK-1.1");
        assert_eq!(PIPE.padded("T-1", 6), "T-1   ");
        assert_eq!(PIPE.fitted("a\u{1b}b", 2), "a\\u{1b}b");
        let long = "a".repeat(MAX_CHARACTERS + 1);
        assert_eq!(PIPE.row(&[], &long), format!("  {long}"));
        assert!(PIPE.fitted(&"a".repeat(MAX_WHOLE + 1), 2).ends_with("a…"));
    }

    #[test]
    fn own_signs_are_ascii_where_nothing_else_is_shown() {
        let screen = Screen {
            ascii: true,
            ..TERMINAL
        };
        assert_eq!(screen.fitted("größere", 6), "größe~");
        assert_eq!(screen.signs("… 1 → 2"), "~ 1 > 2");
        assert_eq!(TERMINAL.signs("… 1 → 2"), "… 1 → 2");
    }
}
