//! The settings and baseline for checking a range of commits: those at its start, so that a pull
//! request cannot weaken its own checks. What it weakens for later ones is reported.

use std::path::Path;

use progress_core::config;
use progress_core::config::{ConfigError, Settings, Severity, weaker};
use progress_core::rules;
use progress_core::source::RootedPath;
use progress_git::git::{Commit, ObjectId, Repository};
use progress_git::paths::real_path;
use progress_git::trees::Recorded;

use super::{BaselineText, CheckedCommits};
use crate::config_file::{self, Overrides, SettingsFile};
use crate::loading::resolve_parent;

/// Characters shown of a commit's hash.
const SHORT: usize = 12;

/// The gate that a range has to pass.
#[derive(Debug)]
pub struct Gate<'r> {
    /// The files of the commit from which settings and baseline are read.
    judge: Recorded<'r>,
    /// The name of that commit in messages.
    pub name: String,
    /// Whether that commit was chosen, instead of the start of the range.
    pub is_chosen: bool,
    /// The files at the start of the range.
    start: Recorded<'r>,
    /// The tree at the start of the range.
    pub tree: ObjectId,
    /// The files at the end of the range.
    end: Recorded<'r>,
    /// The current directory.
    current: &'r Path,
}

/// The settings for checking a range.
#[derive(Debug)]
pub struct Judgement {
    /// The settings.
    pub settings: Settings,
    /// Whether the settings differ at the end of the range.
    pub has_changed: bool,
    /// What is checked less at the end of the range than at its start.
    pub weaker: Vec<String>,
    /// Why the settings at the start of the range cannot be used; those at its end are used
    /// instead.
    pub rejected: Option<ConfigError>,
}

impl<'r> Gate<'r> {
    /// Opens the gate of a range. `chosen` is a commit with its name, from which settings and
    /// baseline are read instead of from the start of the range.
    #[must_use]
    pub fn open(
        repository: &'r Repository,
        commits: &CheckedCommits<'_>,
        chosen: Option<(&str, &Commit)>,
        root: &Path,
        current: &'r Path,
    ) -> Self {
        let (name, judge) = if let Some((name, commit)) = chosen {
            (name.to_owned(), commit.tree)
        } else {
            let mut name = commits.base.id.to_string();
            name.truncate(SHORT);
            (name, commits.base.tree)
        };
        let [judge, start, end] = [judge, commits.base.tree, commits.last().tree]
            .map(|tree| Recorded::new(root.to_path_buf(), repository.tree(tree)));
        Self {
            judge,
            name,
            is_chosen: chosen.is_some(),
            start,
            tree: commits.base.tree,
            end,
            current,
        }
    }

    /// Returns the settings to use; `config` is the file that contains them, if not the usual one.
    ///
    /// # Errors
    ///
    /// Fails if the settings at the end of the range, or those of the chosen commit, are invalid.
    pub fn settings(
        &self,
        config: Option<&Path>,
        overrides: &Overrides,
    ) -> Result<Judgement, ConfigError> {
        let path = match config {
            None => config::FILE_NAME.to_owned(),
            Some(config) => match self.tracked(config) {
                Some(path) => path,
                // A file that Git does not track is not part of what is being merged.
                None => return self.untracked_settings(config, overrides),
            },
        };
        let shown = match config {
            Some(config) => config.display().to_string(),
            None => path.clone(),
        };
        // Whichever settings apply, the ones being merged must be valid.
        let end = overrides.apply(load_recorded(&self.end, &path, &shown)?);
        let weaker = match load_recorded(&self.start, &path, &shown) {
            Ok(start) => weaker(&overrides.apply(start), &end, &default_severities()),
            // There is nothing to compare with.
            Err(_) => Vec::new(),
        };
        match load_recorded(&self.judge, &path, &shown) {
            Ok(settings) => Ok(Judgement {
                settings: overrides.apply(settings),
                has_changed: self.judge.root_file(&path).ok() != self.end.root_file(&path).ok(),
                weaker,
                rejected: None,
            }),
            // With other settings than those of the named commit, something else would be checked.
            Err(error) if self.is_chosen => Err(error),
            // Otherwise a change that repairs invalid settings could never pass.
            Err(error) => Ok(Judgement {
                settings: end,
                has_changed: false,
                weaker,
                rejected: Some(error),
            }),
        }
    }

    /// The settings in a file that is not tracked by Git, so that the range cannot change it.
    fn untracked_settings(
        &self,
        config: &Path,
        overrides: &Overrides,
    ) -> Result<Judgement, ConfigError> {
        let shown = config.display().to_string();
        let names = config_file::rule_names();
        let settings = config_file::load_file(&self.current.join(config), &shown, &names)?;
        Ok(Judgement {
            settings: overrides.apply(settings),
            has_changed: false,
            weaker: Vec::new(),
            rejected: None,
        })
    }

    /// Returns the text of the baseline as it was before the range; `None` if it is not tracked by
    /// Git.
    #[must_use]
    pub fn baseline(&self, path: &Path) -> Option<BaselineText> {
        let path = self.tracked(path)?;
        Some(BaselineText(self.judge.root_file(&path)))
    }

    /// The path from the root of a file that exists at the start or end of the range.
    fn tracked(&self, path: &Path) -> Option<String> {
        [&self.judge, &self.start, &self.end]
            .into_iter()
            .find_map(|files| recorded_path(path, self.current, files))
    }
}

/// The path from the root of a file given relative to the directory `current`; `None` if it does
/// not exist there.
fn recorded_path(path: &Path, current: &Path, files: &Recorded<'_>) -> Option<String> {
    let written = resolve_parent(&current.join(path));
    let real = match real_path(&current.join(path)) {
        Ok(real) => real,
        Err(_) => written.clone(),
    };
    // Links on disk are followed only if the path as written does not exist.
    [written, real]
        .iter()
        .map(|path| RootedPath::new(files.root(), path))
        .find(|path| files.kind(path).is_some())
        .map(|path| path.as_str().to_owned())
}

fn load_recorded(files: &Recorded<'_>, path: &str, shown: &str) -> Result<Settings, ConfigError> {
    SettingsFile::RecordedAs { files, path, shown }.load()
}

/// All rules with their default severities.
fn default_severities() -> Vec<(&'static str, Severity)> {
    rules::ALL
        .iter()
        .map(|entry| (entry.rule.name, entry.rule.severity))
        .collect()
}
