//! Before the message is written: the paths of the commit go to the active phase.

use std::collections::BTreeMap;

use super::journal::{Addition, Journal};
use super::pending::Pending;
use super::place::{Wish, in_index, in_tree};
use super::waiting::{awaited, file_now};
use super::{RecordError, belonging};
use crate::commit::{Active, ActiveFacts, AtHand, Undecided, active};
use crate::config::Settings;
use crate::git::{Commit, ObjectId, Operation, Repository};
use crate::write::WriteError;

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
    /// Files of the working tree that could not be written: nothing was recorded there.
    pub unwritten: Vec<WriteError>,
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
/// Nothing is added while Git is in the middle of a merge, a rebase and the like: what is staged
/// then is others' work too.
///
/// # Errors
///
/// Fails where Git cannot read or write, and where a list cannot be changed.
pub fn before_commit(facts: &Facts<'_>) -> Result<BeforeCommit, RecordError> {
    let repository = facts.repository;
    if repository.operation().is_some() {
        return Ok(BeforeCommit::default());
    }
    let staged = belonging(&repository.staged_changes()?, facts.settings);
    let last = repository.head()?;
    let head = last.as_ref().map(|head| head.id.to_string());
    // By file; of the paths to add, those of this commit stand apart too.
    let mut wishes: BTreeMap<String, (Wish, Vec<String>)> = BTreeMap::new();
    let mut wish = |file: &str, of: &mut dyn FnMut(&mut Wish, &mut Vec<String>)| {
        let (wish, own) = wishes.entry(file.to_owned()).or_default();
        of(wish, own);
    };
    // What was added for a commit that did not come about.
    let earlier = unborn(repository, head.as_deref());
    for earlier in as_left(repository, &earlier)? {
        wish(&earlier.file, &mut |wish, _| {
            wish.remove.extend(earlier.paths.clone());
        });
    }
    for waiting in folded(facts, last.as_ref())? {
        wish(&waiting.file, &mut |wish, _| {
            wish.add.extend(waiting.paths.clone());
            wish.remove.extend(waiting.stale.clone());
        });
    }
    let mut done = BeforeCommit {
        unnameable: staged.unnameable,
        ..BeforeCommit::default()
    };
    if !staged.paths.is_empty() {
        match active_phase(facts)? {
            Ok(active) => wish(&active.file.path, &mut |wish, own| {
                wish.add.extend(staged.paths.clone());
                own.extend(staged.paths.clone());
            }),
            Err(Undecided::Unknown { name, nearest }) => done.unknown = Some((name, nearest)),
            Err(_) => {}
        }
    }
    let mut additions = Vec::new();
    for (file, (mut wish, own)) in wishes {
        wish.remove.retain(|path| !wish.add.contains(path));
        let (new, blob) = grant(facts, &file, &wish, &mut done)?;
        let added = new.iter().filter(|path| own.contains(*path)).count();
        if !new.is_empty() {
            done.filled.push(Filled {
                file: file.clone(),
                added,
                folded: new.len() - added,
            });
        }
        // What an earlier try added and this one wants too is ours still.
        let kept = { earlier.iter() }.filter(|it| it.file == file);
        let kept = kept.flat_map(|it| &it.paths);
        let kept = kept.filter(|path| wish.add.contains(path) && !new.contains(path));
        let paths: Vec<String> = new.iter().chain(kept).cloned().collect();
        if !paths.is_empty() {
            additions.push(Addition {
                parent: head.clone(),
                commit: None,
                is_folded: !paths.iter().any(|path| own.contains(path)),
                file,
                paths,
                blob: blob.map(|id| id.to_string()),
            });
        }
    }
    Journal::change(repository, |journal| {
        journal
            .additions
            .retain(|it| it.commit.is_some() || it.parent != head);
        journal.additions.extend(additions);
    })?;
    Ok(done)
}

/// What waits for this commit, by where its files are in the index.
fn folded(facts: &Facts<'_>, head: Option<&Commit>) -> Result<Vec<Pending>, RecordError> {
    let (Some(branch), Some(head)) = (facts.branch, head) else {
        return Ok(Vec::new());
    };
    let mut folded = awaited(facts.repository, branch, Some(head));
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

/// Changes both versions of a file; gives the paths that are new in the commit's.
fn grant(
    facts: &Facts<'_>,
    file: &str,
    wish: &Wish,
    done: &mut BeforeCommit,
) -> Result<(Vec<String>, Option<ObjectId>), RecordError> {
    let repository = facts.repository;
    let snapshot = repository.index()?;
    let new = wish.missing(&snapshot, file)?;
    // The working tree first: were the index alone changed, the commit would seem to have been
    // undone there, and the next `git commit --all` would undo it.
    if let Err(error) = in_tree(repository, file, wish) {
        done.unwritten.push(error);
        return Ok((Vec::new(), None));
    }
    let blob = in_index(repository, &snapshot, None, file, wish)?;
    Ok((new, blob))
}

/// The additions whose files are in the index as we left them: in others, what we added may have
/// been thrown away since, and written again by people.
fn as_left<'a>(
    repository: &Repository,
    additions: &'a [Addition],
) -> Result<Vec<&'a Addition>, RecordError> {
    if additions.is_empty() {
        return Ok(Vec::new());
    }
    let index = repository.index()?;
    let mut left = Vec::new();
    for addition in additions {
        let entry = index.entry(addition.file.as_bytes())?;
        let id = entry.and_then(|entry| entry.id).map(|id| id.to_string());
        if addition.blob.is_none() || addition.blob == id {
            left.push(addition);
        }
    }
    Ok(left)
}

/// What was added to this `HEAD` for a commit that nobody made.
pub(super) fn unborn(repository: &Repository, head: Option<&str>) -> Vec<Addition> {
    let mut additions = Journal::read(repository).additions;
    additions.retain(|it| it.commit.is_none() && it.parent.as_deref() == head);
    additions
}

/// The phase that the commit at hand works on, or why that is not known.
///
/// # Errors
///
/// Fails where Git cannot read the index, a tree or a file.
pub fn active_phase(facts: &Facts<'_>) -> Result<Result<Active, Undecided>, RecordError> {
    let at_hand = AtHand::read(facts.repository, facts.settings, None, facts.branch)?;
    Ok(active(&ActiveFacts {
        variable: facts.variable,
        flips: &at_hand.evidence.flips,
        started: facts.started,
        branch: facts.branch,
        known: &at_hand.known,
        statuses: &facts.settings.statuses,
    }))
}

/// Whether Git is in the middle of something in which commits are others' work.
pub(super) fn is_replaying(operation: Option<Operation>) -> bool {
    matches!(
        operation,
        Some(Operation::Rebase | Operation::CherryPick | Operation::Revert)
    )
}
