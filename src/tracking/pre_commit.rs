//! Before the message is written: the paths of the commit go to the active phase.

use std::collections::BTreeMap;

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
use crate::config::Settings;
use crate::git::{Commit, Repository};
use crate::task_links::{Active, ActiveFacts, StagedCommit, Undecided, active};

/// What was added to a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The file.
    pub file: String,
    /// The paths of this commit that were not listed.
    pub added: usize,
    /// Those of earlier commits that had waited.
    pub folded: usize,
}

/// What was done before a commit.
#[derive(Debug, Default)]
pub struct BeforeCommit {
    /// The files that were filled.
    pub filled: Vec<Filled>,
    /// Paths that cannot stand in YAML.
    pub unnameable: Vec<String>,
    /// What `PROGRESS_TASK` names and no file has, and a task of nearly that name.
    pub unknown: Option<(String, Option<String>)>,
    /// Files that could not be changed now: what they lack waits.
    pub deferred: Vec<Deferred>,
}

/// A progress file that is left as it is for now.
#[derive(Debug)]
pub struct Deferred {
    /// The file.
    pub file: String,
    /// Why.
    pub obstacle: Obstacle,
    /// The paths of this commit that belong there.
    pub paths: Vec<String>,
}

/// What the hook knows.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The settings in force.
    pub settings: &'a Settings,
    /// The branch at hand; nothing where `HEAD` is detached.
    pub branch: Option<&'a str>,
    /// The variable `PROGRESS_TASK`.
    pub variable: Option<&'a str>,
    /// What `progress start` recorded.
    pub started: &'a [(String, String)],
}

/// Adds the paths of the commit that is about to be made to the `files_modified` of the active
/// phase, and those that wait for this branch to theirs: in the index that Git uses, so that this
/// very commit has them, and in the working tree.
///
/// A file that cannot be changed safely is left alone, and what it lacks waits: [`Obstacle`].
///
/// Nothing is added while Git is in the middle of a merge, a rebase and the like: what is staged
/// then is others' work too.
///
/// # Errors
///
/// Fails where Git cannot read or write, and where a list cannot be changed.
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
    // Where nothing is staged, Git may be about to say so and to commit nothing: what we add
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

/// Lets wait what was put off for the last commit: where post-commit is not installed, nobody has
/// done so.
fn make_up(facts: &Facts<'_>, branch: &str, head: &Commit) -> Result<(), RecordError> {
    let name = head.id.to_string();
    let deferred = Journal::read(facts.repository)?.deferred;
    // With the same `HEAD`, that commit has not come about.
    let is_made = |it: &PendingCommit| it.parent.as_ref() != Some(&name);
    if !deferred.iter().any(is_made) {
        return Ok(());
    }
    let owed = owed(facts, head, Some(branch))?.into_iter();
    let owed = owed.filter(|owed| owed.is_active);
    let waiting: Vec<Pending> = owed.map(|owed| owed.pending(head, branch)).collect();
    change(facts.repository, |all| all.extend(waiting))
}

/// The paths of this commit by the progress file that they belong to: that of the active phase,
/// and of a squash those of the phases that its commits belong to.
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

/// What waits for this commit, by where its files are in the index.
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

/// The phase that the commit at hand works on, or why that is not known.
///
/// # Errors
///
/// Fails where Git cannot read the index, a tree or a file.
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
