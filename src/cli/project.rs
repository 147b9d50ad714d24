//! The current repository and its settings, from which commands load files.

use std::path::{Path, PathBuf};

use progress_core::config;
use progress_core::config::Settings;
use progress_core::display::shortened;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::Workspace;
use progress_git::trees::{Recorded, WorkingTree};

use super::Console;
use super::args::Choice;
use super::failure::Failure;
use super::revision::broken;
use super::root::Root;
use super::settings;
use super::sparse;
use crate::config_file::SettingsFile;
use crate::loading::{Request, load};
use crate::report::Base;
use crate::updating::Workplace;

/// Maximum `include` patterns quoted in a message, and maximum length of each.
const MAX_PATTERNS: usize = 6;
const MAX_QUOTED: usize = 60;

/// Where a command runs, and the settings there.
pub(super) struct Project {
    /// The current directory, without symbolic links in its path.
    pub current: PathBuf,
    /// The repository, or the current directory outside Git.
    pub root: Root,
    /// The effective settings.
    pub settings: Settings,
}

/// Why the project of the index cannot be opened.
pub(super) enum IndexError {
    /// The repository or its index cannot be read.
    Repository(Failure),
    /// The settings in the index are invalid, so the commit must be rejected.
    Settings(Failure),
}

impl Project {
    /// Opens the project of the current directory, for commands that do not configure rules.
    pub(super) fn here(config: Option<&Path>, console: &mut Console<'_>) -> Result<Self, Failure> {
        let current = console.current_folder()?;
        let choice = Choice {
            config: config.map(Path::to_path_buf),
            ..Choice::default()
        };
        Self::open(&current.clone(), current, &choice, console)
    }

    /// Like [`Self::open`], for commands that read only the history. In a bare repository, the
    /// settings are those of the last commit.
    pub(super) fn of_history(
        config: Option<&Path>,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let current = console.current_folder()?;
        let root = Root::find(&current, &current);
        let Some(repository) = root.repository.as_ref().filter(|it| it.is_bare()) else {
            return Self::in_repository(config, console);
        };
        let choice = Choice {
            config: config.map(Path::to_path_buf),
            ..Choice::default()
        };
        let snapshot = repository
            .head_tree()
            .map_err(|error| broken(&error))?
            .map_or_else(|| repository.empty_tree(), |tree| repository.tree(tree));
        let files = Recorded::new(root.folder.clone(), snapshot);
        let settings =
            settings::settle(&choice, SettingsFile::Recorded(&files), &current, console)?;
        drop(files);
        Ok(Self {
            current,
            root,
            settings,
        })
    }

    /// Opens the project as in the index, for hooks: the settings are read from the index, not
    /// from the working tree.
    ///
    /// A bare repository has no index; pre-push uses its last commit instead.
    pub(super) fn of_index(hook: &str, console: &mut Console<'_>) -> Result<Self, IndexError> {
        let current = console.current_folder().map_err(IndexError::Repository)?;
        let mut root = Root::find(&current, &current);
        // A commit must not wait for a remote.
        root.stay_local();
        if let Some(refusal) = root.refusal {
            return Err(IndexError::Repository(refusal));
        }
        let Some(repository) = &root.repository else {
            let failure = Failure::new("no readable Git repository found");
            let help = "hooks must be run by Git, in the root of a working tree";
            return Err(IndexError::Repository(failure.help(help)));
        };
        let failed = |error| IndexError::Repository(broken(&error));
        let index = if hook == "pre-push" && repository.is_bare() {
            let head = repository.head_tree().map_err(failed)?;
            head.map_or_else(|| repository.empty_tree(), |tree| repository.tree(tree))
        } else {
            root.require_working_tree()
                .map_err(IndexError::Repository)?;
            repository.index().map_err(failed)?
        };
        let files = Recorded::new(root.folder.clone(), index);
        // The hooks that follow would repeat what the first one says of a misnamed file.
        let file = if hook.starts_with("pre-") {
            SettingsFile::Recorded(&files)
        } else {
            SettingsFile::RecordedAs {
                files: &files,
                path: config::FILE_NAME,
                shown: config::FILE_NAME,
            }
        };
        let settings = settings::settle(&Choice::default(), file, &current, console)
            .map_err(IndexError::Settings)?;
        drop(files);
        Ok(Self {
            current,
            root,
            settings,
        })
    }

