//! Differences between two snapshots.

use std::cmp::Ordering;
use std::sync::Arc;

use progress_core::collections::HashMap;

use super::object::{Child, EntryKind};
use super::objects::Objects;
use super::raw_tree::{Order, RawEntry, RawTree};
use super::snapshot::{Entry, MAX_DEPTH, Snapshot, joined, too_deep};
use super::{GitError, ObjectId, Repository};

/// A changed path with its old and new entry; never a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path, relative to the root; not always UTF-8.
    pub path: Vec<u8>,
    /// The path it had before, if it was renamed.
    pub from: Option<Vec<u8>>,
    /// The old entry.
    pub old: Option<Entry>,
    /// The new entry.
    pub new: Option<Entry>,
}

/// Returns the paths at which two snapshots differ, in Git's order.
///
/// Folders with the same tree on both sides are skipped, so the cost depends on what changed.
///
/// # Errors
///
/// Fails if a folder cannot be read.
pub fn changes(old: &Snapshot<'_>, new: &Snapshot<'_>) -> Result<Vec<Change>, GitError> {
    if let (Some((repository, old)), Some((_, new))) = (old.as_tree(), new.as_tree()) {
        return TreeComparer::new(repository).changes(old, new);
    }
    let mut compare = Compare {
        old,
        new,
        found: Vec::new(),
    };
    if !is_same(old.entry(b"")?, new.entry(b"")?) {
        compare.folder(b"", MAX_DEPTH)?;
    }
    Ok(compare.found)
}

/// How many bytes of trees to keep, in each of two generations.
const MAX_BYTES: usize = 1 << 20;

/// Compares trees. The bytes of both are read side by side, since histories consist of thousands of
/// trees in which hardly anything changes.
pub struct TreeComparer<'r> {
    repository: &'r Repository,
    /// The objects, if they are not read through the repository.
    own: Option<Objects>,
    found: Vec<Change>,
    /// The trees that were read last, in two generations: from one commit to the next, one side
    /// stays the same, and what a commit changes is often changed again soon.
    trees: [HashMap<ObjectId, Arc<RawTree>>; 2],
    /// The bytes of the younger generation.
    bytes: usize,
}

impl std::fmt::Debug for TreeComparer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TreeComparer").finish_non_exhaustive()
    }
}

impl<'r> TreeComparer<'r> {
    /// Creates one for the trees of a repository.
    #[must_use]
    pub fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            own: None,
            found: Vec::new(),
            trees: Default::default(),
            bytes: 0,
        }
    }

    /// Like [`Self::new`], for a thread of its own, which other threads do not hold up by reading
    /// objects.
    #[must_use]
    pub fn apart(repository: &'r Repository) -> Self {
        Self {
            own: Some(repository.objects.again()),
            ..Self::new(repository)
        }
    }

    /// Returns the paths at which two trees differ, in Git's order; `None` is the empty tree.
    ///
    /// # Errors
    ///
    /// Fails if a tree cannot be read.
    pub fn changes(
        &mut self,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
    ) -> Result<Vec<Change>, GitError> {
        self.found.clear();
        if old != new {
            if self.bytes > MAX_BYTES {
                self.trees.rotate_left(1);
                self.trees[0].clear();
                self.bytes = 0;
            }
            self.folders(b"", old, new, MAX_DEPTH)?;
        }
        Ok(std::mem::take(&mut self.found))
    }

    fn folders(
        &mut self,
        path: &[u8],
        old: Option<ObjectId>,
        new: Option<ObjectId>,
        depth: usize,
    ) -> Result<(), GitError> {
        // Trees from a hostile repository must not exhaust the stack.
        let depth_left = depth.checked_sub(1).ok_or_else(too_deep)?;
        let (old, new) = (self.tree(old)?, self.tree(new)?);
        let (mut old_entries, mut new_entries) = (old.entries(), new.entries());
        let (mut old, mut new) = (None, None);
        loop {
            if old.is_none() && new.is_none() {
                old_entries.skip_common(&mut new_entries);
            }
            old = old.or_else(|| old_entries.next());
            new = new.or_else(|| new_entries.next());
            let order = match (&old, &new) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.order().cmp(&new.order()),
            };
            let was = old.take_if(|_| order.is_le());
            let is = new.take_if(|_| order.is_ge());
            // Entries at the same place have the same name.
            if was != is {
                self.entries(path, was, is, depth_left)?;
            }
        }
    }

    /// Two entries of the same name, either both folders or neither.
    fn entries(
        &mut self,
        folder: &[u8],
        old: Option<RawEntry<'_>>,
        new: Option<RawEntry<'_>>,
        depth: usize,
    ) -> Result<(), GitError> {
        let Some(entry) = old.or(new) else {
            return Ok(());
        };
        let path = joined(folder, entry.name);
        if entry.kind == EntryKind::Folder {
            let (old, new) = (old.map(|it| it.id), new.map(|it| it.id));
            return self.folders(&path, old, new, depth);
        }
        self.found.push(Change {
            path,
            from: None,
            old: old.map(side),
            new: new.map(side),
        });
        Ok(())
    }

    fn tree(&mut self, id: Option<ObjectId>) -> Result<Arc<RawTree>, GitError> {
        let Some(id) = id else {
            return Ok(Arc::default());
        };
        let [young, old] = &mut self.trees;
        if let Some(known) = young.get(&id) {
            return Ok(Arc::clone(known));
        }
        let tree = if let Some(known) = old.remove(&id) {
            known
        } else {
            let objects = self.own.as_ref().unwrap_or(&self.repository.objects);
            Arc::new(objects.tree(id)?)
        };
        self.bytes += tree.len();
        young.insert(id, Arc::clone(&tree));
        Ok(tree)
    }
}

