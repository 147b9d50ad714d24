//! A marked part of a text file that belongs to us: of Markdown, or of TOML.
//!
//! Removing what was added restores the file byte for byte.

use std::collections::HashSet;

use progress_core::markdown::{LineKind, lines};
use yaml_lossless::text::{Span, Text};

use super::settings::SettingsError;

/// The lines around a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Markers {
    pub begin: &'static str,
    pub end: &'static str,
    /// Whether the text may have code fences, in which markers are examples.
    may_be_fenced: bool,
}

pub(super) const MARKDOWN: Markers = Markers {
    begin: "<!-- progress:begin -->",
    end: "<!-- progress:end -->",
    may_be_fenced: true,
};

pub(super) const TOML: Markers = Markers {
    begin: "# progress:begin",
    end: "# progress:end",
    may_be_fenced: false,
};

/// Adds the block to a text, or replaces the block that is there. A `text` of `None` stands for a
/// missing file.
pub(super) fn with(
    text: Option<&str>,
    markers: Markers,
    content: &str,
) -> Result<String, SettingsError> {
    let Some(text) = text else {
        return Ok(format!("{}\n", written(markers, content, "\n")));
    };
    if let Some((start, end)) = find(text, markers)? {
        let newline = newline_of(&text[start..end]);
        let part = written(markers, content, newline);
        return Ok(format!("{}{part}{}", &text[..start], &text[end..]));
    }
    let newline = newline_of(text);
    let part = written(markers, content, newline);
    // How the part ends tells how the file ended before.
    if text.ends_with('\n') {
        Ok(format!("{text}{newline}{part}{newline}"))
    } else {
        Ok(format!("{text}{newline}{newline}{part}"))
    }
}

/// The text without the part; `None` if nothing is left of a file that had nothing else.
pub(super) fn without(text: &str, markers: Markers) -> Result<Option<String>, SettingsError> {
    let Some((start, end)) = find(text, markers)? else {
        return Ok(Some(text.to_owned()));
    };
    let newline = newline_of(&text[start..end]);
    let (before, after) = (&text[..start], &text[end..]);
    if before.is_empty() && after == newline {
        return Ok(None);
    }
    let shorter = before.strip_suffix(newline).unwrap_or(before);
    if let Some(rest) = after.strip_prefix(newline) {
        return Ok(Some(format!("{shorter}{rest}")));
    }
    let shorter = shorter.strip_suffix(newline).unwrap_or(shorter);
    Ok(Some(format!("{shorter}{after}")))
}

/// Whether there is such a part.
pub(super) fn is_in(text: &str, markers: Markers) -> bool {
    matches!(find(text, markers), Ok(Some(_)))
}

fn written(markers: Markers, content: &str, newline: &str) -> String {
    let content = content.replace('\n', newline);
    format!(
        "{}{newline}{content}{newline}{}",
        markers.begin, markers.end
    )
}

/// Where the part is, with its markers. They count only at the start of a line, since a text may
/// mention them, and outside of code fences.
fn find(text: &str, markers: Markers) -> Result<Option<(usize, usize)>, SettingsError> {
    let examples = if markers.may_be_fenced && text.contains(markers.begin) {
        fenced(text)
    } else {
        HashSet::new()
    };
    let Some(start) = line_start(text, markers.begin, 0, &examples) else {
        return Ok(None);
    };
    match line_start(text, markers.end, start, &examples) {
        Some(end) => Ok(Some((start, end + markers.end.len()))),
        None => Err(SettingsError::Unclosed(
            markers.begin.to_owned(),
            markers.end.to_owned(),
        )),
    }
}

/// The first line from a position on that starts with a marker and is not an example.
fn line_start(text: &str, marker: &str, from: usize, examples: &HashSet<usize>) -> Option<usize> {
    let mut found = text[from..].match_indices(marker).map(|(at, _)| from + at);
    found.find(|&at| (at == 0 || text[..at].ends_with('\n')) && !examples.contains(&at))
}

/// Where the lines in code fences start. A fence without an end hides nothing: a part that was added
/// below it has to be found again.
fn fenced(text: &str) -> HashSet<usize> {
    let whole = Text::from(text.to_owned());
    let mut code: Vec<Span> = lines(&whole, Span::new(0, text.len()))
        .filter(|line| line.kind == LineKind::Code)
        .map(|line| line.span)
        .collect();
    let mut rest = text.len();
    while let Some(last) = code.pop_if(|span| text[span.end as usize..rest].trim().is_empty()) {
        rest = last.start as usize;
    }
    code.iter().map(|span| span.start as usize).collect()
}

fn newline_of(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
