//! Small state files in Git's folders, shared between processes.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::version::{Unfit, from_json, to_json};
use super::{Lock, WriteError};
use crate::git::{Repository, Sharing};

/// Maximum size; larger files are not ours.
const MAX_BYTES: u64 = 8 << 20;

/// A JSON state file, changed under a lock.
pub struct Kept<'r> {
    path: PathBuf,
    what: &'static str,
    repository: &'r Repository,
}

/// A state file that cannot be read or changed. It is left unchanged.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The file cannot be read or written.
    #[error("cannot use `{}`: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The file is malformed.
    #[error("`{}` is damaged: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer version of the program wrote it.
    #[error("`{}` was written by a newer version of `progress` and was not changed", .0.display())]
    Newer(PathBuf),
    /// The file cannot be locked.
    #[error(transparent)]
    Lock(#[from] WriteError),
}

impl KeptError {
    /// How to fix it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Io { .. } => "make sure that it is a file you can read and write".to_owned(),
            Self::Damaged { .. } => {
                "remove it; `progress sync` recovers what it held from history".to_owned()
            }
            Self::Newer(_) => "use that version here as well".to_owned(),
            Self::Lock(error) => error.help(),
        }
    }
}

impl<'r> Kept<'r> {
    /// The state file `name` in one of a repository's Git folders; `what` describes it in errors.
    pub fn new(
        repository: &'r Repository,
        git_folder: &Path,
        name: &str,
        what: &'static str,
    ) -> Self {
        Self {
            path: git_folder.join("progress").join(name),
            what,
            repository,
        }
    }

    /// Reads the file; the default if it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, is damaged, or was written by a newer version.
    pub fn read<T: DeserializeOwned + Default>(&self) -> Result<T, KeptError> {
        let found = match self.path.metadata() {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(T::default()),
            Err(error) => return Err(self.failed(error)),
        };
        // Reading a pipe would block, and a huge file would exhaust the memory.
        if !found.is_file() || found.len() > MAX_BYTES {
            return Err(self.failed(io::Error::other("not a file written by `progress`")));
        }
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            // It was removed a moment ago.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(T::default()),
            Err(error) => return Err(self.failed(error)),
        };
        let path = self.path.clone();
        from_json(&text).map_err(|unfit| match unfit {
            Unfit::Newer => KeptError::Newer(path),
            Unfit::Damaged(reason) => KeptError::Damaged { path, reason },
        })
    }

    /// Changes the file atomically under its lock. The default value is not stored.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be locked, read or written.
    pub fn change<T>(&self, change: impl FnOnce(&mut T)) -> Result<(), KeptError>
    where
        T: DeserializeOwned + Serialize + Default + Clone + PartialEq,
    {
        let sharing = self.repository.sharing();
        // Taken before reading, so that no change by another process is lost.
        let _lock = Lock::take(&self.path.with_extension("lock"), self.what, sharing)?;
        let old: T = self.read()?;
        let mut new = old.clone();
        change(&mut new);
        if new == old {
            return Ok(());
        }
        // A record that is empty again leaves no file.
        if new == T::default() {
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(self.failed(error)),
                _ => Ok(()),
            };
        }
        let text = to_json(&new).map_err(|error| self.failed(error.into()))?;
        let written = self.write(&text, sharing);
        written.map_err(|error| self.failed(error))
    }

    /// Flushes a temporary file to disk before renaming it, so that a power failure does not leave
    /// a partial file.
    fn write(&self, text: &[u8], sharing: Sharing) -> io::Result<()> {
        // A fixed name is enough, because the lock is held.
        let temporary = self.path.with_extension("new");
        // The file of a killed process may belong to another user.
        let _ = fs::remove_file(&temporary);
        let mut file = File::options()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        file.write_all(text)?;
        file.sync_all()?;
        sharing.share(&temporary);
        fs::rename(&temporary, &self.path)
    }

    fn failed(&self, source: io::Error) -> KeptError {
        KeptError::Io {
            path: self.path.clone(),
            source,
        }
    }
}
