//! A section of a Markdown file, between two marker comments, that a program keeps current.

use std::ops::Range;

/// Why a section was not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SectionError {
    /// There are no markers.
    #[error("the markers `<!-- {0} -->` and `<!-- /{0} -->` are missing")]
    Missing(String),
    /// The section has no end.
    #[error("`<!-- {name} -->` has no `<!-- /{name} -->` after it")]
    Unclosed {
        /// The name of the section.
        name: String,
        /// The line of the marker.
        line: usize,
    },
    /// The section has no start.
    #[error("`<!-- /{name} -->` has no `<!-- {name} -->` before it")]
    Unopened {
        /// The name of the section.
        name: String,
        /// The line of the marker.
        line: usize,
    },
    /// A marker shares its line with something else.
    #[error("`{marker}` is not on a line of its own")]
    NotAlone {
        /// The marker.
        marker: String,
        /// The line of the marker.
        line: usize,
    },
    /// There are several sections, or one inside the other.
    #[error("a second `<!-- {name} -->`")]
    Twice {
        /// The name of the section.
        name: String,
        /// The line of the second marker.
        line: usize,
    },
}

impl SectionError {
    /// The line of the marker that is wrong.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Missing(_) => None,
            Self::Unclosed { line, .. }
            | Self::Unopened { line, .. }
            | Self::NotAlone { line, .. }
            | Self::Twice { line, .. } => Some(*line),
        }
    }
}

/// Returns a text with other content between the lines `<!-- name -->` and `<!-- /name -->`; nothing
/// else changes. `content` consists of whole lines.
///
/// Each marker has a line of its own. Markers in code blocks and comments are examples, and in a
/// list item the table would end the item, so none of these count.
///
/// # Errors
///
/// Fails if there is not exactly one section.
pub fn replace_section(text: &str, name: &str, content: &str) -> Result<String, SectionError> {
    let section = find_section(text, name)?;
    let before = text.get(..section.start).unwrap_or_default();
    let after = text.get(section.end..).unwrap_or_default();
    // Line breaks stay as they are in the file.
    let content = if before.ends_with("\r\n") {
        content.replace('\n', "\r\n")
    } else {
        content.to_owned()
    };
    Ok([before, &content, after].concat())
}

/// Finds the bytes between the two markers.
///
/// # Errors
///
/// Fails if there is not exactly one section.
pub fn find_section(text: &str, name: &str) -> Result<Range<usize>, SectionError> {
    let (opening, closing) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let mut open: Option<(usize, usize)> = None;
    let mut beside: Option<SectionError> = None;
    let mut found = None;
    let mut fence: Option<&str> = None;
    let mut around = Around::default();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (number, end) = (index + 1, start + line.len());
        let name = name.to_owned();
        let is_example = match fence {
            Some(_) => is_indented_code(line),
            None => around.contains(line, &opening, &closing),
        };
        if is_example {
            start = end;
            continue;
        }
        let content = line.trim();
        if let Some(mark) = fence {
            // A fence is closed by at least as many marks, and nothing else.
            let is_closed =
                content.starts_with(mark) && content.chars().all(|it| mark.starts_with(it));
            if is_closed {
                fence = None;
            }
        } else if let Some(mark) = fence_mark(line) {
            fence = Some(mark);
        } else if content == opening {
            if open.is_some() || found.is_some() {
                return Err(SectionError::Twice { name, line: number });
            }
            open = Some((end, number));
        } else if content == closing {
            let Some((from, _)) = open.take() else {
                let unopened = SectionError::Unopened { name, line: number };
                return Err(beside.unwrap_or(unopened));
            };
            found = Some(from..start);
        } else if beside.is_none() {
            let markers = [&opening, &closing];
            beside = markers
                .into_iter()
                .find(|it| has_inline(line, it))
                .map(|it| SectionError::NotAlone {
                    marker: it.clone(),
                    line: number,
                });
        }
        start = end;
    }
    let name = name.to_owned();
    match (found, open) {
        (_, Some((_, line))) => Err(beside.unwrap_or(SectionError::Unclosed { name, line })),
        (Some(found), None) => Ok(found),
        (None, None) => Err(beside.unwrap_or(SectionError::Missing(name))),
    }
}

/// Whether a line contains a marker among other text. A marker in inline code is an example.
fn has_inline(line: &str, marker: &str) -> bool {
    // Every second piece is code, which may begin with several backticks.
    let pieces = line.split('`').filter(|piece| !piece.is_empty());
    let first = usize::from(line.starts_with('`'));
    let mut text = pieces.skip(first).step_by(2);
    text.any(|piece| piece.contains(marker))
}

/// The list item or the comment that lines outside of fenced code are part of.
#[derive(Default)]
struct Around {
    /// The indent of what belongs to the outermost list item.
    item: Option<usize>,
    is_after_blank: bool,
    is_comment: bool,
}

