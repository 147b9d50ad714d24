//! After an amend or a rebase: transfers what was recorded for the rewritten commits.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use progress_core::collections::{HashMap, HashSet};
use progress_git::git::{Commit, ObjectId, Range, Repository};

use super::ancestry::oldest_first;
use super::facts::Facts;
use super::journal::Journal;
use super::pending::{Pending, all, change};
use super::unrecorded::{linked, owed_by_message, still_waits, tied};
use super::versions::listed_in;
use super::{RecordError, trackable_paths};

/// Commits that were rewritten.
#[derive(Clone, Debug, Default)]
pub struct Rewrite {
    /// Their old and new IDs. For a commit that a rebase skipped, Git gives the ID of the one
    /// before it.
    pub pairs: Vec<(ObjectId, ObjectId)>,
    /// The commit onto which they were rebased, which contains the work of others.
    pub onto: Option<ObjectId>,
}

/// A commit that was rewritten.
struct Rewritten {
    name: String,
    /// The paths that it changes now.
    paths: HashSet<String>,
}

/// Transfers the records of rewritten commits.
///
/// If an amend removed a path from a commit, its removal from the progress file becomes pending.
///
/// # Errors
///
/// Fails if Git cannot read a commit, or the records cannot be written.
pub fn after_rewrite(facts: &Facts<'_>, rewrite: &Rewrite) -> Result<(), RecordError> {
    let repository = facts.repository;
    let rebased = repository.rebased_branch();
    // A rebase that applies patches may not tell which branch it rebases. No branch has an empty
    // name, so what is pending for it moves to whichever branch has the commit.
    let branch = facts.branch.or(rebased.as_deref()).unwrap_or_default();
    let recorded = recorded_paths(facts)?;
    let mut rewritten = HashMap::default();
    for (old, new) in &rewrite.pairs {
        let names = [old.to_string(), new.to_string()];
        // After an amend, post-commit has already moved some records to the new ID.
        let Some(wanted) = names.iter().find_map(|name| recorded.get(name)) else {
            continue;
        };
        if !is_onto(repository, rewrite.onto, *new)? {
            continue;
        }
        let paths = paths_now(facts, (*old, *new), rewrite.onto, wanted)?;
        let [old, name] = names;
        rewritten.insert(old, Rewritten { name, paths });
    }
    // Before any record is locked, which is for nothing if none is about these commits.
    if rewritten.is_empty() {
        return Ok(());
    }
    let mut stale = rename_additions(facts, &rewritten, branch)?;
    for stale in &mut stale {
        keep_others(repository, rewrite.onto, &stale.file, &mut stale.stale)?;
    }
    let mut waiting = follow(facts, &rewritten)?;
    waiting.extend(stale);
    change(repository, |all| {
        all.retain(|it| !rewritten.contains_key(&it.commit));
        for it in waiting {
            // post-commit may have recorded the same for the new commit.
            if !all.contains(&it) {
                all.push(it);
            }
        }
    })
}

/// Returns what is pending for the new commits instead of the old ones.
fn follow(
    facts: &Facts<'_>,
    rewritten: &HashMap<String, Rewritten>,
) -> Result<Vec<Pending>, RecordError> {
    let mut found = Vec::new();
    let mut seen: HashMap<String, BTreeSet<String>> = HashMap::default();
    for mut waiting in all(facts.repository)? {
        let Some(Rewritten { name, paths }) = rewritten.get(&waiting.commit) else {
            continue;
        };
        waiting.commit.clone_from(name);
        waiting.paths.retain(|path| paths.contains(path));
        let Some(id) = ObjectId::from_hex(name) else {
            continue;
        };
        let ties = match seen.entry(name.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let commit = facts.repository.commit(id)?;
                let outcome = tied(facts, &commit, &waiting.branch)?;
                // The new message may name phases that the old one did not.
                for owed in owed_by_message(facts, &commit, &outcome)? {
                    found.push(owed.pending(&commit, &waiting.branch));
                }
                let ties = linked(&outcome).into_iter().map(str::to_owned);
                new.insert(ties.collect())
            }
        };
        if !still_waits(ties, &waiting) {
            // Its removals still apply, even if the message no longer names the phase.
            waiting.paths.clear();
        }
        found.push(waiting);
    }
    Ok(found)
}

