//! Commits made by the user during a rebase or a cherry-pick of several commits: changing a
//! progress file then could conflict with the commits to come, so the change is postponed.

use progress_git::git::{Commit, Operation};

use super::journal::{Journal, PendingCommit};
use super::pending::change;
use super::post_commit::AfterCommit;
use super::pre_commit::{Facts, active_phase};
use super::unrecorded::owed;
use super::{RecordError, trackable_paths};

/// Whether an operation is in progress in which most commits are the work of others.
pub(super) fn is_replaying(operation: Option<Operation>) -> bool {
    matches!(
        operation,
        Some(Operation::Rebase | Operation::CherryPick | Operation::Revert)
    )
}

/// Stores the paths of the commit that is about to be made, with the active phase, until it is
/// made.
pub(super) fn hold(facts: &Facts<'_>) -> Result<(), RecordError> {
    let repository = facts.repository;
    if !is_replaying(repository.operation()) || repository.is_picking() {
        return Ok(());
    }
    let paths = trackable_paths(&repository.staged_changes()?, facts.settings).paths;
    let parent = repository.head()?.map(|head| head.id.to_string());
    let rebased = repository.rebased_branch();
    let branch = facts.branch.or(rebased.as_deref());
    let active = active_phase(&Facts { branch, ..*facts })?.ok();
    let held = active
        .filter(|_| !paths.is_empty())
        .map(|active| PendingCommit {
            parent,
            file: active.file.path.clone(),
            paths,
        });
    Journal::change(repository, |journal| {
        journal.deferred = held.into_iter().collect();
    })
}

/// Records what a commit changes, for the branch that will contain it in the end.
///
/// Commits that Git itself picks bring along what was recorded in them. What was pending for them
/// elsewhere stays pending here: only the message links it to the phase.
pub(super) fn after_commit(facts: &Facts<'_>, head: &Commit) -> Result<AfterCommit, RecordError> {
    let repository = facts.repository;
    let rebased = repository.rebased_branch();
    let Some(branch) = facts.branch.or(rebased.as_deref()) else {
        return Ok(AfterCommit::default());
    };
    let paths = trackable_paths(&repository.changes(head)?, facts.settings).paths;
    let mut done = AfterCommit {
        operation: repository
            .operation()
            .filter(|_| repository.is_in_sequence()),
        ..AfterCommit::default()
    };
    let mut waiting = Vec::new();
    for owed in owed(facts, head, Some(branch))? {
        done.waiting.push((owed.file.clone(), owed.paths.len()));
        waiting.push(owed.pending(head, branch));
    }
    change(repository, |all| {
        let of_branch = all.iter_mut().filter(|it| it.branch == branch);
        of_branch.for_each(|it| it.stale.retain(|path| !paths.contains(path)));
        all.extend(waiting);
    })?;
    Ok(done)
}
