//! Task IDs in a message, and how strong the evidence is at each place.

use std::cell::Cell;

use yaml_lossless::text::Span;

use super::aside::{is_aside, is_aside_in_subject, last_bytes, says_elsewhere};
use super::expand::{Named, named};
use super::{Message, TaskIndex};
use crate::collections::HashMap;

/// Where a message names a task, strongest evidence first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A `Task:` trailer: a claim.
    TaskTrailer,
    /// A `Refs:` trailer.
    Refs,
    /// The subject.
    Subject,
    /// The start of a line in the body, or brackets within it.
    Body,
    /// Elsewhere in the body, in prose that may be about other work.
    Prose,
}

/// A known task ID in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The ID, completed if the message abbreviates it.
    pub id: String,
    /// The plan before it: `prd:ID`.
    pub prd: Option<String>,
    /// Its position in the message.
    pub span: Span,
    /// The kind of place.
    pub place: Place,
}

/// Words that may precede an ID at the start of a line.
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
    "item",
    "of",
    "part",
    "phase",
    "story",
    "task",
    "tasks",
    "the",
];

/// Maximum subject length for which the words around IDs are examined.
const MAX_SUBJECT: usize = 2000;
/// Maximum number of IDs in a body for which the surrounding words are examined.
const MAX_LOOKED_AT: usize = 1000;

/// Returns the known IDs in a message, by place and order, each once at its best place.
#[must_use]
pub fn mentions(message: &Message<'_>, known: &TaskIndex) -> Vec<Mention> {
    let mut found = Vec::new();
    for trailer in &message.trailers {
        let place = if trailer.is_claim() {
            Place::TaskTrailer
        } else {
            Place::Refs
        };
        let offset = trailer.span.start as usize;
        add(trailer.value, offset, known, &mut found, &|_, _, _| {
            Some(place)
        });
    }
    let offset = message.subject_span.start as usize;
    let in_subject = |text: &str, named: &Named, end: usize| {
        if !is_plausible(text, named) {
            return None;
        }
        let is_read = text.len() <= MAX_SUBJECT;
        if is_read && is_aside_in_subject(text, named.chain as usize, end) {
            return Some(Place::Prose);
        }
        Some(Place::Subject)
    };
    add(message.subject, offset, known, &mut found, &in_subject);
    add_scope(message, known, &mut found);
    add_body(message, known, &mut found);
    found.sort_by_key(|mention| (mention.place, mention.span.start));
    let mut seen = std::collections::HashSet::new();
    found.retain(|mention| seen.insert((mention.id.clone(), mention.prd.clone())));
    found
}

