//! Compares the two readers, for tests and the fuzz target.

use super::fast_path::GiveUp;
use super::{events, fast_path};
use crate::{SyntaxError, Tree};

/// An offset at which no text starts by accident.
const BASE: u32 = 7;

/// Reads a text with both readers and returns whether the fast path accepts it.
///
/// # Errors
///
/// Describes how the readers differ: the trees are not the same, libyaml rejects what the fast path
/// accepts or accepts what the fast path takes for wrong, or the fast path has lost its place.
pub fn compare_readers(yaml: &str) -> Result<bool, String> {
    let through_events = events::read(yaml, yaml, BASE);
    match fast_path::read(yaml, BASE) {
        Ok(direct) => same_tree(&direct, &through_events),
        Err(GiveUp::Rare) => Ok(false),
        Err(GiveUp::Wrong) if through_events.is_err() => Ok(false),
        Err(GiveUp::Wrong) => Err("libyaml accepts what the fast path takes for wrong".to_owned()),
        Err(GiveUp::Bug) => Err("the fast path has lost its place".to_owned()),
    }
}

fn same_tree(direct: &Tree, through_events: &Result<Tree, SyntaxError>) -> Result<bool, String> {
    let through_events = match through_events {
        Ok(tree) => tree,
        Err(error) => return Err(format!("only libyaml rejects it: {error:?}")),
    };
    // All there is: values, styles, spans, parents, and what is looked up quickly.
    let (direct, through_events) = (format!("{direct:#?}"), format!("{through_events:#?}"));
    if direct == through_events {
        return Ok(true);
    }
    Err(format!(
        "the fast path gives {direct}\nlibyaml gives {through_events}"
    ))
}
