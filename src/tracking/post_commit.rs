//! After the commit: records what only its message could tell, and what an amend or a rebase moved.

use std::collections::BTreeSet;

use progress_core::config;
use progress_git::git::{Commit, Operation, Repository};

use super::ancestry::{is_next, replaces};
use super::facts::Facts;
use super::journal::{Addition, Journal};
use super::outcome::{AfterCommit, Filled};
use super::pending::{Pending, all};
use super::pending_queue::{dropped, forget, replace, waiting};
use super::sequencer::{after_replayed_commit, is_replaying};
use super::stashed::Stashed;
use super::unrecorded::{Owed, deferred, forget_deferred, owed, still_waits, tied_files};
use super::versions::{ListEdit, Obstacle, Prepared, in_both, listed_in};
use super::{RecordError, trackable_paths};

/// Records the paths that belong to a phase other than the one that was filled, updates the real
/// index after a partial commit, and discards what is no longer pending.
///
/// # Errors
///
/// Fails if Git cannot read or write.
pub fn after_commit(facts: &Facts<'_>) -> Result<AfterCommit, RecordError> {
    let repository = facts.repository;
    let operation = repository.operation();
    // post-rewrite handles the commits that a rebase picks.
    let is_rebased = repository.is_picking() && operation == Some(Operation::Rebase);
    let (false, Some(head)) = (is_rebased, repository.head()?) else {
        return Ok(AfterCommit::default());
    };
    if is_replaying(operation) {
        return after_replayed_commit(facts, &head);
    }
    let (filled, stale) = filled(facts, &head)?;
    for addition in &filled {
        catch_up(repository, &head, &addition.file, &addition.paths)?;
    }
    let mut done = AfterCommit {
        recorded: recorded(&filled, &stale),
        ..AfterCommit::default()
    };
    // With a detached `HEAD`, there is no branch on which anything could be pending.
    let Some(branch) = facts.branch else {
        return Ok(done);
    };
    let mut still = waiting(facts, branch, &head)?;
    if still.iter().any(|it| !it.stale.is_empty()) {
        // Paths that another commit changes again must not be removed.
        let paths = trackable_paths(&repository.changes(&head)?, facts.settings).paths;
        for it in &mut still {
            it.stale.retain(|path| !paths.contains(path));
        }
    }
    still.extend(stale);
    still.extend(amended(facts, branch, &head, &filled)?);
    let deferred = deferred(repository)?;
    let all_owed = owed(facts, &head, Some(branch), &deferred)?;
    let mut stashed = Stashed::default();
    if !all_owed.is_empty() {
        stashed = Stashed::now(repository);
    }
    for owed in all_owed {
        // What could not be changed before the commit is not retried right after it.
        let must_wait = facts.settings.pending == config::Pending::Record || owed.is_active;
        if must_wait || stage(facts, &stashed, &owed)?.is_some() {
            done.waiting.push((owed.file.clone(), owed.paths.len()));
            still.push(owed.pending(&head, branch));
        } else {
            done.staged.push((owed.file, owed.paths));
        }
    }
    // Before `replace()`, which discards the entries that this examines.
    done.dropped = dropped(repository, branch, &head, &still)?;
    replace(facts, branch, &head, still)?;
    forget_deferred(repository, &deferred)?;
    Ok(done)
}

/// Returns what was added for a commit, marked with its ID, and those of the paths that the commit
/// does not change: they were added for a failed attempt.
fn filled(facts: &Facts<'_>, head: &Commit) -> Result<(Vec<Addition>, Vec<Pending>), RecordError> {
    let repository = facts.repository;
    let mut filled = Journal::read(repository)?.additions;
    filled.retain(|it| it.commit.is_none() && is_of(repository, head, it));
    if filled.is_empty() {
        return Ok((filled, Vec::new()));
    }
    let name = head.id.to_string();
    // Without a branch, the caller does not record the removals.
    let branch = facts.branch.unwrap_or_default();
    let paths = trackable_paths(&repository.changes(head)?, facts.settings).paths;
    let mut stale = Vec::new();
    Journal::change(repository, |journal| {
        for addition in &mut journal.additions {
            if !filled.contains(addition) {
                continue;
            }
            let removals = addition.assign_to(&name, branch, |path| paths.contains(path));
            stale.extend(removals);
        }
    })?;
    Ok((filled, stale))
}

