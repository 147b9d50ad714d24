//! Folders by path, for systems on which folders can be neither opened nor locked.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use progress_core::collections::Fnv;

/// An existing folder.
#[derive(Debug)]
pub(super) struct Handle(PathBuf);

impl Handle {
    /// Opens a folder by path; with `makes`, creates missing folders.
    pub(super) fn open(path: &Path, makes: bool) -> io::Result<Self> {
        if makes {
            fs::create_dir_all(path)?;
        }
        if !fs::metadata(path)?.is_dir() {
            return Err(ErrorKind::NotADirectory.into());
        }
        Ok(Self(path.to_path_buf()))
    }

    /// The same for names that differ in case only: the file system holds them for one.
    #[allow(
        clippy::unnecessary_wraps,
        reason = "as on systems where this can fail"
    )]
    pub(super) fn identity(&self) -> io::Result<(u64, u64)> {
        let mut hash = Fnv::new();
        hash.add(&self.0.to_string_lossy().to_lowercase());
        Ok((0, hash.value()))
    }

    /// A separate file for each folder, in the folder for temporary files.
    pub(super) fn to_lock(&self) -> io::Result<File> {
        let folder = std::env::temp_dir().join("progress-locks");
        fs::create_dir_all(&folder)?;
        let name = format!("{:016x}.lock", self.identity()?.1);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        options.open(folder.join(name))
    }

    /// Opens a file; a folder cannot be opened, and is refused as on Unix.
    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let path = self.0.join(name);
        match File::open(&path) {
            Err(_) if path.is_dir() => Err(ErrorKind::IsADirectory.into()),
            opened => opened,
        }
    }

    pub(super) fn create_file(&self, name: &OsStr) -> io::Result<File> {
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        options.open(self.0.join(name))
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(super) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        /// Windows refuses while another program, often a virus scanner, has the target open.
        const ATTEMPTS: u32 = 50;
        let mut attempt = 1;
        while let Err(error) = fs::rename(self.0.join(name), to.0.join(new)) {
            if attempt == ATTEMPTS || error.kind() != ErrorKind::PermissionDenied {
                return Err(error);
            }
            thread::sleep(Duration::from_millis(10));
            attempt += 1;
        }
        Ok(())
    }

    pub(super) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        // A rename would replace an existing file; creating a hard link fails.
        fs::hard_link(self.0.join(name), to.0.join(new))?;
        self.remove_file(name)
    }

    /// Files inherit the permissions of the folder they are created in.
    pub(super) fn can_take_from(&self, _: &Self) -> bool {
        false
    }

    pub(super) fn group(&self) -> Option<u32> {
        None
    }

    /// Does nothing: the file system orders operations by itself.
    pub(super) fn sync(&self) {}
}
