//! The excerpt of a file for a finding, made safe to show.
//!
//! Characters that could control the terminal are escaped, tabs become spaces, and a long line
//! is cut to a window around its token; marks are moved accordingly. This is all of the file
//! that miette sees.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use progress_core::lint::{Related, ResolvedLocation};
use yaml_lossless::text::{Position, Text};

use super::lines::{Builder, Token};
use super::mark::{Line, Mark};

/// Maximum distance in lines of related places shown in the excerpt itself.
const NEAR: usize = 4;

/// Consecutive lines with marks.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    /// Ordered by place, without overlaps.
    marks: Vec<Mark>,
    /// The place shown in the excerpt's header.
    start: Position,
}

impl Excerpt {
    /// Returns the lines around `place` that fit in `width` columns, and the related places that
    /// do not fit.
    pub(super) fn new<'r>(
        text: &Text,
        place: &ResolvedLocation,
        related: &[&'r Related],
        name: String,
        width: usize,
        cut: char,
    ) -> (Self, Vec<&'r Related>) {
        let primary = Token::new(text, place, None);
        let mut tokens = vec![primary];
        let mut elsewhere = Vec::new();
        for &related in related {
            let token = Token::new(text, &related.place, Some(related));
            let is_near = related.place.file == place.file
                // Marks must not overlap, so a related place that touches another is described
                // below instead.
                && token.line.abs_diff(primary.line) <= NEAR
                && !tokens.iter().any(|other| other.touches(&token));
            if is_near {
                tokens.push(token);
            } else {
                elsewhere.push(related);
            }
        }
        // The excerpt is written in the order of the file.
        tokens.sort_by_key(|token| token.span);
        let builder = Builder::new(text, &tokens, width, cut).build();
        // Some places turn out not to fit only when the lines are built.
        elsewhere.extend(builder.lost);
        let excerpt = Self {
            name,
            text: builder.out,
            lines: builder.lines,
            marks: builder.marks,
            start: place.start,
        };
        (excerpt, elsewhere)
    }

    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }
}

impl SourceCode for Excerpt {
    /// Returns the whole excerpt, whichever mark is requested.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Without context, miette requests the place for the header.
        let (line, column) = match context_before {
            0 => (self.start.line - 1, self.start.column - 1),
            _ => (self.lines.first().map_or(0, |line| line.number), 0),
        };
        let whole = match context_before {
            0 => *span,
            _ => SourceSpan::new(0.into(), self.text.len()),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            whole,
            line,
            column,
            self.lines.len(),
        )))
    }
}
