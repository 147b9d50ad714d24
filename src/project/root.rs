//! The root of the workspace.

use std::path::{Path, PathBuf};

use progress_git::git::Repository;
use progress_git::jujutsu;

/// The directory that paths in findings are relative to, and its repository.
#[derive(Debug)]
pub struct Root {
    /// The root of the repository or of a Jujutsu workspace, or the current directory outside both;
    /// no links in its path.
    pub folder: PathBuf,
    /// The repository, if there is a readable one.
    pub repository: Option<Repository>,
    /// Why an existing repository cannot be used: Git itself refuses it.
    pub refusal: Option<Refusal>,
    /// Whether `folder` may contain a working tree.
    has_files: bool,
}

impl Root {
    /// Finds the root for linting in `start`, an existing directory.
    #[must_use]
    pub fn find(start: &Path, current: &Path) -> Self {
        match Repository::discover(start) {
            Ok(Some(repository)) => Self {
                folder: repository.root().to_path_buf(),
                has_files: !repository.is_bare(),
                repository: Some(repository),
                refusal: None,
            },
            Ok(None) => Self {
                folder: jujutsu::workspace_root(start)
                    .unwrap_or(current)
                    .to_path_buf(),
                repository: None,
                refusal: None,
                has_files: true,
            },
            Err(error) => {
                // Git refuses a repository of another owner, for example. The working tree is found
                // without it.
                let working_tree = top(start);
                Self {
                    has_files: working_tree.is_some(),
                    folder: working_tree.unwrap_or(current).to_path_buf(),
                    repository: None,
                    refusal: Some(Refusal {
                        said: error.to_string(),
                    }),
                }
            }
        }
    }

    /// From now on, objects missing in a partial clone are not fetched.
    pub fn stay_local(&mut self) {
        if let Some(repository) = &mut self.repository {
            repository.stay_local();
        }
    }

    /// Returns the repository, which `user` requires: a flag or a command.
    ///
    /// # Errors
    ///
    /// Fails if there is none, or Git refuses it.
    pub fn require_repository(&self, user: &str) -> Result<&Repository, RootError> {
        match (&self.refusal, &self.repository) {
            (Some(refusal), _) => Err(RootError::Refused(refusal.clone())),
            (None, Some(repository)) => Ok(repository),
            (None, None) => Err(RootError::NoRepository {
                user: user.to_owned(),
                is_jujutsu: jujutsu::is_workspace(&self.folder),
            }),
        }
    }

    /// Fails if the repository is bare, since there are no files to check.
    ///
    /// # Errors
    ///
    /// Fails if it is, or Git refuses it and it may be.
    pub fn require_working_tree(&self) -> Result<(), RootError> {
        match &self.refusal {
            // Files can be checked even if Git refuses their repository.
            _ if self.has_files => Ok(()),
            Some(refusal) => Err(RootError::Refused(refusal.clone())),
            None => Err(RootError::Bare),
        }
    }
}

/// Why Git refuses an existing repository.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot open the Git repository: {said}")]
pub struct Refusal {
    /// What Git says.
    said: String,
}

/// Why there is no repository or working tree to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// Git refuses the repository.
    #[error(transparent)]
    Refused(Refusal),
    /// There is no repository.
    #[error("`{user}` requires a Git repository")]
    NoRepository {
        /// The flag or command that requires one.
        user: String,
        /// Whether there is a workspace of Jujutsu instead.
        is_jujutsu: bool,
    },
    /// The repository has no working tree.
    #[error("this repository is bare and has no working tree")]
    Bare,
}

impl Refusal {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        if self.said.contains("safe.bareRepository") {
            "set `GIT_DIR` to the path of the repository, or run `git config --global safe.bareRepository all`"
        } else if self.said.contains("dubious ownership") {
            "if you trust it, run `git config --global --add safe.directory` with its path"
        } else if self.said.contains("=auto'") {
            "find it with `git config --show-origin --get-regexp core.comment`, and remove it there"
        } else {
            "make `git status` work here first"
        }
    }
}

impl RootError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.help(),
            Self::NoRepository {
                is_jujutsu: true, ..
            } => "this workspace of Jujutsu has no `.git`; run the command where it has one",
            // A flag belongs to a command that takes files.
            Self::NoRepository { user, .. } if user.starts_with('-') => {
                "change to a directory in one, or pass files in one"
            }
            Self::NoRepository { .. } => {
                "change to a directory in one, or create one here with `git init`"
            }
            Self::Bare => "check a commit: `progress lint --rev HEAD`",
        }
    }
}

/// The root of the working tree that contains a directory; `None` in a bare repository.
fn top(start: &Path) -> Option<&Path> {
    for folder in start.ancestors() {
        // In a linked worktree or a submodule, `.git` is a file.
        if folder.join(".git").exists() {
            return Some(folder);
        }
        // A bare repository, recognized as Git does it.
        if folder.join("HEAD").is_file() && folder.join("objects").is_dir() {
            return None;
        }
    }
    None
}
