//! Claims on tasks, shared by all worktrees of a repository.
//!
//! A claim is a small JSON file in the Git folder shared by all worktrees and Jujutsu workspaces, or
//! outside Git in the user's cache folder. It is created under a lock, so two claimers never get the same task.
//!
//! A claim lasts until it is released, or until the task is finished in every worktree. It never
//! expires: other worktrees cannot see the holder's work until the branches are merged, and giving
//! the task away before that would have it done twice. A claim whose worktree is gone is
//! [stale](Claim::is_stale), and people decide whether its work is lost.

mod listing;
mod open_claims;
mod ready;
#[cfg(test)]
mod tests;
mod worktree;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub use listing::{Listing, NoSingleClaim, Unreadable};
pub use open_claims::{HeldClaim, finished_claims, held_claims};
use progress_core::model::Moment;
use progress_git::git::{Repository, Sharing};
use progress_git::jujutsu;
use progress_git::write::{
    Lock, Unfit, WriteError, create_file, from_json, state_folder, state_name, to_json,
};
pub use ready::{NotClaimable, ReadyTask, ReadyTasks};
use serde::{Deserialize, Serialize};

/// Identifies a task across all worktrees of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskKey {
    /// The plan (`prd`), for people; tasks are identified by path and ID.
    pub plan: String,
    /// The file, relative to the top of the working tree, with `/`.
    pub path: String,
    /// The task's ID.
    pub task: String,
}

/// A claim on a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The task.
    #[serde(flatten)]
    pub key: TaskKey,
    /// Who has taken it, as free text.
    pub who: String,
    /// The top of the working tree it was taken in, or the new location if Git knows that it was
    /// moved.
    pub worktree: String,
    /// Git's name for that worktree: empty for the main one, and absent outside Git and in claims
    /// of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
    /// The time of the claim.
    pub claimed_at: Moment,
}

/// The claims of a repository, or of a folder outside Git.
#[derive(Debug)]
pub struct Claims {
    folder: PathBuf,
    worktree: String,
    /// Whether other working trees have the same claims.
    is_shared: bool,
    tree: Option<String>,
    sharing: Sharing,
}

/// Claims that cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// The claims cannot be locked.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The folder or a file in it cannot be used.
    #[error("cannot use `{}`: {source}", .path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A newer version of the program wrote a claim.
    #[error("the claim `{}` was made by a newer version of `progress`, and is left alone", .0.display())]
    Newer(PathBuf),
}

impl Claim {
    /// Whether its working tree no longer exists or is not visible from here.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        !Path::new(&self.worktree).is_dir()
    }
}

impl ClaimError {
    /// How to fix it.
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
    /// Opens the claims of `repository`, or of the folder `root` outside Git.
    ///
    /// # Errors
    ///
    /// Fails outside Git if the user has no cache folder.
    pub fn open(repository: Option<&Repository>, root: &Path) -> Result<Self, ClaimError> {
        // A workspace of Jujutsu has a Git repository too, but usually elsewhere.
        let shared = match repository {
            Some(_) => None,
            None => jujutsu::git_folder(root),
        };
        let state = match &shared {
            Some(git) => git.join("progress"),
            None => state_folder(repository)?,
        };
        let mut folder = state.join("claims");
        let worktree = root.to_string_lossy().into_owned();
        let is_shared = repository.is_some() || shared.is_some();
        // The user's cache folder serves all folders outside Git, so each gets its own below it.
        if !is_shared {
            folder.push(state_name(&[&worktree], &worktree, "d"));
        }
        Ok(Self {
            folder,
            worktree,
            is_shared,
            tree: repository.and_then(worktree::name),
            sharing: repository.map_or(Sharing::Umask, Repository::sharing),
        })
    }

    /// Lists all claims, including unreadable ones.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be read; a missing folder means no claims.
    pub fn list(&self) -> Result<Listing, ClaimError> {
        let mut listing = Listing::read(&self.folder).map_err(|source| self.failed(source))?;
        for claim in &mut listing.claims {
            self.follow(claim);
        }
        if !listing.claims.is_empty() {
            listing.elsewhere = self.other_worktrees(&listing.claims);
        }
        Ok(listing)
    }

    /// Takes the first of the `candidates` that is free; `None` if all are taken.
    ///
    /// # Errors
    ///
    /// Fails if the claims cannot be locked or written. Nothing is then taken.
    pub fn claim(&self, candidates: &[TaskKey], who: &str) -> Result<Option<Claim>, ClaimError> {
        let _lock = self.lock()?;
        // Any file of that name counts, also one that cannot be read.
        let mut free = candidates
            .iter()
            .filter(|key| self.file(key).symlink_metadata().is_err());
        let Some(key) = free.next() else {
            return Ok(None);
        };
        let claim = Claim {
            key: key.clone(),
            who: who.to_owned(),
            worktree: self.worktree.clone(),
            tree: self.tree.clone(),
            claimed_at: Moment::now(),
        };
        match self.write(&claim) {
            Ok(()) => Ok(Some(claim)),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Releases a task, whoever has taken it; `false` if nobody had.
    ///
    /// # Errors
    ///
    /// Fails if the claims cannot be locked or changed, or a newer version made the claim.
    pub fn release(&self, key: &TaskKey) -> Result<bool, ClaimError> {
        let _lock = self.lock()?;
        let path = self.file(key);
        // A damaged claim can be released like any other. Only that of a newer version is left
        // alone.
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

    fn write(&self, claim: &Claim) -> io::Result<()> {
        let json = to_json(claim)?;
        create_file(&self.file(&claim.key), &json, self.sharing)
    }

    /// Whether a claim was made in this worktree.
    #[must_use]
    pub fn is_from_here(&self, claim: &Claim) -> bool {
        claim.worktree == self.worktree
    }

    /// The tops of the other worktrees that exist. Git does not know Jujutsu's workspaces, so of
    /// those only the ones that hold claims count.
    fn other_worktrees(&self, claims: &[Claim]) -> Vec<PathBuf> {
        // Outside Git, there is only this folder.
        if !self.is_shared {
            return Vec::new();
        }
        let Some(common) = self.common() else {
            return Vec::new();
        };
        let mut tops = worktree::all(common);
        let holders = claims.iter().map(|claim| PathBuf::from(&claim.worktree));
        tops.extend(holders.filter(|top| jujutsu::is_workspace(top)));
        tops.sort_unstable();
        tops.dedup();
        tops.retain(|top| top != Path::new(&self.worktree));
        tops
    }

    /// The Git folder shared by all worktrees; claims are in `progress/claims` there.
    fn common(&self) -> Option<&Path> {
        self.folder.ancestors().nth(2)
    }

    /// Updates the location of a moved working tree.
    fn follow(&self, claim: &mut Claim) {
        if !claim.is_stale() {
            return;
        }
        if let (Some(common), Some(name)) = (self.common(), &claim.tree)
            && let Some(location) = worktree::location(common, name)
            && let Ok(location) = location.into_os_string().into_string()
        {
            claim.worktree = location;
        }
    }

    fn lock(&self) -> Result<Lock, WriteError> {
        // Claims end in `.json`, so the lock does not collide with one.
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

/// The name of the file with the claim on a task.
fn file_name(key: &TaskKey) -> String {
    state_name(&[&key.path, &key.task], &key.task, "json")
}
