//! Problems in a configuration, with their locations.

use std::fmt::Write as _;
use std::io;

use yaml_lossless::text::{Position, Span, Text};

use crate::display::{shortened, visible};

/// Maximum characters shown of a line, and maximum shown before the place.
const SHOWN: usize = 120;
const SHOWN_BEFORE: usize = 60;
/// Maximum characters of a value quoted in a message.
const MAX_QUOTED: usize = 60;

/// Maximum problems reported. More would only hide the first ones.
pub(super) const MAX_PROBLEMS: usize = 20;

/// Why settings could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// The file is a symbolic link to one that is not in the repository.
    #[error("`{0}` is a symbolic link that points outside the repository")]
    Outside(String),
    /// The file is invalid.
    #[error("`{}` is invalid", .0.path)]
    Invalid(Invalid),
}

/// An invalid configuration.
#[derive(Debug)]
pub struct Invalid {
    /// The file's name, as shown.
    pub path: String,
    /// The problems, in order of appearance; never empty.
    pub problems: Vec<Problem>,
    pub(super) text: Text,
}

/// A single problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The message.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// Its location.
    pub span: Span,
}

impl Problem {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            span,
        }
    }

    /// Quotes a value of the file, shortened for use in a message.
    pub(super) fn quoted(text: &str) -> String {
        format!("`{}`", shortened(text, MAX_QUOTED))
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Invalid {
    /// Returns the line and column of a problem.
    #[must_use]
    pub fn position(&self, problem: &Problem) -> Position {
        self.text.position(problem.span.start as usize)
    }

    /// Returns the line of a problem, with the place underlined.
    #[must_use]
    pub fn excerpt(&self, problem: &Problem) -> String {
        let start = self.position(problem);
        let line = self.text.lines().span(self.text.as_str(), start.line - 1);
        let at = (problem.span.start.max(line.start)).min(line.end);
        // A problem may span several lines; only the first is shown.
        let end = problem.span.end.clamp(at, line.end);
        let before = self.text.slice(Span {
            start: line.start,
            end: at,
        });
        let marked = self.text.slice(Span { start: at, end });
        let after = self.text.slice(Span {
            start: end,
            end: line.end,
        });
        // The whole file may be a single line.
        let skipped = before.chars().count().saturating_sub(SHOWN_BEFORE);
        let before: String = before.chars().skip(skipped).collect();
        let marked: String = marked.chars().take(SHOWN).collect();
        let after: String = after.chars().take(SHOWN_BEFORE).collect();
        // Before the widths are measured: an escaped character is wider than the original.
        let (before, marked) = (visible(&before), visible(&marked));
        let number = start.line.to_string();
        let mut shown = String::new();
        let _ = writeln!(shown, "{number} | {before}{marked}{}", visible(&after));
        let indent = " ".repeat(number.len() + 3 + before.chars().count());
        let _ = writeln!(
            shown,
            "{indent}{}",
            // A missing value has no characters to underline.
            "^".repeat(marked.chars().count().max(1))
        );
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, start: usize, end: usize) -> String {
        let problem = Problem::new(Span::new(start, end), "");
        let invalid = Invalid {
            path: String::new(),
            problems: vec![problem.clone()],
            text: Text::from(text.to_owned()),
        };
        invalid.excerpt(&problem)
    }

    #[test]
    fn the_place_is_underlined() {
        assert_eq!(excerpt("a: b\nü: cd\n", 9, 11), "2 | ü: cd\n       ^^\n");
        assert_eq!(excerpt("a: b", 4, 4), "1 | a: b\n        ^\n");
        assert_eq!(
            excerpt("\u{1b}: b", 3, 4),
            "1 | \\u{1b}: b\n            ^\n"
        );
        // A problem that spans lines is underlined on the first.
        assert_eq!(excerpt("a:\n  b\n", 0, 6), "1 | a:\n    ^^\n");
    }

    #[test]
    fn an_endless_line_is_cut() {
        let text = "x".repeat(1_000_000);
        assert!(excerpt(&text, 500_000, 900_000).len() < 600);
    }
}
