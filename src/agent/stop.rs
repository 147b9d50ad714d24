//! What an agent left worse than it was when its session began.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::{File, Workspace};
use progress_git::git::{Commit, Repository};
use progress_git::trees::Recorded;

use super::bases::bases;
use super::check::{AgentError, add_lines, new_since, path_within};
use super::sessions::{self, Start};
use super::wording::{Line, Summary};
use crate::checking::Targets;
use crate::config_file::SettingsFile;
use crate::project::Root;

/// Maximum number of repositories and submodules to check.
const MAX_ROOTS: usize = 50;

/// Returns what an agent that is about to stop should read; `None` unless its session changed
/// progress files of the repositories of these directories and made something worse.
///
/// The session's changes are those since it started, committed or not. If that is unknown, all
/// changes since the last commit may be its own.
///
/// # Errors
///
/// Fails if the settings are invalid or the last commit cannot be read.
pub fn check_session(
    folders: &[PathBuf],
    session: Option<&str>,
) -> Result<Option<String>, AgentError> {
    let mut summary = Summary::default();
    let mut done: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let mut open = vec![(Root::find(folder, folder), String::new(), None)];
        while let Some((mut root, within, start)) = open.pop() {
            if done.contains(&root.folder) || done.len() == MAX_ROOTS {
                continue;
            }
            root.stay_local();
            let own = session.and_then(|it| sessions::start(root.repository.as_ref()?, it));
            let start = own.or(start);
            if let Some(found) = check_root(&root, start.as_ref())? {
                summary.add(found, &within);
            }
            for (inner, start) in submodules(&root, start.as_ref()) {
                let path = match (within.as_str(), path_within(&inner, &root)) {
                    ("", path) => path,
                    (within, path) => format!("{within}/{path}"),
                };
                open.push((inner, path, start));
            }
            done.push(root.folder);
        }
    }
    Ok(summary.text())
}

/// The submodules of a repository, each with the start of a session that started like this in the
/// repository.
fn submodules(root: &Root, start: Option<&Start>) -> Vec<(Root, Option<Start>)> {
    let Some(repository) = &root.repository else {
        return Vec::new();
    };
    let head = start.and_then(|start| repository.commit(start.head?).ok());
    let found = repository.submodules().into_iter().filter_map(|path| {
        let folder = root.folder.join(&path);
        let inner = Root::find(&folder, &folder);
        // A symbolic link leads elsewhere.
        if inner.folder == root.folder || !inner.folder.starts_with(&root.folder) {
            return None;
        }
        let before = head.as_ref().and_then(|head| {
            let entry = repository.tree(head.tree).entry(path.as_bytes());
            entry.ok().flatten()
        });
        let start = start.map(|start| Start {
            time: start.time,
            head: before.and_then(|entry| entry.id),
        });
        Some((inner, start))
    });
    found.collect()
}

