//! After an amend or a rebase: what was recorded of commits that were made anew.

use super::before::Facts;
use super::journal::{Addition, Journal};
use super::pending::{Pending, all, change};
use super::sync::oldest_first;
use super::{RecordError, belonging};
use crate::collections::{HashMap, HashSet};
use crate::git::{Commit, ObjectId, Range};

/// A commit that was made anew.
struct Rewritten {
    name: String,
    /// What it changes now.
    paths: HashSet<String>,
}

/// Follows commits that were made anew: `pairs` are their old and new names.
///
/// What we added for a commit that an amend took a path out of waits to be taken out too.
///
/// # Errors
///
/// Fails where Git cannot read a commit, or the records cannot be written.
pub fn after_rewrite(facts: &Facts<'_>, pairs: &[(ObjectId, ObjectId)]) -> Result<(), RecordError> {
    let repository = facts.repository;
    let rebased = repository.rebased_branch();
    // Without a branch nothing could wait: what we added stays known as ours.
    let Some(branch) = facts.branch.or(rebased.as_deref()) else {
        return Ok(());
    };
    let recorded = recorded(facts);
    let mut rewritten = HashMap::default();
    for (old, new) in pairs {
        let names = [old.to_string(), new.to_string()];
        let Some(wanted) = names.iter().find_map(|name| recorded.get(name)) else {
            continue;
        };
        let paths = now(facts, *old, *new, wanted)?;
        let [old, name] = names;
        rewritten.insert(old, Rewritten { name, paths });
    }
    let stale = rename_additions(facts, &rewritten)?;
    if rewritten.is_empty() {
        return Ok(());
    }
    change(repository, |all| {
        for waiting in all.iter_mut() {
            if let Some(Rewritten { name, paths }) = rewritten.get(&waiting.commit) {
                waiting.commit.clone_from(name);
                waiting.paths.retain(|path| paths.contains(path));
            }
        }
        all.extend(stale.into_iter().map(|(file, commit, stale)| Pending {
            branch: branch.to_owned(),
            file,
            commit,
            paths: Vec::new(),
            stale,
            is_active: false,
        }));
    })
}

/// The paths that are recorded of commits, by the name of each.
fn recorded(facts: &Facts<'_>) -> HashMap<String, Vec<String>> {
    let mut recorded: HashMap<String, Vec<String>> = HashMap::default();
    for addition in Journal::read(facts.repository).additions {
        if let Some(commit) = addition.commit {
            // Those of earlier commits are not to be looked for in this one.
            let own = if addition.is_folded {
                Vec::new()
            } else {
                addition.paths
            };
            recorded.entry(commit).or_default().extend(own);
        }
    }
    for waiting in all(facts.repository) {
        let paths = recorded.entry(waiting.commit).or_default();
        paths.extend(waiting.paths);
    }
    recorded
}

/// The paths that a commit changes which was made anew.
///
/// Where some are missed, it may have been split: Git names the last of the parts, and the
/// others are among those before it.
fn now(
    facts: &Facts<'_>,
    old: ObjectId,
    new: ObjectId,
    wanted: &[String],
) -> Result<HashSet<String>, RecordError> {
    let repository = facts.repository;
    let paths = |commit: &Commit| -> Result<Vec<String>, RecordError> {
        Ok(belonging(&repository.changes(commit)?, facts.settings).paths)
    };
    let commit = repository.commit(new)?;
    let mut found: HashSet<String> = paths(&commit)?.into_iter().collect();
    if wanted.iter().all(|path| found.contains(path)) {
        return Ok(found);
    }
    let (from, to) = (repository.merge_base(old, new)?, new);
    if from == Some(old) {
        // It is there still, with more on top.
        found.extend(paths(&repository.commit(old)?)?);
    }
    for commit in oldest_first(repository, &Range { from, to })? {
        if commit.parents.len() < 2 {
            found.extend(paths(&commit)?);
        }
    }
    Ok(found)
}

/// Gives additions the new names of their commits; tells what these do not change any more: the
/// progress file, the commit, and the paths.
fn rename_additions(
    facts: &Facts<'_>,
    rewritten: &HashMap<String, Rewritten>,
) -> Result<Vec<(String, String, Vec<String>)>, RecordError> {
    let mut stale = Vec::new();
    let by_new = rewritten.values().map(|it| (it.name.as_str(), it));
    let by_new: HashMap<&str, &Rewritten> = by_new.collect();
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
            stale.push((addition.file.clone(), name.clone(), gone));
        }
    })?;
    Ok(stale)
}
