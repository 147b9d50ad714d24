//! `Task:` trailers that name unknown tasks.

use std::collections::HashSet;

use yaml_lossless::text::Span;

use super::named_tasks::holders;
use super::tokens::tokens;
use super::{Mention, MentionPlace, Message, TaskIndex, Trailer, UnknownClaim};
use crate::display::nearest;
use crate::model::id::is_id_shaped;

/// Maximum number of similar names suggested.
const MAX_NEAREST: usize = 3;

/// Maximum number of unknown names for which similar ones are suggested.
const MAX_ADVISED: usize = 10;

/// Returns the names in `Task:` trailers that no file has.
pub(super) fn unknown_claims(
    message: &Message<'_>,
    found: &[Mention],
    known: &TaskIndex,
) -> Vec<UnknownClaim> {
    let items = message
        .trailers
        .iter()
        .filter(|it| it.is_claim())
        .flat_map(items);
    let read: HashSet<Span> = found
        .iter()
        // With a plan before it, an ID that is known may still be unknown in that plan.
        .filter(|it| it.prd.is_none())
        .map(|it| it.span)
        .collect();
    let mut unknown = Vec::new();
    for item in items {
        // The items of a list or a range are identified by the span they were read from.
        if read.contains(&item.span) || !holders(&item.as_mention(), known).is_empty() {
            continue;
        }
        // A search compares with every known name.
        let nearest = if unknown.len() < MAX_ADVISED {
            item.nearest(known)
        } else {
            Vec::new()
        };
        unknown.push(UnknownClaim {
            name: item.name(),
            span: item.span,
            nearest,
        });
    }
    unknown
}

/// A task named in a claim.
struct Item<'a> {
    id: &'a str,
    prd: Option<&'a str>,
    span: Span,
}

impl Item<'_> {
    /// The name as written, including the plan if given.
    fn name(&self) -> String {
        match self.prd {
            Some(prd) => format!("{prd}:{}", self.id),
            None => self.id.to_owned(),
        }
    }

    fn as_mention(&self) -> Mention {
        Mention {
            id: self.id.to_owned(),
            prd: self.prd.map(str::to_owned),
            span: self.span,
            place: MentionPlace::TaskTrailer,
        }
    }

    /// Returns known tasks with similar names.
    fn nearest(&self, known: &TaskIndex) -> Vec<String> {
        match self.prd {
            Some(prd) => nearest_in_plan(self.id, prd, known),
            None => nearest_ids(self.id, known),
        }
    }
}

fn nearest_ids(id: &str, known: &TaskIndex) -> Vec<String> {
    let mut ids = known.ids();
    let mut found = Vec::new();
    while found.len() < MAX_NEAREST
        && let Some(near) = nearest(id, ids.iter().copied())
    {
        ids.remove(near);
        found.push(near.to_owned());
    }
    found
}

/// Returns the tasks of other plans with this ID; if there are none, the task of this plan with the
/// most similar ID.
fn nearest_in_plan(id: &str, prd: &str, known: &TaskIndex) -> Vec<String> {
    let holders = known.holders(id);
    if !holders.is_empty() {
        let names = holders.iter().map(|file| format!("{}:{id}", file.plan()));
        return names.take(MAX_NEAREST).collect();
    }
    let ids = known
        .files()
        .filter(|file| file.is_of_plan(prd))
        .flat_map(|file| file.digest.tasks.iter().map(|task| task.id.as_str()));
    match nearest(id, ids) {
        Some(near) => vec![format!("{prd}:{near}")],
        None => Vec::new(),
    }
}

/// Returns the names in a claim, without remarks in brackets.
fn items<'a>(trailer: &Trailer<'a>) -> Vec<Item<'a>> {
    let value = trailer.value;
    let is_single = !value.contains(char::is_whitespace);
    let mut items = Vec::new();
    let (mut end, mut depth, mut last) = (0, 0_usize, "");
    for token in tokens(value) {
        let range = token.span.range();
        let between = value.get(end..range.start).unwrap_or_default();
        let rest = value.get(range.end..).unwrap_or_default();
        depth += between.matches('(').count();
        depth = depth.saturating_sub(between.matches(')').count());
        let prd = if between == ":" { Some(last) } else { None };
        // `auth-v1` in `auth-v1:TASK-1.1`.
        let is_plan = rest
            .strip_prefix(':')
            .unwrap_or_default()
            .starts_with(|c: char| c.is_alphanumeric());
        // A later number is usually a count: `TASK-1.1, 3 tests`.
        let is_number = token.text.bytes().all(|byte| byte.is_ascii_digit());
        let is_name =
            prd.is_some() || is_single || is_id_shaped(token.text) && (end == 0 || !is_number);
        (end, last) = (range.end, token.text);
        if depth == 0 && !is_plan && is_name {
            let offset = trailer.span.start as usize;
            items.push(Item {
                id: token.text,
                prd,
                span: Span::new(offset + range.start, offset + range.end),
            });
        }
    }
    items
}
