//! An open folder: what is done in it is done there, whatever its path names meanwhile.

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
use std::time::{Duration, SystemTime};

use super::WriteError;
use super::lock::hold;
use crate::source::{is_temporary, read_opened};
use system::Handle;

/// No write takes so long: a temporary file of this age was left by a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(600);

/// A folder that is open.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    handle: Handle,
}

impl Folder {
    /// Opens a folder by its real path: a link that has come into that path is not followed.
    pub fn open(real: &Path) -> io::Result<Self> {
        Ok(Self {
            handle: Handle::open(real, false)?,
            path: real.to_path_buf(),
        })
    }

    /// As [`open`](Self::open), and makes what is missing of it.
    pub fn open_or_make(real: &Path) -> io::Result<Self> {
        Ok(Self {
            handle: Handle::open(real, true)?,
            path: real.to_path_buf(),
        })
    }

    /// Where it was when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What tells it from other folders, however they are named.
    pub fn identity(&self) -> io::Result<(u64, u64)> {
        self.handle.identity()
    }

    /// Whether its path still leads to it.
    pub fn is_in_place(&self) -> bool {
        let now = Self::open(&self.path).and_then(|now| now.identity());
        match (now, self.identity()) {
            (Ok(now), Ok(own)) => now == own,
            _ => false,
        }
    }

    /// Locks it against all others that lock it, until it is dropped; `what` is to be written.
    pub fn lock(&self, what: &str, patience: Duration) -> Result<(), WriteError> {
        let file = self.handle.to_lock();
        let file = file.map_err(|source| WriteError::Lock {
            lock: self.path.clone(),
            source,
        })?;
        hold(file, &self.path, what, patience).map(drop)
    }

    /// The bytes of a file in it, which is no link, and what is known of that file.
    pub fn read(&self, name: &OsStr) -> io::Result<(Vec<u8>, Metadata)> {
        read_opened(self.handle.open_file(name)?)
    }

    /// What is known of a file in it.
    pub fn look(&self, name: &OsStr) -> io::Result<Metadata> {
        self.handle.open_file(name)?.metadata()
    }

    /// Makes a file that must not exist yet.
    pub fn create(&self, name: &OsStr) -> io::Result<File> {
        self.handle.create_file(name)
    }

    /// Removes a file.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.handle.remove_file(name)
    }

    /// Moves a file to where another may stand, which is then gone.
    pub fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        self.handle.rename(name, &to.handle, new)
    }

    /// Moves a file to where nothing must stand.
    pub fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        self.handle.rename_new(name, &to.handle, new)
    }

    /// Whether a file that is made in `other` and then moved here is like one that is made here.
    pub fn can_take_from(&self, other: &Self) -> bool {
        self.handle.can_take_from(&other.handle)
    }

    /// The group that files get which are made here, where the folder says so.
    pub fn group(&self) -> Option<u32> {
        self.handle.group()
    }

    /// Brings to the disk what happened in it. A file has its new content by now, so nothing that
    /// goes wrong here is an error.
    pub fn settle(&self) {
        self.handle.sync();
    }

    /// Removes the temporary files in it, of which all that are made under its lock must have been
    /// left by processes that were killed.
    pub fn sweep(&self) {
        self.remove_temporaries(|_| true);
    }

    /// Removes temporary files that must have been left by processes that were killed, because
    /// they are old.
    pub fn sweep_old(&self) {
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
