//! Headings and checkboxes of Markdown, as the tools that use them as a task list read them.

use progress_core::markdown::{LineKind, lines};
use yaml_lossless::text::{Span, Text};

/// A line that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A heading, with its level.
    Heading(usize, &'a str),
    /// A checkbox.
    Item(Item<'a>),
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
    /// The text after it.
    pub text: &'a str,
}

/// The lines of a text outside of code and comments.
pub(super) fn outside_code(text: &str) -> Vec<Line<'_>> {
    let source = Text::from(text.to_owned());
    let spans = lines(&source, Span::new(0, text.len()));
    let mut found = Vec::new();
    for line in spans.filter(|line| line.kind == LineKind::Prose) {
        let content = text.get(line.span.range()).unwrap_or_default();
        found.push(line_of(content, is_strict));
    }
    found
}

/// All lines of a text, also those in code: `OpenSpec` counts the checkboxes there.
pub(super) fn everywhere(text: &str) -> Vec<Line<'_>> {
    text.lines().map(|line| line_of(line, is_loose)).collect()
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

    fn texts(lines: &[Line<'_>]) -> Vec<String> {
        let mut texts = Vec::new();
        for line in lines {
            match line {
                Line::Item(item) => texts.push(format!("{} {}", item.mark, item.text)),
                Line::Heading(level, text) => texts.push(format!("{level} {text}")),
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
    fn openspec_reads_more() {
        let lines = everywhere(TEXT);
        let expected = [
            "1 A", "x one", "  two", "~ three", "x four", "  five", "  code", "  six",
        ];
        assert_eq!(texts(&lines), expected);
    }
}
