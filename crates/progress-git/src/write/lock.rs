//! Locks that are released when their process exits.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::WriteError;
use crate::git::Sharing;

/// How long to wait for a lock; writers hold one for some milliseconds.
pub(super) const FILE_LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// A lock, released when it is dropped or its process exits for any reason.
///
/// The lock file is never removed, because another process may be about to lock it.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock `path`, waiting for at most ten seconds; `what` names what it protects. A
    /// new lock file gets the permissions of `sharing`.
    ///
    /// # Errors
    ///
    /// Fails if the lock file cannot be opened, or if another process holds the lock for too long.
    pub fn take(path: &Path, what: &str, sharing: Sharing) -> Result<Self, WriteError> {
        Self::take_within(path, what, sharing, FILE_LOCK_PATIENCE)
    }

    fn take_within(
        path: &Path,
        what: &str,
        sharing: Sharing,
        patience: Duration,
    ) -> Result<Self, WriteError> {
        let file = open(path, sharing).map_err(|source| WriteError::Lock {
            lock: path.to_path_buf(),
            source,
        })?;
        let file = hold(file, path, what, patience)?;
        Ok(Self { _file: file })
    }
}

/// Locks an open file or folder, waiting for at most `patience`; `what` names what it protects.
pub(super) fn hold(
    file: File,
    path: &Path,
    what: &str,
    patience: Duration,
) -> Result<File, WriteError> {
    // Usually the lock is free, and no thread needs to be started.
    let locked = match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => wait(file, patience),
        Err(TryLockError::Error(error)) => Err(error),
    };
    match locked {
        Ok(Some(file)) => Ok(file),
        Ok(None) => Err(WriteError::Locked {
            what: what.to_owned(),
            lock: path.to_path_buf(),
            patience,
        }),
        Err(source) => Err(WriteError::Lock {
            lock: path.to_path_buf(),
            source,
        }),
    }
}

/// Opens the lock file, creating it if it is missing.
fn open(path: &Path, sharing: Sharing) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        // It belongs to another user; read permission is enough to lock it.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return File::open(path).map_err(|_| error);
        }
        opened => return opened,
    }
    sharing.make_folder(path.parent().unwrap_or(Path::new("")))?;
    let file = options.create(true).truncate(false).open(path)?;
    sharing.share(path);
    Ok(file)
}

/// Waits in the system's queue, which is fairer and faster than polling.
///
/// Returns `None` on timeout.
fn wait(file: File, patience: Duration) -> io::Result<Option<File>> {
    let (sender, receiver) = mpsc::sync_channel(0);
    thread::Builder::new().spawn(move || {
        let locked = file.lock().map(|()| file);
        // If the receiver has given up, the file is dropped, which releases the lock.
        let _ = sender.send(locked);
    })?;
    match receiver.recv_timeout(patience) {
        Ok(locked) => locked.map(Some),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the waiting thread died")),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Instant;

    use tempfile::TempDir;

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    fn take(path: &Path, patience: Duration) -> Result<Lock, WriteError> {
        Lock::take_within(path, "x.md", Sharing::Umask, patience)
    }

    #[test]
    fn only_one_holds_a_lock() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("locks/x.lock");
        let first = take(&path, SHORT).unwrap();
        let second = take(&path, SHORT).unwrap_err();
        assert!(matches!(&second, WriteError::Locked { .. }), "{second}");
        assert!(second.help().contains("x.lock"), "{}", second.help());
        drop(first);
        // The waiter that timed out must not get the lock later.
        take(&path, FILE_LOCK_PATIENCE).unwrap();
        take(&path, FILE_LOCK_PATIENCE).unwrap();
        assert!(path.exists());
    }

    #[test]
    fn a_lock_is_waited_for() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("x.lock");
        let first = take(&path, SHORT).unwrap();
        let started = Instant::now();
        let holder = thread::spawn(move || {
            thread::sleep(SHORT);
            drop(first);
        });
        take(&path, FILE_LOCK_PATIENCE).unwrap();
        assert!(started.elapsed() >= SHORT);
        holder.join().unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_created_is_named() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("locks"), "").unwrap();
        let path = folder.path().join("locks/x.lock");
        let error = take(&path, SHORT).unwrap_err();
        assert!(matches!(error, WriteError::Lock { .. }), "{error}");
    }
}
