//! The hooks in the configuration of a hook manager.

use std::path::Path;

use super::error::InitError;
use super::file_change::{ExistingFile, FileChange};
use crate::hook::Hook;
use crate::hook::manager::Manager;

/// What a manager needs in order to run our hooks.
#[derive(Debug, Default)]
pub(super) struct ManagerSteps {
    /// The files to change.
    pub files: Vec<FileChange>,
    /// What to do by hand, if its files cannot be changed safely.
    pub lines: Option<String>,
}

/// Returns what a manager needs in order to run the hooks that it does not list yet.
pub(super) fn steps(root: &Path, manager: &Manager) -> Result<ManagerSteps, InitError> {
    let lacks = manager.lacks();
    let mut steps = ManagerSteps::default();
    if lacks.is_empty() {
        return Ok(steps);
    }
    let Some(files) = changed(root, manager, &lacks)? else {
        steps.lines = Some(manager.lines(&lacks));
        return Ok(steps);
    };
    steps.files = files;
    Ok(steps)
}

/// Returns the changed files; `None` if one of them has a form to which nothing can be added.
fn changed(
    root: &Path,
    manager: &Manager,
    lacks: &[Hook],
) -> Result<Option<Vec<FileChange>>, InitError> {
    let mut changes = Vec::new();
    for (name, hooks) in manager.files_for(lacks) {
        let file = ExistingFile::read(root, &name)?;
        let text = file.text.clone().unwrap_or_default();
        let Some(after) = manager.with_hooks(&text, &hooks) else {
            return Ok(None);
        };
        changes.extend(FileChange::new(file, after));
    }
    Ok(Some(changes))
}
