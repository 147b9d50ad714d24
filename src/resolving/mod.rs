//! Files that are already in conflict: merges them by meaning after the fact.
//!
//! The versions come from the index if Git recorded them there, otherwise from the conflict markers
//! in the file. A forge, a rebase without the merge driver and Jujutsu leave such files.

mod find;
mod outcome;

use std::path::Path;

pub use find::{Unresolved, find_unresolved};
pub use outcome::{Outcome, Reason, ResolvedFile};
use progress_core::config::Settings;
use progress_core::model::Moment;
use progress_core::source::Contents;
use progress_git::git::{ConflictStyle, GitError, Repository, Unmerged};
use progress_git::trees::WorkingTree;
use progress_git::write::{Store, WriteError};
use progress_merge::{Conflicted, Fallback, Options, Recorded, Resolved, Three, resolve_marked};

/// Where files are resolved.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'a> {
    /// The root of the repository, or the current folder outside Git.
    pub root: &'a Path,
    /// The repository.
    pub repository: Option<&'a Repository>,
    /// The settings in force.
    pub settings: &'a Settings,
    /// The current time.
    pub now: Moment,
    /// Whether files are left as they are.
    pub is_dry_run: bool,
}

/// Why a file could not be processed; it is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ResolvingError {
    /// It cannot be read or written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Git cannot read a version.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// The three versions of a file in the index.
struct Versions {
    base: Vec<u8>,
    ours: Vec<u8>,
    theirs: Vec<u8>,
}

impl Versions {
    fn recorded(&self, is_converted: bool) -> Recorded<'_> {
        Recorded {
            versions: Three {
                base: &self.base,
                ours: &self.ours,
                theirs: &self.theirs,
            },
            is_converted,
        }
    }
}

impl Resolver<'_> {
    /// Resolves a file as far as possible. What stays in conflict keeps its markers.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or written. It is then unchanged.
    pub fn resolve(&self, file: &Unresolved) -> Result<ResolvedFile, ResolvingError> {
        let path = file.path.as_str();
        let versions = match &file.unmerged {
            Some(unmerged) => match self.versions(unmerged)? {
                Some(versions) => Some(versions),
                None => return Ok(ResolvedFile::refused(&file.path, Reason::Removed)),
            },
            None => None,
        };
        // The index has the file in another form than the working tree.
        let is_converted = self
            .repository
            .is_some_and(|it| it.conversion(path).is_some());
        let recorded = versions.as_ref().map(|it| it.recorded(is_converted));
        let options = self.options(path);
        if self.is_dry_run {
            let tree = WorkingTree::new(self.root.to_path_buf());
            let current = tree
                .read(&file.path)
                .map_err(|source| WriteError::Unreadable {
                    path: path.to_owned(),
                    source,
                })?;
            return Ok(ResolvedFile::of(
                file,
                &current,
                merged(&current, recorded, &options),
            ));
        }
        let mut resolved = None;
        let store = Store::open(self.repository, self.root);
        // Called again if another program changes the file meanwhile.
        store.replace(&file.path, |current| {
            let found = ResolvedFile::of(file, current, merged(current, recorded, &options));
            let new = found.after.clone();
            resolved = Some(found);
            Ok::<_, ResolvingError>(new)
        })?;
        Ok(resolved.unwrap_or_else(|| ResolvedFile::refused(&file.path, Reason::Unmarked)))
    }

    /// Marks files as resolved in the index.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot write the index.
    pub fn stage(&self, files: &[&ResolvedFile]) -> Result<(), GitError> {
        let Some(repository) = self.repository else {
            return Ok(());
        };
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        repository.add_files(&paths)
    }

    /// The versions in the index; `None` if a side has removed the file.
    fn versions(&self, unmerged: &Unmerged) -> Result<Option<Versions>, GitError> {
        let Some(repository) = self.repository else {
            return Ok(None);
        };
        let [base, Some(ours), Some(theirs)] = unmerged.versions else {
            return Ok(None);
        };
        Ok(Some(Versions {
            // Both sides may have added the file.
            base: match base {
                Some(base) => repository.blob(base)?,
                None => Vec::new(),
            },
            ours: repository.blob(ours)?,
            theirs: repository.blob(theirs)?,
        }))
    }

    fn options(&self, path: &str) -> Options {
        let style = self
            .repository
            .and_then(|it| it.setting("merge.conflictStyle"));
        Options {
            path: path.to_owned(),
            statuses: self.settings.statuses.clone(),
            now: self.now,
            style: ConflictStyle::named(style.as_deref().unwrap_or_default()),
            ..Options::default()
        }
    }
}

/// Merges the versions of a file; a reason if that is impossible.
fn merged(
    current: &[u8],
    recorded: Option<Recorded<'_>>,
    options: &Options,
) -> Result<Resolved, Reason> {
    let resolved = match resolve_marked(current, recorded, options) {
        Ok(Some(resolved)) => resolved,
        Ok(None) => return Err(Reason::Unmarked),
        Err(error) => return Err(Reason::Markers(error)),
    };
    match resolved.fallback {
        Some(Fallback::OtherFile(None)) => Err(Reason::OtherFile),
        _ => Ok(resolved),
    }
}

/// Whether a text has conflict markers, or what looks like some.
#[must_use]
pub fn has_markers(text: &[u8]) -> bool {
    !matches!(Conflicted::parse(text), Ok(None))
}
