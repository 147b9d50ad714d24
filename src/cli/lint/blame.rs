//! Finds the commit of a range that introduced a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use progress_core::collections::HashMap;
use progress_core::lint::{CommitName, Finding, Report, run};
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_core::task_links::Message;
use progress_core::workspace::{CommitRange, History, Workspace};
use progress_git::git::{Commit, ObjectId};
use progress_git::trees::Recorded;

use super::commits::Commits;
use crate::cli::root::Root;
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

/// The state at the end of the range.
struct Final<'w> {
    root: &'w Root,
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

impl Commits<'_> {
    /// Sets the commit that introduced each finding about a file: the last one that has it while
    /// none of its parents do.
    ///
    /// If there is none, it is the last one that changes the file's directory.
    pub(super) fn blame(&self, report: &mut Report<'_>, workspace: &Workspace, root: &Root) {
        let path = |finding: &Finding| {
            let path = finding.place().map(|place| report.path(place.file));
            path.map(|path| RootedPath::new(&root.folder, path.as_ref()))
        };
        let paths: Vec<Option<RootedPath>> = report.findings.iter().map(path).collect();
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
            let at = brought.findings.get(&finding.fingerprint);
            let commit = at
                .or_else(|| brought.last.get(folder_of(path.as_ref()?.as_str())))
                .and_then(|at| self.all.get(*at));
            if let Some(commit) = commit.filter(|_| finding.commit.is_none()) {
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
        for commit in self.all.iter().rev() {
            let touched = linker.touched(commit).unwrap_or_default();
            for touched in touched.into_iter().flatten() {
                let (Some((old, _)), Some((new, _))) = (touched.old, touched.new) else {
                    continue;
                };
                let Some(now) = names.get(&new).filter(|_| old != new).cloned() else {
                    continue;
                };
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
        let mut known: HashMap<ObjectId, Known> = HashMap::default();
        for (at, commit) in self.all.iter().enumerate() {
            let before = self.before(commit, wanted, final_state, &mut known);
            let mut now = before.first().cloned().unwrap_or_default();
            for folder in self.touched(commit, wanted, final_state) {
                let Some(files) = wanted.get(&folder) else {
                    continue;
                };
                let found = self.fingerprints(commit.tree, files, final_state);
                let had = |it: &&String| {
                    let mut parents = before.iter().filter_map(|parent| parent.get(&folder));
                    parents.any(|parent| parent.contains(*it))
                };
                let new = found.iter().filter(|it| !had(it));
                brought.findings.extend(new.map(|it| (it.clone(), at)));
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
            let found = known.get(parent).cloned();
            let found = found.or_else(|| {
                let tree = self.repository.tree_of(*parent).ok()?;
                let all = wanted.iter().map(|(folder, files)| {
                    let found = self.fingerprints(tree, files, final_state);
                    (folder.clone(), Rc::new(found))
                });
                Some(all.collect())
            });
            if let Some(found) = found {
                known.insert(*parent, found.clone());
                before.push(found);
            }
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
        let Ok(paths) = self.repository.changed_paths(commit) else {
            return wanted.keys().cloned().collect();
        };
        let seen: BTreeSet<&str> = paths
            .iter()
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
        let folder = &in_the_end.root.folder;
        let contents = Recorded::new(folder.clone(), self.repository.tree(tree));
        let request = Request {
            files: wanted
                .iter()
                .filter_map(|path| {
                    let mut names = in_the_end.names(path.as_str());
                    let name = names.find(|name| contents.exists(name))?;
                    Some(RootedPath::new(folder, name.as_ref()))
                })
                .collect(),
            folders: Vec::new(),
        };
        // Without a repository, no other plans are searched, which would be repeated per commit.
        let settings = in_the_end.workspace.settings.clone();
        let mut workspace = load_on(folder, request, &contents, None, settings, None);
        workspace.history = in_the_end.history(&workspace);
        let renamed = in_the_end
            .former
            .iter()
            .filter(|(old, now): &&(String, String)| {
                workspace.id_of(old).is_some() && workspace.id_of(now).is_none()
            });
        workspace.renamed = renamed.cloned().collect();
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
