//! The repository at hand and its settings, from which commands load what they look at.

use std::path::{Path, PathBuf};

use super::Console;
use super::args::Choice;
use super::failure::Failure;
use super::revision::broken;
use super::root::Root;
use super::settings::{self, Place};
use crate::config::{self, Settings};
use crate::report::Base;
use crate::source::{Contents, Recorded, WorkingTree};
use crate::text::shortened;
use crate::workspace::{Request, Workspace, load};

/// A message repeats at most so many of the `include` patterns, and so much of each.
const MAX_PATTERNS: usize = 6;
const MAX_QUOTED: usize = 60;

/// Where a command was started, and what holds there.
pub(super) struct Project {
    /// The current folder, without links in its path.
    pub current: PathBuf,
    /// The repository, or the current folder outside Git.
    pub root: Root,
    /// The settings in force.
    pub settings: Settings,
}

/// Why the project of the next commit cannot be opened.
pub(super) enum IndexError {
    /// The repository or its index cannot be read.
    Repository(Failure),
    /// The settings that the commit would hold are wrong: it must not come about.
    Settings(Failure),
}

impl Project {
    /// The project of the current folder, for commands that have no say in what rules do.
    pub fn here(config: Option<&Path>, console: &mut Console<'_>) -> Result<Self, Failure> {
        let current = console.current_folder()?;
        let choice = Choice {
            config: config.map(Path::to_path_buf),
            ..Choice::default()
        };
        Self::open(&current.clone(), current, &choice, console)
    }

    /// The same for commands that look at nothing but the history, which a bare repository has
    /// too: there, the settings are those of the last commit.
    pub fn of_history(config: Option<&Path>, console: &mut Console<'_>) -> Result<Self, Failure> {
        let current = console.current_folder()?;
        let root = Root::find(&current, &current);
        let Some(repository) = root.repository.as_ref().filter(|it| it.is_bare()) else {
            return Self::in_repository(config, console);
        };
        let choice = Choice {
            config: config.map(Path::to_path_buf),
            ..Choice::default()
        };
        let head = repository.head_tree().map_err(|error| broken(&error))?;
        let snapshot = head.map_or_else(|| repository.empty_tree(), |tree| repository.tree(tree));
        let files = Recorded::new(root.folder.clone(), snapshot);
        let settings = settings::settle(&choice, &Place::Recorded(&files), &current, console)?;
        drop(files);
        Ok(Self {
            current,
            root,
            settings,
        })
    }

    /// The project as the next commit would have it: settings are those of the index, whatever
    /// the working tree says. What hooks look at.
    ///
    /// A bare repository has no index: for pre-push, its last commit counts.
    pub fn of_index(hook: &str, console: &mut Console<'_>) -> Result<Self, IndexError> {
        let current = console.current_folder().map_err(IndexError::Repository)?;
        let mut root = Root::find(&current, &current);
        // A commit must not wait for a remote.
        root.stay_local();
        if let Some(refusal) = root.refusal {
            return Err(IndexError::Repository(refusal));
        }
        let Some(repository) = &root.repository else {
            let failure = Failure::new("there is no Git repository here that can be read");
            let help = "hooks are run by Git, at the top of a working tree";
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
        let place = if hook.starts_with("pre-") {
            Place::Recorded(&files)
        } else {
            Place::Among(&files, config::FILE_NAME, config::FILE_NAME)
        };
        let settings = settings::settle(&Choice::default(), &place, &current, console);
        let settings = settings.map_err(IndexError::Settings)?;
        drop(files);
        Ok(Self {
            current,
            root,
            settings,
        })
    }

    /// The project of the current folder, for commands that do nothing without its repository.
    pub fn in_repository(
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

    /// The project that the folder `start` lies in.
    pub fn open(
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
        let settings = settings::settle(choice, &Place::Disk(&root.folder), &current, console)?;
        Ok(Self {
            current,
            root,
            settings,
        })
    }

    /// How paths are shown to people.
    pub fn base(&self) -> Base {
        Base::new(&self.root.folder, &self.current)
    }

    /// Loads what is asked for.
    pub fn load(self, request: Request, contents: &dyn Contents) -> Workspace {
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
    pub fn load_all(self) -> Workspace {
        let root = self.root.folder.clone();
        let request = Request {
            files: Vec::new(),
            folders: vec![root.clone()],
        };
        self.load(request, &WorkingTree::new(root))
    }
}

/// Names the files that could not be read; tells whether there are any.
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

/// Says that the folders hold no progress files.
pub(super) fn nothing(folders: &[PathBuf], root: &Path, settings: &Settings) -> Failure {
    let names = folders
        .iter()
        .map(|folder| match folder.strip_prefix(root) {
            Ok(below) if below.as_os_str().is_empty() => "this folder".to_owned(),
            Ok(below) => format!("`{}`", below.display()),
            Err(_) => format!("`{}`", folder.display()),
        });
    let names: Vec<String> = names.collect();
    let message = format!("no progress files found in {}", names.join(", "));
    let patterns = settings.include.patterns().iter();
    let patterns = patterns.map(|pattern| format!("`{}`", shortened(pattern, MAX_QUOTED)));
    let patterns: Vec<String> = patterns.take(MAX_PATTERNS).collect();
    if patterns.is_empty() {
        return Failure::new(message).help("name some in `include` in `.progress.yaml`");
    }
    Failure::new(message).help(format!(
        "they match {} (`include` in `.progress.yaml`) and say `type: progress`; \
         files that `exclude` matches or Git ignores are left out",
        patterns.join(" or ")
    ))
}
