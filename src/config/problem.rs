//! What is wrong with a configuration, and where.

use std::fmt::Write as _;
use std::io;

use crate::text::{Position, Span, Text, shortened, visible};

/// At most so many characters of a line are shown, and so many of them before the place.
const SHOWN: usize = 120;
const SHOWN_BEFORE: usize = 60;
/// At most so many characters of a value are repeated in a message.
const MAX_QUOTED: usize = 60;

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file is a link to one that the repository does not hold.
    #[error("`{0}` is a link that leads out of the repository")]
    Outside(String),
    /// The file says something that makes no sense.
    #[error("`{}` cannot be used", .0.path)]
    Invalid(Invalid),
}

/// A configuration that says something that makes no sense.
#[derive(Debug)]
pub struct Invalid {
    /// The file, as it is shown.
    pub path: String,
    /// What is wrong, in the order of the text; never empty.
    pub problems: Vec<Problem>,
    pub(super) text: Text,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
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

    /// A value of the file, short enough to be read in a message.
    pub(super) fn quoted(text: &str) -> String {
        format!("`{}`", shortened(text, MAX_QUOTED))
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Invalid {
    /// Line and column of a problem.
    #[must_use]
    pub fn position(&self, problem: &Problem) -> Position {
        self.text.position(problem.span.start as usize)
    }

    /// The line of a problem, with the place underlined.
    #[must_use]
    pub fn excerpt(&self, problem: &Problem) -> String {
        let start = self.position(problem);
        let lines = self.text.lines();
        let line = lines.span(self.text.as_str(), start.line - 1);
        let at = (problem.span.start.max(line.start)).min(line.end);
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
        let skipped = before.chars().count().saturating_sub(SHOWN_BEFORE);
        let before: String = before.chars().skip(skipped).collect();
        let marked: String = marked.chars().take(SHOWN).collect();
        let after: String = after.chars().take(SHOWN_BEFORE).collect();
        let (before, marked) = (visible(&before), visible(&marked));
        let number = start.line.to_string();
        let mut shown = String::new();
        let _ = writeln!(shown, "{number} | {before}{marked}{}", visible(&after));
        let indent = " ".repeat(number.len() + 3 + before.chars().count());
        let _ = writeln!(
            shown,
            "{indent}{}",
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
        // What spans lines is underlined on the first.
        assert_eq!(excerpt("a:\n  b\n", 0, 6), "1 | a:\n    ^^\n");
    }

    #[test]
    fn an_endless_line_is_cut() {
        let text = "x".repeat(1_000_000);
        assert!(excerpt(&text, 500_000, 900_000).len() < 600);
    }
}
