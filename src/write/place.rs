//! Where a file really lies, and which lock protects it.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::WriteError;
use super::state::{folded, state_folder, state_name};
use crate::git::Repository;
use crate::source::{RootedPath, real_path};

/// A file that may be written.
#[derive(Debug)]
pub(super) struct Place {
    /// How it is called in messages.
    pub name: String,
    /// Where it lies; no links in this path.
    pub real: PathBuf,
    /// The lock file that protects it.
    pub lock: PathBuf,
}

/// Which files may be written, and where their locks lie.
#[derive(Debug)]
pub(super) struct Bounds {
    root: PathBuf,
    own: Option<Home>,
}

/// The working tree that a file belongs to.
#[derive(Debug)]
struct Home {
    top: PathBuf,
    locks: PathBuf,
    /// Which of the repository's working trees it is.
    worktree: String,
}

impl Bounds {
    pub fn new(repository: Option<&Repository>, root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            own: repository.and_then(|repository| Home::of(repository).ok()),
        }
    }

    /// A file that exists; a link is followed to it.
    pub fn existing(&self, path: &RootedPath) -> Result<Place, WriteError> {
        let real = real_path(path.absolute()).map_err(|error| unreadable(path.as_str(), error))?;
        self.place(path, real)
    }

    /// A file that is to be made, perhaps with folders above it.
    pub fn absent(&self, path: &RootedPath) -> Result<Place, WriteError> {
        let absolute = path.absolute();
        if absolute.symlink_metadata().is_ok() {
            return Err(WriteError::Exists(path.as_str().to_owned()));
        }
        let is_there = |folder: &&Path| folder.symlink_metadata().is_ok();
        let existing = absolute.ancestors().find(is_there).unwrap_or(absolute);
        let missing = absolute.strip_prefix(existing).unwrap_or(absolute);
        let real = real_path(existing).map_err(|error| unreadable(path.as_str(), error))?;
        self.place(path, real.join(missing))
    }

    fn place(&self, path: &RootedPath, real: PathBuf) -> Result<Place, WriteError> {
        self.check(path, &real)?;
        Ok(Place {
            name: path.as_str().to_owned(),
            lock: self.lock(&real)?,
            real,
        })
    }

    fn check(&self, path: &RootedPath, real: &Path) -> Result<(), WriteError> {
        let (named, name) = (path.absolute(), path.as_str().to_owned());
        let is_below = named.starts_with(&self.root);
        if self.own.is_some() && !is_below {
            return Err(WriteError::Outside(name));
        }
        // Outside Git any file may be named, but a link must not lead away from it.
        let bound = match named.parent() {
            Some(folder) if !is_below => real_path(folder).unwrap_or_default(),
            _ => self.root.clone(),
        };
        let is_git = |part: &OsStr| part.eq_ignore_ascii_case(".git");
        match real.strip_prefix(bound) {
            Ok(inside) if !inside.iter().any(is_git) => Ok(()),
            _ if real == named => Err(WriteError::Outside(name)),
            _ => Err(WriteError::LeadsOut(name)),
        }
    }

    /// The lock depends on the file alone, however the process that writes it came there: else
    /// two could hold different ones.
    ///
    /// In Git it is named after the working tree and the path in it, which a move of the
    /// repository, or a mount elsewhere, leaves as they are. Files of two working trees are two
    /// files, so their writers need not wait for each other.
    fn lock(&self, real: &Path) -> Result<PathBuf, WriteError> {
        let own = self.own.as_ref();
        let top = own.map(|own| own.top.as_path());
        let nested = innermost(real, top)
            .and_then(|folder| Repository::around(folder).ok()?)
            .and_then(|repository| Home::of(&repository).ok());
        if let Some(home) = nested.as_ref().or(own) {
            return Ok(home.lock(real));
        }
        let path = folded(real);
        let name = state_name(&[&path], &path, "lock");
        Ok(state_folder(None)?.join("locks").join(name))
    }
}

impl Home {
    fn of(repository: &Repository) -> Result<Self, WriteError> {
        let common = repository.common_dir();
        let git_dir = repository.git_dir();
        Ok(Self {
            top: repository.root().to_path_buf(),
            locks: state_folder(Some(repository))?.join("locks"),
            worktree: folded(git_dir.strip_prefix(common).unwrap_or(git_dir)),
        })
    }

    fn lock(&self, real: &Path) -> PathBuf {
        let path = folded(real.strip_prefix(&self.top).unwrap_or(real));
        let name = state_name(&[&self.worktree, &path], &path, "lock");
        self.locks.join(name)
    }
}

/// The nearest folder above a file, but below `top`, that is the top of a repository.
fn innermost<'p>(file: &'p Path, top: Option<&Path>) -> Option<&'p Path> {
    let folders = file.ancestors().skip(1);
    let mut below = folders.take_while(|folder| Some(*folder) != top);
    below.find(|folder| folder.join(".git").exists())
}

pub(super) fn unreadable(name: &str, source: io::Error) -> WriteError {
    let path = name.to_owned();
    match source.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => WriteError::Absent(path),
        _ => WriteError::Unreadable { path, source },
    }
}
