//! Differences between two snapshots.

use std::cmp::Ordering;

use super::GitError;
use super::object::{Child, EntryKind};
use super::snapshot::{Entry, MAX_DEPTH, Snapshot, joined, too_deep};

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
        let mut old = by_name(&old_children).into_iter().peekable();
        let mut new = by_name(&new_children).into_iter().peekable();
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(other)) => one.name.cmp(&other.name),
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
        // A file may have replaced a folder of the same name, or the other way around; the side
        // that is not a folder has no children.
        if is_folder(old) || is_folder(new) {
            self.folder(&path, depth)?;
        }
        // A folder is no change itself: the files in it are.
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

/// Sorts entries by name alone. Git's own order differs between files and folders.
fn by_name(children: &[Child]) -> Vec<&Child> {
    let mut sorted: Vec<&Child> = children.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    sorted
}
