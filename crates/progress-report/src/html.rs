//! Pieces of HTML. Everything from files goes through [`text`]. Cells have no end tags, which HTML
//! does not need: a page about a hundred plans has twenty thousand of them.

use std::fmt::{Arguments, Write as _};

use progress_core::derive::Counts;
use progress_core::model::FileId;
use progress_core::source::name_of;
use progress_graph::State;
pub(crate) use progress_graph::escape_xml as text;

use crate::Page;

/// Appends a formatted text.
pub(crate) fn push(out: &mut String, text: Arguments<'_>) {
    // Writing to a string never fails.
    let _ = out.write_fmt(text);
}

/// A bar with the figures beside it; the bar itself says nothing that the figures do not.
pub(crate) fn bar(counts: &Counts) -> String {
    if counts.total == 0 {
        return "no tasks".to_owned();
    }
    let percent = counts.percent();
    format!(
        "<i class=\"bar\" style=\"--done:{percent}%\"></i> \
         <span class=\"figures\">{}/{} <small>({percent}%)</small></span>",
        counts.completed, counts.total
    )
}

/// A state as a word; the style sheet adds the sign. Nothing depends on color.
pub(crate) fn badge(state: State) -> String {
    let (class, word) = (state.class(), state.word());
    format!("<b class=\"{class}\">{word}</b>")
}

/// Characters of a text that are shown at once: two or three lines.
const MAX_SHOWN: usize = 220;
/// Folding fewer characters would save no line.
const MIN_FOLDED: usize = 80;

/// A text from a file. The rest of a long one is folded.
pub(crate) fn folded(content: &str) -> String {
    let content = content.trim();
    if content.chars().nth(MAX_SHOWN + MIN_FOLDED).is_none() {
        return text(content);
    }
    let most = content.char_indices().nth(MAX_SHOWN);
    let most = most.map_or(content.len(), |(at, _)| at);
    let (start, _) = content.split_at(most);
    // Between words, unless one of them is that long.
    let word = start.rfind(char::is_whitespace);
    let (start, rest) = content.split_at(word.filter(|at| *at > most / 2).unwrap_or(most));
    format!(
        "<details><summary>{}</summary>{}</details>",
        text(start),
        text(rest)
    )
}

/// A message of the program: what is in backticks is code.
pub(crate) fn message(content: &str) -> String {
    let mut out = String::with_capacity(content.len() + 16);
    let mut parts = content.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        let part = text(part);
        match (is_code, parts.peek()) {
            (true, Some(_)) => push(&mut out, format_args!("<code>{part}</code>")),
            // The last one has no end.
            (true, None) => push(&mut out, format_args!("`{part}")),
            (false, _) => out.push_str(&part),
        }
        is_code = !is_code;
    }
    out
}

/// The start of a table that can be scrolled sideways, also with the keyboard. On a narrow screen,
/// the rows of a table with the class `cards` are blocks without column heads, so the style sheet
/// labels their cells.
pub(crate) fn open_table(class: &str, out: &mut String, caption: &str, columns: &[&str]) {
    let caption = text(caption);
    push(
        out,
        format_args!(
            "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\
             <table class=\"{class}\"><caption>{caption}</caption><thead><tr>"
        ),
    );
    for column in columns {
        push(out, format_args!("<th>{column}"));
    }
    out.push_str("</thead><tbody>\n");
}

/// The end of a table.
pub(crate) fn close_table(out: &mut String) {
    out.push_str("</tbody></table></div>\n");
}

/// The path of a file, as a link if possible.
pub(crate) fn file(base: Option<&str>, path: &str) -> String {
    match base {
        Some(base) => format!("<a href=\"{}\">{}</a>", link(base, path), text(path)),
        None => text(path),
    }
}

/// A line of a file as `path:line`, or as a link with the name of the file.
pub(crate) fn file_line(page: &Page<'_, '_>, file: FileId, line: usize) -> String {
    let path = page.workspace.file(file).path.as_str();
    match page.base {
        // A forge jumps to the line; a browser shows the file.
        Some(base) => format!(
            "<a href=\"{}#L{line}\">{}:{line}</a>",
            link(base, path),
            text(name_of(path))
        ),
        None => format!("{}:{line}", text(path)),
    }
}

/// A path relative to the root, as a link target relative to the page.
pub(crate) fn link(base: &str, path: &str) -> String {
    let mut target = String::with_capacity(base.len() + path.len());
    for byte in base.bytes().chain(path.bytes()) {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            target.push(char::from(byte));
        } else {
            push(&mut target, format_args!("%{byte:02X}"));
        }
    }
    // A name such as `javascript:x` cannot be a scheme, because the colon is escaped.
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_rest_of_a_long_text_is_folded() {
        assert_eq!(folded("a <b>"), "a &lt;b&gt;");
        let long = "<ü> ".repeat(100);
        let shown = folded(&long);
        let (start, rest) = shown.split_once("</summary>").unwrap();
        assert!(start.starts_with("<details><summary>&lt;ü&gt; "));
        assert!(rest.ends_with(" &lt;ü&gt;</details>"));
        assert_eq!(shown.matches('ü').count(), 100);
        assert!(folded(&"x".repeat(400)).contains("</summary>x"));
        let nearly = "x".repeat(MAX_SHOWN + MIN_FOLDED);
        assert_eq!(folded(&nearly), nearly);
    }

    #[test]
    fn what_is_in_backticks_is_code() {
        assert_eq!(
            message("`A<1>` is `open"),
            "<code>A&lt;1&gt;</code> is `open"
        );
        assert_eq!(message("none"), "none");
    }
}
