//! What to lint, as a user or a hook asks for it.

use std::path::{Path, PathBuf};

use progress_core::lint::Safety;

use crate::config_file::Overrides;
use crate::project::Root;
use crate::selection::{NamedPaths, PathError, all_writable};

/// What to lint, and how. The default is to report all findings in the whole repository.
#[derive(Clone, Debug, Default)]
pub struct LintRequest {
    /// Files to lint and directories to search; the whole repository if there are none.
    pub paths: Vec<PathBuf>,
    /// Instead of paths: the file whose content comes from standard input.
    pub stdin: Option<PathBuf>,
    /// Where the files are.
    pub origin: Origin,
    /// The commit whose findings are known.
    pub new_from: Option<String>,
    /// The file of known findings.
    pub baseline: BaselineRequest,
    /// The file that contains the settings, if not the usual one.
    pub config: Option<PathBuf>,
    /// Settings that take precedence over those in the file.
    pub overrides: Overrides,
    /// What to do with the findings.
    pub action: Action,
    /// Whether `exclude` in the settings also applies to files that were named.
    pub force_exclude: bool,
    /// Whether to find completion dates for fixes, which walks the history.
    pub wants_dates: bool,
}

/// Where the files to lint are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// On disk.
    #[default]
    WorkingTree,
    /// In the index.
    Index,
    /// In the commit of this name.
    Commit(String),
    /// In the last commit of a range, whose commits are checked, too.
    Range {
        /// The range, such as `main..HEAD`.
        text: String,
        /// The commit from which settings and baseline are read, if not the start of the range.
        settings_from: Option<String>,
    },
}

/// What to do about known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineRequest {
    /// The file that lists them.
    pub file: BaselineChoice,
    /// Whether to write all current findings to it.
    pub is_written: bool,
}

/// The file of known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BaselineChoice {
    /// The one that the settings name, if they name one.
    #[default]
    Configured,
    /// The one at this path.
    Named(PathBuf),
    /// None, whatever the settings say.
    Ignored,
}

/// What to do with the findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// Report them.
    #[default]
    Report,
    /// Show what fixes would change.
    ShowFixes(Safety),
    /// Fix what these fixes can, and report the rest.
    Fix(Safety),
    /// Show the ignore comments that would be added.
    ShowIgnores,
    /// Add ignore comments for them, and report the rest.
    AddIgnores,
}

impl LintRequest {
    /// Resolves the paths, and finds the root of the repository that contains the first of them.
    /// Paths in the index or a commit are left to [`open()`](super::open()).
    ///
    /// # Errors
    ///
    /// Fails if the name for standard input cannot be that of a file, or a file to fix lies outside
    /// the repository.
    pub fn locate(&self, current: &Path) -> Result<(NamedPaths, Root), PathError> {
        let named = self.resolve(current)?;
        let mut root = Root::find(named.start(current), current);
        // Lint only local content; otherwise a check could wait for an unreachable remote.
        root.stay_local();
        Ok((named, root))
    }

    fn resolve(&self, current: &Path) -> Result<NamedPaths, PathError> {
        if self.origin != Origin::WorkingTree {
            return Ok(NamedPaths::unchecked(&self.paths, current));
        }
        if let Some(name) = &self.stdin {
            return NamedPaths::stdin(name, current);
        }
        if let Action::Fix(_) | Action::AddIgnores = self.action {
            let paths = all_writable(&self.paths, current)?;
            return Ok(NamedPaths::on_disk(&paths, current));
        }
        Ok(NamedPaths::on_disk(&self.paths, current))
    }
}
