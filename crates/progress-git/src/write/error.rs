//! Errors of writing files.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::paths::LinkError;

/// A file that could not be written. Unless stated otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file does not exist, or no longer.
    #[error("`{0}` does not exist")]
    Absent(String),
    /// The directory for a new file is missing, or a file has its name.
    #[error("the directory `{0}` does not exist")]
    NoFolder(String),
    /// The file already exists.
    #[error("`{0}` already exists")]
    Exists(String),
    /// A folder, a pipe, a device.
    #[error("`{0}` is not a file")]
    NotAFile(String),
    /// Two of the files to write are the same.
    #[error("`{0}` and `{1}` are the same file")]
    SameFile(String, String),
    /// The file is outside the repository, or in Git's own folder.
    #[error("`{0}` is outside the repository")]
    Outside(String),
    /// A link in the path leads out of the repository, or into Git's own folder.
    #[error("a link in the path `{0}` leads out of the repository")]
    LeadsOut(String),
    /// There is nothing where a link in the path leads.
    #[error("a link in the path `{0}` leads nowhere")]
    Dangling(String),
    /// The file is read-only.
    #[error("`{0}` is read-only")]
    ReadOnly(String),
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The file cannot be replaced.
    #[error("cannot write `{path}`: {source}")]
    Unwritable {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Some of several files were replaced before one could not be.
    #[error("cannot write `{path}` after writing `{}`: {source}", .done.join("`, `"))]
    Halfway {
        /// The file.
        path: String,
        /// The files that were replaced.
        done: Vec<String>,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A program that takes no locks keeps changing the file.
    #[error("`{0}` keeps changing while it is being edited")]
    Restless(String),
    /// Another process held the lock for the whole waiting time.
    #[error("`{what}` has been locked by another process for {} s", .patience.as_secs())]
    Locked {
        /// What the lock protects.
        what: String,
        /// The lock file.
        lock: PathBuf,
        /// The waiting time.
        patience: Duration,
    },
    /// The lock file cannot be used.
    #[error("cannot lock `{}`: {source}", .lock.display())]
    Lock {
        /// The lock file.
        lock: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// There is no user cache folder, which holds the locks outside Git.
    #[error("no directory for lock files")]
    NoCache,
}

impl WriteError {
    /// The error for a path with a link that is not followed.
    #[must_use]
    pub fn of_link(path: &Path, error: LinkError) -> Self {
        let path = path.display().to_string();
        match error {
            LinkError::LeadsOut => Self::LeadsOut(path),
            LinkError::Dangling => Self::Dangling(path),
            LinkError::Unreadable(source) => Self::Unreadable { path, source },
        }
    }

    /// How to fix it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Absent(_) => "check the path; another program may have moved the file".to_owned(),
            Self::NoFolder(_) => "create it, or choose another path".to_owned(),
            Self::Exists(_) => "choose another name, or edit the existing file".to_owned(),
            Self::NotAFile(_) => "pass a file".to_owned(),
            Self::SameFile(..) => "pass it only once".to_owned(),
            Self::Outside(_) => "run the command in the repository that contains the file".to_owned(),
            Self::LeadsOut(_) => "pass the path that the link points to; nothing was changed".to_owned(),
            Self::Dangling(_) => "create what the link points to, or remove the link".to_owned(),
            Self::ReadOnly(_) => "make the file writable to change it".to_owned(),
            Self::Unreadable { .. } => "nothing was changed".to_owned(),
            Self::Unwritable { source, .. } => {
                format!("{}; nothing was changed", remedy(source))
            }
            Self::Halfway { source, .. } => {
                format!("{}, then run the command again", remedy(source))
            }
            Self::Restless(_) => "wait until the other program has finished with it".to_owned(),
            Self::Locked { lock, .. } => {
                format!("stop the process that holds `{}`", lock.display())
            }
            Self::Lock { source, .. } if lacks_locks(source) => {
                "the file system does not support locks: enable them in its mount (NFS needs its lock service), \
                 or work in a clone on a local disk"
                    .to_owned()
            }
            Self::Lock { lock, .. } if lock.is_dir() => {
                format!(
                    "make the directory `{}` readable",
                    lock.display()
                )
            }
            Self::Lock { lock, .. } => {
                let folder = lock.parent().unwrap_or(Path::new(""));
                format!("make the directory `{}` and the files in it writable", folder.display())
            }
            Self::NoCache => "set `HOME` or `XDG_CACHE_HOME`".to_owned(),
        }
    }
}

/// Whether the file system does not support locks: `ENOLCK`, which has no kind of its own, or an
/// unsupported operation.
fn lacks_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::ENOLCK) {
        return true;
    }
    error.kind() == ErrorKind::Unsupported
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "make the file's directory writable"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some disk space"
        }
        _ => "check the disk and the directory",
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn missing_lock_support_is_distinguished_from_an_unwritable_folder() {
        let help = |code: i32| {
            let error = WriteError::Lock {
                lock: PathBuf::from("/x/y.lock"),
                source: io::Error::from_raw_os_error(code),
            };
            error.help()
        };
        for code in [libc::ENOLCK, libc::EOPNOTSUPP, libc::ENOSYS] {
            assert!(
                help(code).contains("does not support locks"),
                "{}",
                help(code)
            );
        }
        assert!(help(libc::EACCES).contains("make the directory `/x`"));
    }
}
