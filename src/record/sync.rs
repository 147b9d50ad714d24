//! Filling `files_modified` in from history.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::listed;
use super::{RecordError, belonging};
use crate::commit::{Linker, Role};
use crate::config::Settings;
use crate::document::Document;
use crate::git::{ObjectId, Range, Repository};
use crate::yaml::Node;

/// What a phase's commits changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Their paths, in the order of the commits.
    pub paths: Vec<String>,
    /// The commits, the oldest first.
    pub commits: Vec<ObjectId>,
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
            synced.commits.push(commit.id);
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

/// What a document has gained: the paths and the short names of commits.
#[must_use]
pub fn added(before: &Document, after: &Document, synced: &Synced) -> (Vec<String>, Vec<String>) {
    let (old, new) = (listed(before), listed(after));
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let is_new = |path: &&String| new.contains(path.as_str()) && !old.contains(path.as_str());
    let paths = synced.paths.iter().filter(is_new).cloned();
    let refs = |document: &Document| -> BTreeSet<String> {
        let list = document.get("commit_refs").into_iter();
        let items = list.flat_map(Node::items).filter_map(Node::some_text);
        items.map(str::to_owned).collect()
    };
    let (old_refs, new_refs) = (refs(before), refs(after));
    let commits = synced.commits.iter().map(ObjectId::short);
    let is_new = |id: &String| new_refs.contains(id) && !old_refs.contains(id);
    (paths.collect(), commits.filter(is_new).collect())
}
