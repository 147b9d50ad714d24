//! Whether a file's own figures agree with its tasks.

use crate::derive::{Disagreement, recount};
use crate::document::Document;
use crate::model::Phase;

/// Whether what a file says of itself is what its tasks say, as far as anybody can tell.
pub(super) fn agree(document: &Document, phase: &Phase) -> bool {
    let Some(tree) = document.tree() else {
        return true;
    };
    match recount(tree.root(), phase) {
        Ok(wrong) => wrong.is_empty(),
        Err(Disagreement::DoneOverOpen { .. } | Disagreement::AllOverNone(_)) => false,
        // Nothing can be counted, or a task could count as anything.
        Err(_) => true,
    }
}
