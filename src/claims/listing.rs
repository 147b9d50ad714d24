//! Listing of existing claims.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use progress_core::display::nearest;
use progress_core::model::task_name::{self, TaskHolder};
use progress_git::trees::read_file;
use progress_git::write::{Unfit, from_json};

use super::{Claim, TaskKey, file_name};

/// All claims.
#[derive(Debug, Default)]
pub struct Listing {
    /// The claims, oldest first.
    pub claims: Vec<Claim>,
    /// Unreadable claims, by path.
    pub unreadable: Vec<Unreadable>,
    /// The tops of the other worktrees, in which claimed tasks may be unfinished.
    pub elsewhere: Vec<PathBuf>,
}

/// A file that should contain a claim.
///
/// Its task counts as taken. Releasing the task, or removing the file, removes it.
#[derive(Debug)]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

impl Listing {
    /// The claim on a task.
    #[must_use]
    pub fn claim(&self, key: &TaskKey) -> Option<&Claim> {
        self.claims
            .iter()
            .find(|claim| claim.key.path == key.path && claim.key.task == key.task)
    }

    /// Whether a task is taken, even if its claim is unreadable.
    #[must_use]
    pub fn is_taken(&self, key: &TaskKey) -> bool {
        let name = file_name(key);
        // The name of a damaged file still identifies its task.
        self.claim(key).is_some()
            || self
                .unreadable
                .iter()
                .any(|file| file.path.ends_with(&name))
    }

    /// Returns the claim on a task, named as `ID`, `plan:ID` or `path:ID`.
    ///
    /// # Errors
    ///
    /// Fails if no claim or several claims have the name.
    pub fn find(&self, name: &str) -> Result<&Claim, NoSingleClaim> {
        // A claim is named in the same way as its task.
        let (mut held, _) = task_name::select(name, |id| {
            self.claims
                .iter()
                .filter(|claim| claim.key.task == id)
                .map(Held)
                .collect::<Vec<Held<'_>>>()
        });
        if held.is_empty() {
            // Two files of a plan may have the ID; then the error names the files.
            for claim in &self.claims {
                if format!("{}:{}", claim.key.path, claim.key.task) == name {
                    held.push(Held(claim));
                }
            }
        }
        match held.as_slice() {
            [Held(claim)] => Ok(claim),
            [] => Err(self.unclaimed(name)),
            several => Err(NoSingleClaim::Ambiguous {
                name: name.to_owned(),
                names: several
                    .iter()
                    .map(|Held(claim)| format!("{}:{}", claim.key.path, claim.key.task))
                    .collect(),
            }),
        }
    }

    /// The error for a task that is not claimed.
    #[must_use]
    pub fn unclaimed(&self, name: &str) -> NoSingleClaim {
        let tasks = self.claims.iter().map(|claim| claim.key.task.as_str());
        NoSingleClaim::Unclaimed {
            name: name.to_owned(),
            near: nearest(name, tasks).map(str::to_owned),
        }
    }

    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let mut listing = Self::default();
        for entry in entries {
            let path = entry?.path();
            // The lock is in the same folder.
            if path.extension().is_some_and(|end| end == "json") {
                listing.add(path);
            }
        }
        listing
            // Times are in seconds; the names make the order of claims of the same second definite.
            .claims
            .sort_by_cached_key(|claim| (claim.claimed_at, file_name(&claim.key)));
        listing.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(listing)
    }

    fn add(&mut self, path: PathBuf) {
        match read(&path) {
            Ok(Some(claim)) => self.claims.push(claim),
            // It was released a moment ago.
            Ok(None) => {}
            Err(reason) => self.unreadable.push(Unreadable { path, reason }),
        }
    }
}

/// A claim, which names a task, its plan and its file.
struct Held<'l>(&'l Claim);

impl TaskHolder for Held<'_> {
    fn plan_name(&self) -> Option<&str> {
        Some(&self.0.key.plan)
    }

    fn file_path(&self) -> &str {
        &self.0.key.path
    }
}

/// Why a claim was not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSingleClaim {
    /// No claim has the name.
    #[error("`{name}` is not claimed")]
    Unclaimed {
        /// The task as named.
        name: String,
        /// A similar ID that is claimed.
        near: Option<String>,
    },
    /// Several claims have the name.
    #[error("several tasks named `{name}` are claimed")]
    Ambiguous {
        /// The task as named.
        name: String,
        /// What to write instead, for each of them.
        names: Vec<String>,
    },
}

impl NoSingleClaim {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unclaimed { near: None, .. } => {
                "run `progress ready --all` for a list of claims".to_owned()
            }
            Self::Unclaimed {
                near: Some(near), ..
            } => format!("did you mean `{near}`?"),
            Self::Ambiguous { names, .. } => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("write one of {}", names.join(", "))
            }
        }
    }
}

fn read(path: &Path) -> Result<Option<Claim>, String> {
    let bytes = match read_file(path) {
        Ok((bytes, _)) => bytes,
        // A dangling link is not a claim that was just released: its name still blocks the task.
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let claim: Claim = match from_json(&bytes) {
        Ok(claim) => claim,
        Err(Unfit::Newer) => return Err("written by a newer version of `progress`".to_owned()),
        Err(Unfit::Damaged(reason)) => return Err(reason),
    };
    // Otherwise a copied claim file would block a task that its name does not protect.
    if path.ends_with(file_name(&claim.key)) {
        Ok(Some(claim))
    } else {
        Err("its file name belongs to another task".to_owned())
    }
}
