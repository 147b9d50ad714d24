//! After an amend or a rebase: transfers what was recorded for the rewritten commits.

use std::collections::BTreeSet;

use progress_core::collections::{HashMap, HashSet};
use progress_git::git::{Commit, ObjectId, Range, Repository};

use super::journal::{Addition, Journal};
use super::pending::{Pending, all, change};
use super::post_commit::still_listed;
use super::pre_commit::Facts;
use super::sync::oldest_first;
use super::unrecorded::{linked, owed_by_message, still_waits, tied};
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
    let recorded = recorded(facts)?;
    let mut rewritten = HashMap::default();
    for (old, new) in &rewrite.pairs {
        let names = [old.to_string(), new.to_string()];
        let Some(wanted) = names.iter().find_map(|name| recorded.get(name)) else {
            continue;
        };
        if !is_onto(repository, rewrite.onto, *new)? {
            continue;
        }
        let paths = now(facts, (*old, *new), rewrite.onto, wanted)?;
        let [old, name] = names;
        rewritten.insert(old, Rewritten { name, paths });
    }
    let mut stale = rename_additions(facts, &rewritten)?;
    if rewritten.is_empty() {
        return Ok(());
    }
    for stale in &mut stale {
        keep_others(repository, rewrite.onto, &stale.file, &mut stale.stale)?;
        branch.clone_into(&mut stale.branch);
    }
    let mut waiting = follow(facts, &rewritten)?;
    waiting.extend(stale);
    change(repository, |all| {
        all.retain(|it| !rewritten.contains_key(&it.commit));
        for it in waiting {
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
        let commit = match ObjectId::from_hex(name) {
            Some(id) => facts.repository.commit(id)?,
            None => continue,
        };
        if !seen.contains_key(name) {
            let outcome = tied(facts, &commit, &waiting.branch)?;
            let owed = owed_by_message(facts, &commit, &outcome)?.into_iter();
            found.extend(owed.map(|owed| owed.pending(&commit, &waiting.branch)));
            let ties = linked(&outcome).into_iter().map(str::to_owned);
            seen.insert(name.clone(), ties.collect());
        }
        if !seen
            .get(name)
            .is_some_and(|ties| still_waits(ties, &waiting))
        {
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
    let Some(onto) = onto.filter(|_| !stale.is_empty()) else {
        return Ok(());
    };
    let onto = repository.commit(onto)?;
    let listed = still_listed(repository, &onto, file, stale);
    stale.retain(|path| !listed.contains(path));
    Ok(())
}

/// Returns the paths recorded for commits, by commit ID.
fn recorded(facts: &Facts<'_>) -> Result<HashMap<String, Vec<String>>, RecordError> {
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
fn now(
    facts: &Facts<'_>,
    (old, new): (ObjectId, ObjectId),
    onto: Option<ObjectId>,
    wanted: &[String],
) -> Result<HashSet<String>, RecordError> {
    let repository = facts.repository;
    let paths = |commit: &Commit| -> Result<Vec<String>, RecordError> {
        Ok(trackable_paths(&repository.changes(commit)?, facts.settings).paths)
    };
    let commit = repository.commit(new)?;
    let mut found: HashSet<String> = paths(&commit)?.into_iter().collect();
    if wanted.iter().all(|path| found.contains(path)) {
        return Ok(found);
    }
    let base = repository.merge_base(old, new)?;
    if base == Some(old) {
        // The old commit still exists, with more on top.
        found.extend(paths(&repository.commit(old)?)?);
    }
    let (from, to) = (onto.or(base), new);
    for commit in oldest_first(repository, &Range { from, to })? {
        if commit.parents.len() < 2 {
            found.extend(paths(&commit)?);
        }
    }
    Ok(found)
}

/// Gives additions the new IDs of their commits; returns the paths that these no longer change.
fn rename_additions(
    facts: &Facts<'_>,
    rewritten: &HashMap<String, Rewritten>,
) -> Result<Vec<Pending>, RecordError> {
    let mut stale = Vec::new();
    let by_new: HashMap<&str, &Rewritten> = rewritten
        .values()
        .map(|it| (it.name.as_str(), it))
        .collect();
    let of = |addition: &Addition| {
        let name = addition.commit.as_deref()?;
        rewritten.get(name).or_else(|| by_new.get(name).copied())
    };
    Journal::change(facts.repository, |journal| {
        for addition in &mut journal.additions {
            let Some(Rewritten { name, paths }) = of(addition) else {
                continue;
            };
            addition.commit = Some(name.clone());
            if addition.is_folded {
                continue;
            }
            let all = std::mem::take(&mut addition.paths).into_iter();
            let (kept, gone) = all.partition(|path| paths.contains(path));
            addition.paths = kept;
            stale.push(Pending {
                branch: String::new(),
                file: addition.file.clone(),
                commit: name.clone(),
                paths: Vec::new(),
                stale: gone,
                is_active: false,
            });
        }
    })?;
    Ok(stale)
}
