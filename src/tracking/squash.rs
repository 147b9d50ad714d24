//! The commits that `git merge --squash` combines into the current commit: it belongs to everything
//! that they belong to, whatever its own message says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use progress_core::task_links::Outcome;
use progress_git::git::{Commit, ObjectId, Repository};

use super::facts::Facts;
use super::unrecorded::linked;
use super::{RecordError, trackable_paths};
use crate::linking::Linker;

/// A longer list of commits is not read.
const MAX_BYTES: u64 = 4 << 20;

/// Returns the paths that squashed commits change, by the progress file of the phase that each
/// belongs to.
pub(super) fn squashed_paths(
    facts: &Facts<'_>,
) -> Result<BTreeMap<String, BTreeSet<String>>, RecordError> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (commit, outcome) in outcomes(facts)? {
        let files = linked(&outcome);
        if files.is_empty() {
            continue;
        }
        let paths = trackable_paths(&facts.repository.changes(&commit)?, facts.settings).paths;
        for file in files {
            let all = found.entry(file.to_owned()).or_default();
            all.extend(paths.iter().cloned());
        }
    }
    Ok(found)
}

/// Returns the tasks that squashed commits work on, from the oldest commit to the newest: the
/// progress file and the ID of each.
///
/// # Errors
///
/// Fails if Git cannot read a commit.
pub fn squashed_tasks(facts: &Facts<'_>) -> Result<Vec<(String, String)>, RecordError> {
    let mut tasks = Vec::new();
    for (_, outcome) in outcomes(facts)?.iter().rev() {
        let files = linked(outcome);
        for link in &outcome.links {
            let file = &link.target.file().path;
            if !files.contains(file.as_str()) {
                continue;
            }
            let Some(id) = link.target.id() else {
                continue;
            };
            let task = (file.clone(), id.to_owned());
            if !tasks.contains(&task) {
                tasks.push(task);
            }
        }
    }
    Ok(tasks)
}

/// Returns the links of each squashed commit, newest first.
fn outcomes(facts: &Facts<'_>) -> Result<Vec<(Commit, Outcome)>, RecordError> {
    let ids = listed_commits(facts.repository);
    let mut outcomes = Vec::with_capacity(ids.len());
    // Usually nothing is squashed, and opening the linker reads what hooks found out before.
    if ids.is_empty() {
        return Ok(outcomes);
    }
    let mut linker = Linker::for_hook(facts.repository, facts.settings);
    for id in ids {
        let commit = facts.repository.commit(id)?;
        let outcome = linker.link(&commit, facts.branch)?;
        outcomes.push((commit, outcome));
    }
    Ok(outcomes)
}

/// Returns the commits that Git lists in the prepared message.
fn listed_commits(repository: &Repository) -> Vec<ObjectId> {
    let path = repository.git_dir().join("SQUASH_MSG");
    if !fs::metadata(&path).is_ok_and(|data| data.len() <= MAX_BYTES) {
        return Vec::new();
    }
    let Ok(bytes) = fs::read(&path) else {
        return Vec::new();
    };
    // Messages may be in any encoding, but the lines with IDs are ASCII.
    let text = String::from_utf8_lossy(&bytes);
    // The messages of the commits are indented.
    let ids = text.lines().filter_map(|line| line.strip_prefix("commit "));
    ids.filter_map(ObjectId::from_hex).collect()
}
