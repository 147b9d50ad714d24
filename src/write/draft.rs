//! Files between being read and being replaced.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::Path;

use tempfile::TempPath;

use super::place::{Place, unreadable};
use super::{WriteError, temporary};
use crate::source::read_file;

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
    metadata: Metadata,
}

impl Seen<'_> {
    /// Whether the file is still that one, as far as can be told without reading it again.
    pub fn is_current(&self) -> bool {
        let now = fs::metadata(&self.place.real);
        now.is_ok_and(|now| {
            let stamp = |of: &Metadata| (of.len(), of.modified().ok(), identity(of));
            stamp(&now) == stamp(&self.metadata)
        })
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) {}

/// Reads all files, under their locks.
pub(super) fn read_all(places: &[Place]) -> Result<(Vec<Draft>, Vec<Seen<'_>>), WriteError> {
    let mut drafts = Vec::with_capacity(places.len());
    let mut seen = Vec::with_capacity(places.len());
    for place in places {
        let (current, metadata) = read(place)?;
        drafts.push(Draft { current, new: None });
        seen.push(Seen { place, metadata });
    }
    Ok((drafts, seen))
}

fn read(place: &Place) -> Result<(Vec<u8>, Metadata), WriteError> {
    read_file(&place.real).map_err(|error| {
        let found = place.real.metadata();
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
    temporary: TempPath,
}

/// Writes what is new to temporary files.
pub(super) fn prepare<'p>(
    drafts: &[Draft],
    seen: &[Seen<'p>],
) -> Result<Vec<Pending<'p>>, WriteError> {
    let mut pending = Vec::new();
    for (draft, seen) in drafts.iter().zip(seen) {
        let Some(bytes) = draft.change() else {
            continue;
        };
        let Seen { place, metadata } = seen;
        if metadata.permissions().readonly() {
            return Err(WriteError::ReadOnly(place.name.clone()));
        }
        let temporary = temporary::beside(&place.real, bytes, Some(metadata));
        let temporary = temporary.map_err(|source| WriteError::Unwritable {
            path: place.name.clone(),
            source,
        })?;
        pending.push(Pending { place, temporary });
    }
    Ok(pending)
}

/// Renames temporary files into place.
pub(super) fn commit(pending: Vec<Pending<'_>>) -> Result<(), WriteError> {
    let mut done: Vec<&Place> = Vec::new();
    let mut failure = None;
    for Pending { place, temporary } in pending {
        match temporary::replace(temporary, &place.real) {
            Ok(()) => done.push(place),
            Err(source) => {
                failure = Some((place.name.clone(), source));
                break;
            }
        }
    }
    let folders = done.iter().map(|place| temporary::folder_of(&place.real));
    let folders: BTreeSet<&Path> = folders.collect();
    folders.into_iter().for_each(temporary::settle);
    let Some((path, source)) = failure else {
        return Ok(());
    };
    if done.is_empty() {
        return Err(WriteError::Unwritable { path, source });
    }
    let done = done.iter().map(|place| place.name.clone()).collect();
    Err(WriteError::Halfway { path, done, source })
}
