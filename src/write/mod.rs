//! The one place that changes files, safe among any number of writers.
//!
//! A writer takes the file's lock, reads the file, writes what it makes of it to a temporary
//! file, brings that to the disk, and renames it into place. So no update is
//! lost, a reader sees the old file or the new one, and so it stays when a process is killed or
//! the power fails. What goes wrong leaves the file as it was.
//!
//! - The lock is the folder that holds the file, because a rename replaces the file itself. So it
//!   depends on where the file really lies and on nothing else, leaves nothing behind, and needs
//!   no right to write anywhere else. The system gives it up when its holder ends, in whatever
//!   way. Network file systems may keep it to one machine.
//! - Permissions are kept, and the owner where that is allowed; extended attributes and further
//!   hard links are not. A link is followed, and stays; one that leads out of the repository is
//!   refused. The folder is opened without following any, and all happens in what was opened.
//! - A program that takes no locks, such as an editor, is noticed up to the moment before the
//!   rename; the edit is then made again on what it wrote.
//! - The temporary file lies in Git's folder for the working tree, if a file can be moved from
//!   there: what a killed process leaves there, Git does not see, and a later write removes it
//!   after ten minutes. Otherwise it lies beside the file, linting passes it over
//!   ([`is_temporary`](crate::source::is_temporary)), and the next write in that folder removes it.

mod draft;
mod error;
mod folder;
mod folders;
mod kept;
mod lock;
mod place;
mod state;
mod temporary;
#[cfg(test)]
mod tests;
mod version;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::git::{Repository, Sharing};
use crate::source::{RootedPath, real_path};

pub use draft::{Draft, Outcome};
pub use error::WriteError;
pub use state::{state_folder, state_name};

pub(crate) use kept::{Kept, KeptError};
pub(crate) use lock::Lock;
pub(crate) use temporary::{
    create as create_file, put as put_file, put_apart, put_script, swap as swap_file, sweep,
};
pub(crate) use version::{Unfit, from_json, to_json};

use draft::{commit, prepare};
use folder::Folder;
use folders::Folders;
use lock::PATIENCE;
use place::{Bounds, Place};
use temporary::Staged;

/// An edit is made again so many times where a program without locks comes between.
const ATTEMPTS: usize = 5;

/// The files of a working tree, to be written.
#[derive(Debug)]
pub struct Store {
    bounds: Bounds,
    /// Git's folder for the working tree, and who it is shared with.
    git: Option<(PathBuf, Sharing)>,
    patience: Duration,
}

impl Store {
    /// The files below `root`, the top of `repository` where there is one.
    #[must_use]
    pub fn open(repository: Option<&Repository>, root: &Path) -> Self {
        Self {
            bounds: Bounds::new(root, repository.is_some()),
            git: repository.map(|it| (it.git_dir().to_path_buf(), it.sharing())),
            patience: PATIENCE,
        }
    }

