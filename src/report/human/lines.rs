//! Builds the lines of an excerpt from those of the file.

use std::ops::RangeInclusive;

use progress_core::display::{is_plain, is_unsafe_to_show, visible};
use progress_core::lint::{Related, ResolvedLocation};
use textwrap::core::display_width;
use yaml_lossless::text::{Span, Text};

use super::mark::{Line, Mark};

/// Lines of context before and after.
const CONTEXT: usize = 1;
/// What miette draws in front of a line, besides its number.
const GUTTER: usize = 4;
const TAB: usize = 4;

/// A token to mark: the first line of a place.
#[derive(Clone, Copy)]
pub(super) struct Token<'r> {
    /// Its line in the file, from 0.
    pub(super) line: usize,
    /// Its bytes in the file.
    pub(super) span: Span,
    related: Option<&'r Related>,
}

impl<'r> Token<'r> {
    /// `related` is the label of a related place; the finding's own place has none.
    pub(super) fn new(text: &Text, place: &ResolvedLocation, related: Option<&'r Related>) -> Self {
        // Places count lines from 1.
        let line = place.start.line - 1;
        let line_end = text.lines().span(text.as_str(), line).end;
        let start = place.span.start;
        let end = place.span.end.min(line_end).max(start);
        Self {
            line,
            span: Span { start, end },
            related,
        }
    }

    /// Whether two tokens overlap or touch.
    pub(super) fn touches(&self, other: &Self) -> bool {
        self.line == other.line
            && self.span.start <= other.span.end
            && other.span.start <= self.span.end
    }
}

/// An excerpt under construction.
pub(super) struct Builder<'t, 'r> {
    text: &'t Text,
    tokens: &'t [Token<'r>],
    /// The numbers of the lines to show.
    range: RangeInclusive<usize>,
    /// Maximum width of a line in columns.
    room: usize,
    /// Replaces the parts of a line that are cut.
    cut: char,
    pub(super) out: String,
    pub(super) lines: Vec<Line>,
    pub(super) marks: Vec<Mark>,
    /// Related places that did not fit.
    pub(super) lost: Vec<&'r Related>,
}

