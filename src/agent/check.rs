//! Checks the files that an agent edited.

use std::path::{Path, PathBuf};

use progress_core::config::{ConfigError, Settings, Severity};
use progress_core::fix::Texts;
use progress_core::lint::{Finding, Safety};
use progress_core::source::{RootedPath, with_slashes};
use progress_core::workspace::Workspace;
use progress_git::git::{Commit, EntryKind, GitError, Repository};
use progress_git::jujutsu;
use progress_git::trees::Recorded;

use super::wording::{Line, Summary};
use crate::checking::{self, BaselineFileError, Check, KnownFindings, Source, Targets};
use crate::config_file::SettingsFile;
use crate::loading::resolve_parent;
use crate::project::{ProjectError, Refusal, Root};

/// Why files could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The settings are invalid.
    #[error(transparent)]
    Settings(#[from] ConfigError),
    /// The project cannot be opened.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Git refuses the repository.
    #[error("{0}")]
    Refused(Refusal),
    /// Git cannot read the last commit.
    #[error("Git cannot read the last commit: {0}")]
    Git(#[from] GitError),
    /// A baseline cannot be used; no baseline is asked for, so this does not happen.
    #[error(transparent)]
    Baseline(#[from] BaselineFileError),
}

/// Checks files that an agent working in these directories edited, and returns what it should
/// read; `None` if its edits made nothing worse. With `may_fix`, makes safe fixes first.
///
/// Files outside the repositories of the directories are none of its business, nor are files that
/// are not progress files.
///
/// # Errors
///
/// Fails if the settings are invalid or the last commit cannot be read.
pub fn check_edited(
    files: &[PathBuf],
    folders: &[PathBuf],
    may_fix: bool,
) -> Result<Option<String>, AgentError> {
    let mut summary = Summary::default();
    for Group {
        root,
        within,
        files,
    } in by_root(files, folders)
    {
        if root.repository.is_none() {
            match root.refusal {
                Some(refusal) => return Err(AgentError::Refused(refusal)),
                // Nothing tells what the edit made worse, so all findings are reported.
                None if jujutsu::is_workspace(&root.folder) => {}
                None => continue,
            }
        }
        let edits = Edits {
            files,
            folder: &root.folder,
            repository: root.repository.as_ref(),
            may_fix,
        };
        let mut found = Summary::default();
        edits.check(&mut found)?;
        summary.add(found, &within);
    }
    Ok(summary.text())
}

/// Edited files of one root.
struct Group {
    root: Root,
    /// The path of the root within the agent's root; empty if it is not inside.
    within: String,
    files: Vec<PathBuf>,
}

/// Groups files by the root that contains them, leaving out those that are not in the repository of
/// one of the directories. An agent may edit files of several worktrees or submodules, each with its own commit.
fn by_root(files: &[PathBuf], folders: &[PathBuf]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut homes = None;
    for file in files {
        let file = resolve_parent(file);
        let mut ancestors = file.ancestors().skip(1);
        let Some(start) = ancestors.find(|folder| folder.is_dir()) else {
            continue;
        };
        let root = Root::find(start, start);
        let mut known = groups.iter_mut();
        if let Some(group) = known.find(|group| group.root.folder == root.folder) {
            group.files.push(file);
            continue;
        }
        let mut within = String::new();
        // Nearly always the agent works in the repository itself, which is found already. Where an
        // agent works in a directory that does not exist, its files are all there is to go by.
        let mut own = folders.iter();
        let is_known = own.any(|own| own.starts_with(&root.folder) && !own.join(".git").exists());
        if !is_known {
            let homes = homes.get_or_insert_with(|| homes_of(folders));
            let home = homes.iter().find(|home| is_at_home(&root, home));
            if !homes.is_empty() && home.is_none() {
                continue;
            }
            within = home.map_or_else(String::new, |home| path_within(&root, home));
        }
        groups.push(Group {
            root,
            within,
            files: vec![file],
        });
    }
    for group in &mut groups {
        // An agent must not wait for an unreachable remote.
        group.root.stay_local();
    }
    groups
}

/// The roots of the directories that exist.
fn homes_of(folders: &[PathBuf]) -> Vec<Root> {
    let existing = folders.iter().filter(|folder| folder.is_dir());
    existing.map(|folder| Root::find(folder, folder)).collect()
}

/// Whether a root is that of the agent, below it, or another worktree of the same repository.
fn is_at_home(root: &Root, home: &Root) -> bool {
    if root.folder.starts_with(&home.folder) {
        return true;
    }
    match (&root.repository, &home.repository) {
        (Some(one), Some(other)) => one.common_dir() == other.common_dir(),
        _ => false,
    }
}

/// The path of a root within another one; empty if it is not inside.
pub(super) fn path_within(root: &Root, outer: &Root) -> String {
    let path = root.folder.strip_prefix(&outer.folder);
    path.map_or_else(|_| String::new(), with_slashes)
}

/// Edited files of one repository, or of a Jujutsu workspace, which may have no Git repository.
struct Edits<'r> {
    files: Vec<PathBuf>,
    folder: &'r Path,
    repository: Option<&'r Repository>,
    may_fix: bool,
}

impl Edits<'_> {
    /// Adds what the edits made worse.
    fn check(&self, summary: &mut Summary) -> Result<(), AgentError> {
        let settings = SettingsFile::Disk(self.folder).load()?;
        if !settings.agent_enabled || self.repository.is_some_and(Repository::is_bare) {
            return Ok(());
        }
        let head = match self.repository {
            Some(repository) => repository.head()?,
            None => None,
        };
        let targets = self.targets(&settings, head.as_ref());
        // Most edits are of other files, and end here.
        if targets.files.is_empty() && targets.folders.is_empty() {
            return Ok(());
        }
        if head.is_some() {
            summary.since = Some("HEAD");
        }
        summary.may_be_old = self.repository.is_none();
        let check = new_since(head, self.folder, self.repository, settings, targets);
        let edited: Vec<RootedPath> = check
            .targets
            .files
            .iter()
            .map(|file| RootedPath::new(self.folder, file))
            .collect();
        if self.may_fix {
            summary.fixed.extend(fix(&check, &edited));
        }
        let workspace = check.load(&Texts::new());
        add_lines(&check, &workspace, &edited, summary)
    }

    /// The progress files among the edited ones. Of one that was deleted or moved, the directory
    /// stands for the rest of its plan, where something may depend on it.
    fn targets(&self, settings: &Settings, head: Option<&Commit>) -> Targets {
        let mut targets = Targets::default();
        for file in &self.files {
            let path = RootedPath::new(self.folder, file);
            if !settings.is_candidate(path.as_str()) {
                continue;
            }
            if file.is_file() {
                targets.files.push(file.clone());
            } else if let (Some(head), Some(repository)) = (head, self.repository)
                && let Some(parent) = file.parent().filter(|parent| parent.is_dir())
            {
                let tree = repository.tree(head.tree);
                let before = Recorded::new(self.folder.to_path_buf(), tree);
                if before.kind(&path).is_some_and(EntryKind::is_file) {
                    targets.folders.push(parent.to_path_buf());
                }
            }
        }
        targets
    }
}

