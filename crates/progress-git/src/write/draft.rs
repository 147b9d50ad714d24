//! Files being edited.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::WriteError;
use super::folder::Folder;
use super::folders::Folders;
use super::target::{Target, unreadable};
use super::temporary::Staged;

/// A file under its lock.
#[derive(Debug)]
pub struct Draft {
    /// The current content.
    pub current: Vec<u8>,
    /// The new content; `None` to keep the current one.
    pub new: Option<Vec<u8>>,
}

/// The result of writing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The content was replaced.
    Replaced,
    /// The content did not change, so the file was not touched.
    Unchanged,
}

impl Draft {
    pub(super) fn outcome(&self) -> Outcome {
        match self.change() {
            Some(_) => Outcome::Replaced,
            None => Outcome::Unchanged,
        }
    }

    /// The new content, if it differs.
    fn change(&self) -> Option<&[u8]> {
        let new = self.new.as_deref();
        new.filter(|new| *new != self.current)
    }
}

/// The state of a file when it was read.
pub(super) struct Seen<'p> {
    pub target: &'p Target,
    folder: &'p Folder,
    metadata: Metadata,
    /// Whether it was changed so recently that another change might have the same timestamp.
    is_fresh: bool,
}

impl Seen<'_> {
    /// Whether the file is unchanged, with these bytes.
    pub(super) fn is_current(&self, bytes: &[u8]) -> bool {
        let name = &self.target.file;
        // A second change within one step of the clock leaves the metadata as it was, so the bytes
        // are compared.
        let now = if self.is_fresh {
            let now = self.folder.read(name).ok();
            now.filter(|(now, _)| now == bytes).map(|(_, now)| now)
        } else {
            self.folder.look(name).ok()
        };
        now.is_some_and(|now| stamp(&now) == stamp(&self.metadata))
    }
}

/// Identifies a version of a file, even if it is written in place and its modification time reset.
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

/// Whether a file was changed recently: file systems store times in steps of up to two seconds.
fn is_fresh(metadata: &Metadata) -> bool {
    let age = changed(metadata).and_then(|changed| SystemTime::now().duration_since(changed).ok());
    age.is_none_or(|age| age < Duration::from_secs(3))
}

/// Reads all files, under their locks.
pub(super) fn read_all<'p>(
    targets: &'p [Target],
    folders: &'p Folders,
) -> Result<(Vec<Draft>, Vec<Seen<'p>>), WriteError> {
    let mut drafts = Vec::with_capacity(targets.len());
    let mut seen = Vec::with_capacity(targets.len());
    for target in targets {
        let folder = folders.of(target)?;
        let (current, metadata) = read(target, folder)?;
        drafts.push(Draft { current, new: None });
        seen.push(Seen {
            target,
            folder,
            is_fresh: is_fresh(&metadata),
            metadata,
        });
    }
    Ok((drafts, seen))
}

fn read(target: &Target, folder: &Folder) -> Result<(Vec<u8>, Metadata), WriteError> {
    folder.read(&target.file).map_err(|error| {
        let found = folder.path().join(&target.file).metadata();
        if found.is_ok_and(|found| !found.is_file()) {
            WriteError::NotAFile(target.name.clone())
        } else {
            unreadable(&target.name, error)
        }
    })
}

/// A written file, ready to be moved into place.
pub(super) struct Pending<'p> {
    target: &'p Target,
    folder: &'p Folder,
    staged: Staged<'p>,
}

/// Writes new contents to temporary files, in `apart` if possible.
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
        let (target, folder) = (seen.target, seen.folder);
        // The rename would succeed regardless: it needs permission for the folder only.
        if seen.metadata.permissions().readonly() {
            return Err(WriteError::ReadOnly(target.name.clone()));
        }
        let staged = Staged::write(apart, folder, &target.file, bytes, Some(&seen.metadata))
            .map_err(|source| WriteError::Unwritable {
                path: target.name.clone(),
                source,
            })?;
        pending.push(Pending {
            target,
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
        if let Err(source) = it.staged.replace(it.folder, &it.target.file) {
            // The files after it stay as they are.
            failure = Some((it.target.name.clone(), source));
            break;
        }
        done.push(it.target.name.clone());
        folders.insert(it.folder.path(), it.folder);
    }
    // After a failure too, for the files that were already renamed.
    folders.into_values().for_each(Folder::settle);
    let Some((path, source)) = failure else {
        return Ok(());
    };
    if done.is_empty() {
        return Err(WriteError::Unwritable { path, source });
    }
    Err(WriteError::Halfway { path, done, source })
}
