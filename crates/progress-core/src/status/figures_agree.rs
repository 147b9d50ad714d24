//! Checks a file's stated figures against its tasks.

use crate::derive::{Disagreement, recount};
use crate::document::Document;
use crate::model::Phase;

/// Whether a file's stated figures agree with its tasks, as far as can be decided.
pub(super) fn agree(document: &Document, phase: &Phase) -> bool {
    let Some(tree) = document.tree() else {
        return true;
    };
    match recount(tree.root(), phase) {
        Ok(wrong) => wrong.is_empty(),
        // The file contradicts itself, whichever of its parts is right.
        Err(Disagreement::DoneOverOpen { .. } | Disagreement::AllOverNone(_)) => false,
        // Nothing to count, or a task could count as anything.
        Err(_) => true,
    }
}
