//! Before the message is written: assigns the commit's paths to the active phase.

use std::collections::BTreeMap;

use progress_core::config::Settings;
use progress_git::git::{Commit, Repository};

use super::aborted::{Leftover, leftovers};
use super::fill::{FileEdits, Fill};
use super::journal::{Journal, PendingCommit};
use super::pending::{Pending, change};
use super::pending_queue::{awaited, file_now};
use super::sequencer::hold;
use super::squash::squashed;
use super::unrecorded::owed;
use super::versions::Obstacle;
use super::{RecordError, trackable_paths};
use crate::linking::{Active, ActiveFacts, StagedCommit, Undecided, active};

/// What was added to a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The file.
    pub file: String,
    /// How many unlisted paths of this commit were added.
    pub added: usize,
    /// How many pending paths of earlier commits were added.
    pub folded: usize,
}

/// What was done before a commit.
#[derive(Debug, Default)]
pub struct BeforeCommit {
    /// The files that were filled.
    pub filled: Vec<Filled>,
    /// Paths that cannot be represented in YAML.
    pub unnameable: Vec<String>,
    /// The unknown task in `PROGRESS_TASK`, and the most similar known one.
    pub unknown: Option<(String, Option<String>)>,
    /// Files that could not be changed now: what they lack stays pending.
    pub deferred: Vec<Deferred>,
}

/// A progress file that is not changed for now.
#[derive(Debug)]
pub struct Deferred {
    /// The file.
    pub file: String,
    /// The reason.
    pub obstacle: Obstacle,
    /// The paths of this commit that belong there.
    pub paths: Vec<String>,
}

/// The input of a hook.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The settings in force.
    pub settings: &'a Settings,
    /// The current branch; `None` if `HEAD` is detached.
    pub branch: Option<&'a str>,
    /// The value of the variable `PROGRESS_TASK`.
    pub variable: Option<&'a str>,
    /// What `progress start` recorded.
    pub started: &'a [(String, String)],
}

/// Adds the paths of the commit that is about to be made to the `files_modified` of the active
/// phase, and the paths pending on this branch to theirs: in the index that Git uses, so that this
/// very commit contains them, and in the working tree.
///
/// A file that cannot be changed safely is not changed, and what it lacks stays pending: see
/// [`Obstacle`].
///
/// Nothing is added during a merge, a rebase and the like, because the index then contains the work
/// of others too.
///
/// # Errors
///
/// Fails if Git cannot read or write, or if a list cannot be changed.
pub fn before_commit(facts: &Facts<'_>) -> Result<BeforeCommit, RecordError> {
    let repository = facts.repository;
    if repository.operation().is_some() {
        hold(facts)?;
        return Ok(BeforeCommit::default());
    }
    let changes = repository.staged_changes()?;
    let staged = trackable_paths(&changes, facts.settings);
    let head = repository.head()?;
    let leftovers = leftovers(repository, head.as_ref())?;
    if let (Some(branch), Some(head)) = (facts.branch, &head) {
        make_up(facts, branch, head)?;
    }
    let mut done = BeforeCommit {
        unnameable: staged.unnameable,
        ..BeforeCommit::default()
    };
    let mut edits: BTreeMap<String, FileEdits> = BTreeMap::new();
    for Leftover { addition, in_index } in &leftovers {
        let edits = edits.entry(addition.file.clone()).or_default();
        edits.tree.remove.extend(addition.paths.clone());
        if *in_index {
            edits.index.remove.extend(addition.paths.clone());
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
        let edits = edits.entry(waiting.file).or_default();
        for edit in [&mut edits.tree, &mut edits.index] {
            edit.add.extend(waiting.paths.clone());
            edit.remove.extend(waiting.stale.clone());
        }
    }
    for (file, paths) in own_paths(facts, staged.paths, &mut done)? {
        let edits = edits.entry(file).or_default();
        for edit in [&mut edits.tree, &mut edits.index] {
            edit.add.extend(paths.clone());
        }
        edits.own.extend(paths);
    }
    let parent = head.map(|head| head.id.to_string());
    Fill {
        repository,
        parent,
        leftovers,
    }
    .all(edits, &mut done)?;
    Ok(done)
}

/// Marks what was postponed for the last commit as pending, in case post-commit is not installed
/// and has not done so.
fn make_up(facts: &Facts<'_>, branch: &str, head: &Commit) -> Result<(), RecordError> {
    let name = head.id.to_string();
    let deferred = Journal::read(facts.repository)?.deferred;
    // With the same `HEAD`, that commit was never made.
    let is_made = |it: &PendingCommit| it.parent.as_ref() != Some(&name);
    if !deferred.iter().any(is_made) {
        return Ok(());
    }
    let owed = owed(facts, head, Some(branch))?.into_iter();
    let owed = owed.filter(|owed| owed.is_active);
    let waiting: Vec<Pending> = owed.map(|owed| owed.pending(head, branch)).collect();
    change(facts.repository, |all| all.extend(waiting))
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
    let squashed = squashed(facts)?;
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

/// Returns the phase that the current commit works on, or why it is unknown.
///
/// # Errors
///
/// Fails if Git cannot read the index, a tree or a file.
pub fn active_phase(facts: &Facts<'_>) -> Result<Result<Active, Undecided>, RecordError> {
    let at_hand = StagedCommit::read(facts.repository, facts.settings, None, facts.branch)?;
    Ok(active(&ActiveFacts {
        variable: facts.variable,
        flips: &at_hand.evidence.flips,
        started: facts.started,
        branch: facts.branch,
        known: &at_hand.known,
        statuses: &facts.settings.statuses,
        root: facts.repository.root(),
    }))
}
