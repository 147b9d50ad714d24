//! Before the message is written: assigns the commit's paths to the active phase.

use std::collections::BTreeMap;

use progress_git::git::Commit;

use super::aborted::{Leftover, find_leftovers};
use super::facts::{Facts, active_phase};
use super::fill::{FileEdits, Fill};
use super::outcome::BeforeCommit;
use super::pending::{Pending, change};
use super::pending_queue::{awaited, file_now};
use super::sequencer::hold;
use super::squash::squashed_paths;
use super::unrecorded::{deferred, forget_deferred, owed};
use super::{RecordError, trackable_paths};
use crate::linking::Undecided;

/// Adds the paths of the commit that is about to be made to the `files_modified` of the active
/// phase, and the paths pending on this branch to theirs: in the index that Git uses, so that this
/// very commit contains them, and in the working tree.
///
/// A file that cannot be changed safely is not changed, and what it lacks stays pending: see
/// [`Obstacle`](super::Obstacle).
///
/// Nothing is added during a merge, a rebase and the like, because the index then contains the work
/// of others too.
///
/// # Errors
///
/// Fails if Git cannot read or write.
pub fn before_commit(facts: &Facts<'_>) -> Result<BeforeCommit, RecordError> {
    let repository = facts.repository;
    if repository.operation().is_some() {
        hold(facts)?;
        return Ok(BeforeCommit::default());
    }
    let changes = repository.staged_changes()?;
    let staged = trackable_paths(&changes, facts.settings);
    let head = repository.head()?;
    let leftovers = find_leftovers(repository, head.as_ref())?;
    // Before pending paths are collected below, so that this commit already records what is made up
    // for.
    if let (Some(branch), Some(head)) = (facts.branch, &head) {
        make_up(facts, branch, head)?;
    }
    let mut done = BeforeCommit {
        unnameable: staged.unnameable,
        ..BeforeCommit::default()
    };
    let mut edits: BTreeMap<String, FileEdits> = BTreeMap::new();
    // What this commit needs again is added below, and its removal is then dropped.
    for Leftover { addition, in_index } in &leftovers {
        let file_edits = edits.entry(addition.file.clone()).or_default();
        file_edits.tree.remove.extend(addition.paths.clone());
        if *in_index {
            file_edits.index.remove.extend(addition.paths.clone());
        }
    }
    // If nothing is staged, Git may be about to report that and commit nothing, and what we add
    // would stay staged.
    let folded = if changes.is_empty() {
        Vec::new()
    } else {
        folded(facts, head.as_ref())?
    };
    for waiting in folded {
        let file_edits = edits.entry(waiting.file).or_default();
        file_edits.add(&waiting.paths);
        file_edits.remove(&waiting.stale);
    }
    for (file, paths) in own_paths(facts, staged.paths, &mut done)? {
        let file_edits = edits.entry(file).or_default();
        file_edits.add(&paths);
        file_edits.own.extend(paths);
    }
    let fill = Fill {
        repository,
        parent: head.map(|head| head.id.to_string()),
        leftovers,
    };
    fill.apply_all(edits, &mut done)?;
    Ok(done)
}

/// Marks what was postponed for the last commit as pending, in case post-commit is not installed
/// and has not done so.
fn make_up(facts: &Facts<'_>, branch: &str, head: &Commit) -> Result<(), RecordError> {
    let name = head.id.to_string();
    let deferred = deferred(facts.repository)?;
    // With the same `HEAD`, that commit was never made.
    if deferred.iter().all(|it| it.parent.as_ref() == Some(&name)) {
        return Ok(());
    }
    let mut waiting = Vec::new();
    for owed in owed(facts, head, Some(branch), &deferred)? {
        // What the message links can still be found in history.
        if owed.is_active {
            waiting.push(owed.pending(head, branch));
        }
    }
    change(facts.repository, |all| all.extend(waiting))?;
    forget_deferred(facts.repository, &deferred)
}

/// Returns the paths of this commit by progress file: that of the active phase or, for a squash,
/// those of the phases that its commits belong to.
fn own_paths(
    facts: &Facts<'_>,
    mut paths: Vec<String>,
    done: &mut BeforeCommit,
) -> Result<Vec<(String, Vec<String>)>, RecordError> {
    let mut own = Vec::new();
    if paths.is_empty() {
        return Ok(own);
    }
    let squashed = squashed_paths(facts)?;
    for (file, changed) in &squashed {
        let of_file = paths.iter().filter(|path| changed.contains(*path));
        own.push((file.clone(), of_file.cloned().collect()));
    }
    paths.retain(|path| !squashed.values().any(|changed| changed.contains(path)));
    if paths.is_empty() {
        return Ok(own);
    }
    match active_phase(facts)? {
        Ok(active) => own.push((active.file.path.clone(), paths)),
        Err(Undecided::Unknown { name, nearest }) => done.unknown = Some((name, nearest)),
        // With no phase or several, the message may still name one: post-commit reads it.
        Err(_) => {}
    }
    Ok(own)
}

/// Returns what is pending and can be added to this commit, with the current paths of its files in
/// the index.
fn folded(facts: &Facts<'_>, head: Option<&Commit>) -> Result<Vec<Pending>, RecordError> {
    let (Some(branch), Some(head)) = (facts.branch, head) else {
        return Ok(Vec::new());
    };
    let mut folded = awaited(facts, branch, head)?;
    if folded.is_empty() {
        return Ok(folded);
    }
    let index = facts.repository.index()?;
    for waiting in &mut folded {
        if index.entry(waiting.file.as_bytes())?.is_none()
            && let Some(file) = file_now(facts, waiting, head, true)?
        {
            waiting.file = file;
        }
    }
    Ok(folded)
}
