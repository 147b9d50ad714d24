//! Fills in `files_modified` from history.

use std::collections::{BTreeMap, BTreeSet};

use progress_core::collections::{Fnv, HashMap};
use progress_core::config::Settings;
use progress_core::document::Document;
use progress_core::task_links::Role;
use progress_git::git::{ObjectId, Range, Repository, Uncached};
use serde::{Deserialize, Serialize};
use yaml_lossless::Node;

use super::ancestry::oldest_first;
use super::entries::listed;
use super::{Belonging, Listed, Parties, RecordError, Shares, pointed, work_paths};
use crate::linking::{Linker, Moves, Present, is_wanted};

/// The question that [`sync()`] answers, for what is remembered.
const QUESTION: &str = "sync";

/// What a phase's commits changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synced {
    /// The changed paths, in the order of the commits.
    pub paths: Vec<String>,
    /// The commits, oldest first.
    #[serde(with = "super::stored_ids")]
    pub commits: Vec<ObjectId>,
    /// Commits that belong to other phases too, and change paths that nothing assigns to this one.
    #[serde(with = "super::stored_ids")]
    pub undivided: BTreeSet<ObjectId>,
    /// Paths that cannot be represented in YAML.
    pub unnameable: BTreeSet<String>,
}

/// Returns what the commits of a range changed, by the current progress file of the phase they
/// belong to; phases that no longer exist are left out.
///
/// `step` is called with the number of commits examined, and the total.
///
/// # Errors
///
/// Fails if Git cannot read the history.
pub fn sync(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    branch: Option<&str>,
    mut step: impl FnMut(usize, usize),
) -> Result<BTreeMap<String, Synced>, RecordError> {
    let mut linker = Linker::with_memory(repository, settings);
    let circumstances = circumstances(repository, settings, range, branch)?;
    if let Some(circumstances) = &circumstances
        && let Some((examined, found)) = linker.last(QUESTION, circumstances)
    {
        step(examined, examined);
        return Ok(found);
    }
    let commits = oldest_first(repository, range)?;
    // Trees that are needed twice are kept by the linker.
    let _uncached = Uncached::begin();
    linker.cite(range.to)?;
    let mut moves = Moves::default();
    let mut work = Vec::new();
    for (at, commit) in commits.iter().enumerate() {
        step(at, commits.len());
        moves.note(at, commit, &mut linker)?;
        let outcome = linker.link(commit, branch)?;
        if outcome.role == Role::Works && !outcome.links.is_empty() {
            let belonging = work_paths(repository, settings, commit, &mut linker)?;
            work.push((at, commit.id, outcome.links, belonging));
        }
    }
    // Without any work, there is nothing to locate in the later history.
    if !work.is_empty() {
        note_later(&mut moves, commits.len(), range, &mut linker, repository)?;
    }
    // From the index rather than from `HEAD`, so that a rename that is only staged is followed too.
    let present = Present::new(&linker.staged()?);
    let mut shared = Vec::with_capacity(work.len());
    for (at, id, links, belonging) in work {
        let files = links
            .iter()
            .filter_map(|link| Some((link, moves.find(at, &link.target, &present)?)));
        shared.push((id, Parties::of(files), belonging));
    }
    let found = divide(repository, &shared)?;
    if let Some(circumstances) = &circumstances {
        linker.keep_last(QUESTION, circumstances, &(commits.len(), &found));
    }
    linker.save();
    step(commits.len(), commits.len());
    Ok(found)
}

/// Names what the answer for a whole history follows from, besides the settings; `None` if that is
/// more than the last commit and the progress files in the index.
fn circumstances(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    branch: Option<&str>,
) -> Result<Option<String>, RecordError> {
    let head = repository.head()?.map(|head| head.id);
    if range.from.is_some() || head != Some(range.to) || !repository.staged_paths()?.is_empty() {
        return Ok(None);
    }
    let mut hash = Fnv::new();
    for (path, blob) in repository.indexed(None, &|path| is_wanted(settings, path))? {
        hash.add(&path);
        hash.add(&blob.to_string());
    }
    Ok(Some(format!("{} {branch:?} {hash}", range.to)))
}

/// Divides the commits' paths among their phases.
fn divide(
    repository: &Repository,
    work: &[(ObjectId, Parties<'_>, Belonging)],
) -> Result<BTreeMap<String, Synced>, RecordError> {
    // All commits are noted before any is divided, because a later one may show which phase a path
    // belongs to.
    let mut shares = Shares::default();
    for (_, parties, belonging) in work {
        shares.note(parties, &belonging.paths);
    }
    let index = repository.index()?;
    let mut found: BTreeMap<String, Synced> = BTreeMap::new();
    let mut documents: HashMap<&str, Document> = HashMap::default();
    // A commit of a single phase belongs to it as a whole.
    let several = work
        .iter()
        .filter(|(_, parties, _)| parties.files.len() > 1);
    for &file in several.flat_map(|(_, parties, _)| &parties.files) {
        if !documents.contains_key(file) {
            let bytes = index.read(file.as_bytes())?;
            documents.insert(file, Document::parse(bytes));
        }
    }
    let named: HashMap<&str, Listed<'_>> = documents
        .iter()
        .map(|(file, document)| (*file, pointed(document)))
        .collect();
    let nothing = Listed::default();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (id, parties, belonging) in work {
        for &file in &parties.files {
            let pointed = named.get(file).unwrap_or(&nothing);
            let synced = found.entry(file.to_owned()).or_default();
            synced.commits.push(*id);
            synced
                .unnameable
                .extend(belonging.unnameable.iter().cloned());
            for path in &belonging.paths {
                if !shares.has(parties, file, path, pointed) {
                    synced.undivided.insert(*id);
                } else if seen.insert((file, path)) {
                    synced.paths.push(path.clone());
                }
            }
        }
    }
    Ok(found)
}

/// Records what was renamed after the range, by later commits and in the index.
fn note_later(
    moves: &mut Moves,
    mut at: usize,
    range: &Range,
    linker: &mut Linker<'_>,
    repository: &Repository,
) -> Result<(), RecordError> {
    if let Some(head) = repository.head()?
        && head.id != range.to
    {
        let later = Range {
            from: Some(range.to),
            to: head.id,
        };
        for commit in oldest_first(repository, &later)? {
            moves.note(at, &commit, linker)?;
            at += 1;
        }
    }
    Ok(moves.note_staged(at, repository)?)
}

/// Returns what a document has gained: the paths and the abbreviated commit IDs.
#[must_use]
pub fn added(before: &Document, after: &Document, synced: &Synced) -> (Vec<String>, Vec<String>) {
    let old = listed(before).unwrap_or_default();
    let new = listed(after).unwrap_or_default();
    let mut paths = synced.paths.clone();
    paths.retain(|path| new.contains(path) && !old.contains(path));
    let (old_refs, new_refs) = (commit_refs(before), commit_refs(after));
    let mut commits: Vec<String> = synced.commits.iter().map(ObjectId::short).collect();
    commits.retain(|id| new_refs.contains(id.as_str()) && !old_refs.contains(id.as_str()));
    (paths, commits)
}

fn commit_refs(document: &Document) -> BTreeSet<&str> {
    match document.get("commit_refs") {
        Some(list) => list.items().filter_map(Node::some_text).collect(),
        None => BTreeSet::new(),
    }
}
