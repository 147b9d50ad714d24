//! What has to change in our text.

use super::conflict::Conflict;
use super::faults::TaskPlaces;
use crate::collections::HashSet;
use crate::text::Edit;
use crate::yaml::Tree;
use crate::yaml::edit::Change;

/// Top-level values that follow from the tasks, and are settled after everything else.
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

/// What has to change in our text.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Lists that get another order. They come first, and alone.
    pub reorders: Vec<Change>,
    /// All other changes.
    pub changes: Vec<Change>,
    /// Comments that change.
    pub comments: Vec<Edit>,
    /// What only people can decide; our side stands there.
    pub conflicts: Vec<Conflict>,
    /// Derived values that both sides changed; our side stands there.
    pub derived: Vec<Conflict>,
    /// The tasks of both sides.
    pub tasks: TaskPlaces,
}

impl Plan {
    /// The changes that are in no list which another of them puts into order.
    pub(super) fn outermost(&self, tree: &Tree) -> Vec<Change> {
        let list = |change: &Change| match change {
            Change::Reorder(list, _) => Some(*list),
            _ => None,
        };
        let lists: HashSet<_> = self.reorders.iter().filter_map(list).collect();
        let is_outermost = |change: &&Change| {
            let above = list(change).and_then(|list| tree.node(list).parent());
            let mut above = std::iter::successors(above, |node| node.parent());
            !above.any(|node| lists.contains(&node.id()))
        };
        self.reorders.iter().filter(is_outermost).cloned().collect()
    }
}
