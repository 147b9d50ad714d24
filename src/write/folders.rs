//! The folders of files that are written together, under their locks.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::time::Duration;

use super::WriteError;
use super::folder::Folder;
use super::place::{Place, is_link, unreadable};

/// A folder that is replaced while it is waited for is opened again so many times.
const ATTEMPTS: usize = 5;

/// Folders that are open and locked, by path.
///
/// The folder that holds a file is its lock: it depends on where the file really lies and on
/// nothing else, be it the variables, the user, or whether Git can be asked.
#[derive(Debug)]
pub(super) struct Folders(BTreeMap<PathBuf, Folder>);

impl Folders {
    /// Locks the folders of all files, in an order that is the same for everybody.
    pub fn lock(places: &[Place], patience: Duration) -> Result<Self, WriteError> {
        for _ in 0..ATTEMPTS {
            let mut folders = BTreeMap::new();
            for place in places {
                if !folders.contains_key(&place.folder) {
                    let folder = Folder::open(&place.folder);
                    let folder = folder.map_err(|error| not_opened(place, error))?;
                    folders.insert(place.folder.clone(), folder);
                }
            }
            let folders = Self(folders);
            folders.take(places, patience)?;
            // What was waited for may have been moved away, and another put in its place.
            if folders.0.values().all(Folder::is_in_place) {
                folders.0.values().for_each(Folder::sweep);
                return Ok(folders);
            }
        }
        let name = places.first().map(|place| place.name.clone());
        Err(WriteError::Restless(name.unwrap_or_default()))
    }

    /// Makes and locks the folder of a file that is to be made.
    pub fn make(place: &Place, patience: Duration) -> Result<Self, WriteError> {
        let folder = Folder::open_or_make(&place.folder);
        folder.map_err(|source| {
            if is_no_folder(&source) {
                return WriteError::Restless(place.name.clone());
            }
            WriteError::Unwritable {
                path: place.name.clone(),
                source,
            }
        })?;
        Self::lock(std::slice::from_ref(place), patience)
    }

    /// The folder of a file.
    pub fn of(&self, place: &Place) -> Result<&Folder, WriteError> {
        let folder = self.0.get(&place.folder);
        folder.ok_or_else(|| WriteError::Absent(place.name.clone()))
    }

    fn take(&self, places: &[Place], patience: Duration) -> Result<(), WriteError> {
        // One folder can have two paths; locked twice, it would wait for itself.
        let mut order: BTreeMap<(u64, u64), (&Folder, &str)> = BTreeMap::new();
        for place in places {
            let folder = self.of(place)?;
            let identity = folder
                .identity()
                .map_err(|error| not_opened(place, error))?;
            order.entry(identity).or_insert((folder, &place.name));
        }
        for (folder, name) in order.into_values() {
            folder.lock(name, patience)?;
        }
        Ok(())
    }
}

/// Why a folder cannot be opened whose path had no links a moment ago.
fn not_opened(place: &Place, source: io::Error) -> WriteError {
    if is_no_folder(&source) {
        return WriteError::Restless(place.name.clone());
    }
    if source.kind() == ErrorKind::NotFound {
        return unreadable(&place.name, source);
    }
    WriteError::Lock {
        lock: place.folder.clone(),
        source,
    }
}

/// Whether a link or a file stands where a folder was.
fn is_no_folder(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotADirectory || is_link(error)
}
