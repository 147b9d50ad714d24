//! The history of single paths.

use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};

use super::objects::Uncached;
use super::raw_tree::RawTree;
use super::snapshot::MAX_DEPTH;
use super::{Commit, EntryKind, GitError, ObjectId, Range, Repository};

/// Wanted paths, by folder.
#[derive(Default)]
struct Wanted {
    /// A number unique to this folder in the search.
    place: usize,
    /// The paths that end here.
    ends: Vec<usize>,
    below: HashMap<Vec<u8>, Wanted>,
}

impl Repository {
    /// Which of the paths were ever in a commit reachable from `from`, but not from `known`, as a
    /// file or folder; `None` if the history is shallow or incomplete.
    #[must_use]
    pub fn ever_had(
        &self,
        from: ObjectId,
        known: Option<ObjectId>,
        paths: &[Vec<u8>],
    ) -> Option<Vec<bool>> {
        if self.is_shallow() {
            return None;
        }
        let _uncached = Uncached::begin();
        let mut search = Search {
            repository: self,
            seen: HashSet::default(),
            last: HashMap::default(),
            found: vec![false; paths.len()],
            hits: 0,
        };
        let mut wanted = Wanted::of(paths);
        if let Some(known) = known {
            let range = Range {
                from: Some(known),
                to: from,
            };
            for commit in self.history(&range).ok()? {
                search.commit(commit.ok()?.tree, &mut wanted).ok()?;
            }
            return Some(search.found);
        }
        let mut seen = HashSet::default();
        let mut next = vec![from];
        while !wanted.is_empty()
            && let Some(id) = next.pop()
        {
            if !seen.insert(id) {
                continue;
            }
            // Nothing is fetched for what is only a warning.
            let commit = self.objects.links_here(id)?;
            search.commit(commit.tree, &mut wanted).ok()?;
            // Missing paths probably existed recently, so the first parent comes first.
            next.extend(commit.parents.iter().rev());
        }
        Some(search.found)
    }

    /// Whether an object ID starts with `prefix`; `None` if that is unknown.
    #[must_use]
    pub fn has_object(&self, prefix: &str) -> Option<bool> {
        self.objects.has(prefix)
    }

    /// Follows a file from a commit back to its creation: `visit` gets each commit that changed it,
    /// with the content after and before, and returns whether to continue.
    ///
    /// # Errors
    ///
    /// Fails if a commit or a folder cannot be read.
    pub fn trace(
        &self,
        from: &Commit,
        path: &[u8],
        known: &mut Traced,
        visit: &mut dyn FnMut(&Commit, ObjectId, Option<ObjectId>) -> bool,
    ) -> Result<(), GitError> {
        let mut name = path.to_vec();
        let mut commit = Arc::new(from.clone());
        while let Some(blob) = known.file(self, commit.tree, &name)? {
            let mut first = None;
            let mut same = None;
            for (index, id) in commit.parents.iter().enumerate() {
                let parent = known.commit(self, *id)?;
                let before = known.file(self, parent.tree, &name)?;
                // Unchanged since this parent, so the history goes on there.
                if before == Some(blob) {
                    same = Some(parent);
                    break;
                }
                // If no parent has the same content, the first counts: it is the branch that was
                // merged into.
                if index == 0 {
                    first = Some((parent, before));
                }
            }
            if let Some(parent) = same {
                commit = parent;
                continue;
            }
            let Some((parent, before)) = first else {
                visit(&commit, blob, None);
                return Ok(());
            };
            let before = match before {
                Some(before) => Some(before),
                None => match self.renamed_from(&commit, &name)? {
                    Some(old) => {
                        name = old;
                        known.file(self, parent.tree, &name)?
                    }
                    None => None,
                },
            };
            if !visit(&commit, blob, before) || before.is_none() {
                return Ok(());
            }
            commit = parent;
        }
        Ok(())
    }

    fn renamed_from(&self, commit: &Commit, path: &[u8]) -> Result<Option<Vec<u8>>, GitError> {
        let changes = self.changes(commit)?;
        let found = changes.into_iter().find(|change| change.path == path);
        Ok(found.and_then(|change| change.from))
    }
}

/// The entry under a name in a folder.
type NamedEntry = Option<(EntryKind, ObjectId)>;

/// A cache shared by successive traces.
#[derive(Debug, Default)]
pub struct Traced {
    commits: HashMap<ObjectId, Arc<Commit>>,
    /// The entry of a name in a folder.
    entries: HashMap<(ObjectId, Vec<u8>), NamedEntry>,
}

