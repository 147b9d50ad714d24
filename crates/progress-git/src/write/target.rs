//! The real location of a file, and whether it may be written.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use progress_core::source::RootedPath;

use super::WriteError;
use crate::paths::real_path;

/// A file that may be written.
#[derive(Debug)]
pub(super) struct Target {
    /// Its name in messages.
    pub name: String,
    /// The folder that contains it; no links in this path.
    pub folder: PathBuf,
    /// Its name there.
    pub file: OsString,
}

impl Target {
    fn new(name: &str, real: &Path) -> Result<Self, WriteError> {
        match (real.parent(), real.file_name()) {
            (Some(folder), Some(file)) => Ok(Self {
                name: name.to_owned(),
                folder: folder.to_path_buf(),
                file: file.to_owned(),
            }),
            _ => Err(WriteError::NotAFile(name.to_owned())),
        }
    }
}

/// The files that may be written.
#[derive(Debug)]
pub(super) struct Bounds {
    root: PathBuf,
    is_repository: bool,
}

impl Bounds {
    /// Allows files below `root`; outside a repository, also other files named by the user.
    pub(super) fn new(root: &Path, is_repository: bool) -> Self {
        Self {
            root: root.to_path_buf(),
            is_repository,
        }
    }

    /// An existing file, following links.
    pub(super) fn existing(&self, path: &RootedPath) -> Result<Target, WriteError> {
        let real = real_path(path.absolute()).map_err(|error| not_found(path.as_str(), error))?;
        self.target(path, &real)
    }

    /// A file to create, possibly with parent folders.
    pub(super) fn absent(&self, path: &RootedPath) -> Result<Target, WriteError> {
        let absolute = path.absolute();
        if absolute.symlink_metadata().is_ok() {
            return Err(WriteError::Exists(path.as_str().to_owned()));
        }
        let existing = absolute
            .ancestors()
            .find(|folder| folder.symlink_metadata().is_ok())
            .unwrap_or(absolute);
        let missing = absolute.strip_prefix(existing).unwrap_or(absolute);
        let real = real_path(existing).map_err(|error| not_found(path.as_str(), error))?;
        self.target(path, &real.join(missing))
    }

    /// A file named by the user, anywhere and whether or not it exists; links are followed, but not
    /// out of the repository.
    pub(super) fn any(&self, path: &Path) -> Result<Target, WriteError> {
        let rooted = RootedPath::new(&self.root, path);
        let name = rooted.as_str();
        let real = match real_path(path) {
            Ok(real) => real,
            // A new file. Through a dangling link there is none to write: the link itself would be
            // replaced.
            Err(error) if is_absent(&error) && !path.is_symlink() => path.to_path_buf(),
            Err(error) => return Err(not_found(name, error)),
        };
        if path.starts_with(&self.root) {
            return self.target(&rooted, &real);
        }
        Target::new(name, &real)
    }

    fn target(&self, path: &RootedPath, real: &Path) -> Result<Target, WriteError> {
        self.check(path, real)?;
        Target::new(path.as_str(), real)
    }

    fn check(&self, path: &RootedPath, real: &Path) -> Result<(), WriteError> {
        let (named, name) = (path.absolute(), path.as_str().to_owned());
        let is_below = named.starts_with(&self.root);
        if self.is_repository && !is_below {
            return Err(WriteError::Outside(name));
        }
        // Outside Git any file may be named, but a link must not lead elsewhere.
        let bound = match named.parent() {
            Some(folder) if !is_below => real_path(folder).unwrap_or_default(),
            _ => self.root.clone(),
        };
        match real.strip_prefix(bound) {
            // Usual file systems of macOS and Windows do not distinguish `.GIT` from `.git`.
            Ok(inside) if !inside.iter().any(|part| part.eq_ignore_ascii_case(".git")) => Ok(()),
            // No link is involved, so the path itself is to blame; a name may differ in case.
            _ if is_same_name(real, named) => Err(WriteError::Outside(name)),
            _ => Err(WriteError::LeadsOut(name)),
        }
    }
}

/// Whether two paths differ at most in the case of letters.
fn is_same_name(one: &Path, other: &Path) -> bool {
    one.as_os_str().eq_ignore_ascii_case(other.as_os_str())
}

/// Whether a file is missing, possibly because its parent is not a folder.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn not_found(name: &str, source: io::Error) -> WriteError {
    let path = name.to_owned();
    match source.kind() {
        _ if is_absent(&source) => WriteError::Absent(path),
        ErrorKind::IsADirectory => WriteError::NotAFile(path),
        _ => WriteError::Unreadable { path, source },
    }
}

/// The error for a file that cannot be read although its path had no links a moment ago.
pub(super) fn unreadable(name: &str, source: io::Error) -> WriteError {
    if is_link(&source) {
        return WriteError::Restless(name.to_owned());
    }
    not_found(name, source)
}

/// Whether a link was encountered that is not followed: `ELOOP`, which has no kind of its own.
pub(super) fn is_link(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(libc::ELOOP);
    // Elsewhere, files are opened by path, and links are followed.
    #[cfg(not(unix))]
    return {
        let _ = error;
        false
    };
}
