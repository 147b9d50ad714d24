//! What the files of other plans can see of a file.

use yaml_lossless::Tree;

use super::{File, Workspace};
use crate::collections::HashSet;
use crate::model::{FileId, Phase};

/// Everything that findings in other plans, and about the branch, can depend on: as long as it
/// stays the same, an edit of the file changes no finding but those in its own plan.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Outline<'w> {
    /// Its `prd`, by which references and branches name its plan.
    prd: Option<&'w str>,
    /// The IDs of its tasks, in their order.
    ids: Vec<&'w str>,
    /// Its keys, sorted, at any depth: one that many files have is not a misspelling.
    keys: Vec<&'w str>,
}

impl Workspace {
    /// What other plans can see of a file.
    #[must_use]
    pub fn outline(&self, id: FileId) -> Outline<'_> {
        let phase = self.phase(id);
        let prd = phase.and_then(|phase| phase.identity.prd.as_ref());
        let tasks = phase.map(Phase::tasks).unwrap_or_default();
        Outline {
            prd: prd.map(|prd| prd.text.as_str()),
            ids: tasks.iter().filter_map(|task| task.id_text()).collect(),
            keys: keys_of(self.file(id)),
        }
    }
}

/// The keys of a file, sorted, at any depth.
pub(super) fn keys_of(file: &File) -> Vec<&str> {
    let mut keys: HashSet<&str> = HashSet::default();
    // The last key at each position: tasks mostly have the same keys in the same order, and a
    // lookup of each would take longer.
    let mut last: Vec<&str> = Vec::new();
    let mappings = file.document.tree().into_iter().flat_map(Tree::mappings);
    for mapping in mappings {
        for (place, (key, _)) in mapping.entries().enumerate() {
            let Some(text) = key.text() else { continue };
            match last.get_mut(place) {
                Some(last) if *last == text => continue,
                Some(last) => *last = text,
                // Skipped keys shift the positions after them. That only costs lookups.
                None => last.push(text),
            }
            keys.insert(text);
        }
    }
    let mut sorted: Vec<&str> = keys.into_iter().collect();
    sorted.sort_unstable();
    sorted
}
