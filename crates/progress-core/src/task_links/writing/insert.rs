//! Adds a trailer to a message without changing any of the author's bytes.

use super::{Cleanup, CleanupSettings, TrailerRules, cut, lines};

/// The default comment prefix.
const USUAL_COMMENT: &[u8] = b"#";

/// A position at which to insert a line.
#[derive(Clone, Copy, Debug)]
struct Insertion {
    at: usize,
    /// Whether a blank line precedes it.
    is_apart: bool,
}

/// Returns a message with one more trailer, `KEY: VALUE`; `None` if the message is empty, because
/// the trailer would become its subject, or if Git would remove the trailer as a comment.
///
/// The trailer joins Git's trailer block if that looks like one to people too; otherwise it gets a
/// paragraph of its own, because Git finds no trailers in a paragraph of prose. As with `git commit
/// --signoff`, its line ends in a newline, unless the last line of the message has none. So removing
/// the line, and the blank line before it, restores the message.
#[must_use]
pub fn with_trailer(
    text: &[u8],
    draft: &CleanupSettings,
    rules: &TrailerRules,
    key: &str,
    value: &str,
) -> Option<Vec<u8>> {
    let line = format!("{key}: {value}");
    if draft.is_empty(text) {
        return None;
    }
    let content = draft.content(text);
    let (_, end) = content.last()?;
    let own_paragraph = put(text, apart(*end), &line);
    // In order of preference: the first that all readers find is chosen.
    let mut tries = Vec::new();
    if let Some(end_of_block) = beside_trailers(text, draft, rules, &content) {
        tries.push(put(text, end_of_block, &line));
    }
    tries.push(own_paragraph.clone());
    // Parts that Git keeps, but does not read trailers from.
    for comment in [&rules.comment[..], USUAL_COMMENT] {
        let cut = cleaned_cut(text, comment);
        if let Some((_, end)) = content.iter().rev().find(|(_, end)| *end <= cut) {
            tries.push(put(text, apart(*end), &line));
        }
    }
    // Another clone may use the default comment prefix, so a position that works there too is best.
    let readers = all_readers(draft, rules);
    let found_by_all = tries.iter().find(|made| {
        readers
            .iter()
            .all(|(draft, rules)| rules.finds(&draft.cleaned(made), key, value))
    });
    if let Some(made) = found_by_all {
        return Some(made.clone());
    }
    for made in tries {
        if rules.finds(&draft.cleaned(&made), key, value) {
            return Some(made);
        }
    }
    // A line that no reader of trailers finds still tells people, if Git keeps it.
    let committed = draft.cleaned(&own_paragraph);
    if memchr::memmem::find(&committed, line.as_bytes()).is_some() {
        Some(own_paragraph)
    } else {
        None
    }
}

/// Where the message is cut once white space at the ends of lines is removed.
fn cleaned_cut(text: &[u8], comment: &[u8]) -> usize {
    for (at, line) in lines(text) {
        // A scissors line with trailing space becomes one only once Git has removed the space.
        let cleaned = [line.trim_ascii_end(), b"\n"].concat();
        if cut(&cleaned, comment) == 0 {
            return at;
        }
    }
    text.len()
}

fn apart(at: usize) -> Insertion {
    Insertion { at, is_apart: true }
}

/// Returns the end of the trailer block in the message that Git will commit.
fn beside_trailers(
    text: &[u8],
    draft: &CleanupSettings,
    rules: &TrailerRules,
    content: &[(usize, usize)],
) -> Option<Insertion> {
    let cleaned = draft.cleaned(text);
    let block = rules.block(&cleaned);
    let trailers = cleaned.get(block.clone()).unwrap_or_default();
    // Prose that only Git considers trailers is left alone.
    if !lines(trailers).any(|(_, line)| rules.is_usual(line)) {
        return None;
    }
    // Lines that are neither blank nor removed correspond one to one.
    let above = cleaned.get(..block.end).unwrap_or_default();
    let all = lines(above)
        .filter(|(_, line)| !super::is_blank(line))
        .enumerate()
        // After numbering, because `content` includes comments that the cleanup keeps.
        .filter(|(_, (_, line))| !line.starts_with(&rules.comment));
    let (last, _) = all.last()?;
    let (_, end) = content.get(last)?;
    Some(Insertion {
        at: *end,
        is_apart: false,
    })
}

fn put(text: &[u8], place: Insertion, line: &str) -> Vec<u8> {
    let (before, after) = text.split_at_checked(place.at).unwrap_or((text, b""));
    let blank = if place.is_apart { "\n" } else { "" };
    let added = if before.ends_with(b"\n") {
        format!("{blank}{line}\n")
    } else {
        format!("\n{blank}{line}")
    };
    [before, added.as_bytes(), after].concat()
}

/// Returns the settings of everybody who may read the message.
fn all_readers(
    draft: &CleanupSettings,
    rules: &TrailerRules,
) -> Vec<(CleanupSettings, TrailerRules)> {
    let mut all = Vec::new();
    let modes = [draft.cleanup, Cleanup::Whitespace, Cleanup::Strip];
    // An argument of `git commit` may choose another mode.
    let count = if draft.is_sure { 1 } else { modes.len() };
    for cleanup in modes.into_iter().take(count) {
        for comment in [&rules.comment[..], USUAL_COMMENT] {
            let draft = CleanupSettings {
                cleanup,
                ..draft.clone()
            };
            all.push((draft, rules.with_comment(comment)));
        }
    }
    all
}
