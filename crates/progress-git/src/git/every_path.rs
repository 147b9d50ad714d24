//! All paths that a history ever had.

use std::hash::BuildHasher;

use progress_core::collections::HashSet;

use super::objects::Uncached;
use super::snapshot::MAX_DEPTH;
use super::{Change, EntryKind, ObjectId, Repository};

/// The paths of all files and folders of a history, as hashes: a history of 10,000 commits has
/// more paths than a process that keeps running should hold as texts.
///
/// The history is read step by step, so that other work can be done meanwhile.
#[derive(Debug)]
pub struct EveryPath {
    tip: ObjectId,
    seed: std::hash::RandomState,
    paths: HashSet<u64>,
    /// Hashes of the commits that were read.
    commits: HashSet<u64>,
    /// Hashes of the folders that were read, with their places.
    folders: HashSet<u64>,
    /// Commits to read.
    next: Vec<ObjectId>,
}

impl EveryPath {
    /// Starts to read the history of a commit.
    #[must_use]
    pub fn start(tip: ObjectId) -> Self {
        Self {
            tip,
            seed: std::hash::RandomState::new(),
            paths: HashSet::default(),
            commits: HashSet::default(),
            folders: HashSet::default(),
            next: vec![tip],
        }
    }

    /// Starts without any path, for a caller that [adds](Self::add) what each commit of the history
    /// changes against its first parent.
    #[must_use]
    pub fn of_nothing(tip: ObjectId) -> Self {
        let mut every = Self::start(tip);
        every.next.clear();
        every
    }

    /// Adds the paths that a commit adds or changes, with the folders that they are in.
    pub fn add(&mut self, changes: &[Change]) {
        for change in changes.iter().filter(|change| change.new.is_some()) {
            let path = change.path.as_slice();
            for end in memchr::memchr_iter(b'/', path).chain([path.len()]) {
                let hash = self.hash(&path[..end]);
                self.paths.insert(hash);
            }
        }
    }

    /// The commit whose history it is.
    #[must_use]
    pub fn tip(&self) -> ObjectId {
        self.tip
    }

    /// Goes on to a later commit.
    pub fn extend(&mut self, tip: ObjectId) {
        self.tip = tip;
        self.next.push(tip);
    }

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
    /// Reads the paths of at most so many more commits; returns whether that was all. `None` if the
    /// history is shallow or incomplete.
    #[must_use]
    pub fn read_paths(&self, every: &mut EveryPath, limit: usize) -> Option<bool> {
        if self.is_shallow() {
            return None;
        }
        let _uncached = Uncached::begin();
        self.read_more(every, limit)
    }

    fn read_more(&self, every: &mut EveryPath, limit: usize) -> Option<bool> {
        let mut left = limit;
        while let Some(id) = every.next.pop() {
            let hash = every.seed.hash_one(id);
            if !every.commits.insert(hash) {
                continue;
            }
            // Nothing is fetched for what is only a warning.
            let commit = self.objects.links_here(id)?;
            self.add_folder(commit.tree, &mut Vec::new(), MAX_DEPTH, every)?;
            every.next.extend(commit.parents);
            left = left.saturating_sub(1);
            if left == 0 {
                return Some(every.next.is_empty());
            }
        }
        // They only save reading folders again.
        every.folders = HashSet::default();
        Some(true)
    }

    /// Adds the paths in a folder; `None` if one is missing here or nested too deeply.
    fn add_folder(
        &self,
        id: ObjectId,
        path: &mut Vec<u8>,
        depth: usize,
        every: &mut EveryPath,
    ) -> Option<()> {
        let place = every.seed.hash_one((id, path.as_slice()));
        // Most folders do not change from one commit to the next.
        if !every.folders.insert(place) {
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
            let hash = every.hash(path);
            every.paths.insert(hash);
            if entry.kind == EntryKind::Folder {
                self.add_folder(entry.id, path, depth_left, every)?;
            }
            path.truncate(length);
        }
        Some(())
    }
}
