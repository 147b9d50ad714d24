//! Opens what a request names.

use std::path::{Path, PathBuf};

use progress_core::config::{ConfigError, Settings};
use progress_git::git::{Commit, Repository};
use progress_git::jujutsu::CONFLICT_README;

use super::choose_baseline::choose_baseline;
use super::open_error::OpenError;
use super::request::{LintRequest, Origin};
use super::{
    BaselineFile, Check, CheckedCommits, Gate, GatedRange, KnownFindings, Source, Targets,
};
use crate::config_file::{self, SettingsFile};
use crate::project::Root;
use crate::selection::{NamedPaths, PathError, commit_named};

/// What to check, and the paths that cannot be checked.
#[derive(Debug)]
pub struct Opened<'r> {
    /// What to check.
    pub check: Check<'r>,
    /// The paths that cannot be checked, besides those in conflict.
    pub failures: Vec<PathError>,
}

/// Something to tell the user, whether or not the check can be opened.
#[derive(Debug)]
pub enum Notice {
    /// Git refuses the repository, so it is not used.
    Refused,
    /// The settings at the start of a range are invalid; those at its end are used.
    RejectedSettings {
        /// The name of the commit at the start.
        start: String,
        /// What is wrong with its settings.
        error: ConfigError,
    },
    /// A range has no commits.
    NoCommits {
        /// The range.
        range: String,
    },
    /// A file was probably meant to be the configuration.
    Misnamed(&'static str),
    /// Jujutsu has stored the commit as one in conflict: only one of its sides is checked.
    InConflict,
    /// The baseline does not exist at the start of a range.
    NoBaseline {
        /// The path of the baseline.
        path: PathBuf,
        /// The name of the commit at the start.
        start: String,
    },
}

impl Opened<'_> {
    /// Whether a path cannot be checked.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        !self.failures.is_empty() || !self.check.unmerged.is_empty()
    }

    /// Whether none of the given paths can be checked.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        let targets = &self.check.targets;
        self.has_failures() && targets.files.is_empty() && targets.folders.is_empty()
    }
}

/// Opens what to lint; the whole root if no path was passed.
///
/// `named` and `root` are those of [`LintRequest::locate`]. Adds to `notices` what to tell the user,
/// even if it fails.
///
/// # Errors
///
/// Fails if something that was asked for does not exist or cannot be read.
pub fn open<'r>(
    request: &LintRequest,
    mut named: NamedPaths,
    root: &'r Root,
    current: &'r Path,
    notices: &mut Vec<Notice>,
) -> Result<Opened<'r>, OpenError> {
    let source = open_source(&request.origin, root)?;
    // Whatever needs the repository fails below; the rest works without it, with this notice.
    if source.recorded().is_none() && request.new_from.is_none() && root.refusal.is_some() {
        notices.push(Notice::Refused);
    }
    if source.has_file(CONFLICT_README) {
        notices.push(Notice::InConflict);
    }
    let range = open_range(request, root, current, notices)?;
    let mut settings = match &range {
        Some(range) => range.judgement.settings.clone(),
        None => read_settings(request, source.settings_file(), current, notices)?,
    };
    // Here a misnamed branch is an error, so that it is noticed at its first commit.
    settings.enforce_branch |= source.enforces_branch();
    if let Some(files) = source.recorded() {
        named = NamedPaths::recorded(&request.paths, current, files, &source.name());
    }
    if named.is_empty() && named.failures.is_empty() {
        // A path that was given but cannot be used must not turn into a check of everything.
        named.folders.push(root.folder.clone());
    }
    let baseline = choose_baseline(
        request,
        &settings,
        &source,
        range.as_ref(),
        (root, current),
        notices,
    )?;
    let known = known_findings(request, range.as_ref(), root, baseline)?;
    let mut targets = Targets {
        files: named.files,
        folders: named.folders,
        piped: named.stdin,
    };
    if request.force_exclude {
        targets.exclude(&root.folder, &settings);
    }
    let unmerged = source.unmerged(&targets, &settings);
    let check = Check {
        source,
        targets,
        settings,
        range,
        unmerged,
        known,
        wants_dates: request.wants_dates,
        candidates: None,
        past: None,
    };
    Ok(Opened {
        check,
        failures: named.failures,
    })
}

