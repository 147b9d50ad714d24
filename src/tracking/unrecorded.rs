//! Finds what the progress files of a commit's phases do not list yet.

use std::collections::BTreeSet;

use progress_core::document::Document;
use progress_core::task_links::{Outcome, Role};
use progress_git::git::{Commit, Repository};

use super::ancestry::is_next;
use super::facts::Facts;
use super::journal::{Journal, PendingCommit};
use super::pending::{Pending, all};
use super::versions::ListEdit;
use super::{Parties, RecordError, Shares, pointed, trackable_paths};
use crate::linking::Linker;

/// The paths of a commit that one progress file lacks.
pub(super) struct Owed {
    /// The progress file.
    pub file: String,
    /// The paths.
    pub paths: Vec<String>,
    /// Whether no message links the commit to the phase, which was the active one.
    pub is_active: bool,
}

impl Owed {
    /// Converts it to a pending entry.
    pub(super) fn pending(self, commit: &Commit, branch: &str) -> Pending {
        Pending {
            branch: branch.to_owned(),
            file: self.file,
            commit: commit.id.to_string(),
            paths: self.paths,
            stale: Vec::new(),
            is_active: self.is_active,
        }
    }
}

/// Returns what is missing from the phases that the commit's message names or, if it names none,
/// from the phase that was active when the commit was made and could not be changed then, as
/// [`deferred`] returned it.
pub(super) fn owed(
    facts: &Facts<'_>,
    head: &Commit,
    branch: Option<&str>,
    deferred: &[PendingCommit],
) -> Result<Vec<Owed>, RecordError> {
    let outcome = Linker::for_hook(facts.repository, facts.settings).link(head, branch)?;
    let files = linked(&outcome);
    if files.is_empty() && deferred.is_empty() {
        return Ok(Vec::new());
    }
    let all = trackable_paths(&facts.repository.changes(head)?, facts.settings).paths;
    let mut owed = Vec::new();
    if files.is_empty() {
        for held in deferred {
            // What was postponed for another attempt may be of a commit that was never made.
            if !is_next(facts.repository, head, held.parent.as_deref()) {
                continue;
            }
            let mut paths = held.paths.clone();
            paths.retain(|path| all.contains(path));
            owed.extend(lacking(facts, head, &held.file, paths, true)?);
        }
    } else {
        for (file, paths) in divided(facts.repository, head, &outcome, &all)? {
            owed.extend(lacking(facts, head, &file, paths, false)?);
        }
    }
    Ok(owed)
}

/// Returns what is missing from the phases that the message of a commit names.
pub(super) fn owed_by_message(
    facts: &Facts<'_>,
    commit: &Commit,
    outcome: &Outcome,
) -> Result<Vec<Owed>, RecordError> {
    let mut owed = Vec::new();
    if linked(outcome).is_empty() {
        return Ok(owed);
    }
    let all = trackable_paths(&facts.repository.changes(commit)?, facts.settings).paths;
    for (file, paths) in divided(facts.repository, commit, outcome, &all)? {
        owed.extend(lacking(facts, commit, &file, paths, false)?);
    }
    Ok(owed)
}

/// Returns the links of a commit's message.
pub(super) fn tied(
    facts: &Facts<'_>,
    commit: &Commit,
    branch: &str,
) -> Result<Outcome, RecordError> {
    let mut linker = Linker::for_hook(facts.repository, facts.settings);
    Ok(linker.link(commit, Some(branch))?)
}

/// Returns the progress files of the phases that the message of a commit names.
pub(super) fn tied_files(
    facts: &Facts<'_>,
    commit: &Commit,
    branch: &str,
) -> Result<BTreeSet<String>, RecordError> {
    let outcome = tied(facts, commit, branch)?;
    Ok(linked(&outcome).into_iter().map(str::to_owned).collect())
}

/// Whether something is still pending for a recreated commit, whose message may have changed.
pub(super) fn still_waits(ties: &BTreeSet<String>, waiting: &Pending) -> bool {
    if ties.is_empty() {
        return waiting.is_active;
    }
    ties.contains(&waiting.file)
}

/// Returns each phase's share of a commit's paths, by progress file.
///
/// # Errors
///
/// Fails if Git cannot read the files.
pub fn divided(
    repository: &Repository,
    commit: &Commit,
    outcome: &Outcome,
    paths: &[String],
) -> Result<Vec<(String, Vec<String>)>, RecordError> {
    let links = outcome.links.iter();
    let parties = Parties::of(links.map(|link| (link, link.target.file().path.as_str())));
    let tree = repository.tree(commit.tree);
    // There are no other commits to compare, so only the files that the tasks name assign a path.
    let shares = Shares::default();
    let mut given = Vec::with_capacity(parties.files.len());
    for &file in &parties.files {
        let mut bytes = Vec::new();
        // A single phase gets everything, whatever its tasks name.
        if parties.files.len() > 1 && tree.entry(file.as_bytes())?.is_some() {
            bytes = tree.read(file.as_bytes())?;
        }
        let document = Document::parse(bytes);
        let named = pointed(&document);
        let mut own = paths.to_vec();
        own.retain(|path| shares.has(&parties, file, path, &named));
        given.push((file.to_owned(), own));
    }
    Ok(given)
}

/// Returns the progress files of the phases that a commit works on.
pub(super) fn linked(outcome: &Outcome) -> BTreeSet<&str> {
    if outcome.role != Role::Works {
        return BTreeSet::new();
    }
    let links = outcome.links.iter();
    links.map(|link| link.target.file().path.as_str()).collect()
}

fn lacking(
    facts: &Facts<'_>,
    head: &Commit,
    file: &str,
    add: Vec<String>,
    is_active: bool,
) -> Result<Option<Owed>, RecordError> {
    let tree = facts.repository.tree(head.tree);
    let paths = ListEdit::adding(add).missing(&tree, file)?;
    if paths.is_empty() {
        return Ok(None);
    }
    Ok(Some(Owed {
        file: file.to_owned(),
        paths,
        is_active,
    }))
}

/// Returns what was postponed until the commit is made.
pub(super) fn deferred(repository: &Repository) -> Result<Vec<PendingCommit>, RecordError> {
    Ok(Journal::read(repository)?.deferred)
}

/// Whether nothing was added for a commit to come, postponed until then, or is pending.
///
/// # Errors
///
/// Fails if a record cannot be read.
pub fn owes_nothing(repository: &Repository) -> Result<bool, RecordError> {
    let journal = Journal::read(repository)?;
    let is_added = journal.additions.iter().any(|it| it.commit.is_none());
    Ok(!is_added && journal.deferred.is_empty() && all(repository)?.is_empty())
}

/// Discards what was postponed, once it is pending: after a failure in between, the next hook finds
/// it again. Also if the message names a phase or the commit was never made, because what was
/// postponed must not outlive its commit.
pub(super) fn forget_deferred(
    repository: &Repository,
    deferred: &[PendingCommit],
) -> Result<(), RecordError> {
    if deferred.is_empty() {
        return Ok(());
    }
    Journal::change(repository, |journal| {
        journal.deferred.retain(|it| !deferred.contains(it));
    })
}
