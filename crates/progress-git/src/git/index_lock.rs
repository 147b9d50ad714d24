//! Waiting for the lock that another process holds on the index.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::GitError;

/// How long to wait for another process's index lock. Programs that refresh the index hold it for
/// some milliseconds, and Git itself never waits.
const INDEX_LOCK_PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// Writes an index, waiting while another process holds its lock.
pub(super) fn patiently<T>(
    index: &OsStr,
    mut write: impl FnMut() -> Result<T, GitError>,
) -> Result<T, GitError> {
    let mut name = index.to_owned();
    name.push(".lock");
    let lock = PathBuf::from(name);
    let started = Instant::now();
    loop {
        let written = write();
        // Only Git's message shows that the lock was held; retrying is harmless.
        let is_refused = matches!(&written, Err(error) if error.to_string().contains(".lock'"));
        if !is_refused || started.elapsed() >= INDEX_LOCK_PATIENCE {
            return written;
        }
        sleep(PAUSE);
        while lock.exists() && started.elapsed() < INDEX_LOCK_PATIENCE {
            sleep(PAUSE);
        }
    }
}
