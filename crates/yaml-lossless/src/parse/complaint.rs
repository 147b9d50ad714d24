//! Conversion of libyaml's errors.

use super::Builder;
use crate::explain::{Complaint, explain};
use crate::text::Span;
use crate::tree::Kind;
use crate::{Style, SyntaxError};

impl Builder<'_> {
    /// Explains an error of libyaml at its place in `text`.
    pub(super) fn syntax_error(&self, text: &str, error: &libyaml_safer::Error) -> SyntaxError {
        let Some(mark) = error.problem_mark() else {
            // A reader error has no mark: it names a character that YAML does not allow.
            let start = Span::new(self.base as usize, self.base as usize);
            return SyntaxError::new(error.problem(), self.first_forbidden().unwrap_or(start));
        };
        let bracket = self
            .open
            .iter()
            .rev()
            .find(|open| self.nodes[open.id.index()].style == Style::Flow);
        explain(&Complaint {
            text,
            problem: error.problem(),
            at: self.offset(mark.index),
            began: error.context_mark().map(|mark| self.offset(mark.index)),
            bracket: bracket.map(|open| self.nodes[open.id.index()].span.start as usize),
            // Only the last node can be the one that ended too early.
            quoted: self
                .nodes
                .last()
                .filter(|node| {
                    matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted)
                        && matches!(node.kind, Kind::Scalar { .. })
                })
                .map(|node| node.span),
        })
    }

    /// The error for a crash of libyaml after an offset, which happens at a tag in a flow sequence
    /// that ends with a comma.
    pub(super) fn given_up(&self, after: u64) -> SyntaxError {
        let rest = self.clamp(after);
        let tag = self.yaml.get(rest..).and_then(first_tag);
        let start = self.base as usize + rest + tag.unwrap_or(0);
        let problem = match tag {
            Some(_) => "`!` starts a malformed tag; quote the text",
            None => "cannot parse the YAML from here on",
        };
        SyntaxError::new(
            problem,
            Span::new(start, start + usize::from(tag.is_some())),
        )
    }

    fn first_forbidden(&self) -> Option<Span> {
        let (at, found) = self.yaml.char_indices().find(|&(_, c)| !is_allowed(c))?;
        let start = self.base as usize + at;
        Some(Span::new(start, start + found.len_utf8()))
    }
}

/// Whether YAML allows a character.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{85}')
        || (c >= '\u{a0}' && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
}

/// The offset of the first `!` outside comments.
fn first_tag(yaml: &str) -> Option<usize> {
    let mut is_comment = false;
    let mut before = b' ';
    yaml.bytes().position(|byte| {
        let starts_comment = byte == b'#' && matches!(before, b' ' | b'\t' | b'\n');
        is_comment = byte != b'\n' && (is_comment || starts_comment);
        before = byte;
        byte == b'!' && !is_comment
    })
}