/// A check of files in the working tree that reports only what is new since a commit.
pub(super) fn new_since<'r>(
    commit: Option<Commit>,
    folder: &'r Path,
    repository: Option<&'r Repository>,
    settings: Settings,
    targets: Targets,
) -> Check<'r> {
    Check {
        source: Source::working_tree(folder, repository),
        targets,
        settings,
        range: None,
        unmerged: Vec::new(),
        known: KnownFindings {
            commit,
            baseline: None,
        },
        wants_dates: false,
        candidates: None,
        past: None,
    }
}

/// Makes the safe fixes in the edited files. Returns how many in which file.
fn fix(check: &Check<'_>, edited: &[RootedPath]) -> Vec<(String, usize)> {
    let nothing = Texts::new();
    let mut fixed = checking::fix(check, &nothing, Safety::Safe);
    // Findings in other files are reported, but the agent does not expect these files to change.
    fixed.files.retain(|path, _| edited.contains(path));
    let counts: Vec<(RootedPath, usize)> = fixed
        .files
        .iter()
        .map(|(path, file)| (path.clone(), file.fixed))
        .collect();
    let done = checking::write_fixes(check, &nothing, fixed);
    let is_written = |path: &RootedPath| !done.failed.iter().any(|(failed, _)| failed == path);
    let written = counts.into_iter().filter(|(path, _)| is_written(path));
    written
        .map(|(path, count)| (path.as_str().to_owned(), count))
        .collect()
}

/// Adds the new findings of a check; those in edited files come first.
pub(super) fn add_lines(
    check: &Check<'_>,
    workspace: &Workspace,
    edited: &[RootedPath],
    summary: &mut Summary,
) -> Result<(), AgentError> {
    let checked = check.run(workspace, &Texts::new())?;
    let mut findings: Vec<(bool, &Finding)> = Vec::new();
    for finding in &checked.report.findings {
        let Some(place) = finding.place() else {
            // The branch is not something that an edit changes.
            continue;
        };
        // Advice is for people who ask for it.
        if finding.severity > Severity::Advice {
            let is_edited = edited.contains(&workspace.file(place.file).path);
            findings.push((is_edited, finding));
        }
    }
    // If not all fit, those left out should matter least. The sort keeps the order of the report.
    findings.sort_by_key(|(is_edited, finding)| (!is_edited, std::cmp::Reverse(finding.severity)));
    let lines = findings
        .into_iter()
        .filter_map(|(is_edited, finding)| line(workspace, finding, is_edited));
    summary.lines.extend(lines);
    Ok(())
}

fn line(workspace: &Workspace, finding: &Finding, is_edited: bool) -> Option<Line> {
    let place = finding.place()?;
    let safe = finding
        .fix
        .as_ref()
        .filter(|fix| fix.safety == Safety::Safe);
    Some(Line {
        path: workspace.file(place.file).path.as_str().to_owned(),
        place: format!("{}:{}", place.start.line, place.start.column),
        rule: format!("{}[{}]", finding.severity, finding.rule),
        message: match &finding.help {
            // Other help says what to do; this says what is there.
            Some(help) if help.starts_with("did you mean") => {
                format!("{}; {help}", finding.message)
            }
            _ => finding.message.clone(),
        },
        fix: safe.map(|fix| fix.title.clone()),
        is_edited,
    })
}
