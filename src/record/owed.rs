//! What the progress files of a commit's phases do not list yet.

use std::collections::BTreeSet;

use super::after::is_next;
use super::before::Facts;
use super::journal::{Held, Journal};
use super::pending::Pending;
use super::place::Wish;
use super::{RecordError, belonging};
use crate::commit::{Linker, Outcome, Role};
use crate::git::Commit;

/// The paths of a commit that one progress file lacks.
pub(super) struct Owed {
    /// The progress file.
    pub file: String,
    /// The paths.
    pub paths: Vec<String>,
    /// Whether no message ties the commit to the phase: it was the active one.
    pub is_active: bool,
}

impl Owed {
    /// The same as something that waits.
    pub fn pending(self, commit: &Commit, branch: &str) -> Pending {
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

/// What the phases lack that the commit's message names, or else that which was active when it
/// was made and could not be recorded then.
pub(super) fn owed(
    facts: &Facts<'_>,
    head: &Commit,
    branch: Option<&str>,
) -> Result<Vec<Owed>, RecordError> {
    let deferred = take_deferred(facts, head)?;
    let outcome = Linker::new(facts.repository, facts.settings).link(head, branch)?;
    let files = linked(&outcome);
    if files.is_empty() && deferred.is_empty() {
        return Ok(Vec::new());
    }
    let all = belonging(&facts.repository.changes(head)?, facts.settings).paths;
    let mut owed = Vec::new();
    if files.is_empty() {
        for mut held in deferred {
            held.paths.retain(|path| all.contains(path));
            owed.extend(lacking(facts, head, &held.file, held.paths, true)?);
        }
    }
    for file in files {
        owed.extend(lacking(facts, head, file, all.clone(), false)?);
    }
    Ok(owed)
}

/// What the phases lack that the message of a commit names.
pub(super) fn owed_by_message(
    facts: &Facts<'_>,
    commit: &Commit,
    files: &BTreeSet<String>,
) -> Result<Vec<Owed>, RecordError> {
    let all = belonging(&facts.repository.changes(commit)?, facts.settings).paths;
    let mut owed = Vec::new();
    for file in files {
        owed.extend(lacking(facts, commit, file, all.clone(), false)?);
    }
    Ok(owed)
}

/// The progress files of the phases that the message of a commit ties it to.
pub(super) fn ties(
    facts: &Facts<'_>,
    commit: &Commit,
    branch: &str,
) -> Result<BTreeSet<String>, RecordError> {
    let mut linker = Linker::new(facts.repository, facts.settings);
    let outcome = linker.link(commit, Some(branch))?;
    Ok(linked(&outcome).into_iter().map(str::to_owned).collect())
}

/// Whether something still waits for a commit that was made anew: its message may have changed.
pub(super) fn still_waits(ties: &BTreeSet<String>, waiting: &Pending) -> bool {
    if ties.is_empty() {
        return waiting.is_active;
    }
    ties.contains(&waiting.file)
}

/// The progress files of the phases that a commit works on.
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
    let wish = Wish {
        add,
        ..Wish::default()
    };
    let paths = wish.missing(&facts.repository.tree(head.tree), file)?;
    let file = file.to_owned();
    let owed = Owed {
        file,
        paths,
        is_active,
    };
    Ok(Some(owed).filter(|owed| !owed.paths.is_empty()))
}

/// What was put off before the commit was made; what belonged to a commit that did not come
/// about is forgotten.
fn take_deferred(facts: &Facts<'_>, head: &Commit) -> Result<Vec<Held>, RecordError> {
    let mut deferred = Journal::read(facts.repository).deferred;
    if deferred.is_empty() {
        return Ok(deferred);
    }
    Journal::change(facts.repository, |journal| journal.deferred.clear())?;
    deferred.retain(|it| is_next(facts.repository, head, it.parent.as_deref()));
    Ok(deferred)
}
