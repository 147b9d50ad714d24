//! Small things that several readers need.

use std::borrow::Cow;

use progress_core::display::is_unsafe_to_show;
use yaml_lossless::Node;

/// Maximum length of a title in characters.
const MAX_TITLE: usize = 1_000;

/// Maximum length of a title that is made from several lines.
const MAX_JOINED: usize = 300;

/// A title made from the text of a task.
pub(super) struct Title {
    pub text: String,
    /// Whether it is only the beginning of the text.
    pub is_cut: bool,
}

impl Title {
    /// Makes a title from a text. Lines may be wrapped, so they are joined; but if that gets long, the
    /// title is as many sentences as fit, and at least the first line.
    pub(super) fn of(text: &str) -> Self {
        let first = text.trim().lines().next().unwrap_or_default();
        Self::wrapped(text, first.len())
    }

    /// Makes a title from a text whose first line has this length.
    pub(super) fn wrapped(text: &str, first: usize) -> Self {
        let line = joined(text);
        let limit = first.clamp(MAX_JOINED, MAX_TITLE);
        let Some((end, _)) = line.char_indices().nth(limit) else {
            return Self {
                text: line,
                is_cut: false,
            };
        };
        let beginning = &line[..end];
        let text = if let Some(sentences) = last_sentence(&line, end) {
            sentences.to_owned()
        } else {
            let words = beginning.rsplit_once(' ');
            format!("{}…", words.map_or(beginning, |(words, _)| words))
        };
        Self { text, is_cut: true }
    }
}

/// The sentences of a line that end before a place.
fn last_sentence(line: &str, before: usize) -> Option<&str> {
    let mut ends = line.char_indices().filter(|(at, c)| {
        let end = at + c.len_utf8();
        let rest = &line[end..];
        end <= before
            && match c {
                '.' | '!' | '?' => {
                    let next = rest.strip_prefix(' ');
                    next.is_some_and(|next| !next.starts_with(|c: char| c.is_lowercase()))
                }
                '。' | '！' | '？' => true,
                _ => false,
            }
    });
    let (at, c) = ends.next_back()?;
    line.get(..at + c.len_utf8())
}

/// A text in one line, without control characters.
pub(crate) fn one_line(text: &str) -> String {
    let line = joined(text);
    let mut cut: String = line.chars().take(MAX_TITLE).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    cut
}

fn joined(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|&c| !is_unsafe_to_show(c)));
    }
    line
}

/// A text that begins with a link, `[text](target) rest`, without the target.
pub(super) fn unlinked(text: &str) -> Cow<'_, str> {
    let link = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]("))
        .and_then(|(label, rest)| Some((label, rest.split_once(')')?.1)));
    match link {
        Some((label, rest)) if !label.contains(['[', ']']) => format!("{label}{rest}").into(),
        _ => text.into(),
    }
}

/// The words of a list such as `T1, T2 and T3`.
pub(super) fn listed(text: &str) -> Vec<String> {
    let words = text.split([',', ';', ' ']);
    let words = words.map(|word| word.trim_matches(['`', '*', '.']).trim());
    words
        .filter(|word| !word.is_empty() && *word != "and" && *word != "&")
        .map(str::to_owned)
        .collect()
}

/// The texts of a list of YAML, or a single one, which tools take for a list of one.
pub(super) fn node_texts(node: Option<Node<'_>>) -> Vec<String> {
    let Some(node) = node else {
        return Vec::new();
    };
    if let Some(text) = node.some_text() {
        return vec![text.to_owned()];
    }
    node.items()
        .filter_map(Node::some_text)
        .map(str::to_owned)
        .collect()
}

/// Adds a sentence to notes.
pub(crate) fn add_note(notes: &mut Option<String>, text: &str) {
    match notes {
        Some(notes) => {
            notes.push_str("; ");
            notes.push_str(text);
        }
        None => *notes = Some(text.to_owned()),
    }
}

/// The words after a phase's number: `Phase 2: Title`, `2. Title`.
pub(super) fn numbered_heading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let word = text.get(.."phase".len());
    let rest = match word {
        Some(word) if word.eq_ignore_ascii_case("phase") => text.get("phase".len()..)?.trim_start(),
        _ => text,
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let (number, title) = rest.split_at(end);
    let number = number.trim_end_matches('.');
    let is_number = number.starts_with(|c: char| c.is_ascii_digit());
    // `3 ideas` is a title, not a number.
    let is_marked =
        rest.len() < text.len() || rest.get(number.len()..)?.starts_with(['.', ':', ')']);
    (is_number && is_marked).then(|| {
        (
            number,
            title.trim_start_matches([':', '.', ')', '-', '–', '—', ' ']),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_harmless_line() {
        assert_eq!(one_line(" a\n b\u{1b}[31m \u{202e}c "), "a b[31m c");
        assert_eq!(one_line(&"x".repeat(5_000)).chars().count(), MAX_TITLE + 1);
    }

    #[test]
    fn a_long_text_is_cut_at_the_end_of_a_sentence() {
        let line = "It reads every file, e.g. this one. Then it goes on without an end, ";
        let title = |text: &str| {
            let title = Title::of(text);
            (title.text, title.is_cut)
        };
        assert_eq!(
            title("Build it\n  for all."),
            ("Build it for all.".to_owned(), false)
        );
        let text = format!("Build the importer\n{}", line.repeat(40));
        let (text, is_cut) = title(&text);
        assert!(text.starts_with("Build the importer It reads") && text.ends_with("this one."));
        assert!(is_cut && text.len() <= MAX_JOINED);
        let (text, is_cut) = title(&format!("Build\n{}", "word ".repeat(100)));
        assert!(is_cut && text.ends_with(" word…"));
        // A single long line is a title.
        let long = "word, ".repeat(100);
        assert_eq!(title(&long), (long.trim().to_owned(), false));
        assert!(title(&long.repeat(3)).1);
    }

    #[test]
    fn phases_are_numbered_in_several_ways() {
        assert_eq!(numbered_heading("Phase 2: Core"), Some(("2", "Core")));
        assert_eq!(numbered_heading("1. Set up"), Some(("1", "Set up")));
        assert_eq!(
            numbered_heading("Phase 3 - Stories"),
            Some(("3", "Stories"))
        );
        assert_eq!(numbered_heading("Phase 01"), Some(("01", "")));
        assert_eq!(numbered_heading("3 ideas"), None);
        assert_eq!(numbered_heading("Notes"), None);
    }

    #[test]
    fn lists_have_several_separators() {
        assert_eq!(listed("T1, T2 and `T3`"), ["T1", "T2", "T3"]);
    }

    #[test]
    fn a_link_at_the_beginning_is_its_text() {
        assert_eq!(unlinked("[a.md](x/a.md) — One"), "a.md — One");
        assert_eq!(unlinked("[WIP] two"), "[WIP] two");
        assert_eq!(unlinked("three [a](b)"), "three [a](b)");
    }
}