/// What the session made worse in a repository, if anything.
fn check_root(root: &Root, start: Option<&Start>) -> Result<Option<Summary>, AgentError> {
    let Some(repository) = &root.repository else {
        return match &root.refusal {
            Some(refusal) => Err(AgentError::Refused(refusal.clone())),
            None => Ok(None),
        };
    };
    let settings = SettingsFile::Disk(&root.folder).load()?;
    if !settings.agent_enabled || repository.is_bare() {
        return Ok(None);
    }
    let head = repository.head()?;
    let bases = match (&head, start) {
        (Some(head), _) => bases(repository, head, start),
        (None, Some(start)) => start
            .head
            .and_then(|first| repository.commit(first).ok())
            .into_iter()
            .collect(),
        // It is not known what was there when the session started.
        (None, None) => return Ok(None),
    };
    let last = head.map(|head| head.id);
    let since = if bases.first().is_some_and(|base| Some(base.id) == last) {
        "HEAD"
    } else {
        "the session started"
    };
    let before = Before::new(&root.folder, repository, &bases);
    let targets = Targets {
        folders: vec![root.folder.clone()],
        ..Targets::default()
    };
    let mut bases: Vec<Option<Commit>> = bases.into_iter().map(Some).collect();
    // Before the first commit, everything in the files that the session changed is new.
    if bases.is_empty() {
        bases.push(None);
    }
    let mut checks = bases.into_iter().map(|base| {
        let (settings, targets) = (settings.clone(), targets.clone());
        new_since(base, &root.folder, Some(repository), settings, targets)
    });
    let Some(check) = checks.next() else {
        return Ok(None);
    };
    let workspace = check.load(&Texts::new());
    let time = start.map(|start| start.time);
    let own = before.changed_since(time, &workspace);
    // Nearly always: most sessions change code only.
    if own.is_empty() && !before.has_lost_file(time, &root.folder, &check.settings) {
        return Ok(None);
    }
    let mut found = Summary::default();
    add_lines(&check, &workspace, &own, &mut found)?;
    // What somebody else has changed and not committed is not for this agent to repair.
    found.lines.retain(|line| {
        let mut files = workspace.files.iter();
        let file = files.find(|file| file.path.as_str() == line.path);
        line.is_edited || file.is_some_and(|file| !before.lacks(file))
    });
    for check in checks {
        if found.lines.is_empty() {
            break;
        }
        let mut new = Summary::default();
        add_lines(&check, &workspace, &own, &mut new)?;
        let new: HashSet<Line> = new.lines.into_iter().collect();
        found.lines.retain(|line| new.contains(line));
    }
    found.since = Some(since);
    Ok(Some(found).filter(|found| !found.lines.is_empty()))
}

/// The commits before a session.
struct Before<'r> {
    commits: Vec<Recorded<'r>>,
}

impl<'r> Before<'r> {
    fn new(root: &Path, repository: &'r Repository, bases: &[Commit]) -> Self {
        let commits = bases
            .iter()
            .map(|base| Recorded::new(root.to_path_buf(), repository.tree(base.tree)));
        Self {
            commits: commits.collect(),
        }
    }

    /// Whether none of the commits has a file as it is now.
    fn lacks(&self, file: &File) -> bool {
        let now = file.document.text.as_str().as_bytes();
        let mut commits = self.commits.iter();
        commits.all(|commit| commit.regular_file(&file.path).ok().as_deref() != Some(now))
    }

    /// The progress files that were changed at this time or later.
    fn changed_since(&self, start: Option<SystemTime>, workspace: &Workspace) -> Vec<RootedPath> {
        let linted = workspace.files.iter().filter(|file| file.linted);
        // The time is asked first, because it is cheaper than reading a commit.
        let own = linted.filter(|file| self.is_touched(file, start) && self.lacks(file));
        own.map(|file| file.path.clone()).collect()
    }

    fn is_touched(&self, file: &File, start: Option<SystemTime>) -> bool {
        let path = file.path.absolute();
        let mut commits = self.commits.iter();
        // A file that was moved keeps its own time.
        is_modified_since(path, start)
            || !self.commits.is_empty()
                && commits.all(|commit| commit.kind(&file.path).is_none())
                && was_left_since(path, start)
    }

    /// Whether a file that may be a progress file was deleted or moved away at this time or later.
    fn has_lost_file(&self, start: Option<SystemTime>, root: &Path, settings: &Settings) -> bool {
        // What cannot be read is reported where it is needed.
        let listed = self.commits.iter().filter_map(|commit| {
            let listed = commit.listed(root, &|path| settings.is_candidate(path));
            listed.and_then(Result::ok)
        });
        let mut paths = listed.flatten();
        paths.any(|path| {
            let path = path.absolute();
            path.symlink_metadata().is_err() && was_left_since(path, start)
        })
    }
}

/// Whether the directory of a path was changed at this time or later: a file that is deleted or
/// moved leaves no other trace.
fn was_left_since(path: &Path, start: Option<SystemTime>) -> bool {
    let mut ancestors = path.ancestors().skip(1);
    let existing = ancestors.find(|directory| directory.is_dir());
    existing.is_none_or(|directory| is_modified_since(directory, start))
}

fn is_modified_since(path: &Path, start: Option<SystemTime>) -> bool {
    let Some(start) = start else {
        return true;
    };
    let modified = path.metadata().and_then(|it| it.modified());
    modified.is_ok_and(|modified| modified >= start)
}
