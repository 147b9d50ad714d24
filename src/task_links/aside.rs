//! Words around a task's ID which say that the work on it is not in this commit.

use crate::model::id;

/// So many bytes around an ID tell what it is about; what stands further away speaks of others.
const REACH: usize = 400;

/// Words before an ID that put its work elsewhere.
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

/// Words that do so in a subject, where they stand right before the ID.
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

/// Words right behind an ID that do so.
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

/// Words that do so further behind, where they say something of the task: `is deferred`, but
/// not `deferred loading`.
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

/// Words that go on behind these where the task is what was set aside.
const GOES_ON: &[&str] = &[
    "and", "as", "at", "because", "but", "by", "due", "for", "from", "here", "if", "in", "on",
    "pending", "per", "since", "so", "the", "this", "till", "to", "until", "when", "while", "with",
];

/// Turns of phrase that do so wherever they stand.
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

/// Whether the words before an ID say that its work is elsewhere.
pub(super) fn says_elsewhere(text: &str) -> bool {
    let plain = plain(text);
    { plain.split(' ') }.any(|word| ELSEWHERE.contains(&word))
}

/// Whether the words around a list of IDs in a body say that the work on them is elsewhere.
///
/// `start` and `end` are where the list begins and ends in the text of the whole message.
pub(super) fn is_aside(text: &str, start: usize, end: usize) -> bool {
    let front = front(text, start);
    let behind = behind(text, end);
    says_elsewhere(front) || has_phrase(&plain(front)) || is_put_off(behind) || is_set_aside(behind)
}

/// The same in a subject, whose other words tell of the work that is in the commit.
pub(super) fn is_aside_in_subject(subject: &str, start: usize, end: usize) -> bool {
    let plain = plain(front(subject, start));
    let last = plain.trim_end().rsplit(' ').next().unwrap_or_default();
    RIGHT_BEFORE.contains(&last) || is_set_aside(behind(subject, end))
}

/// Whether the first words behind an ID, or behind its brackets, put the work off.
fn is_put_off(behind: &str) -> bool {
    let plain = plain(behind);
    let words = plain.split(' ').filter(|word| !id::is_id_shaped(word));
    says(words, PUT_OFF, 3)
}

/// Whether words behind an ID say that the task was set aside.
fn is_set_aside(behind: &str) -> bool {
    let plain = plain(behind);
    has_phrase(&plain) || says(plain.split(' '), SET_ASIDE, usize::MAX)
}

/// Whether one of the first words says it of the task, and not of what comes behind the word.
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

/// Whether a turn of phrase stands in a text of words alone.
fn has_phrase(plain: &str) -> bool {
    { PHRASES.iter() }.any(|phrase| {
        { plain.match_indices(phrase) }.any(|(at, _)| {
            let before = plain.get(..at).unwrap_or_default();
            let behind = plain.get(at + phrase.len()..).unwrap_or_default();
            before.ends_with(' ') && behind.starts_with(' ')
        })
    })
}

/// The words of a text in lower case, a space around each.
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

/// What a sentence says before a list of IDs: from its beginning, or from where it is done with
/// another task.
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

/// What a sentence says behind a list of IDs: to its end, or to where it turns to another task.
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

/// What ends a sentence, a paragraph or an entry of a list.
const SENTENCE_ENDS: &[&str] = &[
    ". ", ".\n", "! ", "? ", "; ", "\n\n", "\r\n\r\n", "\n-", "\n*", "\n+", "\n#",
];

/// Where the words between two tasks stop to speak of the first and begin to speak of the other.
fn parting(between: &str) -> usize {
    let marks = [", ", ",\n", " and ", " but ", " while ", " – ", " — "];
    let last = marks.iter().filter_map(|mark| between.rfind(mark)).max();
    last.unwrap_or(0)
}

/// Where IDs begin and end in a text.
fn ids(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let ids = super::token::tokens(text).filter(|token| {
        token.text.contains(|c: char| c.is_ascii_uppercase()) && id::is_id_shaped(token.text)
    });
    ids.map(|token| {
        let range = token.span.range();
        (range.start, range.end)
    })
}

/// As much of a text's beginning as matters.
fn first_bytes(text: &str) -> &str {
    let mut ends = (0..=REACH.min(text.len())).rev();
    ends.find_map(|end| text.get(..end)).unwrap_or_default()
}

/// As much of a text's end as matters.
pub(super) fn last_bytes(text: &str) -> &str {
    let mut starts = text.len().saturating_sub(REACH)..=text.len();
    starts
        .find_map(|start| text.get(start..))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