impl<'t, 'r> Builder<'t, 'r> {
    /// Starts an excerpt that contains `tokens`, which are sorted.
    pub(super) fn new(text: &'t Text, tokens: &'t [Token<'r>], width: usize, cut: char) -> Self {
        let first = tokens.first().map_or(0, |token| token.line);
        let last = tokens.last().map_or(0, |token| token.line);
        // There is always a line: an empty text has one, too.
        let mut end = (last + CONTEXT).min(text.lines().count() - 1);
        // After the last line break there is nothing to show.
        if end > last
            && text.lines().span(text.as_str(), end).is_empty()
            && end + 1 == text.lines().count()
        {
            end -= 1;
        }
        let gutter = GUTTER + (end + 1).to_string().len();
        Self {
            text,
            tokens,
            range: first.saturating_sub(CONTEXT)..=end,
            room: width.saturating_sub(gutter),
            cut,
            out: String::new(),
            lines: Vec::new(),
            marks: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Adds every line.
    pub(super) fn build(mut self) -> Self {
        for number in self.range.clone() {
            self.add_line(number);
        }
        self
    }

    fn add_line(&mut self, number: usize) {
        let mut span = self.text.lines().span(self.text.as_str(), number);
        if number == 0 && self.text.slice(span).starts_with('\u{feff}') {
            // The byte order mark has three bytes and no width.
            span.start += 3;
        }
        self.lines.push(Line {
            start: self.out.len(),
            number,
        });
        let mut tokens = self.tokens.to_vec();
        tokens.retain(|token| token.line == number);
        // The finding's own token matters most.
        let own = tokens.iter().find(|token| token.related.is_none());
        let focus = own.or(tokens.first()).map(|token| token.span);
        let window = self.window(span, focus);
        self.add_window(span, window, &tokens);
        self.out.push('\n');
    }

    /// The part of a line to show: the whole line, or what fits around the token.
    fn window(&self, line: Span, focus: Option<Span>) -> Span {
        // Most lines are short, with one column per byte.
        if line.range().len() <= self.room && is_plain(self.text.slice(line)) {
            return line;
        }
        // With wide characters or escapes, but short enough.
        if self.fitting_end(line, self.room) == line.end {
            return line;
        }
        // Both ends may be cut, and each sign for that takes a column.
        let room = self.room.saturating_sub(2);
        let token_span = focus.unwrap_or(Span {
            start: line.start,
            end: line.start,
        });
        // As much of the token as fits, then of the text before it, then of the text after it.
        let token = self.text.slice(token_span);
        let token_width = width_up_to(token.chars(), room);
        let before = self.text.slice(Span {
            start: line.start,
            end: token_span.start,
        });
        let after = self.text.slice(Span {
            start: token_span.end,
            end: line.end,
        });
        let spare = room - token_width;
        let after_width = width_up_to(after.chars(), spare);
        // Half of what is left goes to the text before the token, and more if the text after it is
        // short.
        let room_before = (spare / 2).max(spare - after_width);
        let start = token_span.start - fitting(before.chars().rev(), room_before);
        let rest = Span {
            start,
            end: line.end,
        };
        Span {
            start,
            end: self.fitting_end(rest, room),
        }
    }

    /// Where the part of a text ends that fits into a number of columns.
    fn fitting_end(&self, span: Span, room: usize) -> u32 {
        span.start + fitting(self.text.slice(span).chars(), room)
    }

    fn add_window(&mut self, line: Span, window: Span, tokens: &[Token<'r>]) {
        if window.start > line.start {
            self.out.push(self.cut);
        }
        let marks = if is_plain(self.text.slice(window)) {
            self.add_simple(window, tokens)
        } else {
            self.add_characters(window, tokens, usize::from(window.start > line.start))
        };
        let end = self.out.len();
        // What is cut from a token is not marked: the mark ends before the sign.
        for (token, (mut start, mut stop)) in tokens.iter().zip(marks) {
            if token.span.start >= window.end {
                start = end;
            }
            if token.span.end >= window.end {
                stop = end;
            }
            self.add_mark(token, window, start, stop);
        }
        if window.end < line.end {
            self.out.push(self.cut);
        }
    }

    /// Adds text with one column per byte; returns where each token starts and ends.
    fn add_simple(&mut self, window: Span, tokens: &[Token<'r>]) -> Vec<(usize, usize)> {
        // A token may be partly or wholly outside the window.
        let before = self.out.len();
        self.out.push_str(self.text.slice(window));
        let mut marks = Vec::with_capacity(tokens.len());
        for token in tokens {
            let start = token.span.start.clamp(window.start, window.end) - window.start;
            let end = token.span.end.clamp(window.start, window.end) - window.start;
            marks.push((before + start as usize, before + end as usize));
        }
        marks
    }

    /// Adds any text, starting at a column; returns where each token starts and ends.
    fn add_characters(
        &mut self,
        window: Span,
        tokens: &[Token<'r>],
        mut column: usize,
    ) -> Vec<(usize, usize)> {
        let mut marks: Vec<(usize, usize)> = vec![(self.out.len(), self.out.len()); tokens.len()];
        for (at, character) in self.text.slice(window).char_indices() {
            let at = window.start as usize + at;
            // Escapes are longer than what they replace, so marks are measured in the output.
            for (token, mark) in tokens.iter().zip(&mut marks) {
                if at <= token.span.start as usize {
                    mark.0 = self.out.len();
                }
                if at <= token.span.end as usize {
                    mark.1 = self.out.len();
                }
            }
            let before = self.out.len();
            self.add_character(character, column);
            // The width depends on what was written: a tab or an escape has several columns.
            column += display_width(&self.out[before..]);
        }
        marks
    }

    fn add_mark(&mut self, token: &Token<'r>, window: Span, start: usize, end: usize) {
        // The window is around the finding's own token, and a related place may be outside it.
        let is_outside = token.span.start > window.end || token.span.end < window.start;
        match token.related {
            Some(related) if is_outside || self.is_too_long(related, start) => {
                self.lost.push(related);
            }
            related => self.marks.push(Mark {
                start,
                end,
                message: related.map(|related| related.message.clone()),
            }),
        }
    }

    /// Whether a label does not fit below its mark.
    fn is_too_long(&self, related: &Related, start: usize) -> bool {
        let line = self.lines.last().map_or(0, |line| line.start);
        let before = display_width(self.out.get(line..start).unwrap_or_default());
        before + display_width(&related.message) + 8 > self.room
    }

    fn add_character(&mut self, character: char, column: usize) {
        if character == '\t' {
            self.out.push_str(&" ".repeat(TAB - column % TAB));
        } else if is_unsafe_to_show(character) {
            self.out
                .push_str(&visible(character.encode_utf8(&mut [0; 4])));
        } else {
            self.out.push(character);
        }
    }
}

/// How many bytes of these characters fit into a number of columns.
fn fitting(characters: impl Iterator<Item = char>, room: usize) -> u32 {
    let mut used = 0;
    let bytes: usize = characters
        .take_while(|&character| {
            used += width(character);
            used <= room
        })
        .map(char::len_utf8)
        .sum();
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The width of these characters in columns, at most `limit`.
fn width_up_to(characters: impl Iterator<Item = char>, limit: usize) -> usize {
    let mut used = 0;
    for character in characters {
        used += width(character);
        if used >= limit {
            return limit;
        }
    }
    used
}

/// The maximum width of a character in columns, once it is safe to show.
fn width(character: char) -> usize {
    match character {
        ' '..='~' => 1,
        '\t' => TAB,
        character => display_width(&visible(character.encode_utf8(&mut [0; 4]))),
    }
}
