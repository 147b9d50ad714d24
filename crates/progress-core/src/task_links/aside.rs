//! Words around a task ID that say that its work is not in this commit.

use crate::model::id;

/// How many bytes around an ID are examined; anything further away is about something else.
const REACH: usize = 400;

/// Words before an ID that place its work elsewhere.
const ELSEWHERE: &[&str] = &[
    "after",
    "blocked",
    "blocking",
    "blocks",
    "defer",
    "deferred",
    "deferring",
    "defers",
    "depends",
    "except",
    "excluding",
    "follow-up",
    "follow-ups",
    "followup",
    "future",
    "later",
    "next",
    "not",
    "omits",
    "omitted",
    "omitting",
    "pending",
    "postpone",
    "postponed",
    "postpones",
    "ready",
    "related",
    "relates",
    "remaining",
    "see",
    "separately",
    "skip",
    "skipped",
    "skipping",
    "skips",
    "todo",
    "unblocks",
    "upcoming",
    "until",
    "without",
];

/// Words that do so in a subject, directly before the ID.
const RIGHT_BEFORE: &[&str] = &[
    "defer",
    "deferred",
    "deferring",
    "defers",
    "except",
    "excluding",
    "omit",
    "omits",
    "omitting",
    "postpone",
    "postponed",
    "postpones",
    "skip",
    "skipped",
    "skipping",
    "skips",
    "unblock",
    "unblocks",
    "until",
    "without",
];

/// Words that do so directly after an ID.
const PUT_OFF: &[&str] = &[
    "deferred",
    "later",
    "next",
    "pending",
    "remain",
    "remaining",
    "remains",
    "skipped",
    "todo",
];

/// Words that do so further after an ID, if they describe the task: `is deferred`, but not
/// `deferred loading`.
const SET_ASIDE: &[&str] = &[
    "deferred",
    "descoped",
    "excluded",
    "omitted",
    "parked",
    "postponed",
    "punted",
    "skipped",
];

/// Words that may follow these if it is the task that was set aside.
const GOES_ON: &[&str] = &[
    "and", "as", "at", "because", "but", "by", "due", "for", "from", "here", "if", "in", "on",
    "pending", "per", "since", "so", "the", "this", "till", "to", "until", "when", "while", "with",
];

/// Phrases that do so anywhere.
const PHRASES: &[&str] = &[
    "follow-up",
    "follow-ups",
    "followup",
    "followups",
    "follow up",
    "left for",
    "left open",
    "left out",
    "left to",
    "left undone",
    "leave out",
    "comes later",
    "comes next",
    "comes separately",
    "land later",
    "lands later",
    "land separately",
    "lands separately",
    "landing separately",
    "handled separately",
    "done separately",
    "separate branch",
    "separate change",
    "separate commit",
    "separate patch",
    "separate pr",
    "out of scope",
    "not covered",
    "not done",
    "not implemented",
    "not in this",
    "not included",
    "not part",
    "not started",
    "not yet",
    "isn't done",
    "isn't included",
    "isn't part",
    "still missing",
    "still open",
    "still pending",
    "still to",
    "to be done",
    "will be addressed",
    "will be done",
    "will be handled",
    "will be implemented",
    "will come",
    "will follow",
    "will land",
];

/// Whether the words before an ID place its work elsewhere.
pub(super) fn says_elsewhere(text: &str) -> bool {
    let plain = plain(text);
    { plain.split(' ') }.any(|word| ELSEWHERE.contains(&word))
}

/// Whether the words around a list of IDs in a body place their work elsewhere.
///
/// `start` and `end` delimit the list, as offsets into the whole message.
pub(super) fn is_aside(text: &str, start: usize, end: usize) -> bool {
    let front = front(text, start);
    let behind = behind(text, end);
    says_elsewhere(front) || has_phrase(&plain(front)) || is_put_off(behind) || is_set_aside(behind)
}

/// Like [`is_aside`], in a subject, whose other words describe the work in the commit.
pub(super) fn is_aside_in_subject(subject: &str, start: usize, end: usize) -> bool {
    let plain = plain(front(subject, start));
    let last = plain.trim_end().rsplit(' ').next().unwrap_or_default();
    RIGHT_BEFORE.contains(&last) || is_set_aside(behind(subject, end))
}

