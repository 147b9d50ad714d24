//! Files between being read and being replaced.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::WriteError;
use super::folder::Folder;
use super::folders::Folders;
use super::place::{Place, unreadable};
use super::temporary::Staged;

/// A file under its lock.
#[derive(Debug)]
pub struct Draft {
    /// What stands in it.
    pub current: Vec<u8>,
    /// What is to stand in it; `None` where it stays as it is.
    pub new: Option<Vec<u8>>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has new content.
    Replaced,
    /// Its content was not to change, and it was not touched.
    Unchanged,
}

impl Draft {
    pub(super) fn outcome(&self) -> Outcome {
        match self.change() {
            Some(_) => Outcome::Replaced,
            None => Outcome::Unchanged,
        }
    }

    /// The new content, where it is new.
    fn change(&self) -> Option<&[u8]> {
        let new = self.new.as_deref();
        new.filter(|new| *new != self.current)
    }
}

/// A file as it was when it was read.
pub(super) struct Seen<'p> {
    pub place: &'p Place,
    folder: &'p Folder,
    metadata: Metadata,
    /// Whether it was changed so shortly before that another change might leave the same times.
    is_fresh: bool,
}

impl Seen<'_> {
    /// Whether the file is still that one, with these bytes.
    pub fn is_current(&self, bytes: &[u8]) -> bool {
        let name = &self.place.file;
        let now = if self.is_fresh {
            let now = self.folder.read(name).ok();
            now.filter(|(now, _)| now == bytes).map(|(_, now)| now)
        } else {
            self.folder.look(name).ok()
        };
        now.is_some_and(|now| stamp(&now) == stamp(&self.metadata))
    }
}

/// What tells a file from what it was before, also if it was written in place and then given its
/// old time.
#[cfg(unix)]
fn stamp(of: &Metadata) -> impl PartialEq + use<> {
    use std::os::unix::fs::MetadataExt;
    let changed = (of.ctime(), of.ctime_nsec());
    (of.dev(), of.ino(), of.len(), of.modified().ok(), changed)
}

#[cfg(not(unix))]
fn stamp(of: &Metadata) -> impl PartialEq + use<> {
    (of.len(), of.modified().ok())
}

#[cfg(unix)]
fn changed(of: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(of.ctime()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

#[cfg(not(unix))]
fn changed(of: &Metadata) -> Option<SystemTime> {
    of.modified().ok()
}

/// File systems note times in steps of up to two seconds.
fn is_fresh(metadata: &Metadata) -> bool {
    let age = changed(metadata).and_then(|changed| SystemTime::now().duration_since(changed).ok());
    age.is_none_or(|age| age < Duration::from_secs(3))
}

/// Reads all files, under their locks.
pub(super) fn read_all<'p>(
    places: &'p [Place],
    folders: &'p Folders,
) -> Result<(Vec<Draft>, Vec<Seen<'p>>), WriteError> {
    let mut drafts = Vec::with_capacity(places.len());
    let mut seen = Vec::with_capacity(places.len());
    for place in places {
        let folder = folders.of(place)?;
        let (current, metadata) = read(place, folder)?;
        drafts.push(Draft { current, new: None });
        seen.push(Seen {
            place,
            folder,
            is_fresh: is_fresh(&metadata),
            metadata,
        });
    }
    Ok((drafts, seen))
}

fn read(place: &Place, folder: &Folder) -> Result<(Vec<u8>, Metadata), WriteError> {
    folder.read(&place.file).map_err(|error| {
        let found = folder.path().join(&place.file).metadata();
        if found.is_ok_and(|found| !found.is_file()) {
            WriteError::NotAFile(place.name.clone())
        } else {
            unreadable(&place.name, error)
        }
    })
}

/// A file that is ready to take its place.
pub(super) struct Pending<'p> {
    place: &'p Place,
    folder: &'p Folder,
    staged: Staged<'p>,
}

/// Writes what is new to temporary files, `apart` if that can be.
pub(super) fn prepare<'p>(
    drafts: &[Draft],
    seen: &[Seen<'p>],
    apart: Option<&'p Folder>,
) -> Result<Vec<Pending<'p>>, WriteError> {
    let mut pending = Vec::new();
    for (draft, seen) in drafts.iter().zip(seen) {
        let Some(bytes) = draft.change() else {
            continue;
        };
        let (place, folder) = (seen.place, seen.folder);
        if seen.metadata.permissions().readonly() {
            return Err(WriteError::ReadOnly(place.name.clone()));
        }
        let staged = Staged::write(apart, folder, &place.file, bytes, Some(&seen.metadata));
        let staged = staged.map_err(|source| WriteError::Unwritable {
            path: place.name.clone(),
            source,
        })?;
        pending.push(Pending {
            place,
            folder,
            staged,
        });
    }
    Ok(pending)
}

/// Renames temporary files into place.
pub(super) fn commit(pending: Vec<Pending<'_>>) -> Result<(), WriteError> {
    let mut done: Vec<String> = Vec::new();
    let mut folders: BTreeMap<&Path, &Folder> = BTreeMap::new();
    let mut failure = None;
    for it in pending {
        if let Err(source) = it.staged.replace(it.folder, &it.place.file) {
            failure = Some((it.place.name.clone(), source));
            break;
        }
        done.push(it.place.name.clone());
        folders.insert(it.folder.path(), it.folder);
    }
    folders.into_values().for_each(Folder::settle);
    let Some((path, source)) = failure else {
        return Ok(());
    };
    if done.is_empty() {
        return Err(WriteError::Unwritable { path, source });
    }
    Err(WriteError::Halfway { path, done, source })
}
