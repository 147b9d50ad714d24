//! Discovery of candidates: files that may be progress files.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::rc::Rc;

use progress_core::collections::HashSet;
use progress_core::config::Settings;
use progress_core::source::{
    Contents, RootedPath, folder_of, is_skipped_folder, is_temporary, name_of, with_slashes,
};
use progress_core::workspace::LoadError;
use progress_git::git::Repository;
use progress_git::jujutsu;
use walkdir::{DirEntry, WalkDir};

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

/// The candidates that a search on disk has found.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Those that Git does not ignore.
    pub files: Vec<RootedPath>,
    /// All others in the folders of these.
    pub ignored: Vec<RootedPath>,
}

/// What a search comes across.
pub(super) enum Met {
    Candidate(RootedPath),
    /// It would be a candidate if Git did not ignore it.
    Ignored(RootedPath),
    Unreadable(LoadError),
}

impl FromIterator<Met> for Discovered {
    fn from_iter<I: IntoIterator<Item = Met>>(met: I) -> Self {
        let mut found = Self::default();
        for met in met {
            match met {
                Met::Candidate(path) => found.files.push(path),
                Met::Ignored(path) => found.ignored.push(path),
                Met::Unreadable(error) => found.errors.push(error),
            }
        }
        found.files.sort();
        found.ignored.sort();
        found
    }
}

/// Iterates over the candidates below `folder` (an absolute path): from the list of contents if
/// there is one, otherwise on disk; see [`discover`].
pub(super) fn candidates<'a>(
    root: &'a Path,
    folder: &'a Path,
    contents: &dyn Contents,
    repository: Option<&'a Repository>,
    settings: &'a Settings,
) -> Box<dyn Iterator<Item = Met> + 'a> {
    let listed = contents.listed(folder, &|name| {
        // A list has no folders to skip, so the names in each path decide.
        settings.is_candidate(name)
            && !is_temporary(name_of(name))
            && !name.split('/').any(is_skipped_folder)
    });
    match listed {
        None => Box::new(walk(root, folder, repository, settings)),
        Some(Ok(files)) => Box::new(files.into_iter().map(Met::Candidate)),
        Some(Err(source)) => Box::new(std::iter::once(Met::Unreadable(LoadError {
            path: folder.display().to_string(),
            source,
        }))),
    }
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
    walk(root, folder, repository, settings).collect()
}

fn walk<'a>(
    root: &'a Path,
    folder: &'a Path,
    repository: Option<&'a Repository>,
    settings: &'a Settings,
) -> impl Iterator<Item = Met> + 'a {
    // Shared by the two steps of the walk.
    let search = Rc::new(Search {
        root,
        folder,
        repository,
        settings,
        tracked: repository.map(|repository| Tracked::in_index(repository, settings)),
    });
    let filter = Rc::clone(&search);
    WalkDir::new(folder)
        .into_iter()
        .filter_entry(move |entry| filter.enters(entry))
        .filter_map(move |entry| search.candidate(entry))
}

/// A search on disk.
struct Search<'a> {
    root: &'a Path,
    folder: &'a Path,
    repository: Option<&'a Repository>,
    settings: &'a Settings,
    tracked: Option<Tracked>,
}

