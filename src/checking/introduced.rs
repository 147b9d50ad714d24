//! Finds the commit of a range that introduced a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use progress_core::collections::HashMap;
use progress_core::lint::{CommitName, Finding, Report, run};
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_core::task_links::Message;
use progress_core::workspace::{CommitRange, History, Workspace};
use progress_git::git::{Commit, ObjectId};
use progress_git::trees::Recorded;

use super::CheckedCommits;
use crate::linking::Linker;
use crate::loading::{Request, load_on};

/// The files with findings, by directory.
type Wanted = BTreeMap<String, BTreeSet<RootedPath>>;
/// The findings in a commit, by directory.
type Known = BTreeMap<String, Rc<BTreeSet<String>>>;

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

/// The state at the end of the range.
struct Final<'w> {
    root: &'w Path,
    workspace: &'w Workspace,
    /// Former paths of the files with findings, and their final paths.
    former: Vec<(String, String)>,
}

impl Final<'_> {
    /// The final path of a file, and its former paths.
    fn names<'n>(&'n self, path: &'n str) -> impl Iterator<Item = &'n str> {
        let former = self.former.iter().filter(move |(_, now)| now == path);
        std::iter::once(path).chain(former.map(|(old, _)| old.as_str()))
    }

    /// Git's facts at the end of the range, applied to the files of an earlier commit.
    fn history(&self, earlier: &Workspace) -> History {
        let marked_done = self.workspace.history.marked_done.iter();
        let names = marked_done
            .map(|id| self.workspace.file(*id).path.as_str())
            .flat_map(|path| self.names(path));
        History {
            marked_done: names.filter_map(|path| earlier.id_of(path)).collect(),
            ..self.workspace.history.of_texts()
        }
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
        for path in paths.iter().flatten() {
            let folder = folder_of(path.as_str()).to_owned();
            wanted.entry(folder).or_default().insert(path.clone());
        }
        if wanted.is_empty() {
            return;
        }
        let final_state = Final {
            root,
            workspace,
            former: self.former(paths.iter().flatten(), workspace),
        };
        let brought = self.brought(&wanted, &final_state);
        for (finding, path) in report.findings.iter_mut().zip(&paths) {
            // A finding about a commit names that commit already.
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

    /// The former paths of files, each with its final path.
    fn former<'p>(
        &self,
        paths: impl Iterator<Item = &'p RootedPath>,
        workspace: &Workspace,
    ) -> Vec<(String, String)> {
        let mut names: HashMap<String, String> = paths
            .map(|path| (path.as_str().to_owned(), path.as_str().to_owned()))
            .collect();
        let mut linker = Linker::new(self.repository, &workspace.settings);
        let mut former = Vec::new();
        // From the newest commit to the oldest, so that a chain of renames is followed back.
        for commit in self.all.iter().rev() {
            let touched = linker.touched(commit).unwrap_or_default();
            for touched in touched.into_iter().flatten() {
                let (Some((old, _)), Some((new, _))) = (touched.old, touched.new) else {
                    continue;
                };
                let Some(now) = names.get(&new).cloned() else {
                    continue;
                };
                // A file that only changed has itself as a former name already.
                if !names.contains_key(&old) {
                    names.insert(old.clone(), now.clone());
                    former.push((old, now));
                }
            }
        }
        former
    }

    /// Returns which commits introduced which findings.
    fn brought(&self, wanted: &Wanted, final_state: &Final<'_>) -> Brought {
        let mut brought = Brought::default();
        // A commit can be the parent of several, but is linted once.
        let mut known: HashMap<ObjectId, Known> = HashMap::default();
        for (at, commit) in self.all.iter().enumerate() {
            let before = self.before(commit, wanted, final_state, &mut known);
            // A directory that the commit does not touch has the findings of its first parent.
            let mut now = before.first().cloned().unwrap_or_default();
            for folder in self.touched(commit, wanted, final_state) {
                let Some(files) = wanted.get(&folder) else {
                    continue;
                };
                let found = self.fingerprints(commit.tree, files, final_state);
                for finding in &found {
                    if !is_in_any(&before, &folder, finding) {
                        brought.findings.insert(finding.clone(), at);
                    }
                }
                // A merge only brings together what its sides changed.
                if commit.parents.len() < 2 {
                    brought.last.insert(folder.clone(), at);
                }
                now.insert(folder, Rc::new(found));
            }
            known.insert(commit.id, now);
        }
        brought
    }

    /// Returns the findings of each parent of a commit.
    fn before(
        &self,
        commit: &Commit,
        wanted: &Wanted,
        final_state: &Final<'_>,
        known: &mut HashMap<ObjectId, Known>,
    ) -> Vec<Known> {
        let mut before = Vec::new();
        for parent in &commit.parents {
            if let Some(found) = known.get(parent) {
                before.push(found.clone());
                continue;
            }
            // A parent outside the range; beyond the boundary of a shallow clone it is missing.
            let Ok(tree) = self.repository.tree_of(*parent) else {
                continue;
            };
            let mut found = Known::new();
            for (folder, files) in wanted {
                let fingerprints = self.fingerprints(tree, files, final_state);
                found.insert(folder.clone(), Rc::new(fingerprints));
            }
            known.insert(*parent, found.clone());
            before.push(found);
        }
        before
    }

    /// The directories of wanted files that a commit changes; all of them if that is unknown.
    fn touched(
        &self,
        commit: &Commit,
        wanted: &Wanted,
        final_state: &Final<'_>,
    ) -> BTreeSet<String> {
        // Without the list of paths, any directory may have changed.
        let Ok(paths) = self.repository.changed_paths(commit) else {
            return wanted.keys().cloned().collect();
        };
        let seen: BTreeSet<&str> = paths
            .iter()
            // Only UTF-8 paths can be those of progress files.
            .map(|path| std::str::from_utf8(path))
            .filter_map(|path| Some(folder_of(path.ok()?)))
            .collect();
        let own = seen.iter().filter(|folder| wanted.contains_key(**folder));
        let former = final_state
            .former
            .iter()
            .filter(|(old, _)| seen.contains(folder_of(old)))
            .map(|(_, now)| folder_of(now));
        own.copied().chain(former).map(str::to_owned).collect()
    }

    /// Returns the findings of the files in a tree.
    fn fingerprints(
        &self,
        tree: ObjectId,
        wanted: &BTreeSet<RootedPath>,
        in_the_end: &Final<'_>,
    ) -> BTreeSet<String> {
        let folder = in_the_end.root;
        let contents = Recorded::new(folder.to_path_buf(), self.repository.tree(tree));
        let request = Request {
            files: wanted
                // In an earlier commit, the file may still have a former name.
                .iter()
                .filter_map(|path| {
                    let mut names = in_the_end.names(path.as_str());
                    let name = names.find(|name| contents.exists(name))?;
                    Some(RootedPath::new(folder, name.as_ref()))
                })
                .collect(),
            // The other files of the plan are loaded as context, but not linted.
            folders: Vec::new(),
            ..Request::default()
        };
        // Without a repository, no other plans are searched, which would be repeated per commit.
        let settings = in_the_end.workspace.settings.clone();
        let mut workspace = load_on(folder, request, &contents, None, settings, None);
        // Findings that depend on these facts would otherwise seem to be introduced at the end.
        workspace.history = in_the_end.history(&workspace);
        let mut renamed = in_the_end.former.clone();
        // Only renames that are still ahead of this commit.
        renamed
            .retain(|(old, now)| workspace.id_of(old).is_some() && workspace.id_of(now).is_none());
        workspace.renamed = renamed;
        workspace.range = in_the_end
            .workspace
            .range
            .as_ref()
            .map(CommitRange::of_tasks);
        let report = run(&workspace, &progress_core::rules::all());
        report
            .findings
            .into_iter()
            .map(|it| it.fingerprint)
            .collect()
    }
}

/// The file of a finding.
fn path_of(finding: &Finding, report: &Report<'_>, root: &Path) -> Option<RootedPath> {
    let place = finding.place()?;
    Some(RootedPath::new(root, report.path(place.file).as_ref()))
}

/// Whether a directory has a finding in any of several commits.
fn is_in_any(commits: &[Known], folder: &str, finding: &String) -> bool {
    commits
        .iter()
        .filter_map(|found| found.get(folder))
        .any(|found| found.contains(finding))
}
