//! Facts from history that rules need: paths, commits, and completion dates of phases.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Severity;
use progress_core::derive::dates::is_empty;
use progress_core::document::Document;
use progress_core::model::{Class, FileId, Moment, Name, Phase, keys};
use progress_core::parallel::{MANY_FILES, map_each};
use progress_core::source::Contents;
use progress_core::workspace::{
    Completion, File, Workspace, commits_in, modified_in, paths_in, task_files,
};
use progress_git::git::{Commit, ObjectId, Repository, Traced};
use progress_git::trees::{Recorded, relative};

use super::{LintSession, past_paths};

impl LintSession<'_> {
    /// Fills in the facts from history that rules will need.
    pub(super) fn ask_history(&self, workspace: &mut Workspace) {
        let Some(repository) = self.repository else {
            return;
        };
        let settings = self.settings;
        if self.shows_modified() || self.shows_task_files() {
            self.ask_paths(repository, workspace);
        }
        if settings.shows("commit-ref-unresolved", Severity::Advice) {
            ask_commits(repository, workspace);
        }
        if self.wants_dates && settings.shows("completed-date-missing", Severity::Warning) {
            self.ask_dates(repository, workspace);
        }
    }

    fn shows_modified(&self) -> bool {
        self.settings
            .shows("files-modified-path", Severity::Warning)
    }

    fn shows_task_files(&self) -> bool {
        self.settings.shows("task-files-path", Severity::Warning)
    }

    /// The commit whose history counts.
    fn tip(&self, repository: &Repository) -> Option<Commit> {
        match self.tip {
            Some(id) => repository.commit(id).ok(),
            None => repository.head().ok()?,
        }
    }

    fn ask_paths(&self, repository: &Repository, workspace: &mut Workspace) {
        let mut missing = self.missing_names(workspace);
        // These exist without their leading slash, so history need not be searched for them.
        let rooted = missing.extract_if(.., |name| name.text.starts_with('/'));
        workspace.history.rooted_paths = rooted.map(|name| name.text).collect();
        if missing.is_empty() {
            return;
        }
        let Some(tip) = self.tip(repository) else {
            return;
        };
        // One walk through the history answers for all paths.
        let paths = missing.iter().flat_map(|name| paths_in(&name.text));
        let paths: Vec<&str> = paths.collect();
        // Without the complete history, no path is known to be lost.
        let existed = match self.past {
            Some(past) => past.existing(repository, tip.id, &paths),
            None => past_paths::existing(repository, tip.id, &paths),
        };
        let Some(existed) = existed else {
            return;
        };
        let history = &mut workspace.history;
        for name in &missing {
            if paths_in(&name.text)
                .iter()
                .any(|path| existed.contains(path))
            {
                continue;
            }
            let lost = if name.is_of_task {
                &mut history.lost_task_files
            } else {
                &mut history.lost_paths
            };
            lost.insert(name.text.clone());
        }
    }

    /// The entries of done phases and tasks that name missing paths, each once.
    fn missing_names(&self, workspace: &Workspace) -> Vec<MissingName> {
        let mut linted: Vec<FileId> = workspace.ids().collect();
        linted.retain(|id| workspace.file(*id).linted);
        let lookup = Lookup {
            root: self.root,
            contents: self.contents,
            modified: self.shows_modified(),
            task_files: self.shows_task_files(),
        };
        let per_file = map_each(&linted, MANY_FILES, |&id| lookup.missing_in(workspace, id));
        let mut asked: HashSet<MissingName> = HashSet::default();
        let mut missing = Vec::new();
        // Findings about unchanged files would be dropped as known anyway.
        let before = if self.only_new { self.before() } else { None };
        for (id, mut names) in linted.into_iter().zip(per_file) {
            let file = workspace.file(id);
            // What a build leaves is never in the history.
            let is_output = |name: &MissingName| name.is_of_task && self.is_ignored(&name.text);
            names.retain(|name| !(asked.contains(name) || is_output(name)));
            if names.is_empty() {
                continue;
            }
            // An unchanged file has nothing new.
            if let Some(before) = &before
                && (self.is_untouched(file, before) || is_same(file, before))
            {
                continue;
            }
            for name in names {
                if asked.insert(name.clone()) {
                    missing.push(name);
                }
            }
        }
        missing
    }

    /// Whether Git ignores a path.
    fn is_ignored(&self, path: &str) -> bool {
        let Some(repository) = self.repository else {
            return false;
        };
        let path = path.trim_start_matches("./");
        let is_ignored = repository.is_ignored(Path::new(path));
        if let Some(observer) = self.observer {
            observer.note_ignored(path, is_ignored);
        }
        is_ignored
    }

    fn ask_dates(&self, repository: &Repository, workspace: &mut Workspace) {
        let mut asked: Vec<FileId> = done(workspace).collect();
        asked.retain(|id| {
            let completed = workspace.file(*id).document.get("completed");
            completed.is_some_and(is_empty)
        });
        if asked.is_empty() {
            return;
        }
        let Some(tip) = self.tip(repository) else {
            return;
        };
        let mut dates = Dates {
            repository,
            inspection: self,
            traced: Traced::default(),
            states: HashMap::default(),
        };
        let found = asked.into_iter().filter_map(|id| {
            let completion = dates.completion(&tip, workspace.file(id))?;
            Some((id, completion))
        });
        workspace.history.completions = found.collect();
    }
}

/// An entry that names a missing path.
///
/// What tasks list counts only if its first folder exists, so it is kept apart: otherwise, an entry
/// of one phase would decide about the same path in a task of another.
#[derive(Clone, PartialEq, Eq, Hash)]
struct MissingName {
    text: String,
    /// Whether a task lists it, and not the phase.
    is_of_task: bool,
}