/// Opens the source of the files.
fn open_source<'r>(origin: &Origin, root: &'r Root) -> Result<Source<'r>, OpenError> {
    let folder = root.folder.as_path();
    match origin {
        Origin::WorkingTree => {
            root.require_working_tree()?;
            Ok(Source::working_tree(folder, root.repository.as_ref()))
        }
        Origin::Index => {
            let repository = root.require_repository("--staged")?;
            Ok(Source::index(folder, repository)?)
        }
        Origin::Commit(name) => {
            let repository = root.require_repository("--rev")?;
            let commit = commit_named(repository, "--rev", name)?;
            Ok(Source::commit(folder, repository, commit, name))
        }
        Origin::Range { text, .. } => {
            // A single revision would mean all of its history.
            let Some((_, last)) = text.rsplit_once("..") else {
                return Err(OpenError::NotARange(text.clone()));
            };
            // As in Git, an omitted end is `HEAD`.
            let last = if last.is_empty() { "HEAD" } else { last };
            let repository = root.require_repository("--commits")?;
            let commit = commit_named(repository, "--commits", last)?;
            Ok(Source::commit(folder, repository, commit, last).at_end_of_range())
        }
    }
}

/// Opens the range of commits, if one was passed.
fn open_range<'r>(
    request: &LintRequest,
    root: &'r Root,
    current: &'r Path,
    notices: &mut Vec<Notice>,
) -> Result<Option<GatedRange<'r>>, OpenError> {
    let Origin::Range {
        text,
        settings_from,
    } = &request.origin
    else {
        return Ok(None);
    };
    let repository = root.require_repository("--commits")?;
    let commits = CheckedCommits::open(repository, text)?;
    let chosen = chosen_commit(settings_from.as_deref(), repository)?;
    let chosen_ref = chosen.as_ref().map(|(name, commit)| (*name, commit));
    let gate = Gate::open(repository, &commits, chosen_ref, &root.folder, current);
    let mut judgement = gate.settings(request.config.as_deref(), &request.overrides)?;
    if let Some(error) = judgement.rejected.take() {
        notices.push(Notice::RejectedSettings {
            start: gate.name.clone(),
            error,
        });
    }
    if commits.is_empty() {
        notices.push(Notice::NoCommits {
            range: text.clone(),
        });
    }
    Ok(Some(GatedRange {
        commits,
        gate,
        judgement,
    }))
}

/// The commit from which settings and baseline are read, with its name, if one was chosen.
fn chosen_commit<'a>(
    name: Option<&'a str>,
    repository: &Repository,
) -> Result<Option<(&'a str, Commit)>, OpenError> {
    let Some(name) = name else {
        return Ok(None);
    };
    let commit = commit_named(repository, "--settings-from", name)?;
    Ok(Some((name, commit)))
}

/// Reads the configuration and applies what takes precedence.
fn read_settings(
    request: &LintRequest,
    file: SettingsFile<'_>,
    current: &Path,
    notices: &mut Vec<Notice>,
) -> Result<Settings, ConfigError> {
    let settings = if let Some(path) = &request.config {
        let names = config_file::rule_names();
        config_file::load_file(&current.join(path), &path.display().to_string(), &names)?
    } else {
        if let Some(name) = file.misnamed() {
            notices.push(Notice::Misnamed(name));
        }
        file.load()?
    };
    Ok(request.overrides.apply(settings))
}

/// Opens the sources of known findings: the start of the range or another commit, and the baseline.
fn known_findings(
    request: &LintRequest,
    range: Option<&GatedRange<'_>>,
    root: &Root,
    baseline: Option<BaselineFile>,
) -> Result<KnownFindings, OpenError> {
    let commit = match (range, &request.new_from) {
        // The range is not to blame for findings that its start has already.
        (Some(range), _) => Some(range.commits.base.clone()),
        (None, Some(name)) => {
            let repository = root.require_repository("--new-from")?;
            Some(commit_named(repository, "--new-from", name)?)
        }
        (None, None) => None,
    };
    Ok(KnownFindings { commit, baseline })
}
