//! The planned changes to our text.

use progress_core::collections::HashSet;
use yaml_lossless::edit::Change;
use yaml_lossless::text::Edit;
use yaml_lossless::{Node, NodeId, Tree};

use super::conflict::Conflict;
use super::task_places::TaskPlaces;

/// Top-level values that follow from the tasks and are computed last.
pub(super) const DERIVED: &[&str] = &[
    "status",
    "total_tasks",
    "completed_tasks",
    "in_progress_tasks",
    "blocked_tasks",
    "at_risk_tasks",
    "overall_progress",
    "progress",
];

/// The planned changes to our text.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Lists to reorder. Applied first, without other changes.
    pub reorders: Vec<Change>,
    /// All other changes.
    pub changes: Vec<Change>,
    /// Edits to comments.
    pub comments: Vec<Edit>,
    /// Conflicts; our side's value is kept there.
    pub conflicts: Vec<Conflict>,
    /// Derived values that both sides changed; our side's value is kept there.
    pub derived: Vec<Conflict>,
    /// The tasks of both sides.
    pub tasks: TaskPlaces,
}

impl Plan {
    /// The reorders that are not inside a list that another one reorders.
    pub(super) fn outermost(&self, tree: &Tree) -> Vec<Change> {
        // Inner lists are reordered in a later round, when the outer ones are in place.
        let lists: HashSet<NodeId> = self.reorders.iter().filter_map(reordered_list).collect();
        let mut outermost = self.reorders.clone();
        outermost.retain(|change| {
            let list = reordered_list(change).map(|id| tree.node(id));
            let above = list.and_then(Node::parent);
            !std::iter::successors(above, |node| node.parent())
                .any(|node| lists.contains(&node.id()))
        });
        outermost
    }
}

/// The list that a change reorders.
fn reordered_list(change: &Change) -> Option<NodeId> {
    match change {
        Change::Reorder(list, _) => Some(*list),
        _ => None,
    }
}
