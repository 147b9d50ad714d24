//! A trailer added to a message, with every byte of the author's left as it was.

use super::{Cleanup, Draft, TrailerRules, cut, lines};

/// What a comment starts with where nothing is set.
const USUAL_COMMENT: &[u8] = b"#";

/// A place for a line.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: usize,
    /// Whether a blank line goes before it.
    is_apart: bool,
}

/// A message with one more trailer, `KEY: VALUE`; `None` where the message is empty, because the
/// trailer would be its subject.
///
/// It joins the paragraph of trailers that Git sees, if people see one too, and has one of its own otherwise: Git finds
/// none in a paragraph with prose. As with `git commit --signoff`, its line ends in `\n`; where the
/// last line of the message has no end, it has none either. So taking out the line, and the blank
/// line before it, gives the message again.
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
    // What Git keeps, but reads no trailers from.
    for comment in [&rules.comment[..], USUAL_COMMENT] {
        let cut = cleaned_cut(text, comment);
        let above = content.iter().rev().find(|(_, end)| *end <= cut);
        places.extend(above.map(|(_, end)| apart(*end)));
    }
    let made = places.iter().map(|place| put(text, *place, &line));
    let made: Vec<Vec<u8>> = made.collect();
    // Another clone may read with the usual comments.
    let is_found_by_all = |it: &&Vec<u8>| {
        readers(draft, rules)
            .iter()
            .all(|(draft, rules)| rules.finds(&draft.cleaned(it), key, value))
    };
    let is_found = |it: &&Vec<u8>| rules.finds(&draft.cleaned(it), key, value);
    let best = made
        .iter()
        .find(is_found_by_all)
        .or_else(|| made.iter().find(is_found));
    best.cloned().or_else(|| Some(put(text, own, &line)))
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

/// The end of the trailers that Git sees in the message it will commit.
fn beside_trailers(
    text: &[u8],
    draft: &Draft,
    rules: &TrailerRules,
    content: &[(usize, usize)],
) -> Option<Place> {
    let cleaned = draft.cleaned(text);
    let block = rules.block(&cleaned);
    let trailers = cleaned.get(block.clone()).unwrap_or_default();
    // Prose that Git takes for trailers is left to itself.
    if !lines(trailers).any(|(_, line)| rules.is_usual(line)) {
        return None;
    }
    // Lines that are neither blank nor removed are the same in both, one by one.
    let above = cleaned.get(..block.end).unwrap_or_default();
    let all = lines(above).filter(|(_, line)| !super::is_blank(line));
    let all = all
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

/// Everybody who may read the message.
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
