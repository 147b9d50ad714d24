//! The parts of the Markdown body that rules check: headings, checkboxes, tables, lines of code,
//! and unresolved conflicts.
//!
//! One pass over the lines, in linear time. Spans are byte offsets into the whole file.

mod conflict;
mod line;
mod section;
mod table;

pub use conflict::conflicts;
pub(crate) use conflict::first_marker;
pub use line::{Line, LineKind, lines};
pub use section::{SectionError, find_section, replace_section};
pub use table::cells;
use yaml_lossless::text::{Span, Text};

/// A part of the body that may mention a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The text after the `#`s.
    Heading(Span),
    /// A list item `- [x] …`.
    Checkbox {
        /// The character in the brackets.
        mark: char,
        /// The brackets.
        brackets: Span,
        /// The text after them.
        content: Span,
    },
    /// A table; without a line of dashes below its first row it has no header.
    Table {
        /// The row with the columns' names.
        header: Option<Span>,
        /// The other rows. Most are irrelevant to rules, so they are split by [`cells`] only on
        /// demand.
        rows: Vec<Span>,
    },
}

/// The headings, checkboxes and tables in a part of a text, code and comments left out.
#[must_use]
pub fn blocks(source: &Text, body: Span) -> Vec<Block> {
    let text = source.as_str();
    let mut blocks = Vec::new();
    let mut table: Vec<Span> = Vec::new();
    for line in lines(source, body) {
        let content = text.get(line.span.range()).unwrap_or_default();
        // The first character shows that most lines are ordinary prose.
        let mark = match line.kind {
            LineKind::Prose => line::first_mark(content),
            LineKind::Code => None,
        };
        if mark.is_some_and(table::may_begin_row) && table::is_row(content) {
            table.push(line.span);
            continue;
        }
        if !table.is_empty() {
            blocks.extend(table::assemble(text, std::mem::take(&mut table)));
        }
        if mark.is_some_and(|mark| mark.is_ascii_digit() || b"#-*+".contains(&mark)) {
            blocks.extend(heading(text, line.span).or_else(|| checkbox(text, line.span)));
        }
    }
    blocks.extend(table::assemble(text, table));
    blocks
}

fn heading(text: &str, line: Span) -> Option<Block> {
    let content = text.get(line.range())?;
    let unindented = content.trim_start_matches(' ');
    let marked = unindented.trim_start_matches('#');
    let level = unindented.len() - marked.len();
    // As in CommonMark: at most three blanks before the marks, and one after them.
    let is_heading = content.len() - unindented.len() <= 3
        && (1..=6).contains(&level)
        && marked.starts_with([' ', '\t']);
    if !is_heading {
        return None;
    }
    // `## Title ##` is a heading too.
    let closed = marked.trim_end().trim_end_matches('#');
    let span = trimmed(line.end as usize - marked.len(), closed);
    Some(Block::Heading(span))
}

fn checkbox(text: &str, line: Span) -> Option<Block> {
    let content = text.get(line.range())?;
    let item = content.trim_start_matches([' ', '\t', '>']);
    let digits = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if digits.len() < item.len() {
        digits.strip_prefix(['.', ')'])?
    } else {
        item.strip_prefix(['-', '*', '+'])?
    };
    let inner = rest.trim_start_matches([' ', '\t']).strip_prefix('[')?;
    let mark = inner.chars().next()?;
    let after = inner.get(mark.len_utf8()..)?.strip_prefix(']')?;
    let end = line.end as usize;
    let starts_content = after.starts_with([' ', '\t']);
    // `-[x]` without a space is not a list item.
    if !starts_content || inner.len() >= rest.len() - 1 {
        return None;
    }
    Some(Block::Checkbox {
        mark,
        brackets: Span::new(end - inner.len() - 1, end - after.len()),
        content: trimmed(end - after.len(), after),
    })
}

/// The span of `content` at `start`, trimmed.
fn trimmed(start: usize, content: &str) -> Span {
    let from = start + (content.len() - content.trim_start().len());
    Span::new(from, from + content.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let slice = |span: &Span| text[span.range()].to_owned();
        let row = |row: &Span| {
            let cells = cells(text, *row).map(|cell| slice(&cell));
            cells.collect::<Vec<_>>().join(",")
        };
        let body = Span::new(0, text.len());
        let show = |block: Block| match block {
            Block::Heading(content) => format!("# {}", slice(&content)),
            Block::Checkbox {
                mark,
                brackets,
                content,
            } => format!("{mark} {} {}", slice(&brackets), slice(&content)),
            Block::Table { header, rows } => {
                let rows: Vec<_> = rows.iter().map(row).collect();
                let header = header.as_ref().map(row).unwrap_or_default();
                format!("{header}: {}", rows.join(";"))
            }
        };
        let text = Text::from(text.to_owned());
        blocks(&text, body).into_iter().map(show).collect()
    }

    #[test]
    fn headings_checkboxes_and_tables_are_found() {
        let text = "# A-1: x ##\r\n#no\n\n- [x] **A-1** y\n  1. [ ] B\n- [link](z)\n\n| ID | S |\n|---|:-:|\n| A | \u{2705} |\n| B\\|C | d\n";
        assert_eq!(
            shown(text),
            [
                "# A-1: x",
                "x [x] **A-1** y",
                "  [ ] B",
                "ID,S: A,\u{2705};B\\|C,d"
            ]
        );
    }

    #[test]
    fn code_and_comments_are_left_out() {
        let text = "````md\n# a\n```\n# b\n````\n~~~\n# c\n```\n~~~ \n<!-- x\n# d\n--> \n# e\n<!-- y --># f\n    ```\n    # g\n    ```\n# h <!-- z -->\n";
        assert_eq!(shown(text), ["# e", "# h <!-- z -->"]);
    }

    #[test]
    fn other_comments_are_left_out() {
        let text = "%% # a %%\n%%\n# b\n%%\n{% comment %}\n# c\n{% endcomment %}\n# d\n";
        assert_eq!(shown(text), ["# d"]);
    }

    #[test]
    fn indented_code_is_left_out_but_nested_lists_are_not() {
        let code =
            "text\n\n    - [x] A\n\n    - [x] B\n\n- [x] C\n\n    - [x] D\n\ntext\n\n\t- [x] E\n";
        assert_eq!(shown(code), ["x [x] C", "x [x] D"]);
        // Without a blank line above it continues the paragraph.
        assert_eq!(shown("text\n    - [x] A\n"), ["x [x] A"]);
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        assert_eq!(shown("# a\n```\n# b\n"), ["# a"]);
        assert_eq!(shown("``` `x`\n# b"), ["# b"]);
    }

    #[test]
    fn rows_without_dashes_have_no_header() {
        assert_eq!(shown("| A | b |\n| C | d |\n"), [": A,b;C,d"]);
    }

    #[test]
    fn odd_text_is_not_a_block() {
        for text in [
            "",
            "|",
            "- [",
            "- []",
            "- [x",
            "-[x] a",
            "#",
            "1. [",
            "#######  x",
        ] {
            assert_eq!(
                shown(text).iter().filter(|block| *block != ": ").count(),
                0,
                "{text:?}"
            );
        }
    }
}
