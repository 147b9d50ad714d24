//! Listing of existing claims.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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
        self.claim(key).is_some()
            || self
                .unreadable
                .iter()
                .any(|file| file.path.ends_with(&name))
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

fn read(path: &Path) -> Result<Option<Claim>, String> {
    let bytes = match read_file(path) {
        Ok((bytes, _)) => bytes,
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
