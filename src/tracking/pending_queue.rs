//! Determines what is pending on the current branch, and what no longer is.

use std::collections::BTreeMap;

use progress_core::workspace::is_ours;
use progress_git::git::{Commit, ObjectId, Range, Repository, Snapshot};

use super::RecordError;
use super::ancestry::{contains, oldest_first, replaces};
use super::entries::listed;
use super::facts::Facts;
use super::pending::{Pending, all, change};
use super::successor::succeeded;
use super::sync::Synced;
use super::unrecorded::{still_waits, tied_files};
use super::versions::{ListEdit, document};
use crate::linking::{Linker, Moves, Present};

/// Returns what is pending on a branch for a commit that it still contains, or for its replacement;
/// what a reset discarded is no longer pending. What is pending on a branch that was renamed, or
/// deleted after it was merged, moves to the branch that has its commits now.
pub(super) fn awaited(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
) -> Result<Vec<Pending>, RecordError> {
    let repository = facts.repository;
    let mut waiting = Vec::new();
    for it in all(repository)? {
        if it.branch != branch && repository.has_branch(&it.branch) {
            continue;
        }
        if contains(repository, head, &it.commit) {
            waiting.push(it);
        } else if it.branch == branch
            && let Some(anew) = succeeded(repository, head, &it)
            && is_tied(facts, branch, &anew)
        {
            waiting.push(anew);
        }
    }
    Ok(waiting)
}

/// Whether the message of a recreated commit still links it to what is pending; true if that cannot
/// be determined, because a path recorded in vain is easier to notice than a missing one.
fn is_tied(facts: &Facts<'_>, branch: &str, anew: &Pending) -> bool {
    let Some(commit) = commit_of(facts.repository, anew) else {
        return true;
    };
    match tied_files(facts, &commit, branch) {
        Ok(ties) => still_waits(&ties, anew),
        Err(_) => true,
    }
}

/// Returns the commit for which something is pending; `None` if Git no longer has it.
fn commit_of(repository: &Repository, waiting: &Pending) -> Option<Commit> {
    let id = ObjectId::from_hex(&waiting.commit)?;
    repository.commit(id).ok()
}

/// Returns what was pending on a branch for commits that it no longer contains and that were not
/// recreated: of each, the paths whose content that commit changed and that still differ. Paths
/// that were reverted, are listed in the file, or are still pending are left out.
///
/// # Errors
///
/// Fails if Git cannot read the repository.
pub(super) fn dropped(
    repository: &Repository,
    branch: &str,
    head: &Commit,
    still: &[Pending],
) -> Result<Vec<Pending>, RecordError> {
    let tree = repository.tree(head.tree);
    let mut dropped = Vec::new();
    for mut it in all(repository)? {
        if it.branch != branch
            || replaces(repository, head, &it.commit)
            || contains(repository, head, &it.commit)
        {
            continue;
        }
        // Once Git has deleted the commit, there is nothing left to compare.
        let Some(commit) = commit_of(repository, &it) else {
            continue;
        };
        let parent = commit.parents.first();
        let before = match parent.map(|parent| repository.tree_of(*parent)) {
            Some(Ok(tree)) => repository.tree(tree),
            // The first commit has no parent, and a shallow clone may lack it.
            None | Some(Err(_)) => repository.empty_tree(),
        };
        let edit = ListEdit::adding(std::mem::take(&mut it.paths));
        for path in edit.missing(&tree, &it.file)? {
            let is_undone = tree.entry(path.as_bytes())? == before.entry(path.as_bytes())?;
            if !still.iter().any(|other| other.paths.contains(&path)) && !is_undone {
                it.paths.push(path);
            }
        }
        if !it.paths.is_empty() {
            dropped.push(it);
        }
    }
    Ok(dropped)
}

/// Returns what is pending on a branch and not yet in its head.
///
/// # Errors
///
/// Fails if Git cannot read the repository.
pub fn waiting(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
) -> Result<Vec<Pending>, RecordError> {
    let repository = facts.repository;
    let tree = repository.tree(head.tree);
    let mut still = Vec::new();
    for old in awaited(facts, branch, head)? {
        let mut file = old.file.clone();
        if tree.entry(file.as_bytes())?.is_none() {
            match file_now(facts, &old, head, false)? {
                Some(now) => file = now,
                // Without the progress file, there is no list in which anything could be recorded.
                None => continue,
            }
        }
        still.push(Pending {
            branch: branch.to_owned(),
            paths: ListEdit::adding(old.paths).missing(&tree, &file)?,
            stale: not_removed(&tree, &file, old.stale)?,
            commit: old.commit,
            is_active: old.is_active,
            file,
        });
    }
    Ok(still)
}

