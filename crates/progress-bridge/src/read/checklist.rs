//! Headings and checkboxes of Markdown, as the tools that use them as a task list read them.

use std::ops::Range;

use progress_core::markdown::{LineKind, lines};
use yaml_lossless::text::{Span, Text};

/// A line that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A heading, with its level.
    Heading(usize, &'a str),
    /// A checkbox.
    Item(Item<'a>),
    /// Indented text below a checkbox.
    Detail(&'a str),
    /// Any other text.
    Other(&'a str),
}

/// A checkbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item<'a> {
    /// Its indentation in columns.
    pub indent: usize,
    /// The character in the box.
    pub mark: char,
    /// Whether a `*` follows the box, as for Kiro's optional tasks.
    pub is_starred: bool,
    /// The text after it, with the lines that it is wrapped over.
    pub text: &'a str,
}

/// The lines of a text outside of code and comments.
pub(super) fn outside_code(text: &str) -> Vec<Line<'_>> {
    let source = Text::from(text.to_owned());
    let mut reader = Reader::new(text, is_strict);
    for line in lines(&source, Span::new(0, text.len())) {
        match line.kind {
            LineKind::Prose => reader.line(line.span.range()),
            LineKind::Code => reader.is_open = false,
        }
    }
    reader.found
}

/// All lines of a text, also those in code: `OpenSpec` counts the checkboxes there.
pub(super) fn everywhere(text: &str) -> Vec<Line<'_>> {
    let mut reader = Reader::new(text, is_loose);
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let start = next;
        next += line.len();
        reader.line(start..start + line.trim_end_matches(['\n', '\r']).len());
    }
    reader.found
}

/// Joins the lines that a checkbox is wrapped over.
struct Reader<'a> {
    text: &'a str,
    accepts: Test,
    found: Vec<Line<'a>>,
    /// The indentation of the last checkbox, and where its text begins.
    last: Option<(usize, usize)>,
    /// Whether the next line may continue it.
    is_open: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, accepts: Test) -> Self {
        Self {
            text,
            accepts,
            found: Vec::new(),
            last: None,
            is_open: false,
        }
    }

    fn line(&mut self, range: Range<usize>) {
        let content = self.text.get(range.clone()).unwrap_or_default();
        let line = line_of(content, self.accepts);
        let Line::Other(text) = line else {
            self.last = match line {
                // A text may be empty, so its end is known better than its beginning.
                Line::Item(item) => {
                    let end = range.start + content.trim_end().len();
                    Some((item.indent, end - item.text.len()))
                }
                _ => None,
            };
            self.is_open = self.last.is_some();
            self.found.push(line);
            return;
        };
        let indent = columns(
            content
                .get(..content.len() - content.trim_start().len())
                .unwrap_or_default(),
        );
        match self.last {
            _ if text.is_empty() => self.is_open = false,
            Some((above, start)) if indent > above => {
                let is_fence = text.starts_with("```") || text.starts_with("~~~");
                let is_paragraph =
                    after_marker(text).is_none() && !is_fence && !text.starts_with(['>', '|']);
                if self.is_open && is_paragraph {
                    self.wrap(start..range.start + content.trim_end().len());
                } else {
                    self.is_open = false;
                    self.found.push(Line::Detail(text));
                }
                return;
            }
            _ => self.last = None,
        }
        self.found.push(line);
    }

    /// Extends the text of the last checkbox.
    fn wrap(&mut self, range: Range<usize>) {
        if let (Some(Line::Item(item)), Some(text)) = (self.found.last_mut(), self.text.get(range))
        {
            item.text = text;
        }
    }
}

/// Whether a box may be written like this: with blanks around it, and one character in it.
fn is_strict(before: &str, inside: &str, after: &str) -> bool {
    !before.is_empty() && inside.chars().count() == 1 && after.starts_with([' ', '\t', '*'])
}

/// `OpenSpec` needs no blanks, and takes `[]` for an open box.
fn is_loose(_before: &str, inside: &str, _after: &str) -> bool {
    inside.trim().chars().count() <= 1
}

type Test = fn(&str, &str, &str) -> bool;

fn line_of(line: &str, accepts: Test) -> Line<'_> {
    if let Some(heading) = heading(line) {
        return heading;
    }
    match item(line, accepts) {
        Some(item) => Line::Item(item),
        None => Line::Other(line.trim()),
    }
}