/// Whether a commit was made on top of the one onto which others were rebased. If the first commit
/// was skipped, Git gives the ID of that one itself.
fn is_onto(
    repository: &Repository,
    onto: Option<ObjectId>,
    new: ObjectId,
) -> Result<bool, RecordError> {
    let Some(onto) = onto else {
        return Ok(true);
    };
    Ok(new != onto && repository.merge_base(onto, new)? == Some(onto))
}

/// Removes the paths that the file already lists in the commit onto which others were rebased:
/// others have recorded them.
fn keep_others(
    repository: &Repository,
    onto: Option<ObjectId>,
    file: &str,
    stale: &mut Vec<String>,
) -> Result<(), RecordError> {
    if let Some(onto) = onto {
        let base = repository.commit(onto)?;
        let listed = listed_in(repository, &base, file, stale);
        stale.retain(|path| !listed.contains(path));
    }
    Ok(())
}

/// Returns the paths recorded for commits, by commit ID.
fn recorded_paths(facts: &Facts<'_>) -> Result<HashMap<String, Vec<String>>, RecordError> {
    let mut recorded: HashMap<String, Vec<String>> = HashMap::default();
    for addition in Journal::read(facts.repository)?.additions {
        if let Some(commit) = addition.commit {
            // Paths of earlier commits must not be searched for in this one.
            let own = if addition.is_folded {
                Vec::new()
            } else {
                addition.paths
            };
            recorded.entry(commit).or_default().extend(own);
        }
    }
    for waiting in all(facts.repository)? {
        let paths = recorded.entry(waiting.commit).or_default();
        paths.extend(waiting.paths);
    }
    Ok(recorded)
}

/// Returns the paths that a rewritten commit changes.
///
/// If some are missing, it may have been split: Git gives the last of the parts, and the others
/// precede it.
fn paths_now(
    facts: &Facts<'_>,
    (old, new): (ObjectId, ObjectId),
    onto: Option<ObjectId>,
    wanted: &[String],
) -> Result<HashSet<String>, RecordError> {
    let repository = facts.repository;
    let commit = repository.commit(new)?;
    let mut found: HashSet<String> = paths_of(facts, &commit)?.into_iter().collect();
    if wanted.iter().all(|path| found.contains(path)) {
        return Ok(found);
    }
    let base = repository.merge_base(old, new)?;
    if base == Some(old) {
        // The old commit still exists, with more on top.
        found.extend(paths_of(facts, &repository.commit(old)?)?);
    }
    let (from, to) = (onto.or(base), new);
    for commit in oldest_first(repository, &Range { from, to })? {
        // A merge brings along the work of others.
        if commit.parents.len() < 2 {
            found.extend(paths_of(facts, &commit)?);
        }
    }
    Ok(found)
}

fn paths_of(facts: &Facts<'_>, commit: &Commit) -> Result<Vec<String>, RecordError> {
    Ok(trackable_paths(&facts.repository.changes(commit)?, facts.settings).paths)
}

/// Gives additions the new IDs of their commits; returns the paths that these no longer change.
fn rename_additions(
    facts: &Facts<'_>,
    rewritten: &HashMap<String, Rewritten>,
    branch: &str,
) -> Result<Vec<Pending>, RecordError> {
    let mut stale = Vec::new();
    // post-commit has already assigned some of them to the new commit.
    let mut by_name: HashMap<&str, &Rewritten> = HashMap::default();
    by_name.extend(rewritten.values().map(|it| (it.name.as_str(), it)));
    by_name.extend(rewritten.iter().map(|(old, it)| (old.as_str(), it)));
    Journal::change(facts.repository, |journal| {
        for addition in &mut journal.additions {
            let commit = addition.commit.as_deref();
            if let Some(Rewritten { name, paths }) = commit.and_then(|it| by_name.get(it)) {
                let removals = addition.assign_to(name, branch, |path| paths.contains(path));
                stale.extend(removals);
            }
        }
    })?;
    Ok(stale)
}
