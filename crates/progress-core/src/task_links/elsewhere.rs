//! Words around a task ID that say that its work is not in this commit.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::tokens::tokens;
use crate::model::id;

/// How many bytes around an ID are examined; anything further away is about something else.
const REACH: usize = 400;

/// Words before an ID that place its work elsewhere.
const ELSEWHERE: &[&str] = &[
    "after",
    "before",
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
    "after",
    "before",
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
    has_word(&words(text))
}

/// Whether one of these normalized words places the work elsewhere.
fn has_word(normalized: &str) -> bool {
    normalized.split(' ').any(|word| ELSEWHERE.contains(&word))
}

/// Whether the words around a list of IDs in a body place their work elsewhere.
///
/// `start` and `end` delimit the list, as offsets into the whole message.
pub(super) fn is_work_elsewhere(text: &str, start: usize, end: usize) -> bool {
    let before = words(sentence_before(text, start));
    if has_word(&before) || has_phrase(&before) {
        return true;
    }
    let after = words(sentence_after(text, end));
    is_put_off(&after) || is_set_aside(&after)
}

/// Like [`is_work_elsewhere`], in a subject, whose other words describe the work in the commit.
pub(super) fn is_work_elsewhere_in_subject(subject: &str, start: usize, end: usize) -> bool {
    let before = words(sentence_before(subject, start));
    let last = before.trim_end().rsplit(' ').next().unwrap_or_default();
    // Only the word directly before counts: `feat: deferred loading (TASK-1.3)` is about the work
    // itself.
    RIGHT_BEFORE.contains(&last) || is_set_aside(&words(sentence_after(subject, end)))
}

/// Whether the first normalized words after an ID, or after its brackets, postpone the work.
fn is_put_off(after: &str) -> bool {
    let other_words = after.split(' ').filter(|word| !id::is_id_shaped(word));
    // Further on, words such as `next` and `later` are about something else.
    says(other_words, PUT_OFF, 3)
}

/// Whether normalized words after an ID say that the task was set aside.
fn is_set_aside(after: &str) -> bool {
    has_phrase(after) || says(after.split(' '), SET_ASIDE, usize::MAX)
}

/// Whether one of the first words describes the task, rather than what follows the word.
fn says<'w>(words: impl Iterator<Item = &'w str>, which: &[&str], first: usize) -> bool {
    let mut rest = words.filter(|word| !word.is_empty()).peekable();
    for _ in 0..first {
        let Some(word) = rest.next() else { break };
        // In `deferred loading`, the word describes what follows it, not the task.
        let is_about_task = rest.peek().is_none_or(|next| GOES_ON.contains(next));
        if is_about_task && which.contains(&word) {
            return true;
        }
    }
    false
}

/// The phrases, prepared once: they are searched for around every ID of a history.
static PREPARED_PHRASES: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| PHRASES.iter().map(|phrase| Finder::new(*phrase)).collect());

/// Whether normalized words contain one of the phrases.
fn has_phrase(words: &str) -> bool {
    for phrase in PREPARED_PHRASES.iter() {
        for at in phrase.find_iter(words.as_bytes()) {
            let before = words.get(..at).unwrap_or_default();
            let after = words.get(at + phrase.needle().len()..).unwrap_or_default();
            if before.ends_with(' ') && after.starts_with(' ') {
                return true;
            }
        }
    }
    false
}

/// Normalizes a text to lowercase words, with a space around each.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '\'') {
            words.push(c.to_ascii_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words.push(' ');
    words
}

/// Returns the part of the sentence before a list of IDs: from its start, or from where it has
/// finished with another task.
fn sentence_before(text: &str, start: usize) -> &str {
    let reach = last_bytes(text.get(..start).unwrap_or_default());
    let begin = sentence_ends(reach).last().map_or(0, |(_, end)| end);
    let sentence = reach.get(begin..).unwrap_or_default();
    // In `Implements TASK-1.1, defers TASK-1.3`, only `defers` is about the second task.
    let Some((_, id_end)) = ids(sentence).last() else {
        return sentence;
    };
    let between = sentence.get(id_end..).unwrap_or_default();
    between.get(parting(between)..).unwrap_or_default()
}

/// Returns the part of the sentence after a list of IDs: to its end, or to where it turns to
/// another task.
fn sentence_after(text: &str, end: usize) -> &str {
    let reach = first_bytes(text.get(end..).unwrap_or_default());
    let finish = sentence_ends(reach)
        .next()
        .map_or(reach.len(), |(start, _)| start);
    let sentence = reach.get(..finish).unwrap_or_default();
    let Some((id_start, _)) = ids(sentence).next() else {
        return sentence;
    };
    let between = sentence.get(..id_start).unwrap_or_default();
    between.get(..parting(between)).unwrap_or_default()
}

/// What ends a sentence, a paragraph or a list item.
const SENTENCE_ENDS: &[&str] = &[
    // A period needs a space after it, because IDs contain periods.
    ". ", ".\n", "! ", "? ", "; ", "\n\n", "\r\n\r\n", "\n-", "\n*", "\n+", "\n#",
];

/// Returns where sentences end in a text: the start and the end of each mark. All marks are searched
/// for at once, by the byte that they start with.
fn sentence_ends(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.bytes().enumerate();
    let starts =
        bytes.filter(|(_, byte)| matches!(byte, b'.' | b'!' | b'?' | b';' | b'\n' | b'\r'));
    starts.filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        let mark = SENTENCE_ENDS.iter().find(|mark| rest.starts_with(**mark))?;
        Some((at, at + mark.len()))
    })
}

/// Returns where the words between two tasks stop describing the first and start describing the
/// second.
fn parting(between: &str) -> usize {
    // Without any of these, all the words describe the second task.
    let marks = [", ", ",\n", " and ", " but ", " while ", " – ", " — "];
    let last = marks.iter().filter_map(|mark| between.rfind(mark)).max();
    last.unwrap_or(0)
}

/// Returns the start and end of every ID in a text.
fn ids(text: &str) -> impl Iterator<Item = (usize, usize)> {
    tokens(text)
        .filter(|token| {
            // Without a capital, it may be a version, such as `1.1`.
            token.text.contains(|c: char| c.is_ascii_uppercase()) && id::is_id_shaped(token.text)
        })
        .map(|token| (token.span.start as usize, token.span.end as usize))
}

/// Returns the start of a text, as far as it is examined.
fn first_bytes(text: &str) -> &str {
    // The limit may fall inside a character.
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
