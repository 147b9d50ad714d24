//! The locked folders of files that are written together.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::time::Duration;

use super::WriteError;
use super::folder::Folder;
use super::target::{Target, is_link, unreadable};

/// How often a folder is reopened if it is replaced while waiting for its lock.
const ATTEMPTS: usize = 5;

/// Open and locked folders, by path.
///
/// A file's folder is its lock, so the lock depends only on where the file really is, not on
/// environment variables, the user, or Git.
#[derive(Debug)]
pub(super) struct Folders(BTreeMap<PathBuf, Folder>);

impl Folders {
    /// Locks the folders of all files, in the same order in every process.
    pub(super) fn lock(targets: &[Target], patience: Duration) -> Result<Self, WriteError> {
        for _ in 0..ATTEMPTS {
            let mut folders = BTreeMap::new();
            for target in targets {
                if !folders.contains_key(&target.folder) {
                    let folder =
                        Folder::open(&target.folder).map_err(|error| not_opened(target, error))?;
                    folders.insert(target.folder.clone(), folder);
                }
            }
            let folders = Self(folders);
            folders.take(targets, patience)?;
            // The folder may have been replaced while waiting.
            if folders.0.values().all(Folder::is_in_place) {
                folders.0.values().for_each(Folder::sweep);
                return Ok(folders);
            }
        }
        let name = targets.first().map(|target| target.name.clone());
        Err(WriteError::Restless(name.unwrap_or_default()))
    }

    /// Creates and locks the folder of a new file.
    pub(super) fn make(target: &Target, patience: Duration) -> Result<Self, WriteError> {
        let folder = Folder::open_or_make(&target.folder);
        folder.map_err(|source| {
            if is_no_folder(&source) {
                return WriteError::Restless(target.name.clone());
            }
            WriteError::Unwritable {
                path: target.name.clone(),
                source,
            }
        })?;
        Self::lock(std::slice::from_ref(target), patience)
    }

    /// The folder of a file.
    pub(super) fn of(&self, target: &Target) -> Result<&Folder, WriteError> {
        let folder = self.0.get(&target.folder);
        folder.ok_or_else(|| WriteError::Absent(target.name.clone()))
    }

    fn take(&self, targets: &[Target], patience: Duration) -> Result<(), WriteError> {
        // A folder can have two paths; locking it twice would deadlock.
        let mut order: BTreeMap<(u64, u64), (&Folder, &str)> = BTreeMap::new();
        for target in targets {
            let folder = self.of(target)?;
            let identity = folder
                .identity()
                .map_err(|error| not_opened(target, error))?;
            order.entry(identity).or_insert((folder, &target.name));
        }
        for (folder, name) in order.into_values() {
            folder.lock(name, patience)?;
        }
        Ok(())
    }
}

/// The error for a folder that cannot be opened although its path had no links a moment ago.
fn not_opened(target: &Target, source: io::Error) -> WriteError {
    if is_no_folder(&source) {
        return WriteError::Restless(target.name.clone());
    }
    if source.kind() == ErrorKind::NotFound {
        return unreadable(&target.name, source);
    }
    WriteError::Lock {
        lock: target.folder.clone(),
        source,
    }
}

/// Whether a link or file has replaced a folder.
fn is_no_folder(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotADirectory || is_link(error)
}
