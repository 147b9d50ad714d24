//! Task IDs that a message names, and how much their place says.

use super::expand::{Named, named};
use super::{Known, Message};
use crate::model::id;
use crate::text::Span;

/// Where a message names a task, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A `Task:` trailer: a claim.
    Claim,
    /// A `Refs:` trailer.
    Refs,
    /// The subject.
    Subject,
    /// The front of a line of the body, or brackets in it.
    Body,
    /// Somewhere in the body's prose, which may tell of other work.
    Prose,
}

/// A known task ID that a message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The ID, completed where the message leaves out a part.
    pub id: String,
    /// The plan in front of it: `prd:ID`.
    pub prd: Option<String>,
    /// Where it stands, in bytes of the message.
    pub span: Span,
    /// What sort of place that is.
    pub place: Place,
}

/// Words before an ID that say that the work on it is not in this commit.
const ELSEWHERE: &[&str] = &[
    "after",
    "blocked",
    "blocking",
    "blocks",
    "deferred",
    "depends",
    "follow-up",
    "followup",
    "future",
    "later",
    "next",
    "not",
    "pending",
    "ready",
    "related",
    "relates",
    "remaining",
    "see",
    "skipped",
    "todo",
    "unblocks",
    "upcoming",
    "until",
];

/// Words right behind an ID that say the same.
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

/// Words that lead up to an ID at the front of a line.
const LEADING: &[&str] = &[
    "add",
    "and",
    "batch",
    "closes",
    "complete",
    "completed",
    "completes",
    "covers",
    "fixes",
    "implement",
    "implemented",
    "implements",
    "part",
    "of",
    "task",
    "tasks",
    "the",
];

/// So many bytes around an ID tell what it is about; what stands further away speaks of others.
const REACH: usize = 400;

/// The known IDs that a message names, by place and order, each once with its best place.
#[must_use]
pub fn mentions(message: &Message<'_>, known: &Known) -> Vec<Mention> {
    let mut found = Vec::new();
    for trailer in &message.trailers {
        let place = if trailer.is_claim() {
            Place::Claim
        } else {
            Place::Refs
        };
        let offset = trailer.span.start as usize;
        add(trailer.value, offset, known, &mut found, &|_, _| {
            Some(place)
        });
    }
    let offset = message.subject_span.start as usize;
    let in_subject =
        |text: &str, named: &Named| is_plausible(text, named).then_some(Place::Subject);
    add(message.subject, offset, known, &mut found, &in_subject);
    add_body(message, known, &mut found);
    found.sort_by_key(|mention| (mention.place, mention.span.start));
    let mut seen = std::collections::HashSet::new();
    found.retain(|mention| seen.insert((mention.id.clone(), mention.prd.clone())));
    found
}

fn add(
    text: &str,
    offset: usize,
    known: &Known,
    found: &mut Vec<Mention>,
    place: &dyn Fn(&str, &Named) -> Option<Place>,
) {
    for named in named(text, &|id| known.has(id)) {
        let Some(place) = place(text, &named) else {
            continue;
        };
        let range = named.span.range();
        found.push(Mention {
            id: named.id,
            prd: named.prd,
            span: Span::new(offset + range.start, offset + range.end),
            place,
        });
    }
}

fn add_body(message: &Message<'_>, known: &Known, found: &mut Vec<Mention>) {
    let in_trailer = |at: usize| {
        let next = { &message.trailers }.partition_point(|it| (it.span.end as usize) < at);
        let next = message.trailers.get(next);
        next.is_some_and(|it| it.span.start as usize <= at)
    };
    // A heading such as `Next steps:` speaks for the lines below it.
    let mut is_elsewhere = false;
    for &(start, line) in &message.body {
        if in_trailer(start + line.len()) {
            continue;
        }
        let is_heading = line.starts_with('#') || line.trim_end().ends_with(':');
        if line.trim().is_empty() || is_heading {
            is_elsewhere = is_heading && says_elsewhere(line);
        }
        let place = |text: &str, named: &Named| {
            is_plausible(text, named).then(|| {
                // The sentence may go on in the next line.
                let end = start + named.span.range().end;
                let behind = message.text.get(end..).unwrap_or_default();
                if is_elsewhere || is_put_off(behind) {
                    Place::Prose
                } else {
                    place_in_line(text, named)
                }
            })
        };
        add(line, start, known, found, &place);
    }
}

