//! Commits made by the user during a rebase or a cherry-pick of several commits: changing a
//! progress file then could conflict with the commits to come, so the change is postponed.

use progress_git::git::{Commit, Operation};

use super::facts::{Facts, active_phase};
use super::journal::{Journal, PendingCommit};
use super::outcome::AfterCommit;
use super::pending::change;
use super::unrecorded::{deferred, forget_deferred, owed};
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
    // A rebase detaches `HEAD`, but its commits will be on the rebased branch.
    let rebased = repository.rebased_branch();
    let branch = facts.branch.or(rebased.as_deref());
    let mut held = Vec::new();
    if !paths.is_empty()
        && let Ok(active) = active_phase(&Facts { branch, ..*facts })?
    {
        held.push(PendingCommit {
            parent,
            file: active.file.path.clone(),
            paths,
        });
    }
    // Even if nothing is held: what an aborted attempt left must not be assigned to this commit.
    Journal::change(repository, |journal| journal.deferred = held)
}

/// Records what a commit changes, for the branch that will contain it in the end.
///
/// Commits that Git itself picks bring along what was recorded in them. What was pending for them
/// elsewhere stays pending here: only the message links it to the phase.
pub(super) fn after_replayed_commit(
    facts: &Facts<'_>,
    head: &Commit,
) -> Result<AfterCommit, RecordError> {
    let repository = facts.repository;
    let rebased = repository.rebased_branch();
    let Some(branch) = facts.branch.or(rebased.as_deref()) else {
        return Ok(AfterCommit::default());
    };
    let paths = trackable_paths(&repository.changes(head)?, facts.settings).paths;
    let mut done = AfterCommit::default();
    // A single cherry-pick or revert is over once it is committed.
    if repository.is_in_sequence() {
        done.operation = repository.operation();
    }
    let mut waiting = Vec::new();
    let deferred = deferred(repository)?;
    for owed in owed(facts, head, Some(branch), &deferred)? {
        done.waiting.push((owed.file.clone(), owed.paths.len()));
        waiting.push(owed.pending(head, branch));
    }
    change(repository, |all| {
        for it in all.iter_mut().filter(|it| it.branch == branch) {
            // This commit changes them again, so they must stay listed.
            it.stale.retain(|path| !paths.contains(path));
        }
        all.extend(waiting);
    })?;
    forget_deferred(repository, &deferred)?;
    Ok(done)
}
