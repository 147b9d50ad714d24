//! The one place that changes files, safe among any number of writers.
//!
//! A writer takes the file's lock, reads the file, writes what it makes of it to a temporary
//! file in the same folder, brings that to the disk, and renames it into place. So no update is
//! lost, a reader sees the old file or the new one, and so it stays when a process is killed or
//! the power fails. What goes wrong leaves the file as it was.
//!
//! - The lock is a file of its own ([`state_folder`]), because a rename replaces the data file,
//!   and is never removed. The system gives it up when its holder ends, in whatever way.
//! - Permissions are kept, and the owner where that is allowed; extended attributes and further
//!   hard links are not. A link is followed, and stays; one that leads out of the repository is
//!   refused.
//! - A program that takes no locks, such as an editor, is noticed up to the moment before the
//!   rename; the edit is then made again on what it wrote.
//! - A killed process can leave a temporary file; linting passes it over
//!   ([`is_temporary`](crate::source::is_temporary)), and after ten minutes the next write in
//!   that folder removes it.

mod draft;
mod error;
mod lock;
mod place;
mod state;
mod temporary;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::git::Repository;
use crate::source::RootedPath;

pub use draft::{Draft, Outcome};
pub use error::WriteError;
pub use state::{state_folder, state_name};

pub(crate) use lock::{Lock, PATIENCE};
pub(crate) use temporary::{create as create_file, put as put_file, put_script, swap as swap_file};

use draft::{Seen, commit, prepare};
use place::{Bounds, Place};

/// An edit is made again so many times where a program without locks comes between.
const ATTEMPTS: usize = 5;

/// The files of a working tree, to be written.
#[derive(Debug)]
pub struct Store {
    bounds: Bounds,
    patience: Duration,
}

impl Store {
    /// The files below `root`, the top of `repository` where there is one.
    #[must_use]
    pub fn open(repository: Option<&Repository>, root: &Path) -> Self {
        Self {
            bounds: Bounds::new(repository, root),
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
    /// Every file holds a lock and so an open file: to change hundreds that have nothing to do
    /// with each other, call [`replace`](Self::replace) for each.
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
        let _locks = self.lock(&places)?;
        let mut restless = None;
        for _ in 0..ATTEMPTS {
            let (mut drafts, seen) = draft::read_all(&places)?;
            change(&mut drafts)?;
            let pending = prepare(&drafts, &seen)?;
            restless = seen.into_iter().find(|seen| !seen.is_current());
            if restless.is_none() {
                commit(pending)?;
                return Ok(drafts.iter().map(Draft::outcome).collect());
            }
        }
        let name = restless.map(|seen: Seen<'_>| seen.place.name.clone());
        Err(WriteError::Restless(name.unwrap_or_default()).into())
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
        let _lock = Lock::take(&place.lock, &place.name, self.patience)?;
        fs::create_dir_all(temporary::folder_of(&place.real)).map_err(failed)?;
        temporary::create(&place.real, bytes).map_err(failed)
    }

    /// Takes the locks in the order of their names.
    fn lock(&self, places: &[Place]) -> Result<Vec<Lock>, WriteError> {
        let mut order: Vec<&Place> = places.iter().collect();
        order.sort_by_key(|place| (&place.lock, &place.real));
        for pair in order.windows(2) {
            if let [one, other] = pair
                && one.real == other.real
            {
                return Err(WriteError::SameFile(one.name.clone(), other.name.clone()));
            }
        }
        // `A.md` and `a.md` share a lock.
        order.dedup_by_key(|place| &place.lock);
        let take = |place: &&Place| Lock::take(&place.lock, &place.name, self.patience);
        order.iter().map(take).collect()
    }
}