    /// Waits so long for other writers, instead of ten seconds.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Replaces the content of a file by what `change` makes of it; `None` leaves it alone.
    ///
    /// `change` is called under the file's lock, and again where a program without locks came
    /// between.
    ///
    /// # Errors
    ///
    /// Fails with what `change` fails with, or where the file cannot be read, locked or
    /// written. The file is then as it was.
    pub fn replace<E: From<WriteError>>(
        &self,
        path: &RootedPath,
        mut change: impl FnMut(&[u8]) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Outcome, E> {
        let outcomes = self.replace_all(std::slice::from_ref(path), |drafts| -> Result<(), E> {
            for draft in drafts {
                draft.new = change(&draft.current)?;
            }
            Ok(())
        });
        let is_replaced = outcomes?.contains(&Outcome::Replaced);
        Ok(if is_replaced {
            Outcome::Replaced
        } else {
            Outcome::Unchanged
        })
    }

    /// Replaces the contents of several files that must change together; `drafts` stand in the
    /// order of `paths`.
    ///
    /// All locks are held from before the first file is read, taken in one order by everybody,
    /// so that two processes never wait for each other. The new contents of all are on the disk
    /// before the first file is renamed: a full disk changes none. A process that is killed
    /// between two renames leaves some files new and the others old, each of them whole.
    ///
    /// Every folder is open meanwhile: to change files in hundreds that have nothing to do with
    /// each other, call [`replace`](Self::replace) for each.
    ///
    /// # Errors
    ///
    /// Fails with what `change` fails with, or where a file cannot be read, locked or written.
    /// All files are then as they were, unless the error is [`WriteError::Halfway`].
    pub fn replace_all<E: From<WriteError>>(
        &self,
        paths: &[RootedPath],
        mut change: impl FnMut(&mut [Draft]) -> Result<(), E>,
    ) -> Result<Vec<Outcome>, E> {
        let places = paths.iter().map(|path| self.bounds.existing(path));
        let places: Vec<Place> = places.collect::<Result<_, _>>()?;
        differ(&places)?;
        let apart = self.apart();
        let folders = Folders::lock(&places, self.patience)?;
        let mut restless = None;
        for _ in 0..ATTEMPTS {
            let (mut drafts, seen) = draft::read_all(&places, &folders)?;
            change(&mut drafts)?;
            let pending = prepare(&drafts, &seen, apart.as_ref())?;
            let mut both = drafts.iter().zip(&seen);
            let changed = both.find(|(draft, seen)| !seen.is_current(&draft.current));
            restless = changed.map(|(_, seen)| seen.place.name.clone());
            if restless.is_none() {
                commit(pending)?;
                if let Some(apart) = &apart {
                    apart.sweep_old();
                }
                return Ok(drafts.iter().map(Draft::outcome).collect());
            }
        }
        Err(WriteError::Restless(restless.unwrap_or_default()).into())
    }

    /// Makes a file that must not exist yet, and the folders above it.
    ///
    /// # Errors
    ///
    /// Fails where something is there, or the file cannot be written; there is then no file.
    pub fn create(&self, path: &RootedPath, bytes: &[u8]) -> Result<(), WriteError> {
        let place = self.bounds.absent(path)?;
        let failed = |source: io::Error| {
            let path = place.name.clone();
            match source.kind() {
                io::ErrorKind::AlreadyExists => WriteError::Exists(path),
                _ => WriteError::Unwritable { path, source },
            }
        };
        let (folders, apart) = (Folders::make(&place, self.patience)?, self.apart());
        let folder = folders.of(&place)?;
        let staged = Staged::write(apart.as_ref(), folder, &place.file, bytes, None);
        let placed = staged.and_then(|staged| staged.place(folder, &place.file));
        placed.map_err(failed)?;
        folder.settle();
        Ok(())
    }

    /// Writes a file that people named and that is no progress file, whether there is one or not.
    /// `path` is [resolved](crate::source::resolve); if it is a link, that is followed.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written, or a link leads out of the repository; it is then as
    /// it was.
    pub fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let place = self.bounds.any(path)?;
        let (folders, apart) = (
            Folders::lock(std::slice::from_ref(&place), self.patience)?,
            self.apart(),
        );
        let folder = folders.of(&place)?;
        let old = match folder.look(&place.file) {
            Ok(old) if !old.is_file() => return Err(WriteError::NotAFile(place.name)),
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(place::unreadable(&place.name, error)),
        };
        let staged = Staged::write(apart.as_ref(), folder, &place.file, bytes, old.as_ref());
        let put = staged.and_then(|staged| staged.replace(folder, &place.file));
        put.map_err(|source| WriteError::Unwritable {
            path: place.name,
            source,
        })?;
        folder.settle();
        Ok(())
    }

    /// The folder for temporary files, where Git does not look. There may be none: the file is
    /// then written beside the one that it is to replace.
    fn apart(&self) -> Option<Folder> {
        let (git, sharing) = self.git.as_ref()?;
        let folder = git.join("progress").join("tmp");
        sharing.make_folder(&folder).ok()?;
        Folder::open(&real_path(&folder).ok()?).ok()
    }
}

/// Refuses files of which two are the same.
fn differ(places: &[Place]) -> Result<(), WriteError> {
    let mut order: Vec<&Place> = places.iter().collect();
    order.sort_by_key(|place| (&place.folder, &place.file));
    for pair in order.windows(2) {
        if let [one, other] = pair
            && (&one.folder, &one.file) == (&other.folder, &other.file)
        {
            return Err(WriteError::SameFile(one.name.clone(), other.name.clone()));
        }
    }
    Ok(())
}
