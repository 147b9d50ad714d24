//! Locks that processes hold, never longer than they live.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::WriteError;

/// So long a lock is waited for; a writer holds one for some milliseconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A lock; given up when it is dropped, or when the process ends in whatever way.
///
/// The lock file stays: whoever removed it could not know who is about to lock it.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock `path`, waiting for `patience` at most; `what` is what it protects.
    pub fn take(path: &Path, what: &str, patience: Duration) -> Result<Self, WriteError> {
        let failed = |source| WriteError::Lock {
            lock: path.to_path_buf(),
            source,
        };
        let file = open(path).map_err(failed)?;
        let file = match file.try_lock() {
            Ok(()) => Some(file),
            Err(TryLockError::WouldBlock) => wait(file, patience).map_err(failed)?,
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        };
        let file = file.ok_or_else(|| WriteError::Locked {
            what: what.to_owned(),
            lock: path.to_path_buf(),
            patience,
        })?;
        Ok(Self { _file: file })
    }
}

/// Opens the lock file, which is made where it is missing.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
            options.open(path)
        }
        // Another user's; to be read is enough to be locked.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            File::open(path).map_err(|_| error)
        }
        opened => opened,
    }
}

/// Waits in the system's queue, which is fairer and quicker than to ask again and again.
///
/// `None` where patience has run out.
fn wait(file: File, patience: Duration) -> io::Result<Option<File>> {
    let (sender, receiver) = mpsc::sync_channel(0);
    let waiter = move || {
        let locked = file.lock().map(|()| file);
        // Where nobody waits any more, what comes back is dropped, and the lock with it.
        let _ = sender.send(locked);
    };
    thread::Builder::new().spawn(waiter)?;
    match receiver.recv_timeout(patience) {
        Ok(locked) => locked.map(Some),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the waiting thread died")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use tempfile::TempDir;

    const SHORT: Duration = Duration::from_millis(50);

    #[test]
    fn only_one_holds_a_lock() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("locks/x.lock");
        let first = Lock::take(&path, "x.md", SHORT).unwrap();
        let second = Lock::take(&path, "x.md", SHORT).unwrap_err();
        assert!(matches!(&second, WriteError::Locked { .. }), "{second}");
        assert!(second.help().contains("x.lock"), "{}", second.help());
        drop(first);
        // The one who gave up must not take it in the end.
        Lock::take(&path, "x.md", PATIENCE).unwrap();
        Lock::take(&path, "x.md", PATIENCE).unwrap();
        assert!(path.exists());
    }

    #[test]
    fn a_lock_is_waited_for() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("x.lock");
        let first = Lock::take(&path, "x.md", SHORT).unwrap();
        let started = Instant::now();
        let holder = thread::spawn(move || {
            thread::sleep(SHORT);
            drop(first);
        });
        Lock::take(&path, "x.md", PATIENCE).unwrap();
        assert!(started.elapsed() >= SHORT);
        holder.join().unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("locks"), "").unwrap();
        let path = folder.path().join("locks/x.lock");
        let error = Lock::take(&path, "x.md", SHORT).unwrap_err();
        assert!(matches!(error, WriteError::Lock { .. }), "{error}");
    }
}
