//! Pieces of HTML. Everything from files goes through [`text`].

use std::fmt::{Arguments, Write as _};

use progress_core::derive::Counts;
use progress_core::model::FileId;
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
        "<span class=\"bar\" aria-hidden=\"true\"><span style=\"width:{percent}%\"></span></span> \
         <span class=\"figures\">{}/{} <span class=\"soft\">({percent}%)</span></span>",
        counts.completed, counts.total
    )
}

/// A state as a word; the style sheet adds the sign. Nothing depends on color.
pub(crate) fn badge(state: State) -> String {
    let (class, word) = (state.class(), state.word());
    format!("<span class=\"badge {class}\">{word}</span>")
}

/// The start of a table that can be scrolled sideways, also with the keyboard.
pub(crate) fn open_table(out: &mut String, caption: &str, columns: &[&str]) {
    let caption = text(caption);
    push(
        out,
        format_args!(
            "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\
             <table><caption>{caption}</caption><thead><tr>"
        ),
    );
    for column in columns {
        push(out, format_args!("<th scope=\"col\">{column}</th>"));
    }
    out.push_str("</tr></thead><tbody>\n");
}

/// The end of a table.
pub(crate) fn close_table(out: &mut String) {
    out.push_str("</tbody></table></div>\n");
}

/// A line of a file as `path:line`, as a link if possible.
pub(crate) fn file_line(page: &Page<'_, '_>, file: FileId, line: usize) -> String {
    let path = page.workspace.file(file).path.as_str();
    let shown = text(path);
    match page.base {
        // A forge jumps to the line; a browser shows the file.
        Some(base) => format!(
            "<a href=\"{}#L{line}\">{shown}:{line}</a>",
            link(base, path)
        ),
        None => format!("{shown}:{line}"),
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
