//! Tasks that a commit reopens unintentionally.

use progress_core::config::Settings;
use progress_core::model::Class;
use progress_core::task_links::{Digest, StatusChange, flips};
use progress_git::git::{Change, Repository};

use crate::tracking::Facts;

/// Returns the tasks that are done in `HEAD` and that a commit reopens, unless they are being worked
/// on. That happens if another worktree moves the branch: the index still holds the old content.
#[must_use]
pub fn reopened(facts: &Facts<'_>, staged: &[Change]) -> Vec<StatusChange> {
    // A revert reopens tasks on purpose, and a merge may reopen those that the other side did.
    if facts.repository.operation().is_some() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for change in staged {
        found.extend(reopened_in(facts.repository, facts.settings, change));
    }
    found.retain(|flip| !is_declared(facts, flip));
    found
}

/// Returns the done tasks of a progress file that a change makes unfinished.
fn reopened_in(repository: &Repository, settings: &Settings, change: &Change) -> Vec<StatusChange> {
    let Ok(path) = std::str::from_utf8(&change.path) else {
        return Vec::new();
    };
    if !settings.is_candidate(path) {
        return Vec::new();
    }
    // An added, deleted or unreadable file has no status to compare.
    let versions = [change.old, change.new].map(|entry| {
        let bytes = repository.blob(entry?.id?).ok()?;
        Digest::read(path, bytes)
    });
    let [Some(old), Some(new)] = versions else {
        return Vec::new();
    };
    let mut found = flips(path, &old, &new, &settings.statuses);
    found.retain(|flip| flip.from == Class::Done && is_unfinished(flip.to));
    found
}

fn is_unfinished(class: Class) -> bool {
    // A status outside the vocabulary says nothing about whether the task is finished.
    !matches!(class, Class::Done | Class::Dropped | Class::Unknown)
}

/// Whether a task was declared as being worked on.
fn is_declared(facts: &Facts<'_>, flip: &StatusChange) -> bool {
    // The variable may name the task as `plan:ID`.
    let named = facts.variable.unwrap_or_default();
    let bare_id = match named.rsplit_once(':') {
        Some((_, id)) => id,
        None => named,
    };
    bare_id == flip.id
        || facts
            .started
            .iter()
            .any(|(path, id)| *path == flip.path && *id == flip.id)
}
