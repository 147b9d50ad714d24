//! Commits that people make while Git rebases, or picks a row of commits: what is changed in a
//! progress file then could be in the way of the commits to come, and so waits.

use std::collections::BTreeSet;

use super::after::{AfterCommit, is_next};
use super::before::{Facts, active_phase};
use super::journal::{Held, Journal};
use super::pending::{Pending, change};
use super::place::Wish;
use super::{RecordError, belonging};
use crate::commit::{Linker, Outcome, Role};
use crate::git::{Commit, Operation};

/// Whether Git is in the middle of something in which most commits are others' work.
pub(super) fn is_replaying(operation: Option<Operation>) -> bool {
    matches!(
        operation,
        Some(Operation::Rebase | Operation::CherryPick | Operation::Revert)
    )
}

/// Keeps the paths of the commit that is about to be made, with the active phase, until it is.
pub(super) fn hold(facts: &Facts<'_>) -> Result<(), RecordError> {
    let repository = facts.repository;
    if !is_replaying(repository.operation()) || repository.is_picking() {
        return Ok(());
    }
    let paths = belonging(&repository.staged_changes()?, facts.settings).paths;
    let parent = repository.head()?.map(|head| head.id.to_string());
    let rebased = repository.rebased_branch();
    let branch = facts.branch.or(rebased.as_deref());
    let active = active_phase(&Facts { branch, ..*facts })?.ok();
    let held = active.filter(|_| !paths.is_empty()).map(|active| Held {
        parent,
        file: active.file.path.clone(),
        paths,
    });
    Journal::change(repository, |journal| journal.held = held)
}

/// Records what a commit changes for the branch that it will be on in the end.
///
/// What Git picks itself brings along what was recorded when it was made.
pub(super) fn after_commit(facts: &Facts<'_>, head: &Commit) -> Result<AfterCommit, RecordError> {
    let repository = facts.repository;
    let rebased = repository.rebased_branch();
    let Some(branch) = facts.branch.or(rebased.as_deref()) else {
        return Ok(AfterCommit::default());
    };
    let outcome = Linker::new(repository, facts.settings).link(head, Some(branch))?;
    let paths = belonging(&repository.changes(head)?, facts.settings).paths;
    let mut done = AfterCommit {
        operation: repository.operation(),
        ..AfterCommit::default()
    };
    let mut waiting = Vec::new();
    for (file, paths) in wanted(facts, head, &outcome, &paths)? {
        let wish = Wish {
            add: paths,
            ..Wish::default()
        };
        let missing = wish.missing(&repository.tree(head.tree), &file)?;
        if missing.is_empty() {
            continue;
        }
        done.waiting.push((file.clone(), missing.len()));
        waiting.push(Pending {
            branch: branch.to_owned(),
            file,
            commit: head.id.to_string(),
            paths: missing,
            stale: Vec::new(),
        });
    }
    change(repository, |all| {
        let of_branch = all.iter_mut().filter(|it| it.branch == branch);
        of_branch.for_each(|it| it.stale.retain(|path| !paths.contains(path)));
        all.extend(waiting);
    })?;
    Ok(done)
}

/// The paths of the commit by the file of each phase that it belongs to: that of its message, or
/// the one that was active when it was made.
fn wanted(
    facts: &Facts<'_>,
    head: &Commit,
    outcome: &Outcome,
    paths: &[String],
) -> Result<Vec<(String, Vec<String>)>, RecordError> {
    let before = Journal::read(facts.repository).held;
    if before.is_some() {
        Journal::change(facts.repository, |journal| journal.held = None)?;
    }
    if outcome.role != Role::Works {
        return Ok(Vec::new());
    }
    if outcome.is_unlinked() {
        let own = before.filter(|it| is_next(facts.repository, head, it.parent.as_deref()));
        let of_commit = |mut own: Held| {
            own.paths.retain(|path| paths.contains(path));
            (own.file, own.paths)
        };
        return Ok(own.map(of_commit).into_iter().collect());
    }
    let links = outcome.links.iter();
    let files: BTreeSet<&str> = links.map(|link| link.target.file().path.as_str()).collect();
    let with_paths = |file: &str| (file.to_owned(), paths.to_vec());
    Ok(files.into_iter().map(with_paths).collect())
}
