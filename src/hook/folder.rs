//! Where Git looks for hooks, and who says so.

use std::path::{Path, PathBuf};

use crate::git::{GitError, Repository, Setting};

/// The folder of a repository's hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where it is; it need not exist.
    pub path: PathBuf,
    /// The `core.hooksPath` that names it.
    pub setting: Option<Setting>,
    /// Whether it lies in the working tree, where commits can hold it.
    pub is_in_tree: bool,
}

impl Folder {
    /// The folder in which Git looks.
    ///
    /// # Errors
    ///
    /// Fails where Git cannot be asked.
    pub fn of(repository: &Repository) -> Result<Self, GitError> {
        let path = repository.hooks_folder()?;
        let is_in_tree = path.starts_with(repository.root())
            && !path.starts_with(repository.common_dir())
            && !path.starts_with(repository.git_dir());
        Ok(Self {
            path,
            setting: repository.setting_in_force("core.hooksPath"),
            is_in_tree,
        })
    }

    /// Whether hooks are switched off: it is no folder, nor can be one.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.path == Path::new("/dev/null") || self.path.exists() && !self.path.is_dir()
    }

    /// Whether other repositories look there too.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        let setting = self.setting.as_ref();
        let scope = setting.map(|setting| setting.scope.as_str());
        !self.is_in_tree && matches!(scope, Some("global" | "system"))
    }
}
