//! Finds the commit of a range that introduced a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use progress_core::collections::HashMap;
use progress_core::lint::{CommitName, Finding, Report};
use progress_core::source::{RootedPath, folder_of};
use progress_core::task_links::Message;
use progress_core::workspace::Workspace;
use progress_git::git::ObjectId;

use super::CheckedCommits;
use super::changes::Changes;
use super::earlier::{Earlier, Final, Unexplained};

/// The directories of the files with findings.
type Wanted = BTreeSet<String>;

/// The trees that show directories as they are in commits.
#[derive(Default)]
struct Versions {
    of: HashMap<ObjectId, Rc<HashMap<String, ObjectId>>>,
}

impl Versions {
    /// The version of a directory in a commit; `None` if it is unknown or not there.
    fn at(&self, commit: ObjectId, folder: &str) -> Option<ObjectId> {
        self.of.get(&commit)?.get(folder).copied()
    }
}

/// Commits, as indices into the range.
#[derive(Default)]
struct Brought {
    /// The last one that introduced each finding.
    findings: HashMap<String, usize>,
    /// The last one that changed each directory.
    last: HashMap<String, usize>,
}

impl Brought {
    /// The commit that introduced a finding about a file.
    fn origin(&self, fingerprint: &str, path: Option<&RootedPath>) -> Option<usize> {
        if let Some(at) = self.findings.get(fingerprint) {
            return Some(*at);
        }
        self.last.get(folder_of(path?.as_str())).copied()
    }
}

