//! Statuses that a merge which Git made by itself leaves, and that the tasks contradict.
//!
//! Octopus merges and some strategies never ask the merge driver, and lines that merge without a
//! conflict can leave a status that the tasks contradict. In a file that somebody wrote that is
//! a warning; if no merged side had it, the merge is wrong.

use progress_core::config::{Settings, Severity};
use progress_core::derive::{Contradiction, contradictions, worse};
use progress_core::document::Document;
use progress_core::model::{Phase, Statuses};
use progress_git::git::{Change, GitError, ObjectId, Repository};

use crate::tracking::Facts;

/// The prefix of the variables that name the commits being merged.
const HEADS: &str = "GITHEAD_";

/// The rules that report a status which tasks contradict.
const RULES: [&str; 3] = [
    "phase-done-open-tasks",
    "phase-not-started-but-done",
    "phase-open-all-done",
];

/// The commits being merged, given the names of the environment variables of a hook.
#[must_use]
pub fn merged_commits(variables: impl Iterator<Item = String>) -> Vec<ObjectId> {
    variables
        .filter_map(|name| ObjectId::from_hex(name.strip_prefix(HEADS)?))
        .collect()
}

/// Returns the progress files, by path, whose new status their tasks contradict, unlike in any
/// merged commit.
///
/// # Errors
///
/// Fails if Git cannot read a file.
pub fn contradicted_merges(
    facts: &Facts<'_>,
    staged: &[Change],
    merged: &[ObjectId],
) -> Result<Vec<(String, Contradiction)>, GitError> {
    let mut found = Vec::new();
    for change in staged {
        // Only UTF-8 paths can be those of progress files.
        let Ok(path) = std::str::from_utf8(&change.path) else {
            continue;
        };
        if !is_checked(path, facts.settings) {
            continue;
        }
        let (repository, statuses) = (facts.repository, &facts.settings.statuses);
        if let Some(wrong) = contradiction(repository, statuses, path, change, merged)? {
            found.push((path.to_owned(), wrong));
        }
    }
    Ok(found)
}

/// Whether statuses are checked in a file.
fn is_checked(path: &str, settings: &Settings) -> bool {
    settings.is_candidate(path)
        && RULES
            .iter()
            .any(|rule| settings.severity(rule, Some(path)) != Some(Severity::Off))
}

/// The new status of a file, if its tasks contradict it, unlike in any merged commit.
fn contradiction(
    repository: &Repository,
    statuses: &Statuses,
    path: &str,
    change: &Change,
    merged: &[ObjectId],
) -> Result<Option<Contradiction>, GitError> {
    let Some(id) = change.new.and_then(|entry| entry.id) else {
        return Ok(None);
    };
    let found = contradicted(&repository.blob(id)?, statuses);
    if found.is_empty() {
        return Ok(None);
    }
    // The old version is that of `HEAD`, which is one of the merged sides.
    let mut old = Vec::new();
    if let Some(id) = change.old.and_then(|entry| entry.id) {
        old.extend(contradicted(&repository.blob(id)?, statuses));
    }
    for commit in merged {
        if let Some(blob) = blob_in(repository, *commit, path)? {
            old.extend(contradicted(&blob, statuses));
        }
    }
    // An octopus merge has more sides than the two that `worse` takes, so they are passed as one.
    Ok(worse(found, [&old, &[]]).pop())
}

fn blob_in(
    repository: &Repository,
    commit: ObjectId,
    path: &str,
) -> Result<Option<Vec<u8>>, GitError> {
    let tree = repository.tree(repository.tree_of(commit)?);
    match tree.entry(path.as_bytes())?.and_then(|entry| entry.id) {
        Some(id) => repository.blob(id).map(Some),
        None => Ok(None),
    }
}

/// The status of a file, if its tasks contradict it.
fn contradicted(bytes: &[u8], statuses: &Statuses) -> Vec<Contradiction> {
    let document = Document::parse(bytes.to_vec());
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    let mut found = contradictions(tree.root(), &Phase::read(tree, statuses));
    found.retain(|it| it.figure.key == "status");
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_merged_commits_are_those_that_git_names() {
        let id = "3b3bde67d5bbac52447b7ca424afab844c38a547";
        let names = ["GITHEAD_", "GITHEAD_x", "HOME"].map(str::to_owned);
        let names = names.into_iter().chain([format!("{HEADS}{id}")]);
        assert_eq!(merged_commits(names), [ObjectId::from_hex(id).unwrap()]);
    }
}
