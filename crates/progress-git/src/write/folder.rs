//! Open folders: operations apply to the opened folder, even if its path is replaced meanwhile.

#[cfg(not(unix))]
#[path = "folder/other.rs"]
mod system;
#[cfg(unix)]
#[path = "folder/unix.rs"]
mod system;

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use progress_core::source::is_temporary;
use system::Handle;

use super::WriteError;
use super::lock::hold;
use crate::trees::read_opened;

/// Age at which a temporary file must be from a killed process: no write takes this long.
const LEFT_BEHIND: Duration = Duration::from_secs(600);

/// An open folder.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    handle: Handle,
    /// Holds the lock as long as it is open.
    locked: OnceLock<File>,
}

impl Folder {
    /// Opens a folder by its real path, following no links.
    pub(super) fn open(real: &Path) -> io::Result<Self> {
        Ok(Self {
            handle: Handle::open(real, false)?,
            path: real.to_path_buf(),
            locked: OnceLock::new(),
        })
    }

    /// Like [`open`](Self::open), but creates missing folders.
    pub(super) fn open_or_make(real: &Path) -> io::Result<Self> {
        Ok(Self {
            handle: Handle::open(real, true)?,
            path: real.to_path_buf(),
            locked: OnceLock::new(),
        })
    }

    /// The path it was opened by.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Its identity, independent of its path.
    pub(super) fn identity(&self) -> io::Result<(u64, u64)> {
        self.handle.identity()
    }

    /// Whether its path still refers to it.
    pub(super) fn is_in_place(&self) -> bool {
        let now = Self::open(&self.path).and_then(|now| now.identity());
        match (now, self.identity()) {
            (Ok(now), Ok(own)) => now == own,
            _ => false,
        }
    }

    /// Locks it exclusively until it is dropped; `what` names the file to write in errors.
    pub(super) fn lock(&self, what: &str, patience: Duration) -> Result<(), WriteError> {
        let file = self.handle.to_lock().map_err(|source| WriteError::Lock {
            lock: self.path.clone(),
            source,
        })?;
        let file = hold(file, &self.path, what, patience)?;
        // A second lock of the same folder is the same lock.
        let _ = self.locked.set(file);
        Ok(())
    }

    /// The bytes and metadata of a file in it, which must not be a link.
    pub(super) fn read(&self, name: &OsStr) -> io::Result<(Vec<u8>, Metadata)> {
        read_opened(self.handle.open_file(name)?)
    }

    /// The metadata of a file in it.
    pub(super) fn look(&self, name: &OsStr) -> io::Result<Metadata> {
        self.handle.open_file(name)?.metadata()
    }

    /// Creates a file that must not exist yet.
    pub(super) fn create(&self, name: &OsStr) -> io::Result<File> {
        self.handle.create_file(name)
    }

    /// Removes a file.
    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.handle.remove_file(name)
    }

    /// Moves a file, replacing any existing one.
    pub(super) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        self.handle.rename(name, &to.handle, new)
    }

    /// Moves a file to a name that must not exist yet.
    pub(super) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        self.handle.rename_new(name, &to.handle, new)
    }

    /// Whether a file created in `other` and moved here has the same permissions as one created
    /// here.
    pub(super) fn can_take_from(&self, other: &Self) -> bool {
        self.handle.can_take_from(&other.handle)
    }

    /// The group of files created here, if the folder sets it.
    pub(super) fn group(&self) -> Option<u32> {
        self.handle.group()
    }

    /// Flushes the folder to disk. Files already have their new content, so failures are ignored.
    pub(super) fn settle(&self) {
        self.handle.sync();
    }

    /// Removes the temporary files in it. Since they are created under its lock, which is held now,
    /// they must be from killed processes.
    pub(super) fn sweep(&self) {
        self.remove_temporaries(|_| true);
    }

    /// Removes temporary files old enough to be from killed processes.
    pub(super) fn sweep_old(&self) {
        self.remove_temporaries(is_old);
    }

    fn remove_temporaries(&self, is_left: impl Fn(&Metadata) -> bool) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if !is_temporary(&name.to_string_lossy()) {
                continue;
            }
            if self
                .look(&name)
                .is_ok_and(|it| it.is_file() && is_left(&it))
            {
                let _ = self.remove(&name);
            }
        }
    }
}

fn is_old(metadata: &Metadata) -> bool {
    let modified = metadata.modified().ok();
    let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
    age.is_some_and(|age| age > LEFT_BEHIND)
}
