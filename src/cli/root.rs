//! Where the workspace begins.

use std::path::{Path, PathBuf};

use super::Console;
use super::failure::Failure;
use crate::git::{GitError, Repository};

/// The folder that findings name paths from, and the repository it is the top of.
pub(super) struct Root {
    /// The repository's top, or the current folder outside Git; no links in its path.
    pub folder: PathBuf,
    /// The repository, where there is one that can be read.
    pub repository: Option<Repository>,
    /// Why there is none although one lies there: Git itself refuses it.
    pub refusal: Option<Failure>,
    /// Whether `folder` may hold files that people work on.
    has_files: bool,
}

impl Root {
    /// The root for what is linted at `start`, an existing folder.
    pub fn find(start: &Path, current: &Path) -> Self {
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
                let top = top(start);
                Self {
                    has_files: top.is_some(),
                    folder: top.unwrap_or(current).to_path_buf(),
                    repository: None,
                    refusal: Some(refusal(&error)),
                }
            }
        }
    }

    /// From now on, no remote is asked for what a partial clone left out.
    pub fn stay_local(&mut self) {
        if let Some(repository) = &mut self.repository {
            repository.stay_local();
        }
    }

    /// The repository, which the flag `flag` needs.
    pub fn require_repository(&self, flag: &str) -> Result<&Repository, Failure> {
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        self.repository.as_ref().ok_or_else(|| {
            let message = format!("`{flag}` needs a Git repository, and there is none here");
            Failure::new(message).help("change into one, or name files in one")
        })
    }

    /// Warns if Git refuses the repository, for commands that can do with the files alone.
    pub fn warn_of_refusal(&self, console: &mut Console<'_>) {
        if let Some(refusal) = &self.refusal {
            let way_out = refusal.help.as_deref().unwrap_or_default();
            let help = format!("{way_out}; until then, ignored files are not left out");
            console.warn(&refusal.clone().help(help));
        }
    }

    /// Fails where the repository is bare: there are no files to look at.
    pub fn require_working_tree(&self) -> Result<(), Failure> {
        if let Some(refusal) = self.refusal.as_ref().filter(|_| !self.has_files) {
            return Err(refusal.clone());
        }
        if !self.has_files {
            let message = "this repository is bare: it has no working tree";
            return Err(Failure::new(message).help("check a commit: `progress lint --rev HEAD`"));
        }
        Ok(())
    }
}

/// The top of the working tree around a folder; `None` in a bare repository.
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

/// Why Git refuses a repository, and the way out.
fn refusal(error: &GitError) -> Failure {
    let said = error.to_string();
    let help = if said.contains("safe.bareRepository") {
        "set `GIT_DIR` to the path of the repository, or `git config --global safe.bareRepository all`"
    } else if said.contains("dubious ownership") {
        "if you trust it, `git config --global --add safe.directory` and the path"
    } else if said.contains("=auto'") {
        "`git config --show-origin --get-regexp core.comment` tells where it is set: take it out there"
    } else {
        "`git status` must work here first"
    };
    Failure::new(format!("Git's repository cannot be opened: {said}")).help(help)
}
