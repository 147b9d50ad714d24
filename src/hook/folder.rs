//! The folder in which Git looks for hooks, and the setting that names it.

use std::path::{Path, PathBuf};

use progress_git::git::{GitError, Repository, Setting};

/// The folder of a repository's hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its path; it need not exist.
    pub path: PathBuf,
    /// The `core.hooksPath` in effect, if any.
    pub setting: Option<Setting>,
    /// Whether it is in the working tree, where it can be committed.
    pub is_in_tree: bool,
}

impl Folder {
    /// Returns the folder in which Git looks for hooks.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot be queried.
    pub fn of(repository: &Repository) -> Result<Self, GitError> {
        let path = repository.hooks_folder()?;
        // Git's own folders are usually below the root too, but nothing in them can be committed.
        let is_in_tree = path.starts_with(repository.root())
            && !path.starts_with(repository.common_dir())
            && !path.starts_with(repository.git_dir());
        Ok(Self {
            path,
            setting: repository.setting_in_force("core.hooksPath"),
            is_in_tree,
        })
    }

    /// Whether hooks are disabled: the path is not a folder and cannot become one.
    #[must_use]
    pub fn is_off(&self) -> bool {
        // `core.hooksPath=/dev/null` is the usual way to turn hooks off.
        self.path == Path::new("/dev/null") || self.path.exists() && !self.path.is_dir()
    }

    /// Whether other repositories use the same folder.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        let setting = self.setting.as_ref();
        let scope = setting.map(|setting| setting.scope.as_str());
        !self.is_in_tree && matches!(scope, Some("global" | "system"))
    }
}