impl Search<'_> {
    /// Whether to look at a file, or into a folder.
    fn enters(&self, entry: &DirEntry) -> bool {
        // The folder itself was named.
        entry.depth() == 0 || !entry.file_type().is_dir() || !self.is_skipped(entry)
    }

    fn is_skipped(&self, entry: &DirEntry) -> bool {
        if is_skipped_name(entry.file_name()) {
            return true;
        }
        let Some(repository) = self.repository else {
            return false;
        };
        let Ok(relative) = entry.path().strip_prefix(self.root) else {
            return false;
        };
        // Ignore rules do not apply to tracked files, so a folder that has one is searched anyway.
        if let Some(tracked) = &self.tracked
            && tracked.folders.contains(&with_slashes(relative))
        {
            return false;
        }
        // Files of nested repositories and workspaces are not part of this one.
        // The empty name adds the slash by which patterns for folders match.
        entry.path().join(".git").exists()
            || jujutsu::is_workspace(entry.path())
            || repository.is_ignored(&relative.join(""))
    }

    /// A cheap test before a path is built; the include globs decide.
    fn may_match(&self, entry: &DirEntry) -> bool {
        let path = entry.path().as_os_str().as_encoded_bytes();
        self.settings.include.may_match(path)
    }

    /// Returns the path of a candidate; `None` for any other file.
    fn candidate(&self, entry: Result<DirEntry, walkdir::Error>) -> Option<Met> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if self.repository.is_some() && is_too_long(error.io_error()) => {
                return None;
            }
            Err(error) => return Some(Met::Unreadable(unreadable(error, self.folder))),
        };
        // A symbolic link does not count as a file here, so it is never followed.
        if !entry.file_type().is_file() || !self.may_match(&entry) {
            return None;
        }
        let path = RootedPath::new(self.root, entry.path());
        // Tracked files are not ignored, whatever the rules say.
        if let Some(tracked) = &self.tracked
            && tracked.candidates.contains(path.as_str())
        {
            return Some(Met::Candidate(path));
        }
        if !is_candidate(&path, self.repository.is_some(), self.settings) {
            return None;
        }
        // Few files match the globs, so Git's ignore rules are asked about those alone.
        let is_ignored = self
            .repository
            .is_some_and(|repository| repository.is_ignored(Path::new(path.as_str())));
        Some(if is_ignored {
            Met::Ignored(path)
        } else {
            Met::Candidate(path)
        })
    }
}

/// Whether a path is longer than the system allows. Such a path was created step by step; Git skips
/// it with a warning and tracks nothing there, so nothing is missed.
pub(super) fn is_too_long(error: Option<&io::Error>) -> bool {
    error.is_some_and(|error| error.kind() == io::ErrorKind::InvalidFilename)
}

fn unreadable(error: walkdir::Error, folder: &Path) -> LoadError {
    LoadError {
        path: error.path().unwrap_or(folder).display().to_string(),
        source: error
            .into_io_error()
            // walkdir has an error without a cause only for a loop of links.
            .unwrap_or_else(|| io::Error::other("link loop")),
    }
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

/// Tracked candidates, which count even if an ignore rule matches them.
///
/// They only extend what is allowed: existing files are found by walking, without following links.
struct Tracked {
    candidates: HashSet<String>,
    /// Every folder with a tracked file, which needs no ignore check.
    folders: HashSet<String>,
    /// The folder of the last file, since the files of a folder follow each other.
    last: Vec<u8>,
}

impl Tracked {
    fn in_index(repository: &Repository, settings: &Settings) -> Self {
        let mut tracked = Self {
            candidates: HashSet::default(),
            folders: HashSet::default(),
            last: Vec::new(),
        };
        // Without a readable index, only the ignore rules count.
        let _ = repository.visit_tracked(&mut |path| tracked.add(path, settings));
        tracked
    }

    fn add(&mut self, path: &[u8], settings: &Settings) {
        let folder = memchr::memrchr(b'/', path).map_or(&b""[..], |end| &path[..end]);
        if folder != self.last {
            folder.clone_into(&mut self.last);
            if let Ok(folder) = std::str::from_utf8(folder) {
                self.add_folder(folder);
            }
        }
        // Most files are of no interest, and matching globs takes time.
        if settings.include.may_match(path)
            && let Ok(path) = std::str::from_utf8(path)
            && settings.is_candidate(path)
            && !is_temporary(name_of(path))
        {
            self.candidates.insert(path.to_owned());
        }
    }

    fn add_folder(&mut self, folder: &str) {
        let mut folder = folder;
        // Once a folder is there, its parents are there as well.
        while !folder.is_empty() && !self.folders.contains(folder) {
            self.folders.insert(folder.to_owned());
            folder = folder_of(folder);
        }
    }
}
