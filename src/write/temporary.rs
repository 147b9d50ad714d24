//! Files that are written whole and then take their place.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::{Builder, TempPath};

use crate::source::{is_temporary, real_path, temporary_name};

/// No write takes so long: a temporary file of this age was left by a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(600);

/// Writes a file beside `target` that is to replace it, down to the disk.
///
/// It gets the permissions and, where we may, the owner of `like`; without one those of any
/// new file. Dropped, it is removed.
pub(super) fn beside(target: &Path, bytes: &[u8], like: Option<&Metadata>) -> io::Result<TempPath> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let (before, random, after) = temporary_name(&name);
    let mut builder = Builder::new();
    builder.prefix(&before).rand_bytes(random).suffix(after);
    // Made here, because the crate makes files for one user, and on Windows ones that say of
    // themselves that they are temporary.
    let make = |path: &Path| File::options().write(true).create_new(true).open(path);
    let mut file = builder.make_in(folder_of(target), make)?;
    if let Some(like) = like {
        // Before anything stands in it that others may not read.
        keep_owner(file.as_file(), like);
        file.as_file().set_permissions(like.permissions())?;
    }
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    // Closed: of many files, not all need be open at once.
    Ok(file.into_temp_path())
}

/// Puts a temporary file in the place of `target`; a reader sees the one or the other.
pub(super) fn replace(mut temporary: TempPath, target: &Path) -> io::Result<()> {
    /// Windows refuses while somebody, often a virus scanner, has just opened the target.
    const ATTEMPTS: u32 = if cfg!(windows) { 50 } else { 1 };
    let mut attempt = 1;
    while let Err(error) = fs::rename(&temporary, target) {
        if attempt == ATTEMPTS || error.kind() != io::ErrorKind::PermissionDenied {
            return Err(error);
        }
        thread::sleep(Duration::from_millis(10));
        attempt += 1;
    }
    temporary.disable_cleanup(true);
    Ok(())
}

/// Makes a file that must not exist yet, whole from the first moment it can be seen.
pub(crate) fn create(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = beside(target, bytes, None)?;
    let created = temporary.persist_noclobber(target);
    created.map_err(|failed| failed.error)?;
    settle(folder_of(target));
    Ok(())
}

/// Writes a file that a user named and that is no progress file: the old or the new stands
/// there, also when the process is killed. A link is followed.
pub(crate) fn put(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match real_path(target) {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => target.to_path_buf(),
        Err(error) => return Err(error),
    };
    let old = target.metadata().ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Err(io::Error::other("it is not a file"));
    }
    replace(beside(&target, bytes, old.as_ref())?, &target)?;
    settle(folder_of(&target));
    Ok(())
}

/// Puts a script that may be run in the place of whatever stands there; a link is replaced, not
/// followed. The old or the new stands there, and can be run, also when the process is killed.
pub(crate) fn put_script(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = target.symlink_metadata().ok().filter(Metadata::is_file);
    let temporary = beside(target, bytes, old.as_ref())?;
    make_executable(&temporary)?;
    replace(temporary, target)?;
    settle(folder_of(target));
    Ok(())
}

/// Lets those who may read a file run it.
#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(path)?.permissions();
    let mode = permissions.mode();
    permissions.set_mode(mode | (mode & 0o444) >> 2);
    fs::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Gives a file that only lives as long as an operation other content: the old or the new
/// stands there, also when the process is killed.
pub(crate) fn swap(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = target.with_file_name(name);
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Ends a write: what happened in the folder reaches the disk, and temporary files that killed
/// processes left there go.
///
/// By then the file has its new content, so nothing that goes wrong here is an error.
pub(super) fn settle(folder: &Path) {
    // Elsewhere a folder cannot be opened, and the file system sees to its own order.
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_temporary(&entry.file_name().to_string_lossy()) && is_left_behind(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

fn is_left_behind(entry: &fs::DirEntry) -> bool {
    let metadata = entry.metadata().ok().filter(Metadata::is_file);
    let modified = metadata.and_then(|metadata| metadata.modified().ok());
    let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
    age.is_some_and(|age| age > LEFT_BEHIND)
}

#[cfg(unix)]
fn keep_owner(file: &File, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(own) = file.metadata() else { return };
    if own.gid() != like.gid() {
        let _ = fchown(file, None, Some(like.gid()));
    }
    // Only the superuser can.
    if own.uid() != like.uid() {
        let _ = fchown(file, Some(like.uid()), None);
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}
