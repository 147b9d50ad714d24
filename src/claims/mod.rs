//! Who has taken which task, known to all worktrees of a repository.
//!
//! A claim is a small JSON file in the folder that the worktrees share; outside Git, in the
//! user's cache folder. It is made under one lock, so two claimers never get the same task.
//!
//! A claim lasts until it is released. Nothing ends it by itself: what its holder has done is
//! unknown to the other worktrees until their branches are merged, and to give the task away
//! again before that would have it done twice. Where a task is done in the working tree at
//! hand, nobody asks for its claim. One whose worktree is gone is [stale](Claim::is_stale),
//! and it is for people to say whether its work is lost.

mod listing;
#[cfg(test)]
mod tests;
mod tree;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::git::{Repository, Sharing};
use crate::model::Moment;
use crate::write::{
    Lock, Unfit, WriteError, create_file, from_json, state_folder, state_name, to_json,
};

pub use listing::{Listing, Unreadable};

/// A task, as all worktrees of a repository name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskKey {
    /// The plan (`prd`), for people to read; path and task tell tasks apart.
    pub plan: String,
    /// The file, relative to the top of the working tree, with `/`.
    pub path: String,
    /// The task's ID.
    pub task: String,
}

/// A task that somebody has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Which task.
    #[serde(flatten)]
    pub key: TaskKey,
    /// Who has taken it, in their own words.
    pub who: String,
    /// The top of the working tree it was taken in; where that was moved, and Git knows, the
    /// place where it is now.
    pub worktree: String,
    /// The name under which Git keeps that working tree: empty for the main one, and absent
    /// outside Git and in claims of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
    /// When.
    pub claimed_at: Moment,
}

/// The claims of a repository, or outside Git of a folder.
#[derive(Debug)]
pub struct Claims {
    folder: PathBuf,
    worktree: String,
    tree: Option<String>,
    sharing: Sharing,
}

/// Why claims cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// They cannot be locked.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The folder or a file in it cannot be used.
    #[error("cannot use `{}`: {source}", .path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A newer version of the program wrote a claim.
    #[error("the claim `{}` was made by a newer version of `progress`, and is left alone", .0.display())]
    Newer(PathBuf),
}

impl Claim {
    /// Whether the working tree it was taken in is gone, or is not to be seen from here.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        !Path::new(&self.worktree).is_dir()
    }
}

impl ClaimError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Write(error) => error.help(),
            Self::Folder { .. } => "make it readable and writable".to_owned(),
            Self::Newer(_) => "use that version, or remove the file".to_owned(),
        }
    }
}

impl Claims {
    /// The claims of `repository`, or outside Git of the folder `root`.
    ///
    /// # Errors
    ///
    /// Fails outside Git where the user has no cache folder.
    pub fn open(repository: Option<&Repository>, root: &Path) -> Result<Self, ClaimError> {
        let mut folder = state_folder(repository)?.join("claims");
        let worktree = root.to_string_lossy().into_owned();
        if repository.is_none() {
            folder.push(state_name(&[&worktree], &worktree, "d"));
        }
        Ok(Self {
            folder,
            worktree,
            tree: repository.and_then(tree::name),
            sharing: repository.map_or(Sharing::Umask, Repository::sharing),
        })
    }

    /// All claims, and what lies among them but cannot be read.
    ///
    /// # Errors
    ///
    /// Fails where the folder cannot be read; that there is none means no claims.
    pub fn list(&self) -> Result<Listing, ClaimError> {
        let listing = Listing::read(&self.folder);
        let mut listing = listing.map_err(|source| self.failed(source))?;
        for claim in &mut listing.claims {
            self.follow(claim);
        }
        Ok(listing)
    }

    /// Takes the first of the `candidates` that nobody has taken; `None` where all are.
    ///
    /// # Errors
    ///
    /// Fails where the claims cannot be locked or written; then nothing was taken.
    pub fn claim(&self, candidates: &[TaskKey], who: &str) -> Result<Option<Claim>, ClaimError> {
        let _lock = self.lock()?;
        let is_free = |key: &&TaskKey| self.file(key).symlink_metadata().is_err();
        let Some(key) = candidates.iter().find(is_free) else {
            return Ok(None);
        };
        let claim = Claim {
            key: key.clone(),
            who: who.to_owned(),
            worktree: self.worktree.clone(),
            tree: self.tree.clone(),
            claimed_at: Moment::now(),
        };
        let json = to_json(&claim).map_err(io::Error::from);
        let written = json.and_then(|json| create_file(&self.file(key), &json, self.sharing));
        written.map_err(|source| self.failed(source))?;
        Ok(Some(claim))
    }

    /// Gives a task back, whoever has taken it; `false` where nobody had.
    ///
    /// # Errors
    ///
    /// Fails where the claims cannot be locked or changed, or a newer version made the claim.
    pub fn release(&self, key: &TaskKey) -> Result<bool, ClaimError> {
        let _lock = self.lock()?;
        let path = self.file(key);
        let text = fs::read(&path).unwrap_or_default();
        if from_json::<Claim>(&text) == Err(Unfit::Newer) {
            return Err(ClaimError::Newer(path));
        }
        match fs::remove_file(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Gives the place of a working tree that was moved.
    fn follow(&self, claim: &mut Claim) {
        if !claim.is_stale() {
            return;
        }
        // The claims lie in `progress/claims` of the folder that all worktrees share.
        let common = self.folder.ancestors().nth(2);
        let place = common.zip(claim.tree.as_deref());
        let place = place.and_then(|(common, name)| tree::place(common, name));
        if let Some(place) = place.and_then(|place| place.into_os_string().into_string().ok()) {
            claim.worktree = place;
        }
    }

    fn lock(&self) -> Result<Lock, WriteError> {
        // Names in the folder end in `.json`, so the lock is in nobody's way.
        Lock::take(&self.folder.join("claims.lock"), "claims", self.sharing)
    }

    fn file(&self, key: &TaskKey) -> PathBuf {
        self.folder.join(file_name(key))
    }

    fn failed(&self, source: io::Error) -> ClaimError {
        ClaimError::Folder {
            path: self.folder.clone(),
            source,
        }
    }
}

/// The name of the file that holds the claim to a task.
fn file_name(key: &TaskKey) -> String {
    state_name(&[&key.path, &key.task], &key.task, "json")
}
