//! `Task:` trailers that name unknown tasks.

use std::collections::HashSet;

use yaml_lossless::text::Span;

use super::link::holders;
use super::token::tokens;
use super::{Mention, Message, Place, TaskIndex, Trailer, UnknownClaim};
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
        .filter(|it| it.prd.is_none())
        .map(|it| it.span)
        .collect();
    let is_unknown = |item: &Item<'_>| {
        let mention = Mention {
            id: item.id.to_owned(),
            prd: item.prd.map(str::to_owned),
            span: item.span,
            place: Place::TaskTrailer,
        };
        // The items of a list or a range are identified by the span they were read from.
        !read.contains(&item.span) && holders(&mention, known).is_empty()
    };
    let unknown = items.filter(is_unknown).enumerate();
    unknown
        .map(|(at, item)| UnknownClaim::of(&item, (at < MAX_ADVISED).then_some(known)))
        .collect()
}

/// A task named in a claim.
struct Item<'a> {
    id: &'a str,
    prd: Option<&'a str>,
    span: Span,
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
        let prd = (between == ":").then_some(last);
        let is_plan = rest
            .strip_prefix(':')
            .unwrap_or_default()
            .starts_with(|c: char| c.is_alphanumeric());
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

impl UnknownClaim {
    /// Without known tasks, nothing is suggested.
    fn of(item: &Item<'_>, known: Option<&TaskIndex>) -> Self {
        let Item { id, prd, span } = *item;
        let Some(known) = known else {
            let name = prd.map_or_else(|| id.to_owned(), |prd| format!("{prd}:{id}"));
            return Self {
                name,
                span,
                nearest: Vec::new(),
            };
        };
        let Some(prd) = prd else {
            let mut ids = known.ids();
            let mut near = Vec::new();
            while let Some(found) = nearest(id, ids.iter().copied()) {
                ids.remove(found);
                near.push(found.to_owned());
                if near.len() == MAX_NEAREST {
                    break;
                }
            }
            return Self {
                name: id.to_owned(),
                span,
                nearest: near,
            };
        };
        let mut names: Vec<String> = known
            .holders(id)
            .iter()
            .map(|it| format!("{}:{id}", it.plan()))
            .collect();
        if names.is_empty() {
            let ids = known
                .files()
                .filter(|file| file.is_of_plan(prd))
                .flat_map(|file| file.digest.tasks.iter().map(|task| task.id.as_str()));
            names = nearest(id, ids)
                .map(|near| format!("{prd}:{near}"))
                .into_iter()
                .collect();
        }
        names.truncate(MAX_NEAREST);
        Self {
            name: format!("{prd}:{id}"),
            span,
            nearest: names,
        }
    }
}
