//! Block scalars: `|` and `>`.

use super::{GiveUp, Read, Reader};
use crate::Style;

impl Reader<'_> {
    /// Parses a scalar after `|` or `>`, optionally with `-`, inside the collection in column
    /// `outer`, and moves to the next token.
    pub(super) fn block_scalar(&mut self, style: Style, outer: usize) -> Read {
        let start = self.at;
        self.at += 1;
        let is_stripped = self.peek() == Some(b'-');
        self.at += usize::from(is_stripped);
        // `+`, an indentation, a comment.
        if self.at != self.line_end() {
            return Err(GiveUp::Rare);
        }
        self.next_line()?;
        let indent = self.indent_of_block(outer)?;
        self.unescaped.clear();
        let last_break = self.lines_of_block(style, indent)?;
        // Without `-`, one line break is kept, however many follow the text.
        if !is_stripped {
            self.unescaped.push_str(last_break);
        }
        let span = self.builder.trim_block(self.span(start, self.at));
        self.builder.scalar(&self.unescaped, style, span, false)?;
        self.skip()
    }

    /// The column of the first nonempty line.
    fn indent_of_block(&self, outer: usize) -> Read<usize> {
        let rest = self.yaml.as_bytes().get(self.at..).ok_or(GiveUp::Bug)?;
        let mut column = 0;
        let mut deepest_blank = 0;
        for &byte in rest {
            match byte {
                b' ' => column += 1,
                b'\r' => {}
                b'\n' => {
                    deepest_blank = deepest_blank.max(column);
                    column = 0;
                }
                // A deeper line of blanks would set the column.
                _ if column > outer && deepest_blank <= column => return Ok(column),
                _ => break,
            }
        }
        // An empty text, or one of blank lines.
        Err(GiveUp::Rare)
    }

    /// Reads the lines, folded or not, up to one that is less indented. Returns what the last line
    /// break would add.
    fn lines_of_block(&mut self, style: Style, indent: usize) -> Read<&'static str> {
        let mut empty_lines = 0;
        let mut last_break = "";
        let mut was_indented = false;
        while !self.is_at_end() {
            let end = self.line_end();
            let line = self.yaml.get(self.at..end).ok_or(GiveUp::Bug)?;
            let text = line.trim_start_matches(' ');
            let column = line.len() - text.len();
            // Blanks beyond the indentation are part of the text.
            if text.is_empty() && column <= indent {
                empty_lines += 1;
                self.next_line()?;
                continue;
            }
            if column < indent {
                break;
            }
            let content = line.get(indent..).ok_or(GiveUp::Bug)?;
            let is_indented = content.starts_with(' ');
            let is_folded = style == Style::Folded && !was_indented && !is_indented;
            // Between lines of normal indentation, a folded line break becomes a space, or nothing
            // if empty lines follow, each of which becomes a line break. Around deeper lines,
            // nothing is folded.
            match (is_folded && !last_break.is_empty(), empty_lines) {
                (true, 0) => self.unescaped.push(' '),
                (true, _) => {}
                (false, _) => self.unescaped.push_str(last_break),
            }
            self.unescaped
                .extend(std::iter::repeat_n('\n', empty_lines));
            self.unescaped.push_str(content);
            (empty_lines, last_break, was_indented) = (0, "\n", is_indented);
            self.next_line()?;
        }
        Ok(last_break)
    }

    /// Moves to the start of the next line; gives up if the last line has no line break.
    fn next_line(&mut self) -> Read {
        let rest = self.yaml.as_bytes().get(self.at..).ok_or(GiveUp::Bug)?;
        self.at += memchr::memchr(b'\n', rest).ok_or(GiveUp::Rare)? + 1;
        self.line = self.at;
        Ok(())
    }
}
