//! Small files in Git's own folders that several processes change.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::version::{Unfit, from_json, to_json};
use super::{Lock, WriteError};
use crate::git::{Repository, Sharing};

/// A larger one is none of ours.
const MAX_BYTES: u64 = 8 << 20;

/// A JSON file that is changed under a lock.
pub(crate) struct Kept<'r> {
    path: PathBuf,
    what: &'static str,
    repository: &'r Repository,
}

/// Why what is kept cannot be read or changed. It is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The file cannot be read or written.
    #[error("cannot use `{}`: {source}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It makes no sense.
    #[error("`{}` is damaged: {reason}", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer version of the program wrote it.
    #[error("`{}` was written by a newer version of `progress` and was not changed", .0.display())]
    Newer(PathBuf),
    /// It cannot be locked.
    #[error(transparent)]
    Lock(#[from] WriteError),
}

impl KeptError {
    /// What to do about it.
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
    /// What is kept as `name` in one of Git's folders of a repository; `what` is that in words.
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

    /// Reads it; the default if nothing is kept.
    pub fn read<T: DeserializeOwned + Default>(&self) -> Result<T, KeptError> {
        let found = match self.path.metadata() {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(T::default()),
            Err(error) => return Err(self.failed(error)),
        };
        if !found.is_file() || found.len() > MAX_BYTES {
            return Err(self.failed(io::Error::other("not a file written by `progress`")));
        }
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            // Removed a moment ago.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(T::default()),
            Err(error) => return Err(self.failed(error)),
        };
        let path = self.path.clone();
        from_json(&text).map_err(|unfit| match unfit {
            Unfit::Newer => KeptError::Newer(path),
            Unfit::Damaged(reason) => KeptError::Damaged { path, reason },
        })
    }

    /// Changes it under its lock, whole or not at all. What is the default is not kept.
    pub fn change<T>(&self, change: impl FnOnce(&mut T)) -> Result<(), KeptError>
    where
        T: DeserializeOwned + Serialize + Default + Clone + PartialEq,
    {
        let sharing = self.repository.sharing();
        let _lock = Lock::take(&self.path.with_extension("lock"), self.what, sharing)?;
        let old: T = self.read()?;
        let mut new = old.clone();
        change(&mut new);
        if new == old {
            return Ok(());
        }
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

    /// Brings it to the disk before it takes its place: after a power cut, half of it would be
    /// worse than what was there before.
    fn write(&self, text: &[u8], sharing: Sharing) -> io::Result<()> {
        let temporary = self.path.with_extension("new");
        // What a killed process left may be another user's.
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