/// Looks up what the entries of a file name. Unlike a session, threads can share it.
struct Lookup<'a> {
    root: &'a Path,
    contents: &'a dyn Contents,
    /// Whether to look up `files_modified`.
    modified: bool,
    /// Whether to look up the files of tasks.
    task_files: bool,
}

impl Lookup<'_> {
    fn missing_in(&self, workspace: &Workspace, id: FileId) -> Vec<MissingName> {
        let listed = |is_of_task| {
            move |name: Name| MissingName {
                text: name.text,
                is_of_task,
            }
        };
        let mut missing = Vec::new();
        if self.modified {
            let names = modified_paths(workspace, id).into_iter();
            missing.extend(names.map(listed(false)));
        }
        if self.task_files {
            let names = done_task_files(workspace, id).into_iter();
            missing.extend(names.map(listed(true)));
        }
        missing.retain(|name| {
            self.is_missing(&name.text) && (!name.is_of_task || self.has_start_of(&name.text))
        });
        missing
    }

    /// Whether an entry names a missing path, or a path in the repository with an extra leading
    /// `/`.
    fn is_missing(&self, text: &str) -> bool {
        let Some(path) = text.strip_prefix('/') else {
            let paths = paths_in(text);
            return !paths.is_empty() && !paths.iter().any(|path| self.contents.exists(path));
        };
        let is_below = Path::new(text).starts_with(self.root);
        !is_below && !path.is_empty() && self.contents.exists(path)
    }

    /// Whether the first folder of a path exists. Tasks also name paths relative to some package,
    /// which are never in the history.
    fn has_start_of(&self, path: &str) -> bool {
        let path = path.trim_start_matches("./");
        let first = path.split('/').next().unwrap_or_default();
        !first.is_empty() && self.contents.exists(first)
    }
}

fn ask_commits(repository: &Repository, workspace: &mut Workspace) {
    // Before the first commit, files may come from elsewhere with their history.
    if repository.is_shallow() || !matches!(repository.head(), Ok(Some(_))) {
        return;
    }
    let mut unknown = HashSet::default();
    let mut asked: HashSet<&str> = HashSet::default();
    for file in workspace.files.iter().filter(|file| file.linted) {
        let Some(tree) = file.document.tree() else {
            continue;
        };
        for node in tree.nodes().filter(|node| keys::names_commit(*node)) {
            for name in commits_in(node) {
                if asked.insert(name) && repository.has_object(name) == Some(false) {
                    unknown.insert(name.to_owned());
                }
            }
        }
    }
    workspace.history.unknown_commits = unknown;
}

/// The entries of `files_modified`, if the phase is done.
fn modified_paths(workspace: &Workspace, id: FileId) -> Vec<Name> {
    let list = workspace.file(id).document.get("files_modified");
    match list {
        Some(list) if workspace.phase(id).is_some_and(Phase::is_done) => modified_in(list),
        _ => Vec::new(),
    }
}

/// The files that tasks which are done list as their own.
fn done_task_files(workspace: &Workspace, id: FileId) -> Vec<Name> {
    let document = &workspace.file(id).document;
    let (Some(tree), Some(phase)) = (document.tree(), workspace.phase(id)) else {
        return Vec::new();
    };
    let tasks = phase.tasks().iter();
    let done = tasks.filter(|task| task.state == Some(Class::Done));
    done.flat_map(|task| task_files(tree.node(task.node)))
        .collect()
}

/// Whether a file is unchanged.
fn is_same(file: &File, before: &Recorded<'_>) -> bool {
    let old = before.regular_file(&file.path).ok();
    old.as_deref() == Some(file.document.text.as_str().as_bytes())
}

/// The linted files whose phase is done.
fn done(workspace: &Workspace) -> impl Iterator<Item = FileId> {
    workspace
        .ids()
        .filter(|&id| workspace.file(id).linted && workspace.phase(id).is_some_and(Phase::is_done))
}

/// Finds the commits that marked phases done.
struct Dates<'d> {
    repository: &'d Repository,
    inspection: &'d LintSession<'d>,
    traced: Traced,
    /// Whether the phase in each blob is done.
    states: HashMap<ObjectId, bool>,
}

impl Dates<'_> {
    /// The last commit that marked a phase done; `None` if it is not done at `tip`, or the history
    /// ends before.
    fn completion(&mut self, tip: &Commit, file: &File) -> Option<Completion> {
        let path = relative(self.inspection.root, file.path.absolute())?;
        let mut found = None;
        // Taken out, because the closure borrows `self`.
        let mut traced = std::mem::take(&mut self.traced);
        let result = self
            .repository
            .trace(tip, &path, &mut traced, &mut |commit, new, old| {
                // This can only be the version at the tip: the walk continues only through versions
                // that are done.
                if !self.is_done(new) {
                    return false;
                }
                if old.is_some_and(|old| self.is_done(old)) {
                    return true;
                }
                found = Some(Completion {
                    day: day(commit),
                    commit: commit.id.short(),
                });
                false
            });
        self.traced = traced;
        result.ok()?;
        found
    }

    fn is_done(&mut self, blob: ObjectId) -> bool {
        if let Some(state) = self.states.get(&blob) {
            return *state;
        }
        let bytes = self.repository.blob(blob).unwrap_or_default();
        let document = Document::parse(bytes);
        let statuses = &self.inspection.settings.statuses;
        let is_done = document
            .tree()
            .is_some_and(|tree| Phase::read(tree, statuses).is_done());
        self.states.insert(blob, is_done);
        is_done
    }
}

/// The date in the author's time zone.
fn day(commit: &Commit) -> String {
    let seconds = commit.time.saturating_add(i64::from(commit.offset) * 60);
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let at = UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH);
    Moment::from(at).day()
}