fn add(
    text: &str,
    offset: usize,
    known: &TaskIndex,
    found: &mut Vec<Mention>,
    place: &dyn Fn(&str, &Named, usize) -> Option<Place>,
) {
    let all = named(text, &|id| known.has(id));
    // What follows a list applies to every task in it.
    let ends: HashMap<u32, u32> = all.iter().map(|it| (it.chain, it.span.end)).collect();
    for named in all {
        let end = ends.get(&named.chain).map_or(0, |end| *end as usize);
        let Some(place) = place(text, &named, end) else {
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

/// Adds the tasks that follow a `/` in a scope, which elsewhere would be parts of paths:
/// `feat(plan/TASK-1.1): …`.
fn add_scope(message: &Message<'_>, known: &TaskIndex, found: &mut Vec<Mention>) {
    let Some(header) = &message.header else {
        return;
    };
    let scope = header.scope.unwrap_or_default();
    let Some(at) = message.subject.find(scope) else {
        return;
    };
    let start = message.subject_span.start as usize + at;
    for (slash, _) in scope.match_indices('/') {
        let part = scope
            .get(slash + 1..)
            .unwrap_or_default()
            .split('/')
            .next()
            .unwrap_or_default();
        let in_scope = |text: &str, named: &Named, _: usize| {
            is_plausible(text, named).then_some(Place::Subject)
        };
        add(part, start + slash + 1, known, found, &in_scope);
    }
}

fn add_body(message: &Message<'_>, known: &TaskIndex, found: &mut Vec<Mention>) {
    let in_trailer = |at: usize| {
        let next = { &message.trailers }.partition_point(|it| (it.span.end as usize) < at);
        let next = message.trailers.get(next);
        next.is_some_and(|it| it.span.start as usize <= at)
    };
    let is_told = found.iter().any(|mention| mention.place <= Place::Subject);
    let looked_at = Cell::new(0_usize);
    let mut before = "";
    // A heading such as `Next steps:` applies to the lines below it.
    let mut is_elsewhere = false;
    for &(start, line) in &message.body {
        if in_trailer(start + line.len()) {
            continue;
        }
        let is_heading = line.starts_with('#') || line.trim_end().ends_with(':');
        if line.trim().is_empty() || is_heading {
            is_elsewhere = is_heading && says_elsewhere(line);
        }
        let place = |text: &str, named: &Named, end: usize| {
            is_plausible(text, named).then(|| {
                // The sentence may start on the line before, and continue on the next.
                let chain = start + named.chain as usize;
                looked_at.set(looked_at.get() + 1);
                let is_enough = looked_at.get() > MAX_LOOKED_AT;
                let is_prose = is_enough
                    || is_elsewhere
                    || is_aside(message.text, chain, start + end)
                    || is_told && is_in_passing(before, text, named);
                if is_prose {
                    Place::Prose
                } else {
                    place_in_line(text, named)
                }
            })
        };
        add(line, start, known, found, &place);
        before = line;
    }
}

/// Whether an ID is only mentioned within a sentence. If the subject or a trailer says what the
/// commit works on, sentences may be about other work: `Runs the generator (TASK-1.1) twice`.
fn is_in_passing(before: &str, line: &str, named: &Named) -> bool {
    const CLOSING: [char; 8] = ['*', '`', ')', ']', '.', ',', ';', ' '];
    if line.trim_start().starts_with(['-', '*', '+', '#', '•']) || is_numbered(line) {
        return false;
    }
    let front = line.get(..named.chain as usize).unwrap_or_default();
    let rest = line.get(named.span.range().end..).unwrap_or_default();
    let before = before.trim_end();
    let is_first = before.is_empty() || before.ends_with(['.', ':', ',', ';', ')']);
    let is_heading = rest.trim_start_matches(CLOSING).starts_with(':');
    if is_bracketed(front) {
        let is_last = rest.trim_matches(CLOSING).is_empty();
        !is_first || !(is_last || is_heading)
    } else {
        !is_first && !is_heading
    }
}

/// Whether a line is an item of a numbered list.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start();
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.len() < rest.len() && behind.starts_with([')', '.'])
}

/// Whether a bracket opens directly before an ID.
fn is_bracketed(front: &str) -> bool {
    front.trim_end_matches(['*', '`']).ends_with(['(', '['])
}

fn place_in_line(line: &str, named: &Named) -> Place {
    let whole = line.get(..named.chain as usize).unwrap_or_default();
    let front = last_bytes(whole);
    if says_elsewhere(front) {
        return Place::Prose;
    }
    let is_lead = front
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.contains(char::is_alphabetic) && *word != "x")
        .all(|word| LEADING.contains(&word.to_ascii_lowercase().as_str()));
    if is_bracketed(front) || is_lead && front.len() == whole.len() {
        Place::Body
    } else {
        Place::Prose
    }
}

/// Whether a known ID is meant at this place: `1.1` and `T1` often mean something else.
fn is_plausible(text: &str, named: &Named) -> bool {
    let id = &named.id;
    let has_digit = id.contains(|c: char| c.is_ascii_digit());
    let has_capital = id.contains(|c: char| c.is_ascii_uppercase());
    let has_letter = id.contains(|c: char| c.is_ascii_alphabetic());
    let has_separator = id.contains(['-', '.', '_']);
    if named.prd.is_some() || has_letter && has_separator && (has_digit || has_capital) {
        return true;
    }
    // A word in a sentence is not an ID; a number or `T1` is one only if it is set apart.
    has_digit && stands_apart(text, named.chain as usize, named.span)
}

/// Whether an ID is in brackets, after the word `task`, or before a colon at the start.
fn stands_apart(text: &str, chain: usize, span: Span) -> bool {
    let front = text.get(..chain).unwrap_or_default();
    let rest = text.get(span.range().end..).unwrap_or_default();
    let is_closed = rest.starts_with([')', ']', ',', ';', '/']);
    let is_bracketed = front.ends_with(['(', '[']) && is_closed;
    let word = front
        .trim_end()
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .trim_start_matches(['(', '[', '*'])
        .to_ascii_lowercase();
    let is_first = front.trim_matches(['-', '*', ' ', '#']).is_empty();
    is_bracketed
        || matches!(word.as_str(), "task" | "tasks")
        || is_first && rest.trim_start_matches(['*', '`']).starts_with(": ")
}

#[cfg(test)]
mod tests;
