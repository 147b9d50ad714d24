//! The order of a plan's phases.

use std::cmp::Ordering;

use crate::model::FileId;
use crate::model::reference::PhaseLabel;
use crate::workspace::Workspace;

/// The order of a plan's phases: by number, then by name, then by path.
pub(super) fn in_order(workspace: &Workspace, one: FileId, other: FileId) -> Ordering {
    order_key(workspace, one).cmp(&order_key(workspace, other))
}

fn order_key(workspace: &Workspace, id: FileId) -> (u32, Option<PhaseLabel>, FileId) {
    let label = first_phase(workspace, id);
    // Phases without a number come last.
    let number = label.as_ref().and_then(PhaseLabel::number);
    // `FileId`s are in the order of paths.
    (number.unwrap_or(u32::MAX), label, id)
}

/// Whether a phase's number precedes that of another.
pub(super) fn is_earlier(workspace: &Workspace, one: FileId, other: FileId) -> bool {
    match (first_phase(workspace, one), first_phase(workspace, other)) {
        (Some(one), Some(other)) => (one.number(), &one) < (other.number(), &other),
        // A phase without an order does not precede any.
        _ => false,
    }
}

/// The first phase that a file covers.
fn first_phase(workspace: &Workspace, id: FileId) -> Option<PhaseLabel> {
    let (first, _) = workspace.phase(id)?.covers()?;
    Some(first)
}
