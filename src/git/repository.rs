//! A repository on disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Branch;
use crate::source::real_path;

/// Git could not answer.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct GitError {
    message: String,
}

impl GitError {
    pub(super) fn new(message: &str) -> Self {
        Self {
            message: message.to_owned(),
        }
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        Self {
            message: error.message().to_owned(),
        }
    }
}

/// An open repository with a working tree.
pub struct Repository {
    pub(super) inner: git2::Repository,
    root: PathBuf,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Repository {
    /// Finds the repository whose working tree holds `folder`.
    ///
    /// `None` where there is none, or it is bare.
    ///
    /// # Errors
    ///
    /// Fails where there is a repository that cannot be opened.
    pub fn discover(folder: &Path) -> Result<Option<Self>, GitError> {
        let inner = match git2::Repository::discover(folder) {
            Ok(inner) => inner,
            Err(error) if error.code() == git2::ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // libgit2 and the system may spell one folder in two ways; prefixes need one.
        let root = inner
            .workdir()
            .map(|root| real_path(root).unwrap_or_else(|_| root.to_path_buf()));
        Ok(root.map(|root| Self { inner, root }))
    }

    /// The top of the working tree, without links in its path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Git's own folder for this working tree: `.git`, or a linked one's `.git/worktrees/NAME`.
    #[must_use]
    pub fn git_dir(&self) -> &Path {
        self.inner.path()
    }

    /// Git's own folder that all worktrees of the repository share.
    #[must_use]
    pub fn common_dir(&self) -> &Path {
        self.inner.commondir()
    }

    /// The branch at hand: `HEAD`'s, or, where that is detached, the one the CI names.
    #[must_use]
    pub fn branch(&self) -> Option<Branch> {
        // Read as a symbolic reference: an unborn branch has a name too.
        let head = self.inner.find_reference("HEAD").ok();
        let target = head
            .as_ref()
            .and_then(|head| head.symbolic_target().ok().flatten());
        match target.and_then(|name| name.strip_prefix("refs/heads/")) {
            Some(name) => Some(Branch {
                name: name.to_owned(),
                from_variable: None,
            }),
            None => Branch::from_ci(|name| std::env::var(name).ok()),
        }
    }

    /// The paths in the index, relative to the root, as Git writes them.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn tracked(&self) -> Result<HashSet<Vec<u8>>, GitError> {
        Ok(self.inner.index()?.iter().map(|entry| entry.path).collect())
    }

    /// Whether Git's ignore rules match a path relative to the root.
    #[must_use]
    pub fn is_ignored(&self, path: &Path) -> bool {
        self.inner.status_should_ignore(path).unwrap_or(false)
    }
}
