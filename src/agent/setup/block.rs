//! A marked part of a text file that belongs to us: of Markdown, or of TOML.
//!
//! Removing what was added restores the file byte for byte.

use super::settings::SettingsError;

/// The lines around a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Markers {
    pub begin: &'static str,
    pub end: &'static str,
}

pub(super) const MARKDOWN: Markers = Markers {
    begin: "<!-- progress:begin -->",
    end: "<!-- progress:end -->",
};

pub(super) const TOML: Markers = Markers {
    begin: "# progress:begin",
    end: "# progress:end",
};

/// The text with the part, which replaces an older one; `None` is no file.
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
/// mention them.
fn find(text: &str, markers: Markers) -> Result<Option<(usize, usize)>, SettingsError> {
    let Some(start) = line_start(text, markers.begin) else {
        return Ok(None);
    };
    match line_start(&text[start..], markers.end) {
        Some(end) => Ok(Some((start, start + end + markers.end.len()))),
        None => Err(SettingsError::Unclosed(
            markers.begin.to_owned(),
            markers.end.to_owned(),
        )),
    }
}

fn line_start(text: &str, marker: &str) -> Option<usize> {
    let mut found = text.match_indices(marker).map(|(at, _)| at);
    found.find(|&at| at == 0 || text[..at].ends_with('\n'))
}

fn newline_of(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