impl Traced {
    fn commit(&mut self, repository: &Repository, id: ObjectId) -> Result<Arc<Commit>, GitError> {
        if let Some(commit) = self.commits.get(&id) {
            return Ok(Arc::clone(commit));
        }
        let commit = Arc::new(repository.commit(id)?);
        self.commits.insert(id, Arc::clone(&commit));
        Ok(commit)
    }

    /// The content of the file at a path of a tree.
    fn file(
        &mut self,
        repository: &Repository,
        tree: ObjectId,
        path: &[u8],
    ) -> Result<Option<ObjectId>, GitError> {
        let mut at = (EntryKind::Folder, tree);
        for name in path.split(|byte| *byte == b'/') {
            if at.0 != EntryKind::Folder {
                return Ok(None);
            }
            let entry = self.entry(repository, at.1, name)?;
            match entry {
                Some(entry) => at = entry,
                None => return Ok(None),
            }
        }
        if at.0.is_file() {
            return Ok(Some(at.1));
        }
        Ok(None)
    }

    fn entry(
        &mut self,
        repository: &Repository,
        folder: ObjectId,
        name: &[u8],
    ) -> Result<NamedEntry, GitError> {
        let key = (folder, name.to_vec());
        if let Some(found) = self.entries.get(&key) {
            return Ok(*found);
        }
        let tree = repository.objects.tree(folder)?;
        let child = tree.entries().find(|child| child.name == name);
        let found = child.map(|child| (child.kind, child.id));
        self.entries.insert(key, found);
        Ok(found)
    }
}

impl Wanted {
    fn of(paths: &[Vec<u8>]) -> Self {
        let mut wanted = Self::default();
        let mut places = 0;
        for (index, path) in paths.iter().enumerate() {
            let mut at = &mut wanted;
            // The paths come from files, and may be of any length.
            for name in path.split(|byte| *byte == b'/').take(MAX_DEPTH) {
                at = at.below.entry(name.to_vec()).or_insert_with(|| {
                    places += 1;
                    Self {
                        place: places,
                        ..Self::default()
                    }
                });
            }
            at.ends.push(index);
        }
        wanted
    }

    fn is_empty(&self) -> bool {
        self.ends.is_empty() && self.below.is_empty()
    }

    /// Removes found paths.
    fn prune(&mut self, found: &[bool]) {
        self.ends
            .retain(|index| !found.get(*index).copied().unwrap_or_default());
        self.below.retain(|_, below| {
            below.prune(found);
            !below.is_empty()
        });
    }
}

/// A folder is missing here or nested too deeply, so not all paths were searched.
struct Unavailable;

struct Search<'r> {
    repository: &'r Repository,
    /// Folders already searched, with what was wanted in them.
    seen: HashSet<(ObjectId, usize)>,
    /// The version of each folder that was searched last.
    last: HashMap<usize, RawTree>,
    found: Vec<bool>,
    /// How often something was found.
    hits: usize,
}

impl Search<'_> {
    /// Searches the tree of a commit for wanted paths; those that it contains are no longer wanted.
    fn commit(&mut self, tree: ObjectId, wanted: &mut Wanted) -> Result<(), Unavailable> {
        let hits = self.hits;
        self.folder(tree, wanted, MAX_DEPTH)?;
        // Without what was found, the search of the remaining history enters fewer folders.
        if self.hits > hits {
            wanted.prune(&self.found);
        }
        Ok(())
    }

    /// Searches a folder for wanted paths.
    fn folder(&mut self, id: ObjectId, wanted: &Wanted, depth: usize) -> Result<(), Unavailable> {
        // The same tree at the same place has the same answer, and most folders do not change from
        // one commit to the next.
        if !self.seen.insert((id, wanted.place)) {
            return Ok(());
        }
        let depth_left = depth.checked_sub(1).ok_or(Unavailable)?;
        let tree = self.repository.objects.tree_here(id).ok_or(Unavailable)?;
        let last = self.last.remove(&wanted.place).unwrap_or_default();
        let (mut entries, mut earlier) = (tree.entries(), last.entries());
        // What the last version also contained has been searched.
        while let Some(entry) = entries.next_new(&mut earlier) {
            let Some(below) = wanted.below.get(entry.name) else {
                continue;
            };
            for index in &below.ends {
                if let Some(found) = self.found.get_mut(*index) {
                    *found = true;
                    self.hits += 1;
                }
            }
            if entry.kind == EntryKind::Folder && !below.below.is_empty() {
                self.folder(entry.id, below, depth_left)?;
            }
        }
        self.last.insert(wanted.place, tree);
        Ok(())
    }
}
