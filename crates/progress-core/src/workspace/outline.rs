//! What the files of other plans can see of a file.

use std::collections::BTreeSet;

use yaml_lossless::Node;

use super::{File, Workspace};
use crate::collections::HashSet;
use crate::model::{FileId, Phase};

/// Everything that findings in other plans, and about the branch, can depend on: as long as it
/// stays the same, an edit of the file changes no finding but those in its own plan.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Outline<'w> {
    /// The name of its plan; see [`Workspace::plan_names`].
    pub plan: &'w str,
    /// Its `prd`, by which references name its plan.
    prd: Option<&'w str>,
    /// The IDs of its tasks, in their order.
    ids: Vec<&'w str>,
    /// Its keys, at any depth: one that many files have is not a misspelling.
    keys: BTreeSet<&'w str>,
}

impl Workspace {
    /// What other plans can see of a file.
    #[must_use]
    pub fn outline(&self, id: FileId) -> Outline<'_> {
        let phase = self.phase(id);
        let prd = phase.and_then(|phase| phase.identity.prd.as_ref());
        let tasks = phase.map(Phase::tasks).unwrap_or_default();
        Outline {
            plan: self.plan_name(id),
            prd: prd.map(|prd| prd.text.as_str()),
            ids: tasks.iter().filter_map(|task| task.id_text()).collect(),
            keys: keys_of(self.file(id)),
        }
    }
}

/// The keys of a file, at any depth.
pub(super) fn keys_of(file: &File) -> BTreeSet<&str> {
    let nodes = file
        .document
        .tree()
        .into_iter()
        .flat_map(yaml_lossless::Tree::nodes);
    let keys = nodes.filter(|node| node.key().is_some_and(|key| key.id() == node.id()));
    // Most keys occur in every task, and sorting all of them would take longer.
    let distinct: HashSet<&str> = keys.filter_map(Node::text).collect();
    distinct.into_iter().collect()
}
