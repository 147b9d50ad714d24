//! Rewrites libyaml's errors for people who do not write parsers.

use super::SyntaxError;
use super::words::{ALIGN, QUOTE, in_words};
use crate::text::Span;

/// An error from libyaml and what had been parsed by then. Offsets are into the whole text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Complaint<'t> {
    /// The whole file.
    pub(super) text: &'t str,
    /// libyaml's own message.
    pub(super) problem: &'t str,
    /// Where it stopped.
    pub(super) at: usize,
    /// Where the construct it was parsing began.
    pub(super) began: Option<usize>,
    /// The innermost open bracket or brace.
    pub(super) bracket: Option<usize>,
    /// The last quoted scalar.
    pub(super) quoted: Option<Span>,
}

const IN_QUOTES: &str =
    "quote the whole text; inside it, write `\\\"` in double quotes or `''` in single quotes";
const SPACES: &str = "indent with spaces; inside a value, write the tab as `\"\\t\"`";

/// Turns a complaint into an error with help.
pub(super) fn explain(complaint: &Complaint<'_>) -> SyntaxError {
    let it = complaint;
    match it.problem {
        "did not find expected '-' indicator" => it.entry_expected(),
        "did not find expected key" => it.key_expected(),
        "mapping values are not allowed in this context" => it.value_not_allowed(),
        "could not find expected ':'" => it.no_colon(),
        "did not find expected ',' or ']'"
        | "did not find expected ',' or '}'"
        | "did not find expected node content" => it.in_brackets(),
        "found unexpected end of stream" | "found unexpected document indicator" => it.open_quote(),
        "found character that cannot start any token" => it.forbidden_start(),
        "found a tab character where an indentation space is expected"
        | "found a tab character that violates indentation" => it.tab(),
        "did not find expected alphabetic or numeric character" => it.no_name(),
        _ => {
            let (message, help) = in_words(it.problem);
            it.error(it.at, message.to_owned(), help)
        }
    }
}

