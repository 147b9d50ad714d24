//! Where the workspace begins.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::git::Repository;

/// The folder that findings name paths from, and the repository it is the top of.
pub(super) struct Root {
    /// The repository's top, or the current folder outside Git; no links in its path.
    pub folder: PathBuf,
    /// The repository, where there is one that can be read.
    pub repository: Option<Repository>,
    /// Why there is none although one lies there.
    pub warning: Option<Failure>,
}

impl Root {
    /// The root for what is linted at `start`, an existing folder.
    pub fn find(start: &Path, current: &Path) -> Self {
        match Repository::discover(start) {
            Ok(Some(repository)) => Self {
                folder: repository.root().to_path_buf(),
                repository: Some(repository),
                warning: None,
            },
            Ok(None) => Self {
                folder: current.to_path_buf(),
                repository: None,
                warning: None,
            },
            Err(error) => {
                let top = start.ancestors().find(|one| one.join(".git").exists());
                let message = format!("Git's repository cannot be opened: {error}");
                let help = "files are searched for as outside Git: ignored ones are not left out";
                Self {
                    folder: top.unwrap_or(current).to_path_buf(),
                    repository: None,
                    warning: Some(Failure::new(message).help(help)),
                }
            }
        }
    }

    /// The repository, which the flag `flag` needs.
    pub fn require_repository(&self, flag: &str) -> Result<&Repository, Failure> {
        self.repository.as_ref().ok_or_else(|| {
            let message = format!("`{flag}` needs a Git repository, and none can be read here");
            Failure::new(message).help("change into one, or name files in one")
        })
    }

    /// Fails where the repository is bare: there are no files to look at.
    pub fn require_working_tree(&self) -> Result<(), Failure> {
        if self.repository.as_ref().is_some_and(Repository::is_bare) {
            let message = "this repository is bare: it has no working tree";
            return Err(Failure::new(message).help("check a commit: `progress lint --rev HEAD`"));
        }
        Ok(())
    }
}
