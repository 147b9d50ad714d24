//! The hooks of coding agents, and the part of their instructions.

use std::path::Path;

use progress_core::source::RootedPath;

use super::error::InitError;
use super::file_change::FileChange;
use crate::agent::{SetupStep, Wish, plan_setup};
use crate::project::Root;

/// Returns the changes that set up the agents of which the repository shows signs.
pub(super) fn agents(root: &Root) -> Result<Vec<FileChange>, InitError> {
    let mut changes = Vec::new();
    for step in plan_setup(root, &[], Wish::Install).complete()? {
        // What is superfluous is left alone: everything that exists is kept here.
        if step.is_done() || step.covered_by.is_some() {
            continue;
        }
        let SetupStep {
            path,
            before,
            after: Some(after),
            ..
        } = step
        else {
            continue;
        };
        changes.push(FileChange {
            path: RootedPath::new(&root.folder, Path::new(&path)),
            before,
            after,
            summary: None,
        });
    }
    Ok(changes)
}

/// Returns what becomes of a file without the agents' part; `None` if it has no such part.
pub(super) fn removal(root: &Root, name: &str) -> Option<SetupStep> {
    // A file that cannot be changed is kept, and does not hold up this one.
    let steps = plan_setup(root, &[], Wish::Remove).steps;
    let mut changed = steps.into_iter().filter(|step| !step.is_done());
    changed.find(|step| step.path == name)
}

/// Whether a file had commands for agents before, which are not to be removed with ours.
pub(super) fn is_mentioned_in(text: &str) -> bool {
    text.contains("progress agent ") || text.contains("progress-lint agent ")
}