    /// Opens the project of the current directory, for commands that require a repository.
    pub(super) fn in_repository(
        config: Option<&Path>,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let current = console.current_folder()?;
        let choice = Choice {
            config: config.map(Path::to_path_buf),
            ..Choice::default()
        };
        let root = Root::find(&current, &current);
        match root.refusal {
            Some(refusal) => Err(refusal),
            None => Self::of_root(root, current, &choice, console),
        }
    }

    /// Opens the project that contains the directory `start`.
    pub(super) fn open(
        start: &Path,
        current: PathBuf,
        choice: &Choice,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let root = Root::find(start, &current);
        Self::of_root(root, current, choice, console)
    }

    fn of_root(
        root: Root,
        current: PathBuf,
        choice: &Choice,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        root.require_working_tree()?;
        root.warn_of_refusal(console);
        let settings =
            settings::settle(choice, SettingsFile::Disk(&root.folder), &current, console)?;
        Ok(Self {
            current,
            root,
            settings,
        })
    }

    /// What paths are shown relative to.
    pub(super) fn base(&self) -> Base {
        Base::new(&self.root.folder, &self.current)
    }

    /// Where plans are changed.
    pub(super) fn workplace(&self) -> Workplace<'_> {
        Workplace {
            root: &self.root.folder,
            repository: self.root.repository.as_ref(),
            settings: &self.settings,
        }
    }

    /// Loads the requested files.
    pub(super) fn load(self, request: Request, contents: &dyn Contents) -> Workspace {
        let repository = self.root.repository.as_ref();
        load(
            &self.root.folder,
            request,
            contents,
            repository,
            self.settings,
        )
    }

    /// Loads every progress file.
    pub(super) fn load_all(self) -> Workspace {
        let root = self.root.folder.clone();
        let request = Request {
            files: Vec::new(),
            folders: vec![root.clone()],
            ..Request::default()
        };
        self.load(request, &WorkingTree::new(root))
    }
}

/// Reports the files that could not be read; returns whether there are any.
pub(super) fn complain_of_unread(
    workspace: &Workspace,
    base: &Base,
    console: &mut Console<'_>,
) -> bool {
    for error in &workspace.errors {
        let path = base.shown(&error.path);
        console.fail(&Failure::unreadable(path, &error.source));
    }
    !workspace.errors.is_empty()
}

/// Creates the failure for directories without progress files.
pub(super) fn nothing(folders: &[PathBuf], root: &Path, settings: &Settings) -> Failure {
    let names: Vec<String> = folders
        .iter()
        .map(|folder| match folder.strip_prefix(root) {
            Ok(below) if below.as_os_str().is_empty() => "this directory".to_owned(),
            Ok(below) => format!("`{}`", below.display()),
            Err(_) => format!("`{}`", folder.display()),
        })
        .collect();
    let message = format!("no progress files found in {}", names.join(", "));
    let roots: Vec<RootedPath> = folders.iter().map(|it| RootedPath::new(root, it)).collect();
    let outside = sparse::find(root, settings, |file| {
        roots
            .iter()
            .any(|folder| Path::new(&file.path).starts_with(folder.as_str()))
    });
    if let Some(outside) = outside {
        let message = format!("{message}; `{outside}` is outside the sparse checkout");
        return Failure::new(message).help(sparse::remedy(&outside));
    }
    let patterns: Vec<String> = settings
        .include
        .patterns()
        .iter()
        .map(|pattern| format!("`{}`", shortened(pattern, MAX_QUOTED)))
        .take(MAX_PATTERNS)
        .collect();
    if patterns.is_empty() {
        return Failure::new(message).help("add patterns to `include` in `.progress.yaml`");
    }
    Failure::new(message).help(format!(
        "progress files match {} (`include` in `.progress.yaml`) and have `type: progress`; \
         files that match `exclude` or are ignored by Git are skipped",
        patterns.join(" or ")
    ))
}
