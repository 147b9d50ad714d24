//! Dates that both sides changed: `started` is the earliest, `completed` and `updated` the latest.

use progress_core::derive::dates::is_empty;
use progress_core::model::date::Date;
use progress_core::model::{Class, Statuses};
use yaml_lossless::Node;

use super::three::{Nodes, Side, Three, same};

/// The date in the result.
pub(super) enum Chosen {
    /// That of a side.
    Side(Side),
    /// None.
    None,
}

/// Chooses between two dates of a key; `None` if they are not dates, or the key takes none.
///
/// `within` are the mappings that contain the key. The phase's own `completed` is checked again
/// once its status is known.
pub(super) fn choose(
    key: &str,
    at: Nodes<'_>,
    within: Nodes<'_>,
    is_top: bool,
    statuses: &Statuses,
) -> Option<Chosen> {
    let latest = match key {
        "started" | "created" => false,
        "completed" | "updated" => true,
        _ => return None,
    };
    // Anything else is an ordinary value, about which only a person can decide.
    if !is_date_or_empty(at.ours) || !is_date_or_empty(at.theirs) {
        return None;
    }
    let (ours, theirs) = (at.ours.and_then(date), at.theirs.and_then(date));
    // What is not done has no date of completion, so a side without one is right.
    if key == "completed" && !is_top && !is_done(within, statuses) {
        return Some(match (ours, theirs) {
            (None, _) => Chosen::Side(Side::Ours),
            (_, None) => Chosen::Side(Side::Theirs),
            // Both sides have a date, but the merged task is not done.
            _ => Chosen::None,
        });
    }
    let side = match (ours, theirs) {
        (Some(ours), Some(theirs)) if (theirs > ours) == latest => Side::Theirs,
        // A date says more than none.
        (None, Some(_)) => Side::Theirs,
        _ => Side::Ours,
    };
    Some(Chosen::Side(side))
}

fn is_date_or_empty(node: Option<Node<'_>>) -> bool {
    match node {
        Some(node) => is_empty(node) || date(node).is_some(),
        None => true,
    }
}

/// A date, comparable: on one day, the texts order the times.
fn date(node: Node<'_>) -> Option<(Date, &str)> {
    let text = node.text()?.trim();
    Some((Date::parse(text)?, text))
}

/// Whether the merged status is done; if the sides disagree, whether ours is.
fn is_done(within: Nodes<'_>, statuses: &Statuses) -> bool {
    let status = within.map(|mapping| mapping?.get("status"));
    let merged = match status {
        Three { base, ours, theirs } if same(ours, base) => theirs,
        Three { base, ours, theirs } if same(theirs, base) => ours,
        Three { ours, .. } => ours,
    };
    match merged.and_then(Node::some_text) {
        Some(text) => statuses.read(text).class == Class::Done,
        None => false,
    }
}