fn heading(line: &str) -> Option<Line<'_>> {
    let text = line.trim_start();
    let marked = text.trim_start_matches('#');
    let level = text.len() - marked.len();
    let is_heading =
        line.len() - text.len() <= 3 && (1..=6).contains(&level) && marked.starts_with([' ', '\t']);
    is_heading.then(|| Line::Heading(level, marked.trim().trim_end_matches('#').trim_end()))
}

fn item(line: &str, accepts: Test) -> Option<Item<'_>> {
    let list = line.trim_start_matches([' ', '\t']);
    let rest = after_marker(list)?;
    let boxed = rest.trim_start_matches([' ', '\t']);
    let before = rest.get(..rest.len() - boxed.len())?;
    let (inside, after) = boxed.strip_prefix('[')?.split_once(']')?;
    // `[text](…)` is a link, not a checkbox.
    if !accepts(before, inside, after) || after.starts_with('(') {
        return None;
    }
    let starred = after.strip_prefix('*');
    let is_starred = starred.is_some_and(|rest| rest.starts_with(' '));
    let text = if is_starred {
        starred.unwrap_or(after)
    } else {
        after
    };
    Some(Item {
        indent: columns(line.get(..line.len() - list.len())?),
        mark: inside.trim().chars().next().unwrap_or(' '),
        is_starred,
        text: text.trim(),
    })
}

/// What follows `-`, `*`, `+`, `1.` or `1)`.
fn after_marker(list: &str) -> Option<&str> {
    let digits = list.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < list.len() {
        return digits.strip_prefix(['.', ')']);
    }
    list.strip_prefix(['-', '*', '+'])
}

fn columns(blanks: &str) -> usize {
    blanks.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// The tasks on the way from the margin to the current one, by their indentation.
#[derive(Default)]
pub(super) struct Nesting(Vec<(usize, String)>);

impl Nesting {
    /// Enters a task; returns the one that it is a part of.
    pub(super) fn enter(&mut self, indent: usize, source: &str) -> Option<String> {
        self.0.retain(|(above, _)| *above < indent);
        let parent = self.0.last().map(|(_, source)| source.clone());
        self.0.push((indent, source.to_owned()));
        parent
    }
}

/// Whether a box is ticked.
pub(super) fn is_ticked(mark: char) -> bool {
    mark.eq_ignore_ascii_case(&'x')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::text::one_line;

    fn texts(lines: &[Line<'_>]) -> Vec<String> {
        let mut texts = Vec::new();
        for line in lines {
            match line {
                Line::Item(item) => texts.push(format!("{} {}", item.mark, item.text)),
                Line::Heading(level, text) => texts.push(format!("{level} {text}")),
                Line::Detail(text) => texts.push(format!("+ {text}")),
                Line::Other(_) => {}
            }
        }
        texts
    }

    const TEXT: &str = "# A #\n- [x] one\n  1. [ ] two\n- [~] three\n- [link](x)\n- [WIP] no\n-[x]four\n- [] five\n> - [ ] quoted\n```\n- [ ] code\n```\n- [ ]* six\n";

    #[test]
    fn boxes_outside_code_are_read() {
        let lines = outside_code(TEXT);
        assert_eq!(texts(&lines), ["1 A", "x one", "  two", "~ three", "  six"]);
    }

    #[test]
    fn wrapped_lines_belong_to_their_box() {
        let text = "- [ ] one\n      two,\r\n   \tthree\n- [ ] a\n  - b\n    c\n\n  d\ne\n  f\n- [ ] g\n\n  h\n";
        for lines in [outside_code(text), everywhere(text)] {
            let texts: Vec<String> = texts(&lines).iter().map(|it| one_line(it)).collect();
            assert_eq!(
                texts,
                ["one two, three", "a", "+ - b", "+ c", "+ d", "g", "+ h"]
            );
        }
    }

    #[test]
    fn code_below_a_box_does_not_belong_to_its_text() {
        let text = "- [ ] one\n  two\n  ```rust\n  fn main() {}\n  ```\n- [ ] a\n";
        let lines = everywhere(text);
        let texts: Vec<String> = texts(&lines).iter().map(|it| one_line(it)).collect();
        assert_eq!(
            texts,
            ["one two", "+ ```rust", "+ fn main() {}", "+ ```", "a"]
        );
    }

    #[test]
    fn openspec_reads_more() {
        let lines = everywhere(TEXT);
        let expected = [
            "1 A", "x one", "  two", "~ three", "x four", "  five", "  code", "  six",
        ];
        assert_eq!(texts(&lines), expected);
    }
}
