//! Adds a trailer to a message without changing any of the author's bytes.

use super::{Cleanup, Draft, TrailerRules, cut, lines};

/// The default comment prefix.
const USUAL_COMMENT: &[u8] = b"#";

/// A position at which to insert a line.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: usize,
    /// Whether a blank line precedes it.
    is_apart: bool,
}

/// Returns a message with one more trailer, `KEY: VALUE`; `None` if the message is empty, because
/// the trailer would become its subject, or if Git would remove the trailer as a comment.
///
/// The trailer joins Git's trailer block if that looks like one to people too; otherwise it gets a
/// paragraph of its own, because Git finds no trailers in a paragraph of prose. As with `git commit
/// --signoff`, its line ends in `
/// `, unless the last line of the message has no newline. So removing the line, and the blank line
/// before it, restores the message.
#[must_use]
pub fn with_trailer(
    text: &[u8],
    draft: &Draft,
    rules: &TrailerRules,
    key: &str,
    value: &str,
) -> Option<Vec<u8>> {
    let line = format!("{key}: {value}");
    if draft.is_empty(text) {
        return None;
    }
    let content = draft.content(text);
    let own = content.last().map(|(_, end)| apart(*end))?;
    let mut places = Vec::new();
    places.extend(beside_trailers(text, draft, rules, &content));
    places.push(own);
    // Parts that Git keeps, but does not read trailers from.
    for comment in [&rules.comment[..], USUAL_COMMENT] {
        let cut = cleaned_cut(text, comment);
        let above = content.iter().rev().find(|(_, end)| *end <= cut);
        places.extend(above.map(|(_, end)| apart(*end)));
    }
    let made: Vec<Vec<u8>> = places
        .iter()
        .map(|place| put(text, *place, &line))
        .collect();
    // Another clone may use the default comment prefix.
    let best = made
        .iter()
        .find(|it| {
            readers(draft, rules)
                .iter()
                .all(|(draft, rules)| rules.finds(&draft.cleaned(it), key, value))
        })
        .or_else(|| {
            made.iter()
                .find(|it| rules.finds(&draft.cleaned(it), key, value))
        });
    if best.is_some() {
        return best.cloned();
    }
    let made = put(text, own, &line);
    let is_kept = memchr::memmem::find(&draft.cleaned(&made), line.as_bytes()).is_some();
    is_kept.then_some(made)
}

/// Where the message is cut once white space at the ends of lines is removed.
fn cleaned_cut(text: &[u8], comment: &[u8]) -> usize {
    let is_cut = |line: &[u8]| {
        let line = [line.trim_ascii_end(), b"\n"].concat();
        cut(&line, comment) == 0
    };
    let found = lines(text).find(|(_, line)| is_cut(line));
    found.map_or(text.len(), |(at, _)| at)
}

fn apart(at: usize) -> Place {
    Place { at, is_apart: true }
}

/// Returns the end of the trailer block in the message that Git will commit.
fn beside_trailers(
    text: &[u8],
    draft: &Draft,
    rules: &TrailerRules,
    content: &[(usize, usize)],
) -> Option<Place> {
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
        .filter(|(_, (_, line))| !line.starts_with(&rules.comment));
    let (last, _) = all.last()?;
    content.get(last).map(|(_, at)| Place {
        at: *at,
        is_apart: false,
    })
}

fn put(text: &[u8], place: Place, line: &str) -> Vec<u8> {
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
fn readers(draft: &Draft, rules: &TrailerRules) -> Vec<(Draft, TrailerRules)> {
    let mut all = Vec::new();
    let modes = [draft.cleanup, Cleanup::Whitespace, Cleanup::Strip];
    let count = if draft.is_sure { 1 } else { modes.len() };
    for cleanup in modes.into_iter().take(count) {
        for comment in [&rules.comment[..], USUAL_COMMENT] {
            let draft = Draft {
                cleanup,
                ..draft.clone()
            };
            all.push((draft, rules.with_comment(comment)));
        }
    }
    all
}