fn place_in_line(line: &str, named: &Named) -> Place {
    let whole = line.get(..named.chain as usize).unwrap_or_default();
    let front = last_bytes(whole);
    if says_elsewhere(front) {
        return Place::Prose;
    }
    let is_bracketed = front.trim_end_matches(['*', '`']).ends_with(['(', '[']);
    let is_lead = front
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.contains(char::is_alphabetic) && *word != "x")
        .all(|word| LEADING.contains(&word.to_ascii_lowercase().as_str()));
    if is_bracketed || is_lead && front.len() == whole.len() {
        Place::Body
    } else {
        Place::Prose
    }
}

/// Whether the first words behind an ID, or behind its brackets, put the work off.
fn is_put_off(behind: &str) -> bool {
    let behind = first_bytes(behind);
    // The next paragraph, and the next entry of a list, tell of something else.
    let ends = ["\n\n", "\n-", "\n*", "\r\n\r\n"].iter();
    let end = ends.filter_map(|end| behind.find(end)).min();
    let behind = behind
        .get(..end.unwrap_or(behind.len()))
        .unwrap_or_default();
    let words = behind.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let mut words = words
        .filter(|word| !word.is_empty() && !id::is_id_shaped(word))
        .take(3);
    words.any(|word| PUT_OFF.contains(&word.to_ascii_lowercase().as_str()))
}

/// As much of a text's beginning as matters.
fn first_bytes(text: &str) -> &str {
    let mut ends = (0..=REACH.min(text.len())).rev();
    ends.find_map(|end| text.get(..end)).unwrap_or_default()
}

/// As much of a text's end as matters.
fn last_bytes(text: &str) -> &str {
    let mut starts = text.len().saturating_sub(REACH)..=text.len();
    starts
        .find_map(|start| text.get(start..))
        .unwrap_or_default()
}

fn says_elsewhere(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.any(|word| ELSEWHERE.contains(&word))
}

/// Whether a known ID is meant at this place: `1.1` and `T1` are often something else.
fn is_plausible(text: &str, named: &Named) -> bool {
    let id = &named.id;
    let has_digit = id.contains(|c: char| c.is_ascii_digit());
    let has_capital = id.contains(|c: char| c.is_ascii_uppercase());
    let has_letter = id.contains(|c: char| c.is_ascii_alphabetic());
    let has_separator = id.contains(['-', '.', '_']);
    if named.prd.is_some() || has_letter && has_separator && (has_digit || has_capital) {
        return true;
    }
    // A word in a sentence is no ID; a number or `T1` is one where it stands apart.
    has_digit && stands_apart(text, named.chain as usize, named.span)
}

/// Whether an ID stands in brackets, behind the word `task`, or before a colon at the front.
fn stands_apart(text: &str, chain: usize, span: Span) -> bool {
    let front = text.get(..chain).unwrap_or_default();
    let rest = text.get(span.range().end..).unwrap_or_default();
    let is_closed = rest.starts_with([')', ']', ',', ';', '/']);
    let is_bracketed = front.ends_with(['(', '[']) && is_closed;
    let word = front.trim_end().rsplit(' ').next().unwrap_or_default();
    let word = word
        .trim_start_matches(['(', '[', '*'])
        .to_ascii_lowercase();
    let is_first = front.trim_matches(['-', '*', ' ', '#']).is_empty();
    is_bracketed
        || matches!(word.as_str(), "task" | "tasks")
        || is_first && rest.trim_start_matches(['*', '`']).starts_with(": ")
}

#[cfg(test)]
mod tests;