fn side(entry: RawEntry<'_>) -> Entry {
    Entry {
        kind: entry.kind,
        id: Some(entry.id),
    }
}

struct Compare<'s, 'r> {
    old: &'s Snapshot<'r>,
    new: &'s Snapshot<'r>,
    found: Vec<Change>,
}

impl Compare<'_, '_> {
    fn folder(&mut self, folder: &[u8], depth: usize) -> Result<(), GitError> {
        // Trees from a hostile repository must not exhaust the stack.
        let depth_left = depth.checked_sub(1).ok_or_else(too_deep)?;
        let old_children = self.old.children(folder)?;
        let new_children = self.new.children(folder)?;
        let mut old = in_order(&old_children).into_iter().peekable();
        let mut new = in_order(&new_children).into_iter().peekable();
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(other)) => order_of(one).cmp(&order_of(other)),
            };
            let left = old.next_if(|_| order.is_le());
            let right = new.next_if(|_| order.is_ge());
            let name = left.or(right).map_or(&b""[..], |child| &child.name);
            self.pair(
                joined(folder, name),
                left.map(entry),
                right.map(entry),
                depth_left,
            )?;
        }
    }

    fn pair(
        &mut self,
        path: Vec<u8>,
        old: Option<Entry>,
        new: Option<Entry>,
        depth: usize,
    ) -> Result<(), GitError> {
        if is_same(old, new) {
            return Ok(());
        }
        // The side that is not there has no children.
        if is_folder(old) || is_folder(new) {
            self.folder(&path, depth)?;
        }
        // A folder is not a change itself: the files in it are.
        let old = if is_folder(old) { None } else { old };
        let new = if is_folder(new) { None } else { new };
        if old.is_some() || new.is_some() {
            self.found.push(Change {
                path,
                from: None,
                old,
                new,
            });
        }
        Ok(())
    }
}

/// Whether two sides are known to be the same.
fn is_same(old: Option<Entry>, new: Option<Entry>) -> bool {
    // Two folders of an index without known trees compare as equal, but may differ.
    old == new && old.is_none_or(|side| side.id.is_some())
}

fn is_folder(side: Option<Entry>) -> bool {
    side.is_some_and(|side| side.kind == EntryKind::Folder)
}

fn entry(child: &Child) -> Entry {
    Entry {
        kind: child.kind,
        id: child.id,
    }
}

/// Sorts entries as Git does.
fn in_order(children: &[Child]) -> Vec<&Child> {
    let mut sorted: Vec<&Child> = children.iter().collect();
    sorted.sort_by(|one, other| order_of(one).cmp(&order_of(other)));
    sorted
}

fn order_of(child: &Child) -> Order<'_> {
    Order {
        name: &child.name,
        is_folder: child.kind == EntryKind::Folder,
    }
}
