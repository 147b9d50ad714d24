//! Filling `files_modified` in from history.

use std::collections::{BTreeMap, BTreeSet};

use super::{RecordError, belonging};
use crate::commit::{Linker, Role};
use crate::config::Settings;
use crate::git::{Range, Repository};

/// What a phase's commits changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Their paths, in the order of the commits.
    pub paths: Vec<String>,
    /// Their short names, in their order.
    pub commits: Vec<String>,
    /// Paths that cannot stand in YAML.
    pub unnameable: BTreeSet<String>,
}

/// What the commits of a range changed, by the progress file of the phase they belong to.
///
/// `step` is told how many commits of how many have been looked at.
///
/// # Errors
///
/// Fails where Git cannot read the history.
pub fn sync(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    branch: Option<&str>,
    mut step: impl FnMut(usize, usize),
) -> Result<BTreeMap<String, Synced>, RecordError> {
    let commits: Vec<_> = repository.history(range)?.collect::<Result<_, _>>()?;
    let mut linker = Linker::new(repository, settings);
    let mut found: BTreeMap<String, Synced> = BTreeMap::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let total = commits.len();
    for (done, commit) in commits.iter().rev().enumerate() {
        step(done, total);
        let outcome = linker.link(commit, branch)?;
        if outcome.role != Role::Works || outcome.links.is_empty() {
            continue;
        }
        let belonging = belonging(&repository.changes(commit)?, settings);
        let files: BTreeSet<&str> = { outcome.links.iter() }
            .map(|link| link.target.file().path.as_str())
            .collect();
        for file in files {
            let synced = found.entry(file.to_owned()).or_default();
            synced.commits.push(commit.id.short());
            synced
                .unnameable
                .extend(belonging.unnameable.iter().cloned());
            for path in &belonging.paths {
                if seen.insert((file.to_owned(), path.clone())) {
                    synced.paths.push(path.clone());
                }
            }
        }
    }
    step(total, total);
    Ok(found)
}
