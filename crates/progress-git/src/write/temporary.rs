//! Files that are written completely and then moved into place.

use std::collections::hash_map::RandomState;
use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::hash::BuildHasher;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use progress_core::source::temporary_name;

use super::folder::Folder;
use crate::git::Sharing;
use crate::paths::real_path;

/// A function that moves a file to a name in another folder.
type Move = fn(&Folder, &OsStr, &Folder, &OsStr) -> io::Result<()>;

/// A temporary file ready to be moved into place; removed if dropped before that.
#[derive(Debug)]
pub(super) struct Staged<'f> {
    folder: &'f Folder,
    name: OsString,
    is_placed: bool,
}

impl<'f> Staged<'f> {
    /// Writes a file that will become `target` in `folder`, and flushes it to disk.
    ///
    /// It is written to `apart`, where Git does not see it, unless a file moved from there would
    /// differ from one created in `folder`. It gets the permissions and, if allowed, the owner of
    /// `like`; without `like`, the defaults.
    pub(super) fn write(
        apart: Option<&'f Folder>,
        folder: &'f Folder,
        target: &OsStr,
        bytes: &[u8],
        like: Option<&Metadata>,
    ) -> io::Result<Self> {
        if let Some(apart) = apart
            && folder.can_take_from(apart)
        {
            // In `folder`, the set-group-ID bit would have given the file its group.
            let group = like.and_then(group).or_else(|| folder.group());
            if let Ok(staged) = Self::write_in(apart, target, bytes, like, group) {
                return Ok(staged);
            }
        }
        // Here the system sets the group.
        Self::write_in(folder, target, bytes, like, None)
    }

    /// Writes a file in a folder; fails if a required group cannot be set.
    fn write_in(
        folder: &'f Folder,
        target: &OsStr,
        bytes: &[u8],
        like: Option<&Metadata>,
        group: Option<u32>,
    ) -> io::Result<Self> {
        let (name, mut file) = create_temporary(folder, target)?;
        // Removed again if one of the next steps fails.
        let staged = Self {
            folder,
            name,
            is_placed: false,
        };
        // Set before it contains anything that others must not read.
        if let Some(like) = like {
            keep_owner(&file, like);
        }
        if let Some(group) = group {
            give_group(&file, group)?;
        }
        if let Some(like) = like {
            file.set_permissions(like.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(staged)
    }

    /// Replaces a file atomically.
    pub(super) fn replace(self, folder: &Folder, target: &OsStr) -> io::Result<()> {
        self.moved(folder, target, Folder::rename)
    }

    /// Moves it to a name that must not exist yet.
    pub(super) fn place(self, folder: &Folder, target: &OsStr) -> io::Result<()> {
        self.moved(folder, target, Folder::rename_new)
    }

    fn moved(mut self, folder: &Folder, target: &OsStr, how: Move) -> io::Result<()> {
        match how(self.folder, &self.name, folder, target) {
            // Mounts and sandboxes can separate folders on one file system.
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                let (bytes, like) = self.folder.read(&self.name)?;
                let mut beside = Staged::write_in(folder, target, &bytes, Some(&like), None)?;
                how(folder, &beside.name, folder, target)?;
                beside.is_placed = true;
                Ok(())
            }
            moved => {
                self.is_placed = moved.is_ok();
                moved
            }
        }
    }

    /// Makes it executable for everyone who can read it, unless somebody can execute it already: its
    /// permissions are then those of the script that it replaces.
    #[cfg(unix)]
    fn make_executable(&self) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = self.folder.look(&self.name)?.permissions();
        let mode = permissions.mode();
        if mode & 0o111 != 0 {
            return Ok(());
        }
        permissions.set_mode(mode | (mode & 0o444) >> 2);
        std::fs::set_permissions(self.path(), permissions)
    }

    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    fn make_executable(&self) -> io::Result<()> {
        Ok(())
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if !self.is_placed {
            let _ = self.folder.remove(&self.name);
        }
    }
}

/// Creates a file with a unique name.
fn create_temporary(folder: &Folder, target: &OsStr) -> io::Result<(OsString, File)> {
    const ATTEMPTS: u32 = 100;
    let (before, length, after) = temporary_name(&target.to_string_lossy());
    let mut attempt = 1;
    loop {
        let name = OsString::from(format!("{before}{}{after}", random(length)));
        match folder.create(&name) {
            Ok(file) => return Ok((name, file)),
            Err(error) if error.kind() != ErrorKind::AlreadyExists || attempt == ATTEMPTS => {
                return Err(error);
            }
            Err(_) => attempt += 1,
        }
    }
}

/// Random letters and digits.
fn random(length: usize) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghijkmnopqrstuvw";
    // Each `RandomState` has other keys, so the input need not be unique.
    let mut bits = RandomState::new().hash_one(std::process::id());
    let mut text = String::with_capacity(length);
    for _ in 0..length {
        text.push(char::from(DIGITS[(bits % 32) as usize]));
        bits /= 32;
    }
    text
}

