//! Resolves paths that a user names to existing files and directories.

use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

use progress_git::paths::{real_path, resolve};
use progress_git::trees::Recorded;
use progress_git::write::WriteError;

use super::path_error::{PathError, is_glob};
use super::{MAX_COMPARED, recorded, sparse};
use crate::loading::resolve_parent;

/// The files and directories that a user names.
#[derive(Debug, Default)]
pub struct NamedPaths {
    /// Files, absolute.
    pub files: Vec<PathBuf>,
    /// Directories, absolute and without symbolic links.
    pub folders: Vec<PathBuf>,
    /// The file whose content comes from standard input.
    pub stdin: Option<PathBuf>,
    /// Paths that cannot be linted, with the reason.
    pub failures: Vec<PathError>,
    first: Option<PathBuf>,
}

impl NamedPaths {
    /// Resolves paths on disk, relative to the directory `current`.
    #[must_use]
    pub fn on_disk(paths: &[PathBuf], current: &Path) -> Self {
        let mut named = Self::default();
        for path in paths {
            if let Err(error) = named.add(path, current) {
                named.failures.push(error);
            }
        }
        named
    }

    /// Resolves the name of the file that standard input represents; it need not exist.
    ///
    /// # Errors
    ///
    /// Fails if no file can have that name.
    pub fn stdin(name: &Path, current: &Path) -> Result<Self, PathError> {
        let path = current.join(name);
        if name.file_name().is_none() || path.is_dir() {
            return Err(PathError::NotAFileName(name.display().to_string()));
        }
        // The file itself may be missing, but links in the path to it are resolved.
        let path = resolve_parent(&path);
        Ok(Self {
            first: Some(path.clone()),
            stdin: Some(path),
            ..Self::default()
        })
    }

    /// The directory in which to look for a repository: the first path's, or its nearest
    /// existing ancestor.
    #[must_use]
    pub fn start<'a>(&'a self, current: &'a Path) -> &'a Path {
        let mut existing = self
            .first
            .iter()
            .flat_map(|path| path.ancestors())
            // The path of a piped file need not exist.
            .filter(|folder| folder.is_dir());
        existing.next().unwrap_or(current)
    }

    /// No targets yet, only the directory in which to look for a repository.
    #[must_use]
    pub fn unchecked(paths: &[PathBuf], current: &Path) -> Self {
        Self {
            first: paths.first().map(|path| current.join(path)),
            ..Self::default()
        }
    }

    /// The targets in the index or a commit; `source` is its name in messages.
    #[must_use]
    pub fn recorded(paths: &[PathBuf], current: &Path, files: &Recorded<'_>, source: &str) -> Self {
        let mut named = Self::default();
        for path in paths {
            match recorded::find(path, current, files, source) {
                Ok((found, true)) => named.folders.push(found),
                Ok((found, false)) => named.files.push(found),
                Err(error) => named.failures.push(error),
            }
        }
        named
    }

    /// Whether no path was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty() && self.stdin.is_none()
    }

    fn add(&mut self, path: &Path, current: &Path) -> Result<(), PathError> {
        let absolute = current.join(path);
        let metadata = absolute
            .metadata()
            .map_err(|error| unreadable(path, current, error))?;
        if metadata.is_dir() {
            let folder = real_path(&absolute).map_err(|error| unreadable(path, current, error))?;
            // The first path decides in which repository all are linted.
            self.first.get_or_insert_with(|| folder.clone());
            self.folders.push(folder);
        } else if metadata.is_file() {
            let file = resolve_parent(&absolute);
            self.first.get_or_insert_with(|| file.clone());
            self.files.push(file);
        } else {
            return Err(PathError::Special {
                path: path.display().to_string(),
                kind: name_of_kind(metadata.file_type()),
            });
        }
        Ok(())
    }
}

/// Resolves a path to write.
///
/// # Errors
///
/// Fails if a symbolic link leads out of its repository or cannot be followed.
pub fn writable(path: &Path, current: &Path) -> Result<PathBuf, PathError> {
    resolve(&current.join(path)).map_err(|error| WriteError::of_link(path, error).into())
}

/// Resolves all paths that exist; missing ones are kept, to be reported by name.
///
/// # Errors
///
/// Fails like [`writable`].
pub fn all_writable(paths: &[PathBuf], current: &Path) -> Result<Vec<PathBuf>, PathError> {
    let mut resolved = Vec::with_capacity(paths.len());
    for path in paths {
        let real = writable(path, current)?;
        let is_there = real.symlink_metadata().is_ok();
        resolved.push(if is_there { real } else { path.clone() });
    }
    Ok(resolved)
}

fn unreadable(path: &Path, current: &Path, source: io::Error) -> PathError {
    match source.kind() {
        // Below a file there is nothing, so such a path is missing as well; and Windows has no file
        // whose name is a pattern.
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
            absent(path, current)
        }
        _ => PathError::Unreadable {
            path: path.display().to_string(),
            source,
        },
    }
}

fn absent(path: &Path, current: &Path) -> PathError {
    // Tried before misspellings: the path is right, but its file is not checked out.
    if let Some(error) = sparse::missing(path, current) {
        return error;
    }
    let shown = path.display().to_string();
    let near = if is_glob(&shown) {
        None
    } else {
        near_name(path, current)
    };
    PathError::Absent { path: shown, near }
}

/// Returns an existing path that differs from `path` by a typo in one name.
fn near_name(path: &Path, current: &Path) -> Option<PathBuf> {
    let existing = path
        .ancestors()
        .find(|one| one.as_os_str().is_empty() || current.join(one).exists())?;
    let mut rest = path.strip_prefix(existing).ok()?.components();
    // The first name that does not exist is the one that may be misspelled.
    let wrong = rest.next()?.as_os_str().to_str()?.to_owned();
    let names: Vec<String> = current
        .join(existing)
        .read_dir()
        .ok()?
        .take(MAX_COMPARED)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let near = progress_core::display::nearest(&wrong, names.iter().map(String::as_str))?;
    // Joining an empty path would leave a trailing slash.
    let path: PathBuf = existing
        .join(near)
        .join(rest.as_path())
        .components()
        .collect();
    // A suggestion must not fail for the names after it.
    if current.join(&path).exists() {
        Some(path)
    } else {
        None
    }
}

#[cfg(unix)]
fn name_of_kind(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn name_of_kind(_: FileType) -> &'static str {
    "something else"
}
