//! What an agent left worse than it was when its session began.

use std::path::Path;
use std::time::SystemTime;

use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::{File, Workspace};
use progress_git::trees::Recorded;

use super::check::{AgentError, add_lines, new_since};
use super::sessions;
use super::wording::Summary;
use crate::checking::Targets;
use crate::config_file::SettingsFile;
use crate::project::Root;

/// Returns what an agent that is about to stop should read; `None` unless its session changed
/// progress files and made something worse.
///
/// The session's changes are those since it started. If that is unknown, all changes since the last
/// commit may be its own.
///
/// # Errors
///
/// Fails if the settings are invalid or the last commit cannot be read.
pub fn check_session(folder: &Path, session: Option<&str>) -> Result<Option<String>, AgentError> {
    let mut root = Root::find(folder, folder);
    root.stay_local();
    let Some(repository) = &root.repository else {
        return match root.refusal {
            Some(refusal) => Err(AgentError::Refused(refusal)),
            None => Ok(None),
        };
    };
    let settings = SettingsFile::Disk(&root.folder).load()?;
    if !settings.agent_enabled || repository.is_bare() {
        return Ok(None);
    }
    let Some(head) = repository.head()? else {
        // Before the first commit, nothing tells what was there when the session started.
        return Ok(None);
    };
    let start = session.and_then(|session| sessions::start(repository, session));
    let before = Recorded::new(root.folder.clone(), repository.tree(head.tree));
    let targets = Targets {
        folders: vec![root.folder.clone()],
        ..Targets::default()
    };
    let check = new_since(Some(head), &root.folder, repository, settings, targets);
    let mut summary = Summary {
        has_head: true,
        ..Summary::default()
    };
    let workspace = check.load(&std::collections::BTreeMap::new());
    let own = changed_since(start, &workspace, &before);
    // Nearly always: most sessions change code only.
    if own.is_empty() {
        return Ok(None);
    }
    add_lines(&check, &workspace, &own, &mut summary)?;
    // What somebody else has changed and not committed is not for this agent to repair.
    summary.lines.retain(|line| {
        let file = workspace
            .files
            .iter()
            .find(|file| file.path.as_str() == line.path);
        line.is_edited || file.is_some_and(|file| !is_changed(file, &before))
    });
    Ok(summary.text())
}

/// The progress files that were changed at this time or later.
fn changed_since(
    start: Option<SystemTime>,
    workspace: &Workspace,
    before: &Recorded<'_>,
) -> Vec<RootedPath> {
    let linted = workspace.files.iter().filter(|file| file.linted);
    // The time is asked first, because it is cheaper than reading the last commit.
    let own = linted.filter(|file| is_touched(file, start) && is_changed(file, before));
    own.map(|file| file.path.clone()).collect()
}

fn is_touched(file: &File, start: Option<SystemTime>) -> bool {
    let Some(start) = start else {
        return true;
    };
    let modified = file.path.absolute().metadata().and_then(|it| it.modified());
    modified.is_ok_and(|modified| modified >= start)
}

fn is_changed(file: &File, before: &Recorded<'_>) -> bool {
    let old = before.read(&file.path).ok();
    old.as_deref() != Some(file.document.text.as_str().as_bytes())
}
