//! Undoes what was set up.

use std::fs;
use std::path::Path;

use progress_git::git::Repository;
use progress_git::write::{Store, WriteError};

use super::agents;
use super::error::InitError;
use super::file_change::ExistingFile;
use super::record::{Record, RecordedFile, digest};
use crate::hook::{Folder, setup};
use crate::project::Root;
use crate::selection::writable;

/// What was undone.
#[derive(Debug, Default)]
pub struct Undone {
    /// Each file, and what was done to it.
    pub files: Vec<(String, UndoneFile)>,
    /// What was done to the hooks, if they had been installed.
    pub hooks: Option<setup::Outcome>,
}

/// What was done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoneFile {
    /// It was created, and is removed.
    Removed,
    /// It has its earlier content again.
    Restored,
    /// It has been changed since, and only what was added is removed.
    Cleaned,
    /// It is gone, or as it was before.
    Untouched,
    /// It has been changed since, and is kept.
    Kept,
}

/// Undoes what was set up in a working tree; what has been changed since is kept.
///
/// # Errors
///
/// Fails if something cannot be read or written; earlier steps are kept, and can be continued.
pub fn undo(root: &Root, repository: &Repository) -> Result<Undone, InitError> {
    let store = Record::store(repository);
    let record: Record = store.read()?;
    let mut undone = Undone::default();
    if record.has_hooks {
        let folder = Folder::of(repository).map_err(crate::hook::InstallError::from)?;
        undone.hooks = Some(setup::uninstall(repository, &folder)?);
    }
    for (name, recorded) in &record.files {
        let done = undo_file(root, repository, name, recorded)?;
        undone.files.push((name.clone(), done));
    }
    // Last, so that an interrupted run can be repeated.
    store.change(|record: &mut Record| *record = Record::default())?;
    Ok(undone)
}

fn undo_file(
    root: &Root,
    repository: &Repository,
    name: &str,
    recorded: &RecordedFile,
) -> Result<UndoneFile, InitError> {
    let folder = root.folder.as_path();
    let file = ExistingFile::read(folder, name)?;
    if file.text == recorded.before {
        return Ok(UndoneFile::Untouched);
    }
    let Some(current) = &file.text else {
        return Ok(UndoneFile::Untouched);
    };
    let is_unchanged = digest(current) == recorded.digest;
    let (content, done) = match (&recorded.before, &recorded.inserted) {
        (None, _) if is_unchanged => return remove(folder, name),
        (Some(before), _) if is_unchanged => (before.clone(), UndoneFile::Restored),
        // Twice the same text: it is not known which one was added.
        (Some(_), Some(inserted)) if current.matches(inserted.as_str()).count() == 1 => (
            current.replacen(inserted.as_str(), "", 1),
            UndoneFile::Cleaned,
        ),
        // What agents need is found however the rest of the file was changed.
        (before, _) if !before.as_deref().is_some_and(agents::is_mentioned_in) => {
            let Some(step) = agents::removal(root, name) else {
                return Ok(UndoneFile::Kept);
            };
            let Some(content) = step.after else {
                return remove(folder, name);
            };
            (content, UndoneFile::Cleaned)
        }
        _ => return Ok(UndoneFile::Kept),
    };
    let writer = Store::open(Some(repository), folder);
    writer.replace(&file.path, |now| {
        if now != current.as_bytes() {
            return Err(InitError::Changed(name.to_owned()));
        }
        Ok(Some(content.clone().into_bytes()))
    })?;
    Ok(done)
}

/// Removes a file that was created.
fn remove(root: &Path, name: &str) -> Result<UndoneFile, InitError> {
    // A link must not lead out of the repository.
    let path = writable(Path::new(name), root)?;
    fs::remove_file(&path).map_err(|source| WriteError::Unwritable {
        path: name.to_owned(),
        source,
    })?;
    remove_empty_folders(root, &path);
    Ok(UndoneFile::Removed)
}

/// Removes the folders above a file that are empty now, such as those of a CI system.
fn remove_empty_folders(root: &Path, path: &Path) {
    for folder in path.ancestors().skip(1) {
        // Only an empty folder can be removed this way.
        if folder == root || fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