/// Returns those of the stale paths that are still listed; all of them if the list cannot be read.
fn not_removed(
    snapshot: &Snapshot<'_>,
    file: &str,
    mut stale: Vec<String>,
) -> Result<Vec<String>, RecordError> {
    let Some(document) = document(snapshot, file)? else {
        return Ok(Vec::new());
    };
    match listed(&document) {
        Ok(listed) => stale.retain(|path| listed.names(path)),
        // The list of a progress file may be broken only for the moment.
        Err(_) if is_ours(file, &document) => {}
        // The path now holds some other document.
        Err(_) => stale.clear(),
    }
    Ok(stale)
}

/// Adds what is pending on a branch to what its history shows.
///
/// # Errors
///
/// Fails if Git cannot read the repository.
pub fn add_waiting(
    facts: &Facts<'_>,
    found: &mut BTreeMap<String, Synced>,
) -> Result<(), RecordError> {
    let (Some(branch), Some(head)) = (facts.branch, facts.repository.head()?) else {
        return Ok(());
    };
    for waiting in waiting(facts, branch, &head)? {
        if waiting.paths.is_empty() {
            continue;
        }
        let synced = found.entry(waiting.file).or_default();
        for path in waiting.paths {
            if !synced.paths.contains(&path) {
                synced.paths.push(path);
            }
        }
        if let Some(id) = ObjectId::from_hex(&waiting.commit)
            && !synced.commits.contains(&id)
        {
            synced.commits.push(id);
        }
    }
    Ok(())
}

/// Returns the paths that a progress file in a commit does not list; none if there is no such file,
/// or its list cannot be read.
///
/// # Errors
///
/// Fails if Git cannot read the repository.
pub fn unlisted(
    repository: &Repository,
    commit: &Commit,
    file: &str,
    paths: &[String],
) -> Result<Vec<String>, RecordError> {
    let Some(document) = document(&repository.tree(commit.tree), file)? else {
        return Ok(Vec::new());
    };
    let Ok(listed) = listed(&document) else {
        return Ok(Vec::new());
    };
    Ok(listed.lacking(paths).cloned().collect())
}

/// Replaces everything pending on a branch with what still is.
pub(super) fn replace(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
    with: Vec<Pending>,
) -> Result<(), RecordError> {
    // Includes what moves here from branches that no longer exist.
    let taken = awaited(facts, branch, head)?;
    change(facts.repository, |all| {
        all.retain(|it| it.branch != branch && !taken.contains(it));
        all.extend(with);
    })
}

/// Returns the current path in `head`, or in the index, of a file for which something is pending;
/// `None` if it is gone.
pub(super) fn file_now(
    facts: &Facts<'_>,
    waiting: &Pending,
    head: &Commit,
    is_staged: bool,
) -> Result<Option<String>, RecordError> {
    let repository = facts.repository;
    let Some(from) = ObjectId::from_hex(&waiting.commit) else {
        return Ok(None);
    };
    let mut linker = Linker::for_hook(repository, facts.settings);
    let known = linker.known(repository.tree_of(from)?)?;
    let Some(was) = known.file(&waiting.file) else {
        return Ok(None);
    };
    let (from, to) = (Some(from), head.id);
    let later = oldest_first(repository, &Range { from, to })?;
    // Positions are counted from the commit after the one that waits, so the search starts at 0.
    let mut moves = Moves::default();
    for (at, commit) in later.iter().enumerate() {
        moves.note(at, commit, &mut linker)?;
    }
    let known_now = if is_staged {
        moves.note_staged(later.len(), repository)?;
        linker.staged()?
    } else {
        linker.known(head.tree)?
    };
    let present = Present::new(&known_now);
    Ok(moves.find_file(0, was, None, &present).map(str::to_owned))
}

/// Discards what is pending on deleted branches, for commits that no branch contains any more.
///
/// # Errors
///
/// Fails if Git cannot read the repository, or the record cannot be written.
pub fn forget(repository: &Repository) -> Result<(), RecordError> {
    let mut lost = all(repository)?;
    lost.retain(|it| !repository.has_branch(&it.branch));
    let ids: Vec<ObjectId> = lost
        .iter()
        .filter_map(|it| ObjectId::from_hex(&it.commit))
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let unreachable = repository.unreachable(&ids)?;
    lost.retain(|it| match ObjectId::from_hex(&it.commit) {
        Some(id) => unreachable.contains(&id),
        // An entry without a valid ID can never be assigned to a commit again.
        None => true,
    });
    change(repository, |all| all.retain(|it| !lost.contains(it)))
}
