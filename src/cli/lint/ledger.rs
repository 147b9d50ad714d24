//! What the commits of a range do to progress files, against what these say in the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::collections::HashMap;
use crate::commit::Message;
use crate::git::{Change, Commit};
use crate::record::listed;
use crate::workspace::{Missing, Workspace};

/// A task: the progress file, and the ID.
pub(super) type TaskName = (String, String);

/// What commits do to progress files and say of tasks. Commits are named by their place in the
/// range, files as they are called in the commit.
#[derive(Default)]
pub(super) struct Ledger {
    /// By the earlier name of a file: the commit, and the later name.
    renames: HashMap<String, Vec<(usize, String)>>,
    /// The commit, and the progress file that it changes.
    touched: Vec<(usize, String)>,
    /// The commit, the progress file of the phase that it works on, and what it changes for it.
    work: Vec<(usize, String, Vec<String>)>,
    /// The commit, and the task that it works on.
    tasks: Vec<(usize, TaskName)>,
}

impl Ledger {
    /// Notes which progress files a commit changes, and which it renames. What a merge brings
    /// others have changed.
    pub fn note_changes(&mut self, at: usize, commit: &Commit, changes: &[Change]) {
        let text = |path: &[u8]| std::str::from_utf8(path).ok().map(str::to_owned);
        for change in changes {
            let Some(path) = text(&change.path) else {
                continue;
            };
            if let Some(from) = change.from.as_deref().and_then(text) {
                let names = self.renames.entry(from).or_default();
                names.push((at, path.clone()));
            }
            if commit.parents.len() < 2 {
                self.touched.push((at, path));
            }
        }
    }

    /// Notes the paths that a commit changes for a phase.
    pub fn note_work(&mut self, at: usize, file: &str, paths: &[String]) {
        self.work.push((at, file.to_owned(), paths.to_vec()));
    }

    /// Notes a task that a commit works on.
    pub fn note_task(&mut self, at: usize, file: &str, id: &str) {
        self.tasks.push((at, (file.to_owned(), id.to_owned())));
    }

    /// The tasks that commits work on.
    pub fn worked(&self, workspace: &Workspace) -> BTreeSet<TaskName> {
        let tasks = self.tasks.iter().map(|(at, (file, id))| {
            let file = self.name_now(workspace, file, *at);
            (file.to_owned(), id.clone())
        });
        tasks.collect()
    }

    /// What `files_modified` lacks in the end, by progress file.
    pub fn missing(&self, workspace: &Workspace, commits: &[Commit]) -> BTreeMap<String, Missing> {
        let now = |at: usize, file| self.name_now(workspace, file, at);
        let touched = self.touched.iter();
        let last_change: HashMap<&str, usize> =
            touched.map(|(at, file)| (now(*at, file), *at)).collect();
        let mut work: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        for (at, file, paths) in &self.work {
            let paths = paths.iter().map(|path| (path.as_str(), *at));
            work.entry(now(*at, file)).or_default().extend(paths);
        }
        let missing = work.into_iter().filter_map(|(file, work)| {
            let last = last_change.get(file).copied();
            let missing = lacking(workspace, file, &work, last, commits)?;
            Some((file.to_owned(), missing))
        });
        missing.collect()
    }

    /// What a file is called in the end.
    pub fn name_now<'p>(&'p self, workspace: &Workspace, path: &'p str, at: usize) -> &'p str {
        let (mut path, mut at, mut may_go_back) = (path, at, true);
        while let Some(names) = self.renames.get(path) {
            let later = names.get(names.partition_point(|(when, _)| *when < at));
            // On a branch beside that of the commit, it may have been renamed before.
            let beside = names.first().filter(|_| workspace.id_of(path).is_none());
            let beside = beside.filter(|_| later.is_none() && std::mem::take(&mut may_go_back));
            let Some((when, name)) = later.or(beside) else {
                break;
            };
            (path, at) = (name, when + 1);
        }
        path
    }
}

/// What a file lacks of the paths that commits change; `None` where nobody can tell.
fn lacking(
    workspace: &Workspace,
    file: &str,
    work: &[(&str, usize)],
    last_change: Option<usize>,
    commits: &[Commit],
) -> Option<Missing> {
    let found = workspace.file(workspace.id_of(file)?);
    let listed = listed(&found.document).ok()?;
    let lacks = work.iter().filter(|(path, _)| !listed.contains(path));
    let lacks: Vec<&(&str, usize)> = lacks.collect();
    let mut seen = BTreeSet::new();
    let paths = lacks.iter().filter(|(path, _)| seen.insert(path));
    let first = lacks.first().and_then(|(_, at)| commits.get(*at));
    Some(Missing {
        paths: paths.map(|(path, _)| (*path).to_owned()).collect(),
        is_late: { lacks.iter() }.all(|(_, at)| last_change.is_none_or(|last| *at > last)),
        commit: first.map(|commit| {
            let subject = Message::parse(&commit.message).subject;
            (commit.id.to_string(), subject.to_owned())
        }),
    })
}
