//! What an agent left worse than it was when its session began.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::{File, Workspace};
use progress_git::git::{Commit, Repository};
use progress_git::trees::Recorded;

use super::check::{AgentError, add_lines, new_since};
use super::sessions::{self, Start};
use super::wording::{Line, Summary};
use crate::checking::Targets;
use crate::config_file::SettingsFile;
use crate::project::Root;

/// Maximum commits of one session; if there are more, only what is not committed counts.
const MAX_COMMITS: usize = 200;

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
    let mut roots: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let mut root = Root::find(folder, folder);
        if !roots.contains(&root.folder) {
            roots.push(root.folder.clone());
            root.stay_local();
            check_root(root, session, &mut summary)?;
        }
    }
    Ok(summary.text())
}

/// Adds what the session made worse in a repository.
fn check_root(root: Root, session: Option<&str>, summary: &mut Summary) -> Result<(), AgentError> {
    let Some(repository) = &root.repository else {
        return match root.refusal {
            Some(refusal) => Err(AgentError::Refused(refusal)),
            None => Ok(()),
        };
    };
    let settings = SettingsFile::Disk(&root.folder).load()?;
    if !settings.agent_enabled || repository.is_bare() {
        return Ok(());
    }
    let Some(head) = repository.head()? else {
        // Before the first commit, nothing tells what was there when the session started.
        return Ok(());
    };
    let start = session.and_then(|session| sessions::start(repository, session));
    let (base, left) = bases(repository, head.clone(), start.as_ref());
    let since = if base.id == head.id {
        "HEAD"
    } else {
        "the session started"
    };
    let before = Recorded::new(root.folder.clone(), repository.tree(base.tree));
    let targets = Targets {
        folders: vec![root.folder.clone()],
        ..Targets::default()
    };
    let before_start = left.map(|left| {
        let (settings, targets) = (settings.clone(), targets.clone());
        new_since(Some(left), &root.folder, repository, settings, targets)
    });
    let check = new_since(Some(base), &root.folder, repository, settings, targets);
    let workspace = check.load(&Texts::new());
    let time = start.map(|start| start.time);
    let own = changed_since(time, &workspace, &before);
    // Nearly always: most sessions change code only.
    if own.is_empty() && !has_lost_file(time, &root.folder, &check.settings, &before) {
        return Ok(());
    }
    let mut found = Summary::default();
    add_lines(&check, &workspace, &own, &mut found)?;
    // What somebody else has changed and not committed is not for this agent to repair.
    found.lines.retain(|line| {
        let mut files = workspace.files.iter();
        let file = files.find(|file| file.path.as_str() == line.path);
        line.is_edited || file.is_some_and(|file| !is_changed(file, &before))
    });
    if let Some(check) = before_start.filter(|_| !found.lines.is_empty()) {
        let mut new = Summary::default();
        add_lines(&check, &workspace, &own, &mut new)?;
        let new: HashSet<Line> = new.lines.into_iter().collect();
        found.lines.retain(|line| new.contains(line));
    }
    if !found.lines.is_empty() {
        summary.since = Some(since);
        summary.lines.extend(found.lines);
    }
    Ok(())
}

/// The commit with which a session's changes are compared: the last one that is not its own. If the
/// session has left that on which it started, by rewriting it or by going elsewhere, what was in
/// there is not the session's doing either, so it comes second.
fn bases(repository: &Repository, head: Commit, start: Option<&Start>) -> (Commit, Option<Commit>) {
    let Some((time, first)) = start.and_then(|start| Some((start.time, start.head?))) else {
        return (head, None);
    };
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let mut commit = head.clone();
    for _ in 0..MAX_COMMITS {
        if commit.id == first {
            return (commit, None);
        }
        // Older commits and merges come from elsewhere: they were pulled, or another branch was
        // checked out. One that was amended keeps the date of its author.
        let is_own = u64::try_from(commit.committed).is_ok_and(|time| time >= seconds);
        let parent = match commit.parents.as_slice() {
            _ if !is_own => None,
            [] => break,
            [parent] => Some(*parent),
            _ => None,
        };
        let Some(parent) = parent else {
            return (commit, repository.commit(first).ok());
        };
        match repository.commit(parent) {
            Ok(parent) => commit = parent,
            // A shallow clone ends somewhere.
            Err(_) => break,
        }
    }
    (repository.commit(first).unwrap_or(head), None)
}

/// The progress files that were changed at this time or later.
fn changed_since(
    start: Option<SystemTime>,
    workspace: &Workspace,
    before: &Recorded<'_>,
) -> Vec<RootedPath> {
    let linted = workspace.files.iter().filter(|file| file.linted);
    // The time is asked first, because it is cheaper than reading the last commit.
    let own = linted.filter(|file| is_touched(file, start, before) && is_changed(file, before));
    own.map(|file| file.path.clone()).collect()
}

/// Whether a file that may be a progress file was deleted or moved away at this time or later.
fn has_lost_file(
    start: Option<SystemTime>,
    root: &Path,
    settings: &Settings,
    before: &Recorded<'_>,
) -> bool {
    let listed = before.listed(root, &|path| settings.is_candidate(path));
    // What cannot be read is reported where it is needed.
    let Some(Ok(paths)) = listed else {
        return false;
    };
    let mut lost = paths
        .iter()
        .map(RootedPath::absolute)
        .filter(|path| path.symlink_metadata().is_err());
    lost.any(|path| was_left_since(path, start))
}

fn is_touched(file: &File, start: Option<SystemTime>, before: &Recorded<'_>) -> bool {
    let path = file.path.absolute();
    // A file that was moved keeps its own time.
    is_modified_since(path, start)
        || before.kind(&file.path).is_none() && was_left_since(path, start)
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

fn is_changed(file: &File, before: &Recorded<'_>) -> bool {
    let old = before.read(&file.path).ok();
    old.as_deref() != Some(file.document.text.as_str().as_bytes())
}
