//! A progress file where Git and people keep it: in an index, and in the working tree.

use std::path::Path;

use super::RecordError;
use super::entries::{FillError, fill, listed, take_out};
use crate::collections::HashSet;
use crate::document::{Document, Edited};
use crate::git::{ObjectId, Repository, Snapshot};
use crate::source::RootedPath;
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

/// Changes the version in an index, which stays as it is otherwise; gives what stands there now,
/// where it is a file.
pub(super) fn in_index(
    repository: &Repository,
    snapshot: &Snapshot<'_>,
    index: Option<&Path>,
    file: &str,
    wish: &Wish,
) -> Result<Option<ObjectId>, RecordError> {
    let entry = snapshot.entry(file.as_bytes())?;
    let Some((entry, id)) = entry.and_then(|entry| Some((entry, entry.id?))) else {
        return Ok(None);
    };
    if !entry.kind.is_file() {
        return Ok(None);
    }
    let granted = wish.grant(&snapshot.blob(id)?);
    let granted = granted.map_err(|source| RecordError::Fill {
        path: file.to_owned(),
        source,
    })?;
    let Some(document) = granted else {
        return Ok(Some(id));
    };
    let id = repository.write_blob(document.text.as_str().as_bytes())?;
    let is_left_out = snapshot.is_left_out(file.as_bytes());
    repository.set_entry(index, file, entry.kind, id, is_left_out)?;
    Ok(Some(id))
}

/// Changes the version in the working tree, which may be another than that of the index. One
/// that is not there, as in a sparse checkout, or that cannot be read is left alone.
pub(super) fn in_tree(
    repository: &Repository,
    file: &str,
    wish: &Wish,
) -> Result<bool, WriteError> {
    let root = repository.root();
    let path = RootedPath::new(root, Path::new(file));
    if repository.is_bare() || !path.absolute().is_file() {
        return Ok(false);
    }
    let store = Store::open(Some(repository), root);
    let mut changed = false;
    store.replace(&path, |current| {
        let granted = wish.grant(current).ok().flatten();
        changed = granted.is_some();
        Ok::<_, WriteError>(granted.map(|document| document.text.as_str().as_bytes().to_vec()))
    })?;
    Ok(changed)
}