/// Whether the first words after an ID, or after its brackets, postpone the work.
fn is_put_off(behind: &str) -> bool {
    let plain = plain(behind);
    let words = plain.split(' ').filter(|word| !id::is_id_shaped(word));
    says(words, PUT_OFF, 3)
}

/// Whether words after an ID say that the task was set aside.
fn is_set_aside(behind: &str) -> bool {
    let plain = plain(behind);
    has_phrase(&plain) || says(plain.split(' '), SET_ASIDE, usize::MAX)
}

/// Whether one of the first words describes the task, rather than what follows the word.
fn says<'w>(words: impl Iterator<Item = &'w str>, which: &[&str], first: usize) -> bool {
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    for _ in 0..first {
        let Some(word) = words.next() else { break };
        let goes_on = words.peek().is_none_or(|next| GOES_ON.contains(next));
        if goes_on && which.contains(&word) {
            return true;
        }
    }
    false
}

/// Whether a normalized text contains one of the phrases.
fn has_phrase(plain: &str) -> bool {
    { PHRASES.iter() }.any(|phrase| {
        { plain.match_indices(phrase) }.any(|(at, _)| {
            let before = plain.get(..at).unwrap_or_default();
            let behind = plain.get(at + phrase.len()..).unwrap_or_default();
            before.ends_with(' ') && behind.starts_with(' ')
        })
    })
}

/// Normalizes a text to lowercase words, with a space around each.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 2);
    plain.push(' ');
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '\'') {
            plain.push(c.to_ascii_lowercase());
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.push(' ');
    plain
}

/// Returns the part of the sentence before a list of IDs: from its start, or from where it has
/// finished with another task.
fn front(text: &str, start: usize) -> &str {
    let front = last_bytes(text.get(..start).unwrap_or_default());
    let begin = SENTENCE_ENDS
        .iter()
        .filter_map(|end| Some(front.rfind(end)? + end.len()));
    let front = front.get(begin.max().unwrap_or(0)..).unwrap_or_default();
    let Some(other) = ids(front).last() else {
        return front;
    };
    let between = front.get(other.1..).unwrap_or_default();
    between.get(parting(between)..).unwrap_or_default()
}

/// Returns the part of the sentence after a list of IDs: to its end, or to where it turns to
/// another task.
fn behind(text: &str, end: usize) -> &str {
    let behind = first_bytes(text.get(end..).unwrap_or_default());
    let ends = SENTENCE_ENDS.iter().filter_map(|end| behind.find(end));
    let behind = behind.get(..ends.min().unwrap_or(behind.len()));
    let behind = behind.unwrap_or_default();
    let Some(other) = ids(behind).next() else {
        return behind;
    };
    let between = behind.get(..other.0).unwrap_or_default();
    between.get(..parting(between)).unwrap_or_default()
}

/// What ends a sentence, a paragraph or a list item.
const SENTENCE_ENDS: &[&str] = &[
    ". ", ".\n", "! ", "? ", "; ", "\n\n", "\r\n\r\n", "\n-", "\n*", "\n+", "\n#",
];

/// Returns where the words between two tasks stop describing the first and start describing the
/// second.
fn parting(between: &str) -> usize {
    let marks = [", ", ",\n", " and ", " but ", " while ", " – ", " — "];
    let last = marks.iter().filter_map(|mark| between.rfind(mark)).max();
    last.unwrap_or(0)
}

/// Returns the start and end of every ID in a text.
fn ids(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let ids = super::token::tokens(text).filter(|token| {
        token.text.contains(|c: char| c.is_ascii_uppercase()) && id::is_id_shaped(token.text)
    });
    ids.map(|token| {
        let range = token.span.range();
        (range.start, range.end)
    })
}

/// Returns the start of a text, as far as it is examined.
fn first_bytes(text: &str) -> &str {
    let mut ends = (0..=REACH.min(text.len())).rev();
    ends.find_map(|end| text.get(..end)).unwrap_or_default()
}

/// Returns the end of a text, as far as it is examined.
pub(super) fn last_bytes(text: &str) -> &str {
    let mut starts = text.len().saturating_sub(REACH)..=text.len();
    starts
        .find_map(|start| text.get(start..))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