impl CheckedCommits<'_> {
    /// Sets the commit that introduced each finding about a file: the last one that has it while
    /// none of its parents do.
    ///
    /// If there is none, it is the last one that changes the file's directory.
    pub fn blame(&self, report: &mut Report<'_>, workspace: &Workspace, root: &Path) {
        let paths: Vec<Option<RootedPath>> = report
            .findings
            .iter()
            .map(|finding| path_of(finding, report, root))
            .collect();
        let mut wanted = Wanted::new();
        let mut open: BTreeMap<String, Unexplained> = BTreeMap::new();
        for (finding, path) in report.findings.iter().zip(&paths) {
            let Some(path) = path else { continue };
            let folder = folder_of(path.as_str()).to_owned();
            wanted.insert(folder.clone());
            // A finding about a commit names that commit already.
            if finding.commit.is_none() {
                let files = open.entry(folder).or_default();
                let open = files.entry(path.clone()).or_default();
                open.insert(finding.fingerprint.clone());
            }
        }
        if wanted.is_empty() {
            return;
        }
        let changes = self.changes.get().map_or(&[][..], Vec::as_slice);
        let former = former(paths.iter().flatten(), changes);
        let in_the_end = Final::new(root, workspace, former);
        let mut earlier = Earlier::new(self.repository, &in_the_end);
        let brought = self.brought(&wanted, open, &mut earlier);
        for (finding, path) in report.findings.iter_mut().zip(&paths) {
            if finding.commit.is_some() {
                continue;
            }
            let at = brought.origin(&finding.fingerprint, path.as_ref());
            if let Some(commit) = at.and_then(|at| self.all.get(at)) {
                let subject = Message::parse(&commit.message).subject;
                finding.commit = Some(CommitName::new(commit.id.to_string(), subject));
            }
        }
    }

    /// Returns which commits introduced which findings. `open` are the findings to explain, by
    /// directory.
    fn brought(
        &self,
        wanted: &Wanted,
        mut open: BTreeMap<String, Unexplained>,
        earlier: &mut Earlier<'_>,
    ) -> Brought {
        let mut brought = Brought::default();
        let versions = self.versions(wanted, earlier);
        // From the newest commit to the oldest, so that the first answer is the last commit, and
        // nothing older is linted.
        for (at, commit) in self.all.iter().enumerate().rev() {
            for folder in self.touched(at, wanted, earlier.in_the_end) {
                // A merge only brings together what its sides changed.
                if commit.parents.len() < 2 {
                    brought.last.entry(folder.clone()).or_insert(at);
                }
                let Some(open) = open.get_mut(&folder).filter(|open| !open.is_empty()) else {
                    continue;
                };
                let mut new = earlier.findings(&folder, versions.at(commit.id, &folder), open);
                for parent in &commit.parents {
                    if new.iter().any(|finding| is_in(open, finding)) {
                        let before = versions.at(*parent, &folder);
                        let before = earlier.findings(&folder, before, open);
                        Rc::make_mut(&mut new).retain(|finding| !before.contains(finding));
                    }
                }
                for finding in new.iter() {
                    if take(open, finding) {
                        brought.findings.insert(finding.clone(), at);
                    }
                }
            }
        }
        brought
    }

    /// Returns which version each directory has in each commit of the range, and in their parents.
    fn versions(&self, wanted: &Wanted, earlier: &Earlier<'_>) -> Versions {
        let mut versions = Versions::default();
        for (at, commit) in self.all.iter().enumerate() {
            for parent in &commit.parents {
                // A parent outside the range; beyond the boundary of a shallow clone it is missing.
                if !versions.of.contains_key(parent)
                    && let Ok(tree) = self.repository.tree_of(*parent)
                {
                    let all = wanted.iter().map(|folder| (folder.clone(), tree));
                    versions.of.insert(*parent, Rc::new(all.collect()));
                }
            }
            // A directory that the commit does not touch is the same as in its first parent.
            let first = commit.parents.first();
            let mut now = first
                .and_then(|parent| versions.of.get(parent).cloned())
                .unwrap_or_default();
            for folder in self.touched(at, wanted, earlier.in_the_end) {
                Rc::make_mut(&mut now).insert(folder, commit.tree);
            }
            versions.of.insert(commit.id, now);
        }
        versions
    }

    /// The directories of wanted files that a commit changes; all of them if that is unknown.
    fn touched(&self, at: usize, wanted: &Wanted, in_the_end: &Final<'_>) -> BTreeSet<String> {
        let Some(changes) = self.changes.get().and_then(|changes| changes.get(at)) else {
            return wanted.clone();
        };
        let seen = &changes.places.folders;
        let own = seen.iter().filter(|folder| wanted.contains(*folder));
        let former = in_the_end.former.iter();
        let former = former
            .filter(|(old, _)| seen.contains(folder_of(old)))
            .map(|(_, now)| folder_of(now))
            .filter(|folder| wanted.contains(*folder));
        own.cloned().chain(former.map(str::to_owned)).collect()
    }
}

/// The former paths of files, each with its final path.
fn former<'p>(
    paths: impl Iterator<Item = &'p RootedPath>,
    changes: &[Changes],
) -> Vec<(String, String)> {
    let mut names: HashMap<String, String> = paths
        .map(|path| (path.as_str().to_owned(), path.as_str().to_owned()))
        .collect();
    let mut former = Vec::new();
    // From the newest commit to the oldest, so that a chain of renames is followed back.
    for (old, new) in changes.iter().rev().flat_map(|commit| &commit.renames) {
        let Some(now) = names.get(new).cloned() else {
            continue;
        };
        if !names.contains_key(old) {
            names.insert(old.clone(), now.clone());
            former.push((old.clone(), now));
        }
    }
    former
}

/// The file of a finding.
fn path_of(finding: &Finding, report: &Report<'_>, root: &Path) -> Option<RootedPath> {
    let place = finding.place()?;
    Some(RootedPath::new(root, report.path(place.file).as_ref()))
}

/// Whether a finding is not explained yet.
fn is_in(open: &Unexplained, finding: &str) -> bool {
    open.values().any(|findings| findings.contains(finding))
}

/// Removes a finding that is explained now; returns whether it was not before.
fn take(open: &mut Unexplained, finding: &str) -> bool {
    let mut was_open = false;
    open.retain(|_, findings| {
        was_open |= findings.remove(finding);
        !findings.is_empty()
    });
    was_open
}
