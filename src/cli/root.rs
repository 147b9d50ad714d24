//! The root of the workspace.

use std::path::{Path, PathBuf};

use progress_git::git::{GitError, Repository};

use super::Console;
use super::failure::Failure;

/// The directory that paths in findings are relative to, and its repository.
pub(super) struct Root {
    /// The root of the repository, or the current directory outside Git; no links in its path.
    pub folder: PathBuf,
    /// The repository, if there is a readable one.
    pub repository: Option<Repository>,
    /// Why an existing repository cannot be used: Git itself refuses it.
    pub refusal: Option<Failure>,
    /// Whether `folder` may contain a working tree.
    has_files: bool,
}

impl Root {
    /// Finds the root for linting in `start`, an existing directory.
    pub(super) fn find(start: &Path, current: &Path) -> Self {
        match Repository::discover(start) {
            Ok(Some(repository)) => Self {
                folder: repository.root().to_path_buf(),
                has_files: !repository.is_bare(),
                repository: Some(repository),
                refusal: None,
            },
            Ok(None) => Self {
                folder: current.to_path_buf(),
                repository: None,
                refusal: None,
                has_files: true,
            },
            Err(error) => {
                let working_tree = top(start);
                Self {
                    has_files: working_tree.is_some(),
                    folder: working_tree.unwrap_or(current).to_path_buf(),
                    repository: None,
                    refusal: Some(refusal(&error)),
                }
            }
        }
    }

    /// From now on, objects missing in a partial clone are not fetched.
    pub(super) fn stay_local(&mut self) {
        if let Some(repository) = &mut self.repository {
            repository.stay_local();
        }
    }

    /// Returns the repository, which the flag `flag` requires.
    pub(super) fn require_repository(&self, flag: &str) -> Result<&Repository, Failure> {
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        self.repository.as_ref().ok_or_else(|| {
            let message = format!("`{flag}` requires a Git repository");
            Failure::new(message).help("change to a directory in one, or pass files in one")
        })
    }

    /// Warns if Git refuses the repository, for commands that can work without it.
    pub(super) fn warn_of_refusal(&self, console: &mut Console<'_>) {
        if let Some(refusal) = &self.refusal {
            let way_out = refusal.help.as_deref().unwrap_or_default();
            let help = format!("{way_out}; until then, ignored files are not skipped");
            console.warn(&refusal.clone().help(help));
        }
    }

    /// Fails if the repository is bare, since there are no files to check.
    pub(super) fn require_working_tree(&self) -> Result<(), Failure> {
        if self.has_files {
            return Ok(());
        }
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        let failure = Failure::new("this repository is bare and has no working tree");
        Err(failure.help("check a commit: `progress lint --rev HEAD`"))
    }
}

/// The root of the working tree that contains a directory; `None` in a bare repository.
fn top(start: &Path) -> Option<&Path> {
    for folder in start.ancestors() {
        if folder.join(".git").exists() {
            return Some(folder);
        }
        if folder.join("HEAD").is_file() && folder.join("objects").is_dir() {
            return None;
        }
    }
    None
}

/// Creates the failure for a repository that Git refuses, with a way out.
fn refusal(error: &GitError) -> Failure {
    let said = error.to_string();
    let help = if said.contains("safe.bareRepository") {
        "set `GIT_DIR` to the path of the repository, or run `git config --global safe.bareRepository all`"
    } else if said.contains("dubious ownership") {
        "if you trust it, run `git config --global --add safe.directory` with its path"
    } else if said.contains("=auto'") {
        "find it with `git config --show-origin --get-regexp core.comment`, and remove it there"
    } else {
        "make `git status` work here first"
    };
    Failure::new(format!("cannot open the Git repository: {said}")).help(help)
}
