//! The lines at the top of a body that describe the phase as a whole: `**Status**: In Progress`.

use yaml_lossless::text::Span;

/// A labelled value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// What it describes.
    pub kind: Kind,
    /// The text after the colon, trimmed.
    pub value: Span,
}

/// What a label describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The status.
    Status,
    /// How much is done.
    Progress,
}

const STATUS: &[&str] = &["status", "phase status", "current status", "overall status"];

const PROGRESS: &[&str] = &[
    "progress",
    "phase progress",
    "overall progress",
    "completion",
    "phase completion",
    "overall completion",
];

/// Sections that describe the phase as a whole.
const SECTIONS: &[&str] = &[
    "overview",
    "phase overview",
    "status",
    "phase status",
    "current status",
    "overall status",
    "summary",
    "phase summary",
    "progress",
    "progress summary",
    "progress overview",
    "overall progress",
    "completion summary",
    "phase completion summary",
];

/// Maximum number of labels read: people write two or three.
const MAX: usize = 20;

/// The labels above the first section that is not about the phase as a whole.
pub(super) fn labels(text: &str, body: Span) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut title_seen = false;
    let mut start = body.start as usize;
    let body = text.get(body.range()).unwrap_or_default();
    for line in body.split_inclusive('\n') {
        if labels.len() >= MAX {
            break;
        }
        match heading(line) {
            Some((1, _)) if !title_seen => title_seen = true,
            // A second title starts a part about something else.
            Some((level, title)) if level == 1 || !is_about_phase(title) => break,
            Some(_) => {}
            // Code and comments are rare this far up; what follows them is not checked.
            None if opens_code_or_comment(line) => break,
            None => labels.extend(labels_in(line, start)),
        }
        start += line.len();
    }
    labels.truncate(MAX);
    labels
}

/// The level and the text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (level > 0 && title.starts_with([' ', '\t'])).then(|| (level, title.trim()))
}

fn is_about_phase(title: &str) -> bool {
    is_one_of(title, SECTIONS)
}

fn is_one_of(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn opens_code_or_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["```", "~~~", "<!--"]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// The labels in a line: one, or several separated by bars. None if a part has no label, as in the
/// choices of a template: `**Status**: Pending | Done`.
fn labels_in(line: &str, start: usize) -> Vec<Label> {
    let mut labels = Vec::new();
    // In a table, a colon belongs to the text of a cell.
    if !line.contains(':') || line.trim_start().starts_with('|') {
        return labels;
    }
    let mut start = start;
    for part in line.split('|') {
        let Some((name, value)) = labelled(part) else {
            return Vec::new();
        };
        if let Some(kind) = kind(name) {
            // The value is the end of the trimmed part, so its length shows where it starts.
            let end = start + part.trim_end().len();
            labels.push(Label {
                kind,
                value: Span::new(end - value.len(), end),
            });
        }
        start += part.len() + 1;
    }
    labels
}

/// Splits a text such as `- **Status:** Done`.
fn labelled(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once(':')?;
    let name = name.trim_matches([' ', '\t', '>', '-', '+', '*', '_']);
    // In `**Status:** Done`, the emphasis ends after the colon.
    let closed = value.trim_start_matches(['*', '_']);
    Some((name, closed.trim()))
}

fn kind(name: &str) -> Option<Kind> {
    if is_one_of(name, STATUS) {
        Some(Kind::Status)
    } else if is_one_of(name, PROGRESS) {
        Some(Kind::Progress)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(Kind, &str)> {
        let labels = labels(text, Span::new(0, text.len()));
        let shown = labels.into_iter();
        shown
            .map(|label| (label.kind, &text[label.value.range()]))
            .collect()
    }

    #[test]
    fn labels_are_found_however_they_are_written() {
        let text = "\n# Phase 1\r\n\n**Status**: Done\r\n> - **Overall Progress:** 3/8\n**Owner**: a | __status:__ **wip** (5%) | Completion: 5%\n## Overview\nPhase status: x\n";
        assert_eq!(
            shown(text),
            [
                (Kind::Status, "Done"),
                (Kind::Progress, "3/8"),
                (Kind::Status, "**wip** (5%)"),
                (Kind::Progress, "5%"),
                (Kind::Status, "x"),
            ]
        );
    }

    #[test]
    fn only_the_top_describes_the_phase() {
        for text in [
            "# A\n## Tasks\nStatus: Done\n",
            "# A\n# B\nStatus: Done\n",
            "### TASK-1\nStatus: Done\n",
            "```\nStatus: Done\n```\n",
            "<!-- Status: Done -->\n",
            "| Status: Done |\n",
            "**Status**: Pending | Done\n",
            "The Status: Done\n",
            "Status of it: Done\n",
        ] {
            assert_eq!(shown(text), [], "{text:?}");
        }
    }
}
