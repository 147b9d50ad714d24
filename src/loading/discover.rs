//! Discovery of candidates: files that may be progress files.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use progress_core::collections::HashSet;
use progress_core::config::Settings;
use progress_core::source::{
    Contents, RootedPath, folder_of, is_skipped_folder, is_temporary, name_of,
};
use progress_core::workspace::LoadError;
use progress_git::git::Repository;

use super::last_search::search_again;
use super::search::Search;
use super::visit::{Known, below};

/// The candidates below a folder, and folders that could not be read.
#[derive(Debug, Default)]
pub struct Discovered {
    /// Candidates, by path.
    pub files: Vec<RootedPath>,
    /// Files that would be candidates if Git did not ignore them, by path, in the folders that were
    /// searched.
    pub ignored: Vec<RootedPath>,
    /// Folders that could not be read.
    pub errors: Vec<LoadError>,
}

impl Discovered {
    /// The candidates that a check may read: ignored ones only beside others, as a part of their
    /// plan.
    #[must_use]
    pub fn candidates(self) -> Candidates {
        let Self {
            files, mut ignored, ..
        } = self;
        let folders: HashSet<&str> = files.iter().map(|path| folder_of(path.as_str())).collect();
        ignored.retain(|path| folders.contains(folder_of(path.as_str())));
        Candidates { files, ignored }
    }
}

/// The candidates that a search has found.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Those that Git does not ignore.
    pub files: Vec<RootedPath>,
    /// The others, at least in the folders of these.
    pub ignored: Vec<RootedPath>,
}

/// Finds the candidates below `folder` (an absolute path): in the list of contents if there is one,
/// otherwise on disk; see [`discover`].
pub(super) fn candidates(
    root: &Path,
    folder: &Path,
    contents: &dyn Contents,
    repository: Option<&Repository>,
    settings: &Settings,
) -> Discovered {
    let listed = contents.listed(folder, &|name| is_listed_candidate(name, settings));
    let mut found = Discovered::default();
    match listed {
        None => return discover(root, folder, repository, settings),
        Some(Ok(files)) => found.files = files,
        Some(Err(source)) => found.errors.push(LoadError {
            path: folder.display().to_string(),
            source,
        }),
    }
    found
}

/// The candidates that a sparse checkout leaves out. They are not linted.
pub(super) fn left_out(contents: &dyn Contents, settings: &Settings) -> Vec<RootedPath> {
    contents.left_out(&|name| is_listed_candidate(name, settings))
}

/// Whether a file in a list is a candidate: there are no folders to skip, so the names in its path
/// decide.
fn is_listed_candidate(name: &str, settings: &Settings) -> bool {
    settings.is_candidate(name)
        && !is_temporary(name_of(name))
        && !name.split('/').any(is_skipped_folder)
}

/// Finds the candidates below `folder`, an absolute path.
///
/// In a repository these are tracked files, and untracked ones that are not ignored; outside
/// one, all files. Symbolic links are not followed.
#[must_use]
pub fn discover(
    root: &Path,
    folder: &Path,
    repository: Option<&Repository>,
    settings: &Settings,
) -> Discovered {
    let repeated = match repository {
        Some(repository) if folder == root => {
            search_again(root, repository, settings, SystemTime::now())
        }
        _ => None,
    };
    repeated.unwrap_or_else(|| search_anew(root, folder, repository, settings))
}

/// Lists all folders.
#[doc(hidden)]
#[must_use]
pub fn search_anew(
    root: &Path,
    folder: &Path,
    repository: Option<&Repository>,
    settings: &Settings,
) -> Discovered {
    let search = Search::new(root, repository, settings);
    below(&search, folder, Known::default()).found
}

/// Whether a path is longer than the system allows. Such a path was created step by step; Git skips
/// it with a warning and tracks nothing there, so nothing is missed.
pub(super) fn is_too_long(error: Option<&io::Error>) -> bool {
    error.is_some_and(|error| error.kind() == io::ErrorKind::InvalidFilename)
}

/// Whether a file matches the settings. Outside a repository, folders above the root also count:
/// `progress lint` may be run inside a `progress` folder.
#[must_use]
pub fn is_candidate(path: &RootedPath, in_repository: bool, settings: &Settings) -> bool {
    let name = path.as_str();
    let included = settings.include.matches(name)
        || !in_repository && settings.include.matches(&path.absolute().to_string_lossy());
    included && !settings.exclude.matches(name) && !is_temporary(name_of(name))
}

/// Whether folders of this name are never searched.
pub(super) fn is_skipped_name(name: &OsStr) -> bool {
    name == ".git" || name == ".jj" || name.to_str().is_some_and(is_skipped_folder)
}
