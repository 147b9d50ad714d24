//! All paths that a history ever had.

use std::hash::BuildHasher;

use progress_core::collections::HashSet;

use super::snapshot::MAX_DEPTH;
use super::{EntryKind, ObjectId, Repository};

/// A longer history is not read at once.
const MAX_COMMITS: usize = 100_000;

/// The paths of all files and folders of a history, as hashes: a history of 10,000 commits has
/// more paths than a process that keeps running should hold as texts.
#[derive(Debug, Default)]
pub struct EveryPath {
    seed: std::hash::RandomState,
    paths: HashSet<u64>,
}

/// A walk through a history.
#[derive(Default)]
struct Walk {
    every: EveryPath,
    commits: HashSet<ObjectId>,
    /// Folders that were read, at their places.
    folders: HashSet<(ObjectId, u64)>,
}

impl EveryPath {
    /// Whether any commit had this path, as a file or folder.
    #[must_use]
    pub fn has(&self, path: &[u8]) -> bool {
        self.paths.contains(&self.hash(path))
    }

    fn hash(&self, path: &[u8]) -> u64 {
        self.seed.hash_one(path)
    }
}

impl Repository {
    /// Reads all paths of a history; `None` if it is shallow, incomplete or too long.
    #[must_use]
    pub fn every_path(&self, tip: ObjectId) -> Option<EveryPath> {
        if self.is_shallow() {
            return None;
        }
        let mut walk = Walk::default();
        let mut next = vec![tip];
        while let Some(id) = next.pop() {
            if !walk.commits.insert(id) {
                continue;
            }
            if walk.commits.len() > MAX_COMMITS {
                return None;
            }
            // Nothing is fetched for what is only a warning.
            let commit = self.objects.commit_here(id)?;
            self.add_folder(commit.tree, &mut Vec::new(), MAX_DEPTH, &mut walk)?;
            next.extend(commit.parents);
        }
        Some(walk.every)
    }

    /// Adds the paths in a folder; `None` if one is missing here or nested too deeply.
    fn add_folder(
        &self,
        id: ObjectId,
        path: &mut Vec<u8>,
        depth: usize,
        walk: &mut Walk,
    ) -> Option<()> {
        let place = walk.every.hash(path);
        // Most folders do not change from one commit to the next.
        if !walk.folders.insert((id, place)) {
            return Some(());
        }
        let depth_left = depth.checked_sub(1)?;
        let length = path.len();
        let tree = self.objects.tree_here(id)?;
        for entry in tree.entries() {
            if length > 0 {
                path.push(b'/');
            }
            path.extend_from_slice(entry.name);
            let hash = walk.every.hash(path);
            walk.every.paths.insert(hash);
            if entry.kind == EntryKind::Folder {
                self.add_folder(entry.id, path, depth_left, walk)?;
            }
            path.truncate(length);
        }
        Some(())
    }
}
