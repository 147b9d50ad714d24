//! What the commits of a range do, compared with the final state of the progress files.

use std::collections::{BTreeMap, BTreeSet};

use progress_core::collections::HashMap;
use progress_core::task_links::{KnownFile, Link, Message};
use progress_core::workspace::{CommitRef, Missing, Workspace};
use progress_git::git::Commit;

use super::changes::Changes;
use crate::linking::{Moves, Present};
use crate::tracking::{Listed, Parties, Shares, listed, pointed};

/// A task: the progress file, and the ID.
pub(super) type TaskName = (String, String);

/// What commits do to progress files and tasks. Commits are indices into the range.
#[derive(Default)]
pub(super) struct Ledger {
    moves: Moves,
    /// The commit, and the path of the document it changes, as of that commit.
    touched: Vec<(usize, String)>,
    /// The commit, and the paths it changes for the phases it works on.
    work: Vec<(usize, Vec<Link>, Vec<String>)>,
}

impl Ledger {
    /// Records which documents a commit changes, and which progress files it renames. Changes
    /// merged in belong to other commits.
    pub(super) fn note_changes(&mut self, at: usize, commit: &Commit, changes: &Changes) {
        self.moves.note_renames(at, &changes.renames);
        if commit.parents.len() < 2 {
            let documents = changes.places.documents.iter().cloned();
            self.touched.extend(documents.map(|path| (at, path)));
        }
    }

    /// Records what a commit works on, and the paths it changes for that.
    pub(super) fn note_work(&mut self, at: usize, links: Vec<Link>, paths: Vec<String>) {
        self.work.push((at, links, paths));
    }

    /// The tasks that commits work on, and the last commit of each.
    pub(super) fn worked(
        &self,
        present: &Present,
        commits: &[Commit],
    ) -> BTreeMap<TaskName, CommitRef> {
        let mut worked = BTreeMap::new();
        for (at, links, _) in &self.work {
            for target in links.iter().map(|link| &link.target) {
                let file = self.moves.find(*at, target, present);
                let (Some(file), Some(id), Some(commit)) = (file, target.id(), commits.get(*at))
                else {
                    continue;
                };
                // Commits come oldest first, so the last one of a task stays.
                worked.insert((file.to_owned(), id.to_owned()), named(commit));
            }
        }
        worked
    }

    /// The paths missing from `files_modified` at the end, by progress file.
    pub(super) fn missing(
        &self,
        workspace: &Workspace,
        present: &Present,
        commits: &[Commit],
    ) -> BTreeMap<String, Missing> {
        let last_change: HashMap<&str, usize> = self
            .touched
            .iter()
            .map(|(at, path)| (self.moves.name_now(*at, path, present), *at))
            .collect();
        let mut work: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        let mut shares = Shares::default();
        let mut parties: Vec<(usize, Parties<'_>, &[String])> = Vec::new();
        for (at, links, paths) in &self.work {
            let files = links
                .iter()
                .filter_map(|link| Some((link, self.moves.find(*at, &link.target, present)?)));
            parties.push((*at, Parties::of(files), paths));
        }
        // All paths are noted before the first is judged: which phase a path belongs to may only be
        // clear from a later commit that works on a single phase.
        for (_, parties, paths) in &parties {
            shares.note(parties, paths);
        }
        for (at, parties, paths) in &parties {
            for &file in &parties.files {
                let pointed = pointed_in(workspace, parties, file);
                let own = paths
                    .iter()
                    .filter(|path| shares.has(parties, file, path, &pointed))
                    .map(|path| (path.as_str(), *at));
                work.entry(file).or_default().extend(own);
            }
        }
        let mut missing = BTreeMap::new();
        for (file, work) in work {
            let last = last_change.get(file).copied();
            if let Some(found) = lacking(workspace, file, &work, last, commits) {
                missing.insert(file.to_owned(), found);
            }
        }
        missing
    }

    /// The current file of a task that was in a file at the start of the range.
    pub(super) fn place_now<'p>(
        &self,
        file: &KnownFile,
        id: &str,
        present: &'p Present,
    ) -> Option<&'p str> {
        self.moves.find_file(0, file, Some(id), present)
    }
}

/// The files named by the tasks of one of several phases.
fn pointed_in<'w>(workspace: &'w Workspace, parties: &Parties<'_>, file: &str) -> Listed<'w> {
    match workspace.id_of(file) {
        // A single phase gets all paths of a commit; only several have to share them.
        Some(id) if parties.files.len() > 1 => pointed(&workspace.file(id).document),
        _ => Listed::default(),
    }
}

/// The paths changed by commits that a file lacks; `None` if undecidable.
fn lacking(
    workspace: &Workspace,
    file: &str,
    work: &[(&str, usize)],
    last_change: Option<usize>,
    commits: &[Commit],
) -> Option<Missing> {
    // A file that is gone lacks nothing.
    let found = workspace.file(workspace.id_of(file)?);
    // A list that cannot be read has a finding of its own.
    let entries = listed(&found.document).ok()?;
    let lacks: Vec<&(&str, usize)> = work
        .iter()
        .filter(|(path, _)| !entries.contains(path))
        .collect();
    let mut seen = BTreeSet::new();
    // Several commits may change the same path.
    let paths = lacks.iter().filter(|(path, _)| seen.insert(path));
    let first = lacks.first().and_then(|(_, at)| commits.get(*at));
    Some(Missing {
        paths: paths.map(|(path, _)| (*path).to_owned()).collect(),
        is_late: lacks
            .iter()
            .all(|(_, at)| last_change.is_none_or(|last| *at > last)),
        commit: first.map(named),
    })
}

fn named(commit: &Commit) -> CommitRef {
    let subject = Message::parse(&commit.message).subject;
    (commit.id.to_string(), subject.to_owned())
}
