//! The only code that changes files, safe with any number of concurrent writers.
//!
//! A writer locks the file, reads it, writes the new content to a temporary file, flushes that to
//! disk, and renames it into place. So no update is lost, and a reader sees either the old file or
//! the new one, even if a process is killed or the power fails. A failure leaves the file
//! unchanged.
//!
//! - The lock is the folder that contains the file, because a rename replaces the file itself. So
//!   it depends only on where the file really is, leaves nothing behind, and needs no write
//!   permission elsewhere. The system releases it when its holder exits for any reason. On network
//!   file systems it may apply to one machine only.
//! - Permissions are kept, and the owner if allowed; extended attributes and other hard links are
//!   not. A symbolic link is followed and kept; one that leads out of the repository is refused.
//!   The folder is opened without following links, and all operations happen in the open folder.
//! - Changes by a program that takes no locks, such as an editor, are detected until just before
//!   the rename; the edit is then repeated on the new content.
//! - The temporary file is in Git's folder for the working tree, if files can be moved from there:
//!   Git does not see what a killed process leaves there, and a later write removes it after ten
//!   minutes. Otherwise it is next to the file, linting skips it
//!   ([`is_temporary`](progress_core::source::is_temporary)), and the next write in that folder removes it.

mod draft;
mod error;
mod folder;
mod folders;
mod kept;
mod lock;
mod state;
mod target;
mod temporary;
#[cfg(test)]
mod tests;
mod version;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use draft::{Draft, Outcome};
use draft::{commit, prepare};
pub use error::WriteError;
use folder::Folder;
use folders::Folders;
pub use kept::{Kept, KeptError};
use lock::FILE_LOCK_PATIENCE;
pub use lock::Lock;
use progress_core::source::{RootedPath, folder_of};
pub use state::{state_folder, state_name};
use target::{Bounds, Target};
use temporary::Staged;
pub use temporary::{
    create as create_file, put as put_file, put_apart, put_script, swap as swap_file, sweep,
};
pub use version::{Unfit, from_json, to_json};

use crate::git::{Repository, Sharing};
use crate::paths::real_path;

/// How often an edit is repeated if a program without locks interferes.
const ATTEMPTS: usize = 5;

/// Writes the files of a working tree.
#[derive(Debug)]
pub struct Store {
    bounds: Bounds,
    /// Git's folder for the working tree, and its sharing.
    git: Option<(PathBuf, Sharing)>,
    patience: Duration,
}

impl Store {
    /// Opens the files below `root`, the top of `repository` if there is one.
    #[must_use]
    pub fn open(repository: Option<&Repository>, root: &Path) -> Self {
        Self {
            bounds: Bounds::new(root, repository.is_some()),
            git: repository.map(|it| (it.git_dir().to_path_buf(), it.sharing())),
            patience: FILE_LOCK_PATIENCE,
        }
    }

