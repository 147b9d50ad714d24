//! Folders by file descriptor.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;

/// Traversing a folder needs no read permission.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASS: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASS: OFlags = OFlags::RDONLY;

const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// An open folder.
#[derive(Debug)]
pub(super) struct Handle(File);

impl Handle {
    /// Opens a folder by absolute path without following links; with `makes`, creates missing
    /// folders.
    pub(super) fn open(path: &Path, makes: bool) -> io::Result<Self> {
        let mut folder = openat(CWD, "/", PASS | FOLDER, Mode::empty())?;
        for part in path.components() {
            let Component::Normal(name) = part else {
                continue;
            };
            folder = match openat(&folder, name, PASS | FOLDER, Mode::empty()) {
                Err(Errno::NOENT) if makes => {
                    match mkdirat(&folder, name, Mode::from_raw_mode(0o777)) {
                        // Another process may have created it in the meantime.
                        Ok(()) | Err(Errno::EXIST) => {}
                        Err(error) => return Err(error.into()),
                    }
                    openat(&folder, name, PASS | FOLDER, Mode::empty())?
                }
                opened => opened?,
            };
        }
        // A descriptor opened with `O_PATH` can be neither locked nor flushed.
        let folder = openat(&folder, ".", OFlags::RDONLY | FOLDER, Mode::empty())?;
        Ok(Self(File::from(folder)))
    }

    pub(super) fn identity(&self) -> io::Result<(u64, u64)> {
        let metadata = self.0.metadata()?;
        Ok((metadata.dev(), metadata.ino()))
    }

    /// The folder itself is locked, which needs no write permission, leaves nothing behind, and
    /// works under any path of the folder.
    pub(super) fn to_lock(&self) -> io::Result<File> {
        self.0.try_clone()
    }

    /// Opens a file; if it is a pipe, does not wait for a writer.
    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::empty())?))
    }

    pub(super) fn create_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        Ok(File::from(openat(&self.0, name, flags, mode)?))
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(super) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        Ok(renameat(&self.0, name, &to.0, new)?)
    }

    pub(super) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::{RenameFlags, renameat_with};
            match renameat_with(&self.0, name, &to.0, new, RenameFlags::NOREPLACE) {
                // The file system or kernel does not support it.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                renamed => return Ok(renamed?),
            }
        }
        // Unlike a plain rename, creating a hard link fails if the name exists.
        linkat(&self.0, name, &to.0, new, AtFlags::empty())?;
        self.remove_file(name)
    }

    /// A file moved within a file system keeps its permissions, but a folder may have a default
    /// access control list for files created in it.
    pub(super) fn can_take_from(&self, other: &Self) -> bool {
        let (Ok(own), Ok(other)) = (self.identity(), other.identity()) else {
            return false;
        };
        own.0 == other.0 && !self.has_default_access()
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn has_default_access(&self) -> bool {
        let mut none: [u8; 0] = [];
        rustix::fs::fgetxattr(&self.0, "system.posix_acl_default", &mut none).is_ok()
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn has_default_access(&self) -> bool {
        false
    }

    pub(super) fn group(&self) -> Option<u32> {
        let metadata = self.0.metadata().ok()?;
        // With the set-group-ID bit, new files belong to the folder's group.
        (metadata.mode() & 0o2000 != 0).then(|| metadata.gid())
    }

    pub(super) fn sync(&self) {
        let _ = self.0.sync_all();
    }
}