/// Returns how many of the added paths the commit contains, by file.
fn recorded(filled: &[Addition], stale: &[Pending]) -> Vec<Filled> {
    let mut found: Vec<Filled> = Vec::new();
    for Addition {
        file,
        paths,
        is_folded,
        ..
    } in filled
    {
        let (added, folded) = if *is_folded {
            (0, paths.len())
        } else {
            let stale_of_file = stale.iter().filter(|it| it.file == *file);
            let gone: BTreeSet<&String> = stale_of_file.flat_map(|it| &it.stale).collect();
            let kept = paths.iter().filter(|path| !gone.contains(path));
            (kept.count(), 0)
        };
        match found.iter_mut().find(|it| it.file == *file) {
            Some(filled) => {
                filled.added += added;
                filled.folded += folded;
            }
            None => found.push(Filled {
                file: file.clone(),
                added,
                folded,
            }),
        }
    }
    found.retain(|it| it.added + it.folded > 0);
    found
}

/// Discards what is no longer pending, because a merge may have recorded it. Returns what is no
/// longer pending although its work remains.
///
/// # Errors
///
/// Fails if Git cannot read the repository, or the record cannot be written.
pub fn settle(facts: &Facts<'_>) -> Result<Vec<Pending>, RecordError> {
    let (Some(branch), Some(head)) = (facts.branch, facts.repository.head()?) else {
        return Ok(Vec::new());
    };
    let still = waiting(facts, branch, &head)?;
    let gone = dropped(facts.repository, branch, &head, &still)?;
    replace(facts, branch, &head, still)?;
    forget(facts.repository)?;
    Ok(gone)
}

/// Updates what was pending for a commit that `head` replaces. If no message linked it to the
/// phase, it stays pending; if a message did and no longer does, what was recorded in the meantime
/// must be removed.
fn amended(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
    filled: &[Addition],
) -> Result<Vec<Pending>, RecordError> {
    let repository = facts.repository;
    let mut amended = all(repository)?;
    amended.retain(|it| it.branch == branch && replaces(repository, head, &it.commit));
    if amended.is_empty() {
        return Ok(amended);
    }
    let ties = tied_files(facts, head, branch)?;
    let changed = trackable_paths(&repository.changes(head)?, facts.settings).paths;
    for it in &mut amended {
        let paths = std::mem::take(&mut it.paths);
        it.commit = head.id.to_string();
        if still_waits(&ties, it) {
            // What a message links is determined anew from the message.
            if it.is_active {
                it.paths = paths;
                it.paths.retain(|path| changed.contains(path));
            }
            continue;
        }
        for path in paths {
            // The pre-commit hook of this amend still saw the old commit, and added what was
            // pending for it.
            let is_recorded = filled
                .iter()
                .any(|own| own.is_folded && own.file == it.file && own.paths.contains(&path));
            if is_recorded {
                it.stale.push(path);
            }
        }
    }
    Ok(amended)
}

/// Adds paths in the index and in the working tree; returns the obstacle, if any.
fn stage(
    facts: &Facts<'_>,
    stashed: &Stashed,
    owed: &Owed,
) -> Result<Option<Obstacle>, RecordError> {
    let repository = facts.repository;
    if let Some(obstacle) = Obstacle::before(repository, stashed, &owed.file) {
        return Ok(Some(obstacle));
    }
    let edit = ListEdit::adding(owed.paths.clone());
    Ok(
        match Prepared::of(repository, &repository.index()?, &owed.file, &edit)? {
            Ok(prepared) => in_both(repository, &owed.file, &edit, prepared).err(),
            Err(error) => Some(Obstacle::Staged(error)),
        },
    )
}

/// Whether paths were added for this commit: it contains them, and was made next.
fn is_of(repository: &Repository, head: &Commit, addition: &Addition) -> bool {
    let listed = listed_in(repository, head, &addition.file, &addition.paths);
    is_next(repository, head, addition.parent.as_deref()) && listed == addition.paths
}

/// Applies the same additions to the real index: after `git commit -- path`, the commit has the
/// file as we changed it, but the real index does not.
fn catch_up(
    repository: &Repository,
    head: &Commit,
    file: &str,
    paths: &[String],
) -> Result<(), RecordError> {
    let index = repository.index()?;
    let committed = repository.tree(head.tree).entry(file.as_bytes())?;
    let own = index.entry(file.as_bytes())?;
    // A file that the user has removed from the index is not put back.
    if own.is_none() || own == committed {
        return Ok(());
    }
    let edit = ListEdit::adding(paths.to_vec());
    // A staged version that cannot be changed stays as it is: it is somebody's work in progress,
    // and the commit itself is complete.
    if let Ok(Some(prepared)) = Prepared::of(repository, &index, file, &edit)? {
        prepared.put(repository, None, file)?;
    }
    Ok(())
}