/// Creates a file that must not exist yet, complete from the moment it is visible, with the
/// permissions of `sharing`.
///
/// # Errors
///
/// Fails if the file exists or cannot be written.
pub fn create(target: &Path, bytes: &[u8], sharing: Sharing) -> io::Result<()> {
    let folder = Folder::open(&real_path(folder_of(target))?)?;
    let name = target.file_name().unwrap_or_default();
    let staged = Staged::write(None, &folder, name, bytes, None)?;
    sharing.share(&staged.path());
    staged.place(&folder, name)?;
    folder.settle();
    folder.sweep_old();
    Ok(())
}

/// Writes a file that is not a progress file atomically, even if the process is killed. Links are
/// followed. A new file gets the permissions of `sharing`.
///
/// # Errors
///
/// Fails if the file cannot be written; it is then unchanged.
pub fn put(target: &Path, bytes: &[u8], sharing: Sharing) -> io::Result<()> {
    put_from(None, target, bytes, sharing)
}

/// Like [`put`], but writes to `apart` first, if a file can be moved from there.
///
/// # Errors
///
/// Fails if the file cannot be written; it is then unchanged.
pub fn put_apart(apart: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let apart = opened(apart);
    put_from(apart.as_ref(), target, bytes, Sharing::Umask)
}

fn put_from(
    apart: Option<&Folder>,
    target: &Path,
    bytes: &[u8],
    sharing: Sharing,
) -> io::Result<()> {
    let target = match real_path(target) {
        Ok(real) => real,
        Err(error) if error.kind() == ErrorKind::NotFound => target.to_path_buf(),
        Err(error) => return Err(error),
    };
    let old = target.metadata().ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Err(io::Error::other("not a file"));
    }
    let folder = Folder::open(&real_path(folder_of(&target))?)?;
    let name = target.file_name().unwrap_or_default();
    let staged = Staged::write(apart, &folder, name, bytes, old.as_ref())?;
    if old.is_none() {
        sharing.share(&staged.path());
    }
    staged.replace(&folder, name)?;
    folder.settle();
    folder.sweep_old();
    Ok(())
}

/// Writes an executable script atomically, even if the process is killed; a link is replaced, not
/// followed. It is written to `apart` first, if a file can be moved from there.
///
/// # Errors
///
/// Fails if the file cannot be written; it is then unchanged.
pub fn put_script(apart: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let apart = opened(apart);
    // The permissions of a link say nothing about the script, and are not kept.
    let old = target.symlink_metadata().ok().filter(Metadata::is_file);
    let folder = Folder::open(&real_path(folder_of(target))?)?;
    let name = target.file_name().unwrap_or_default();
    let staged = Staged::write(apart.as_ref(), &folder, name, bytes, old.as_ref())?;
    staged.make_executable()?;
    staged.replace(&folder, name)?;
    folder.settle();
    folder.sweep_old();
    Ok(())
}

/// Removes the temporary files of a folder in which nobody else is writing.
pub fn sweep(folder: &Path) {
    if let Some(folder) = opened(folder) {
        folder.sweep();
    }
}

fn opened(folder: &Path) -> Option<Folder> {
    Folder::open(&real_path(folder).ok()?).ok()
}

/// Replaces the content of a short-lived file atomically, even if the process is killed. The new
/// content is given in pieces.
///
/// # Errors
///
/// Fails if the file cannot be written; it is then unchanged.
pub fn swap(target: &Path, pieces: &[impl AsRef<[u8]>]) -> io::Result<()> {
    let folder = Folder::open(&real_path(folder_of(target))?)?;
    let target = target.file_name().unwrap_or_default();
    let (name, file) = create_temporary(&folder, target)?;
    let staged = Staged {
        folder: &folder,
        name,
        is_placed: false,
    };
    let mut file = BufWriter::new(file);
    for piece in pieces {
        file.write_all(piece.as_ref())?;
    }
    file.flush()?;
    staged.replace(&folder, target)
}

/// The folder that contains a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn keep_owner(file: &File, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(own) = file.metadata() else { return };
    if own.gid() != like.gid() {
        let _ = fchown(file, None, Some(like.gid()));
    }
    // Only the superuser can change it.
    if own.uid() != like.uid() {
        let _ = fchown(file, Some(like.uid()), None);
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "as on systems without groups")]
fn group(of: &Metadata) -> Option<u32> {
    Some(std::os::unix::fs::MetadataExt::gid(of))
}

#[cfg(not(unix))]
fn group(_: &Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn give_group(file: &File, group: u32) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    if file.metadata()?.gid() == group {
        return Ok(());
    }
    fchown(file, None, Some(group))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn give_group(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}
