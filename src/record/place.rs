//! A progress file where Git and people keep it: in an index, and in the working tree.

use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::RecordError;
use super::entries::{FillError, fill, listed, take_out};
use crate::collections::HashSet;
use crate::document::{Document, Edited};
use crate::git::{EntryKind, ObjectId, Repository, Snapshot};
use crate::source::{RootedPath, read_file};
use crate::text::Fnv;
use crate::write::{Store, WriteError};

/// What is to become of the list of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl Wish {
    /// The paths to add that the version in an index does not list yet.
    pub fn missing(&self, snapshot: &Snapshot<'_>, file: &str) -> Result<Vec<String>, RecordError> {
        let entry = snapshot.entry(file.as_bytes())?;
        let Some(id) = entry.and_then(|entry| entry.id) else {
            return Ok(Vec::new());
        };
        let document = Document::parse(snapshot.blob(id)?);
        let Ok(listed) = listed(&document) else {
            return Ok(Vec::new());
        };
        let mut seen = HashSet::default();
        let each = self.add.iter().filter(|path| seen.insert(path.as_str()));
        let new = each.filter(|path| !listed.contains(path.as_str()));
        Ok(new.cloned().collect())
    }

    /// The document with the wish granted; `None` where it is so already.
    fn grant(&self, bytes: &[u8]) -> Result<Option<Document>, FillError> {
        let document = Document::parse(bytes.to_vec());
        // Bytes that are no text would not come back as they were.
        if document.text.as_str().as_bytes() != bytes {
            return Err(FillError::Unreadable);
        }
        let new = |edited: Option<Edited>| edited.map(|edited| edited.document);
        let cleared = new(take_out(&document, &self.remove)?);
        let filled = new(fill(cleared.as_ref().unwrap_or(&document), &self.add)?);
        Ok(filled.or(cleared))
    }
}

/// What is to stand in an index.
pub(super) struct Prepared {
    kind: EntryKind,
    /// What is to stand there.
    pub id: ObjectId,
    is_new: bool,
    is_left_out: bool,
}

impl Prepared {
    /// Makes the new version, and keeps it among Git's objects; `None` where there is no file.
    pub fn of(
        repository: &Repository,
        snapshot: &Snapshot<'_>,
        file: &str,
        wish: &Wish,
    ) -> Result<Option<Self>, RecordError> {
        let entry = snapshot.entry(file.as_bytes())?;
        let entry = entry.and_then(|entry| Some((entry.kind, entry.id?)));
        let Some((kind, id)) = entry.filter(|(kind, _)| kind.is_file()) else {
            return Ok(None);
        };
        let granted = wish.grant(&snapshot.blob(id)?);
        let granted = granted.map_err(|source| RecordError::Fill {
            path: file.to_owned(),
            source,
        })?;
        let new = match &granted {
            Some(document) => Some(repository.write_blob(document.text.as_str().as_bytes())?),
            None => None,
        };
        Ok(Some(Self {
            kind,
            id: new.unwrap_or(id),
            is_new: new.is_some(),
            is_left_out: snapshot.is_left_out(file.as_bytes()),
        }))
    }

    /// Puts it into an index, which stays as it is otherwise.
    pub fn put(
        &self,
        repository: &Repository,
        index: Option<&Path>,
        file: &str,
    ) -> Result<(), RecordError> {
        if self.is_new {
            repository.set_entry(index, file, self.kind, self.id, self.is_left_out)?;
        }
        Ok(())
    }
}

/// Changes the version in an index, which stays as it is otherwise.
pub(super) fn in_index(
    repository: &Repository,
    snapshot: &Snapshot<'_>,
    index: Option<&Path>,
    file: &str,
    wish: &Wish,
) -> Result<(), RecordError> {
    match Prepared::of(repository, snapshot, file, wish)? {
        Some(prepared) => prepared.put(repository, index, file),
        None => Ok(()),
    }
}

/// Changes the version in the working tree, which may be another than that of the index. One
/// that is not there, as in a sparse checkout, or that cannot be read is left alone.
pub(super) fn in_tree(repository: &Repository, file: &str, wish: &Wish) -> Result<(), WriteError> {
    let root = repository.root();
    let path = RootedPath::new(root, Path::new(file));
    if repository.is_bare() || !path.absolute().is_file() {
        return Ok(());
    }
    let store = Store::open(Some(repository), root);
    store.replace(&path, |current| {
        let granted = wish.grant(current).ok().flatten();
        Ok::<_, WriteError>(granted.map(|document| document.text.as_str().as_bytes().to_vec()))
    })?;
    Ok(())
}

/// A file of the working tree as we left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// A hash of its content.
    pub content: String,
    /// When it was written, in nanoseconds since 1970.
    pub written: String,
}

impl Left {
    /// As it is now; `None` where it is not there or cannot be read.
    pub(super) fn of(repository: &Repository, file: &str) -> Option<Self> {
        let path = RootedPath::new(repository.root(), Path::new(file));
        let (bytes, data) = read_file(path.absolute()).ok()?;
        let mut hash = Fnv::new();
        hash.add(&String::from_utf8_lossy(&bytes));
        let written = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            content: hash.to_string(),
            written: written.as_nanos().to_string(),
        })
    }
}
