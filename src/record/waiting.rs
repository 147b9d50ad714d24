//! What waits for the branch at hand, and what waits for nothing any more.

use super::after::still_listed;
use super::before::Facts;
use super::pending::{Pending, all, change};
use super::place::Wish;
use super::sync::oldest_first;
use super::{Moves, Present, RecordError};
use crate::commit::Linker;
use crate::git::{Commit, ObjectId, Range, Repository};

/// What waits on a branch for a commit that it still builds on: what a reset threw away waits no
/// longer. What waits on a branch that was renamed, or deleted once it was merged, waits on the
/// one that has its commits now.
pub(super) fn awaited(
    repository: &Repository,
    branch: &str,
    head: Option<&Commit>,
) -> Vec<Pending> {
    let Some(head) = head else {
        return Vec::new();
    };
    let is_of = |pending: &Pending| {
        let name = pending.branch.as_str();
        name == branch || !repository.has_branch(name)
    };
    let mut waiting = all(repository);
    waiting.retain(|it| is_of(it) && builds_on(repository, head, &it.commit));
    waiting
}

fn builds_on(repository: &Repository, head: &Commit, commit: &str) -> bool {
    let Some(id) = ObjectId::from_hex(commit) else {
        return false;
    };
    let base = || repository.merge_base(id, head.id);
    id == head.id || base().is_ok_and(|base| base == Some(id))
}

/// What waits on a branch and is not in its head yet.
///
/// # Errors
///
/// Fails where Git cannot read.
pub fn waiting(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
) -> Result<Vec<Pending>, RecordError> {
    let repository = facts.repository;
    let tree = repository.tree(head.tree);
    let mut still = Vec::new();
    for old in awaited(repository, branch, Some(head)) {
        let is_there = tree.entry(old.file.as_bytes())?.is_some();
        let file = if is_there {
            Some(old.file.clone())
        } else {
            file_now(facts, &old, head, false)?
        };
        let Some(file) = file else { continue };
        let wish = Wish {
            add: old.paths,
            ..Wish::default()
        };
        still.push(Pending {
            branch: branch.to_owned(),
            paths: wish.missing(&tree, &file)?,
            stale: still_listed(repository, head, &file, &old.stale),
            commit: old.commit,
            file,
        });
    }
    Ok(still)
}

/// The paths that a progress file of a commit does not list; none where there is no such file.
///
/// # Errors
///
/// Fails where Git cannot read.
pub fn unlisted(
    repository: &Repository,
    commit: &Commit,
    file: &str,
    paths: Vec<String>,
) -> Result<Vec<String>, RecordError> {
    let wish = Wish {
        add: paths,
        ..Wish::default()
    };
    wish.missing(&repository.tree(commit.tree), file)
}

/// Puts what still waits on a branch in the place of all that has waited there.
pub(super) fn replace(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
    with: Vec<Pending>,
) -> Result<(), RecordError> {
    let taken = awaited(facts.repository, branch, Some(head));
    change(facts.repository, |all| {
        all.retain(|it| it.branch != branch && !taken.contains(it));
        all.extend(with);
    })
}

/// Where the file that something waits for is in `head`, or in the index; `None` where it is gone.
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
    let mut linker = Linker::new(repository, facts.settings);
    let known = linker.known(repository.tree_of(from)?)?;
    let Some(was) = known.file(&waiting.file) else {
        return Ok(None);
    };
    let (from, to) = (Some(from), head.id);
    let later = oldest_first(repository, &Range { from, to })?;
    let mut moves = Moves::default();
    for (at, commit) in later.iter().enumerate() {
        moves.note(at, commit, &mut linker)?;
    }
    let present = if is_staged {
        moves.note_staged(later.len(), repository)?;
        linker.staged()?
    } else {
        linker.known(head.tree)?
    };
    let present = Present::new(&present);
    Ok(moves.place(0, was, None, &present).map(str::to_owned))
}

/// Forgets what waits on branches that are gone, for commits that nothing builds on any more.
///
/// # Errors
///
/// Fails where Git cannot read, or the record cannot be written.
pub fn forget(repository: &Repository) -> Result<(), RecordError> {
    let mut left = all(repository);
    left.retain(|it| !repository.has_branch(&it.branch));
    let ids = left.iter().filter_map(|it| ObjectId::from_hex(&it.commit));
    let ids: Vec<ObjectId> = ids.collect();
    if ids.is_empty() {
        return Ok(());
    }
    let lost = repository.unreachable(&ids)?;
    let is_lost = |it: &Pending| ObjectId::from_hex(&it.commit).is_none_or(|id| lost.contains(&id));
    change(repository, |all| {
        all.retain(|it| !(left.contains(it) && is_lost(it)));
    })
}
