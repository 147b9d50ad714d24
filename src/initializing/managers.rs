//! The hooks in the configuration of a hook manager.

use std::path::Path;

use super::error::InitError;
use super::file_change::{ExistingFile, FileChange, Steps};
use crate::hook::Hook;
use crate::hook::hook_status::HookStatus;
use crate::hook::manager::Manager;

/// Returns what a manager needs in order to run the hooks that it does not list yet.
///
/// Hooks that it cannot run need nothing if Git runs ours anyway.
pub(super) fn steps(
    root: &Path,
    manager: &Manager,
    statuses: &[HookStatus],
) -> Result<Steps, InitError> {
    let mut lacks = manager.lacks();
    lacks.retain(|hook| {
        let is_idle = statuses
            .iter()
            .any(|it| it.hook == *hook && it.ways.is_empty());
        is_idle || manager.kind.can_run(hook.name)
    });
    let mut steps = Steps::default();
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
            return separate(root, manager, file, &hooks);
        };
        changes.extend(FileChange::new(file, after));
    }
    Ok(Some(changes))
}

/// Returns the changes that make a manager's file extend a new one with our hooks; `None` if that
/// needs a person.
fn separate(
    root: &Path,
    manager: &Manager,
    file: ExistingFile,
    hooks: &[Hook],
) -> Result<Option<Vec<FileChange>>, InitError> {
    let text = file.text.as_deref().unwrap_or_default();
    let Some(separate) = manager.separate_file(text, hooks) else {
        return Ok(None);
    };
    let new = ExistingFile::read(root, separate.name)?;
    // One that exists has been changed since, or the file stopped extending it for a reason.
    if new.text.is_some() {
        return Ok(None);
    }
    // The new file first: a manager rejects a file that extends a missing one.
    let mut changes = Vec::new();
    changes.extend(FileChange::new(new, separate.text));
    changes.extend(FileChange::new(file, separate.extended));
    Ok(Some(changes))
}
