//! Task IDs in a message, and how strong the evidence is at each place.

use yaml_lossless::text::Span;

use super::elsewhere::{
    is_work_elsewhere, is_work_elsewhere_in_subject, last_bytes, says_elsewhere,
};
use super::named_ids::{NamedId, named};
use super::{Message, TaskIndex};
use crate::collections::HashMap;

/// Where a message names a task, strongest evidence first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum MentionPlace {
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
    pub place: MentionPlace,
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
const MAX_EXAMINED: usize = 1000;

/// Returns the known IDs in a message, by place and order, each once at its best place.
#[must_use]
pub fn mentions(message: &Message<'_>, known: &TaskIndex) -> Vec<Mention> {
    let mut found = Vec::new();
    for trailer in &message.trailers {
        // A `Task:` line that claims nothing, such as `Task: make TASK-1.1 faster`, counts as a
        // reference.
        let place = if trailer.is_claim() {
            MentionPlace::TaskTrailer
        } else {
            MentionPlace::Refs
        };
        let offset = trailer.span.start as usize;
        add(trailer.value, offset, known, &mut found, &mut |_, _| {
            Some(place)
        });
    }
    let subject = message.subject;
    let offset = message.subject_span.start as usize;
    add(subject, offset, known, &mut found, &mut |named, end| {
        place_in_subject(subject, named, end)
    });
    add_scope(message, known, &mut found);
    add_body(message, known, &mut found);
    // By place first, so that of several mentions of a task the strongest is kept.
    found.sort_by_key(|mention| (mention.place, mention.span.start));
    let mut seen = std::collections::HashSet::new();
    found.retain(|mention| seen.insert((mention.id.clone(), mention.prd.clone())));
    found
}

/// Adds the known IDs in a part of the message that starts at `offset`.
///
/// `place` returns the kind of place of an ID, given where its list ends in `text`; `None` if the
/// ID means something else there.
fn add(
    text: &str,
    offset: usize,
    known: &TaskIndex,
    found: &mut Vec<Mention>,
    place: &mut dyn FnMut(&NamedId, usize) -> Option<MentionPlace>,
) {
    let all = named(text, known);
    // As in most lines.
    if all.is_empty() {
        return;
    }
    // What follows a list applies to every task in it.
    let ends: HashMap<u32, u32> = all.iter().map(|it| (it.chain, it.span.end)).collect();
    for named in all {
        let end = ends.get(&named.chain).map_or(0, |end| *end as usize);
        let Some(place) = place(&named, end) else {
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

fn place_in_subject(subject: &str, named: &NamedId, end: usize) -> Option<MentionPlace> {
    if !is_plausible(subject, named) {
        return None;
    }
    let is_examined = subject.len() <= MAX_SUBJECT;
    if is_examined && is_work_elsewhere_in_subject(subject, named.chain as usize, end) {
        return Some(MentionPlace::Prose);
    }
    Some(MentionPlace::Subject)
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
        let rest = scope.get(slash + 1..).unwrap_or_default();
        let part = rest.split('/').next().unwrap_or_default();
        add(part, start + slash + 1, known, found, &mut |named, _| {
            if is_plausible(part, named) {
                Some(MentionPlace::Subject)
            } else {
                None
            }
        });
    }
}

fn add_body(message: &Message<'_>, known: &TaskIndex, found: &mut Vec<Mention>) {
    let has_explicit = found
        .iter()
        .any(|mention| mention.place <= MentionPlace::Subject);
    let mut examined = 0_usize;
    let mut line_before = "";
    // A heading such as `Next steps:` applies to the lines below it.
    let mut is_elsewhere = false;
    for &(start, line) in &message.body {
        if is_in_trailer(message, start + line.len()) {
            continue;
        }
        let is_heading = line.starts_with('#') || line.trim_end().ends_with(':');
        if line.trim().is_empty() || is_heading {
            is_elsewhere = is_heading && says_elsewhere(line);
        }
        add(line, start, known, found, &mut |named, end| {
            if !is_plausible(line, named) {
                return None;
            }
            // Each examination reads hundreds of bytes around the ID, so the IDs of a very long
            // list count as prose without it.
            examined += 1;
            // The sentence may start on the line before, and continue on the next.
            let chain = start + named.chain as usize;
            let is_prose = examined > MAX_EXAMINED
                || is_elsewhere
                || is_work_elsewhere(message.text, chain, start + end)
                || has_explicit && is_in_passing(line_before, line, named);
            if is_prose {
                Some(MentionPlace::Prose)
            } else {
                Some(place_in_line(line, named))
            }
        });
        line_before = line;
    }
}

/// Whether an offset is within the value of a trailer, which is read already.
fn is_in_trailer(message: &Message<'_>, at: usize) -> bool {
    let next = message
        .trailers
        .partition_point(|it| (it.span.end as usize) < at);
    let Some(trailer) = message.trailers.get(next) else {
        return false;
    };
    trailer.span.start as usize <= at
}

/// Whether an ID is only mentioned within a sentence. If the subject or a trailer says what the
/// commit works on, sentences may be about other work: `Runs the generator (TASK-1.1) twice`.
fn is_in_passing(line_before: &str, line: &str, named: &NamedId) -> bool {
    const CLOSING: [char; 8] = ['*', '`', ')', ']', '.', ',', ';', ' '];
    if line.trim_start().starts_with(['-', '*', '+', '#', '•']) || is_numbered(line) {
        return false;
    }
    let front = line.get(..named.chain as usize).unwrap_or_default();
    let rest = line.get(named.span.range().end..).unwrap_or_default();
    let before = line_before.trim_end();
    // In a line that continues the sentence above (`… what`, then `TASK-1.1 wrote`), the task is
    // only mentioned.
    let is_first = before.is_empty() || before.ends_with(['.', ':', ',', ';', ')']);
    let is_heading = rest.trim_start_matches(CLOSING).starts_with(':');
    // Brackets name the task of a whole sentence only at its end or before a colon:
    // `Generator (TASK-1.1): writes files`.
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
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < rest.len() && after.starts_with([')', '.'])
}

/// Whether a bracket opens directly before an ID.
fn is_bracketed(front: &str) -> bool {
    front.trim_end_matches(['*', '`']).ends_with(['(', '['])
}

fn place_in_line(line: &str, named: &NamedId) -> MentionPlace {
    let whole = line.get(..named.chain as usize).unwrap_or_default();
    let front = last_bytes(whole);
    if says_elsewhere(front) {
        return MentionPlace::Prose;
    }
    let is_lead = front
        .split(|c: char| !c.is_alphanumeric())
        // The `x` of a checkbox is not a word.
        .filter(|word| word.contains(char::is_alphabetic) && *word != "x")
        .all(|word| LEADING.contains(&word.to_ascii_lowercase().as_str()));
    // If `front` was cut, words that do not lead in may precede it.
    if is_bracketed(front) || is_lead && front.len() == whole.len() {
        MentionPlace::Body
    } else {
        MentionPlace::Prose
    }
}

/// Whether a known ID is meant at this place: `1.1` and `T1` often mean something else.
fn is_plausible(text: &str, named: &NamedId) -> bool {
    let id = &named.id;
    let has_digit = id.contains(|c: char| c.is_ascii_digit());
    let has_capital = id.contains(|c: char| c.is_ascii_uppercase());
    let has_letter = id.contains(|c: char| c.is_ascii_alphabetic());
    let has_separator = id.contains(['-', '.', '_']);
    // Capitals make up for a missing number: `PREP-DB` is an ID, `sign-in` is a word.
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
    // `(T1, T2)` lists tasks, whereas `(T1 line)` is a remark.
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