    /// Sets how long to wait for other writers, ten seconds by default.
    #[cfg(test)]
    fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Replaces the content of a file with the result of `change`; `None` keeps it.
    ///
    /// `change` is called under the file's lock, and again if a program without locks interferes.
    ///
    /// # Errors
    ///
    /// Fails if `change` fails, or if the file cannot be read, locked or written. The file is then
    /// unchanged.
    pub fn replace<E: From<WriteError>>(
        &self,
        path: &RootedPath,
        mut change: impl FnMut(&[u8]) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Outcome, E> {
        let outcomes = self.replace_all(std::slice::from_ref(path), |drafts| -> Result<(), E> {
            for draft in drafts {
                draft.new = change(&draft.current)?;
            }
            Ok(())
        });
        let is_replaced = outcomes?.contains(&Outcome::Replaced);
        Ok(if is_replaced {
            Outcome::Replaced
        } else {
            Outcome::Unchanged
        })
    }

    /// Replaces the contents of several files that must change together; `drafts` are in the order
    /// of `paths`.
    ///
    /// All locks are taken before the first file is read, in the same order by every process, so
    /// there are no deadlocks. All new contents are on disk before the first file is renamed, so a
    /// full disk changes nothing. A process killed between two renames leaves some files new and
    /// others old, each of them complete.
    ///
    /// Every folder stays open meanwhile: to change files in hundreds of unrelated folders, call
    /// [`replace`](Self::replace) for each.
    ///
    /// # Errors
    ///
    /// Fails if `change` fails, or if a file cannot be read, locked or written. All files are then
    /// unchanged, unless the error is [`WriteError::Halfway`].
    pub fn replace_all<E: From<WriteError>>(
        &self,
        paths: &[RootedPath],
        mut change: impl FnMut(&mut [Draft]) -> Result<(), E>,
    ) -> Result<Vec<Outcome>, E> {
        let targets: Vec<Target> = paths
            .iter()
            .map(|path| self.bounds.existing(path))
            .collect::<Result<_, _>>()?;
        // Of two drafts of the same file, the second would overwrite the first.
        differ(&targets)?;
        let apart = self.apart();
        let folders = Folders::lock(&targets, self.patience)?;
        let mut restless = None;
        for _ in 0..ATTEMPTS {
            let (mut drafts, seen) = draft::read_all(&targets, &folders)?;
            change(&mut drafts)?;
            let pending = prepare(&drafts, &seen, apart.as_ref())?;
            // The last moment at which a change by a program without locks can be noticed.
            let mut both = drafts.iter().zip(&seen);
            let changed = both.find(|(draft, seen)| !seen.is_current(&draft.current));
            restless = changed.map(|(_, seen)| seen.target.name.clone());
            if restless.is_none() {
                commit(pending)?;
                if let Some(apart) = &apart {
                    // All writers of the working tree share this folder, so recent files may still
                    // be in use.
                    apart.sweep_old();
                }
                return Ok(drafts.iter().map(Draft::outcome).collect());
            }
        }
        Err(WriteError::Restless(restless.unwrap_or_default()).into())
    }

    /// Creates a file that must not exist yet, and its parent folders.
    ///
    /// # Errors
    ///
    /// Fails if the path exists or the file cannot be written. No file is then created.
    pub fn create(&self, path: &RootedPath, bytes: &[u8]) -> Result<(), WriteError> {
        let target = self.bounds.absent(path)?;
        let (folders, apart) = (Folders::make(&target, self.patience)?, self.apart());
        let folder = folders.of(&target)?;
        let staged = Staged::write(apart.as_ref(), folder, &target.file, bytes, None);
        let placed = staged.and_then(|staged| staged.place(folder, &target.file));
        placed.map_err(|source| {
            let path = target.name.clone();
            match source.kind() {
                // It was created after the check above.
                io::ErrorKind::AlreadyExists => WriteError::Exists(path),
                _ => WriteError::Unwritable { path, source },
            }
        })?;
        folder.settle();
        Ok(())
    }

    /// Writes a file named by the user that is not a progress file, whether or not it exists.
    /// `path` is [resolved](crate::paths::resolve), following links.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written, or a link leads out of the repository. It is then
    /// unchanged.
    pub fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let target = self.bounds.any(path)?;
        if !target.folder.is_dir() {
            return Err(WriteError::NoFolder(folder_of(&target.name).to_owned()));
        }
        let (folders, apart) = (
            Folders::lock(std::slice::from_ref(&target), self.patience)?,
            self.apart(),
        );
        let folder = folders.of(&target)?;
        let old = match folder.look(&target.file) {
            Ok(old) if !old.is_file() => return Err(WriteError::NotAFile(target.name)),
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(target::unreadable(&target.name, error)),
        };
        let staged = Staged::write(apart.as_ref(), folder, &target.file, bytes, old.as_ref());
        let put = staged.and_then(|staged| staged.replace(folder, &target.file));
        put.map_err(|source| WriteError::Unwritable {
            path: target.name,
            source,
        })?;
        folder.settle();
        Ok(())
    }

    /// The folder for temporary files, where Git does not look; `None` if they have to be next to
    /// the file they replace.
    fn apart(&self) -> Option<Folder> {
        let (git, sharing) = self.git.as_ref()?;
        let folder = git.join("progress").join("tmp");
        sharing.make_folder(&folder).ok()?;
        Folder::open(&real_path(&folder).ok()?).ok()
    }
}

/// Fails if two of the files are the same.
fn differ(targets: &[Target]) -> Result<(), WriteError> {
    let mut order: Vec<&Target> = targets.iter().collect();
    order.sort_by_key(|target| (&target.folder, &target.file));
    for pair in order.windows(2) {
        if let [one, other] = pair
            && (&one.folder, &one.file) == (&other.folder, &other.file)
        {
            return Err(WriteError::SameFile(one.name.clone(), other.name.clone()));
        }
    }
    Ok(())
}
