//! The repository, or the folder outside Git, in which a command runs, and its settings.

mod root;

use std::path::{Path, PathBuf};

use progress_core::config::{ConfigError, Settings};
use progress_core::source::Contents;
use progress_core::workspace::Workspace;
use progress_git::git::{GitError, Repository, Snapshot};
use progress_git::trees::{Recorded, WorkingTree};
pub use root::{Refusal, Root, RootError};

use crate::config_file::{self, SettingsFile};
use crate::loading::{Request, load};
use crate::report::Base;

/// Where a command runs, and the settings there.
#[derive(Debug)]
pub struct Project {
    /// The current directory, without symbolic links in its path.
    pub current: PathBuf,
    /// The repository, or the current directory outside Git.
    pub root: Root,
    /// The effective settings.
    pub settings: Settings,
    /// The name of a file that was probably meant to be the configuration.
    pub misnamed: Option<&'static str>,
}

/// Why a project cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// There is no repository that can be used.
    #[error(transparent)]
    Root(#[from] RootError),
    /// There is no repository in which Git could run a hook.
    #[error("no readable Git repository found")]
    NoHooks,
    /// Git cannot read the index or the last commit.
    #[error("Git cannot read the history: {0}")]
    Git(#[from] GitError),
    /// The settings are invalid.
    #[error(transparent)]
    Settings(#[from] ConfigError),
}

impl Project {
    /// Opens the project of a working tree, with the settings on disk; `config` is the file that
    /// contains them, if not the usual one.
    ///
    /// # Errors
    ///
    /// Fails if there is no working tree, or the settings are invalid.
    pub fn of_root(
        root: Root,
        current: PathBuf,
        config: Option<&Path>,
    ) -> Result<Self, ProjectError> {
        root.require_working_tree()?;
        let (settings, misnamed) =
            read_settings(config, &current, SettingsFile::Disk(&root.folder))?;
        Ok(Self {
            current,
            root,
            settings,
            misnamed,
        })
    }

    /// Opens the project of a repository.
    ///
    /// # Errors
    ///
    /// Fails like [`Self::of_root`], or if Git refuses the repository.
    pub fn in_repository(
        root: Root,
        current: PathBuf,
        config: Option<&Path>,
    ) -> Result<Self, ProjectError> {
        match root.refusal {
            Some(refusal) => Err(RootError::Refused(refusal).into()),
            None => Self::of_root(root, current, config),
        }
    }

    /// Like [`Self::in_repository`], for commands that read only the history. In a bare repository,
    /// the settings are those of the last commit.
    ///
    /// # Errors
    ///
    /// Fails if Git refuses or cannot read the repository, or the settings are invalid.
    pub fn of_history(
        root: Root,
        current: PathBuf,
        config: Option<&Path>,
    ) -> Result<Self, ProjectError> {
        let Some(repository) = root.repository.as_ref().filter(|it| it.is_bare()) else {
            return Self::in_repository(root, current, config);
        };
        let files = Recorded::new(root.folder.clone(), last_commit(repository)?);
        let (settings, misnamed) = read_settings(config, &current, SettingsFile::Recorded(&files))?;
        // It borrows from the root, which is moved below.
        drop(files);
        Ok(Self {
            current,
            root,
            settings,
            misnamed,
        })
    }

    /// Opens the project as in the index, for hooks: the settings are read from the index, not from
    /// the working tree. With `allows_bare`, a bare repository's last commit takes its place.
    ///
    /// # Errors
    ///
    /// Fails if there is no repository, Git cannot read it, or the settings are invalid.
    pub fn of_index(current: PathBuf, allows_bare: bool) -> Result<Self, ProjectError> {
        let mut root = Root::find(&current, &current);
        // A commit must not wait for a remote.
        root.stay_local();
        if let Some(refusal) = root.refusal {
            return Err(RootError::Refused(refusal).into());
        }
        let Some(repository) = &root.repository else {
            return Err(ProjectError::NoHooks);
        };
        // A push can be made from a bare repository, which has no index.
        let snapshot = if allows_bare && repository.is_bare() {
            last_commit(repository)?
        } else {
            root.require_working_tree()?;
            repository.index()?
        };
        let files = Recorded::new(root.folder.clone(), snapshot);
        let (settings, misnamed) = read_settings(None, &current, SettingsFile::Recorded(&files))?;
        // It borrows from the root, which is moved below.
        drop(files);
        Ok(Self {
            current,
            root,
            settings,
            misnamed,
        })
    }

    /// What paths are shown relative to.
    #[must_use]
    pub fn base(&self) -> Base {
        Base::new(&self.root.folder, &self.current)
    }

    /// Loads the requested files.
    #[must_use]
    pub fn load(&self, request: Request, contents: &dyn Contents) -> Workspace {
        let repository = self.root.repository.as_ref();
        load(
            &self.root.folder,
            request,
            contents,
            repository,
            self.settings.clone(),
        )
    }

    /// Loads every progress file.
    #[must_use]
    pub fn load_all(&self) -> Workspace {
        let root = self.root.folder.clone();
        let request = Request {
            files: Vec::new(),
            folders: vec![root.clone()],
            ..Request::default()
        };
        self.load(request, &WorkingTree::new(root))
    }
}

/// Reads the settings; also returns the name of a file that was probably meant to contain them.
fn read_settings(
    config: Option<&Path>,
    current: &Path,
    file: SettingsFile<'_>,
) -> Result<(Settings, Option<&'static str>), ConfigError> {
    let Some(path) = config else {
        return Ok((file.load()?, file.misnamed()));
    };
    let shown = path.display().to_string();
    let settings = config_file::load_file(&current.join(path), &shown, &config_file::rule_names())?;
    // With an explicit file, no other can have been meant.
    Ok((settings, None))
}

fn last_commit(repository: &Repository) -> Result<Snapshot<'_>, GitError> {
    Ok(match repository.head_tree()? {
        Some(tree) => repository.tree(tree),
        // Before the first commit, there are no files.
        None => repository.empty_tree(),
    })
}