impl Complaint<'_> {
    fn entry_expected(&self) -> SyntaxError {
        let began = self.began.unwrap_or(self.at);
        let message = format!(
            "expected an entry starting with `-` in the list that began on line {}",
            self.line(began)
        );
        self.error(self.at, message, "only entries can appear in a list: move a key out of it, or align this line with the entry it belongs to")
            .since("the list begins here", self.one(began))
    }

    fn key_expected(&self) -> SyntaxError {
        // libyaml stops here when the value before it has ended too early: what precedes shows why.
        let before = self.before(self.at).trim_end_matches([' ', '\t']);
        if let Some(quoted) = self
            .quoted
            .filter(|quoted| quoted.end as usize == before.len())
        {
            return self.after_quotes(quoted);
        }
        if before.ends_with([']', '}']) {
            let message = "unexpected text after the closing bracket".to_owned();
            let help = "remove the extra text, or quote the whole value";
            return self.error(self.at, message, help);
        }
        if let Some(quoted) = self.quoted_on_line_above() {
            let message = "unexpected text after the closing quote".to_owned();
            return self.error(self.at, message, IN_QUOTES).since(
                "the text ends at this quote",
                self.one(quoted.end as usize - 1),
            );
        }
        let began = self.began.unwrap_or(self.at);
        let message = if self.rest(self.at).starts_with("- ") {
            format!(
                "unexpected list entry in the mapping that began on line {}; expected a key",
                self.line(began)
            )
        } else {
            format!(
                "expected a key in the mapping that began on line {}",
                self.line(began)
            )
        };
        self.error(self.at, message, ALIGN)
            .since("the mapping begins here", self.one(began))
    }

    /// The quoted text that ends the line above, if this line is indented as if it continued it.
    fn quoted_on_line_above(&self) -> Option<Span> {
        let quoted = self.quoted?;
        let end = quoted.end as usize;
        let between = self.rest(end).get(..self.at.checked_sub(end)?)?;
        let is_next = between.trim().is_empty() && between.matches('\n').count() == 1;
        let is_indented = self.indent(self.at) > self.indent(quoted.start as usize);
        (is_next && is_indented).then_some(quoted)
    }

    fn after_quotes(&self, quoted: Span) -> SyntaxError {
        let (start, end) = (quoted.start as usize, quoted.end as usize);
        // A quote that ends on a later line was probably meant to end earlier.
        if self.line(start) < self.line(end) {
            let message = format!(
                "this quote is not closed before line {}, where more text follows it",
                self.line(end)
            );
            return self
                .error(start, message, "close the quote where the text ends")
                .since("closed here", self.one(end.saturating_sub(1)));
        }
        let message = "unexpected text after the closing quote".to_owned();
        self.error(self.at, message, IN_QUOTES)
    }

    fn value_not_allowed(&self) -> SyntaxError {
        let line = self.before(self.at).rsplit('\n').next().unwrap_or_default();
        if line.trim().is_empty() {
            return self.error(self.at, "missing key before this `:`".to_owned(), QUOTE);
        }
        if line.contains(": ") {
            let message = "`: ` in unquoted text turns the text before it into a key".to_owned();
            return self.error(self.at, message, QUOTE);
        }
        let message = "unexpected key: this line continues the text of the line above".to_owned();
        self.error(self.at, message, ALIGN)
    }

    fn no_colon(&self) -> SyntaxError {
        let start = self.began.unwrap_or(self.at);
        let line = self
            .rest(start)
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end();
        let span = Span::new(start, start + line.len());
        // In a mapping, the marker of a conflict looks like a key without a colon.
        if line.starts_with("=======") || line.starts_with("|||||||") {
            return SyntaxError::new("unresolved conflict", span)
                .help("combine the two sides and remove the marker lines");
        }
        // A key's `:` must be followed by a space. This is not `https://…`, `C:\…` or `a::b`.
        let is_joined = line.split_once(':').is_some_and(|(key, value)| {
            !key.is_empty()
                && !value.starts_with(['/', '\\', ':'])
                && !key.contains(|c: char| c.is_whitespace() || c == '"')
        });
        let help = if is_joined {
            "add a space after the `:`, or indent the line to continue the text above"
        } else {
            "add a `:` after the key, or indent the line to continue the text above"
        };
        SyntaxError::new(
            "this line is neither `key: value` nor part of the previous value",
            span,
        )
        .help(help)
    }

    fn in_brackets(&self) -> SyntaxError {
        let Some(open) = self.bracket else {
            return self.error(self.at, "expected a value".to_owned(), QUOTE);
        };
        let bracket = self.shown(open);
        let (kind, close) = if bracket == '[' {
            ("list", ']')
        } else {
            ("mapping", '}')
        };
        // If the text goes on further left, or ends, the bracket was forgotten; otherwise a comma.
        let outdented =
            self.line(open) < self.line(self.at) && self.indent(self.at) <= self.indent(open);
        let at_close = self.rest(self.at).starts_with(close);
        if (outdented && !at_close) || self.is_end(self.at) {
            let message = format!(
                "this `{bracket}` is never closed: expected `,` or `{close}` before line {}",
                self.line(self.at)
            );
            return self
                .error(open, message, "close it where the value ends")
                .since("still open here", self.one(self.at));
        }
        let message = if self.problem.ends_with("node content") {
            format!(
                "expected a value in the {kind} that began on line {}",
                self.line(open)
            )
        } else {
            format!(
                "expected `,` or `{close}` in the {kind} that began on line {}",
                self.line(open)
            )
        };
        self.error(
            self.at,
            message,
            "separate items with commas, and quote text that contains any of `[]{},:`",
        )
        .since("opened here", self.one(open))
    }

    fn open_quote(&self) -> SyntaxError {
        let open = self.began.unwrap_or(self.at);
        let message = "this quote is never closed".to_owned();
        self.error(open, message, "close the quote where the text ends")
    }

    fn no_name(&self) -> SyntaxError {
        let at = self.began.unwrap_or(self.at);
        let mark = self.shown(at);
        let what = if mark == '*' { "alias" } else { "anchor" };
        let message = format!("`{mark}` starts an {what}, but no name follows");
        self.error(at, message, QUOTE)
    }

    fn forbidden_start(&self) -> SyntaxError {
        match self.shown(self.at) {
            '\t' => self.tab(),
            '`' => {
                let message = "unquoted text cannot start with a backtick".to_owned();
                self.error(self.at, message, QUOTE)
            }
            found => {
                let message = format!("unquoted text cannot start with `{found}`");
                self.error(self.at, message, QUOTE)
            }
        }
    }

    fn tab(&self) -> SyntaxError {
        let message = "unexpected tab: YAML is indented with spaces".to_owned();
        self.error(self.at, message, SPACES)
    }

    fn error(&self, at: usize, message: String, help: &'static str) -> SyntaxError {
        SyntaxError::new(message, self.one(at)).help(help)
    }

    /// The character at an offset, as a span; empty at the end of a line.
    fn one(&self, at: usize) -> Span {
        let width = self
            .rest(at)
            .chars()
            .next()
            .filter(|&c| c != '\n' && c != '\r')
            .map_or(0, char::len_utf8);
        Span::new(at, at + width)
    }

    fn shown(&self, at: usize) -> char {
        self.rest(at).chars().next().unwrap_or(' ')
    }

    fn line(&self, at: usize) -> usize {
        memchr::memchr_iter(b'\n', self.before(at).as_bytes()).count() + 1
    }

    fn indent(&self, at: usize) -> usize {
        let start = self.before(at).rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.rest(start);
        line.len() - line.trim_start_matches(' ').len()
    }

    /// Whether the document ends here.
    fn is_end(&self, at: usize) -> bool {
        let rest = self.rest(at);
        rest.is_empty() || (rest.starts_with("---") && self.before(at).ends_with('\n'))
    }

    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or_default()
    }

    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }
}
