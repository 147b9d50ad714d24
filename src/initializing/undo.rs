//! Undoes what was set up.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use progress_core::config::FILE_NAME;
use progress_git::git::Repository;
use progress_git::write::{Store, WriteError};

use super::agents;
use super::error::InitError;
use super::file_change::ExistingFile;
use super::record::{Record, RecordedFile, digest};
use super::settings::BASELINE;
use crate::hook::{Folder, setup};
use crate::project::Root;
use crate::selection::writable;

/// What was undone.
#[derive(Debug, Default)]
pub struct Undone {
    /// Each file, and what was done to it.
    pub files: Vec<(String, UndoneFile)>,
    /// What was done to the hooks and the merge driver, if they had been set up.
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
    /// It was created, has been changed since, and is kept.
    Kept,
    /// What was added to it has been changed since, and is kept.
    KeptLines,
    /// Settings that are kept name it.
    Needed,
}

impl UndoneFile {
    /// Whether something of what was set up is left in it.
    #[must_use]
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Kept | Self::KeptLines | Self::Needed)
    }
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
        undone.hooks = Some(setup::remove_hooks(repository, &folder)?);
    }
    if record.has_driver {
        let outcome = undone.hooks.get_or_insert_default();
        outcome.merging = setup::remove_driver(repository)?;
    }
    // The settings first: as long as they name the baseline, it is needed.
    let is_settings = |name: &String| name == FILE_NAME;
    let (first, rest): (Vec<_>, Vec<_>) = record.files.iter().partition(|it| is_settings(it.0));
    let mut keeps_settings = false;
    for (name, recorded) in first.into_iter().chain(rest) {
        let done = if keeps_settings && name == BASELINE {
            UndoneFile::Needed
        } else {
            undo_file(root, repository, name, recorded)?
        };
        keeps_settings |= is_settings(name) && done.is_kept();
        undone.files.push((name.clone(), done));
    }
    undone.files.sort_by(|one, other| one.0.cmp(&other.0));
    // Last, so that an interrupted run can be repeated.
    let left = undone.left();
    store.change(|record: &mut Record| {
        record.has_hooks = false;
        record.has_driver = false;
        record.files.retain(|name, _| left.contains(name));
    })?;
    Ok(undone)
}

impl Undone {
    /// The files that remain to be undone: those that are kept and, if nothing was undone at all, those
    /// that are missing here but may exist on another branch.
    fn left(&self) -> BTreeSet<String> {
        let is_changed = |done: UndoneFile| !done.is_kept() && done != UndoneFile::Untouched;
        let is_elsewhere = self.hooks.is_none() && !self.files.iter().any(|it| is_changed(it.1));
        let files = self.files.iter();
        let left = files.filter(|it| it.1.is_kept() || is_elsewhere);
        left.map(|(name, _)| name.clone()).collect()
    }
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
    let kept = match recorded.before {
        Some(_) => UndoneFile::KeptLines,
        None => UndoneFile::Kept,
    };
    let (content, done) = match (&recorded.before, &recorded.inserted) {
        (None, _) if is_unchanged => return remove(folder, name, recorded.new_folders),
        (Some(before), _) if is_unchanged => (before.clone(), UndoneFile::Restored),
        // Twice the same text: it is not known which one was added.
        (Some(_), Some(inserted)) if current.matches(inserted.as_str()).count() == 1 => (
            current.replacen(inserted.as_str(), "", 1),
            UndoneFile::Cleaned,
        ),
        // What agents need is found however the rest of the file was changed.
        (before, _) if !before.as_deref().is_some_and(agents::is_mentioned_in) => {
            let Some(step) = agents::removal(root, name) else {
                return Ok(kept);
            };
            let Some(content) = step.after else {
                return remove(folder, name, recorded.new_folders);
            };
            (content, UndoneFile::Cleaned)
        }
        _ => return Ok(kept),
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

/// Removes a file that was created, and the folders that were created with it.
fn remove(root: &Path, name: &str, new_folders: usize) -> Result<UndoneFile, InitError> {
    // A link must not lead out of the repository.
    let path = writable(Path::new(name), root)?;
    fs::remove_file(&path).map_err(|source| WriteError::Unwritable {
        path: name.to_owned(),
        source,
    })?;
    for folder in path.ancestors().skip(1).take(new_folders) {
        // Only an empty folder can be removed this way.
        if folder == root || fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(UndoneFile::Removed)
}