impl Around {
    /// Whether a line is inside a list item, indented code or a comment.
    fn contains(&mut self, line: &str, opening: &str, closing: &str) -> bool {
        let content = line.trim();
        if self.is_comment {
            // Strictly, a marker in a comment ends it, but that was hardly intended.
            let is_marker = content == opening || content == closing;
            self.is_comment = is_marker || !content.contains("-->");
            return true;
        }
        let is_after_blank = std::mem::replace(&mut self.is_after_blank, content.is_empty());
        if content.is_empty() {
            return self.item.is_some();
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        if is_indented_code(line) || self.item.is_some_and(|item| indent >= item) {
            return true;
        }
        // Text that no blank line precedes continues the paragraph of an item.
        if is_after_blank || content.starts_with(['<', '#', '`', '~']) {
            self.item = None;
        }
        if let Some(width) = bullet(content) {
            self.item = Some(indent + width);
            return true;
        }
        self.is_comment = content.starts_with("<!--") && !content.contains("-->");
        self.is_comment
    }
}

/// The width of the marker with which a list item begins, with the space after it.
fn bullet(content: &str) -> Option<usize> {
    if is_rule(content) {
        return None;
    }
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let marks: &[char] = if digits > 0 {
        &['.', ')']
    } else {
        &['-', '*', '+']
    };
    let rest = content[digits..].strip_prefix(marks)?;
    (rest.is_empty() || rest.starts_with(' ')).then_some(digits + 2)
}

/// Whether a line is a horizontal rule, such as `* * *`.
fn is_rule(content: &str) -> bool {
    let marks: String = content.split_whitespace().collect();
    marks.len() > 2
        && ['*', '-']
            .iter()
            .any(|mark| marks.trim_matches(*mark).is_empty())
}

/// Whether a line is part of indented code, if no list contains it.
fn is_indented_code(line: &str) -> bool {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    blanks > 3 || line[blanks..].starts_with('\t')
}

/// The marks that open a code block.
fn fence_mark(line: &str) -> Option<&str> {
    let content = line.trim_start_matches(' ');
    let mark = content.chars().next().filter(|it| "`~".contains(*it))?;
    let rest = content.trim_start_matches(mark);
    let marks = content.get(..content.len() - rest.len())?;
    // What follows backticks on the same line may be inline code.
    if marks.len() < 3 || mark == '`' && rest.contains('`') {
        return None;
    }
    Some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_section_changes() {
        let text = "# A\r\n```md\r\n<!-- x -->\r\n```\r\n<!-- x -->\r\nold\r\n<!-- /x -->\r\nrest";
        let new = replace_section(text, "x", "a\nb\n").unwrap();
        assert_eq!(new, text.replace("old", "a\r\nb"));
        assert_eq!(replace_section(&new, "x", "a\nb\n").unwrap(), new);
        for before in [
            "- a\n",
            "- a\n\n",
            "* a\nb\n",
            "---\n",
            "<!-- a -->\n",
            "<!--\na\n-->\n",
            "<!--\n    a\n    -->\n",
            "<!-- a\n\tb -->\n",
            "- a\n\n    b\n\n",
            "- a\n\n  ```\n  <!-- x -->\n  ```\n",
            "-->\n",
            // The line with the marker starts a new block, so the comment ends before it.
            "a <!--\n",
            "Between <!-- x --> and <!-- /x -->:\n",
            "**a**\n",
            "2026\n",
        ] {
            let text = format!("{before}<!-- x -->\n<!-- /x -->\n- b\n");
            let new = replace_section(&text, "x", "a\n").unwrap();
            let expected = format!("{before}<!-- x -->\na\n<!-- /x -->\n- b\n");
            assert_eq!(new, expected);
        }
        for indented in ["* * *\n", "- - -\n\n"] {
            let text = format!("{indented}  <!-- x -->\n  <!-- /x -->\n");
            let expected = format!("{indented}  <!-- x -->\na\n  <!-- /x -->\n");
            assert_eq!(replace_section(&text, "x", "a\n").unwrap(), expected);
        }
        let empty = "<!-- x -->\n<!-- /x -->\n";
        let filled = replace_section(empty, "x", "a\n").unwrap();
        assert_eq!(filled, "<!-- x -->\na\n<!-- /x -->\n");
    }

    #[test]
    fn other_markers_are_errors() {
        for (text, expected) in [
            (
                "",
                (0, "the markers `<!-- x -->` and `<!-- /x -->` are missing"),
            ),
            ("~~~\n<!-- x -->\n<!-- /x -->\n~~~\n", (0, "missing")),
            ("    <!-- x -->\n    <!-- /x -->\n", (0, "missing")),
            ("\t<!-- x -->\n\t<!-- /x -->\n", (0, "missing")),
            ("  \t<!-- x -->\n  \t<!-- /x -->\n", (0, "missing")),
            ("- a\n\n  <!-- x -->\n  <!-- /x -->\n", (0, "missing")),
            ("1. a\n   <!-- x -->\n   <!-- /x -->\n", (0, "missing")),
            ("<!--\n<!-- x -->\n<!-- /x -->\n-->\n", (0, "missing")),
            ("<!-- as in\n<!-- x -->\n<!-- /x -->\n-->\n", (0, "missing")),
            (
                "a <!-- x -->\n<!-- /x -->\n",
                (1, "`<!-- x -->` is not on a"),
            ),
            ("\n<!-- x --><!-- /x -->\n", (2, "`<!-- x -->` is not on a")),
            (
                "<!-- x -->\na <!-- /x -->\n",
                (2, "`<!-- /x -->` is not on a"),
            ),
            (
                "`a` <!-- x --> and `<!-- /x -->`\n",
                (1, "`<!-- x -->` is not"),
            ),
            ("Write `<!-- x -->` and ``<!-- /x -->``.\n", (0, "missing")),
            ("a\n<!-- x -->\n", (2, "`<!-- x -->` has no")),
            ("<!-- /x -->\n<!-- x -->\n", (1, "`<!-- /x -->` has no")),
            ("<!-- x -->\n<!-- x -->\n<!-- /x -->\n", (2, "a second")),
            (
                "<!-- x -->\n<!-- /x -->\n<!-- x -->\n<!-- /x -->\n",
                (3, "a second"),
            ),
        ] {
            let error = replace_section(text, "x", "a\n").unwrap_err();
            let (line, text) = expected;
            assert_eq!(error.line().unwrap_or(0), line);
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
