//! All paths of an index.

use std::ops::Range;

use progress_core::collections::HashMap;

use super::object::{Child, EntryKind, ObjectId};
use super::stat::{Stat, Written};

/// Files by path. The paths are concatenated in one buffer: an index may have a million of them.
#[derive(Debug, Default)]
pub(super) struct Index {
    paths: Vec<u8>,
    entries: Vec<IndexEntry>,
    /// The trees of folders, if known.
    folders: HashMap<Vec<u8>, ObjectId>,
    /// When it was written.
    pub(super) written: Written,
}

#[derive(Clone, Debug)]
struct IndexEntry {
    path: Range<usize>,
    kind: EntryKind,
    id: ObjectId,
    marks: Marks,
    /// The side of a conflict; 0 outside conflicts.
    stage: u16,
    /// What the system said about the file when it was added.
    stat: Stat,
}

/// Flags that keep Git from looking at a file in the working tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// It is outside a sparse checkout (`--skip-worktree`).
    pub is_left_out: bool,
    /// It is assumed unchanged (`--assume-unchanged`).
    pub is_assumed: bool,
}

/// A file of an [`Index`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IndexedFile<'l> {
    /// Its path from the root.
    pub path: &'l [u8],
    /// Its kind.
    pub kind: EntryKind,
    /// Its content.
    pub id: ObjectId,
    /// Its flags.
    pub marks: Marks,
    /// What the system said about it when it was added.
    pub stat: Stat,
    /// Whether it is unmerged.
    pub is_unmerged: bool,
}

impl Index {
    /// Creates an index with room for this many files, and this many bytes of paths.
    pub(super) fn with_capacity(files: usize, bytes: usize) -> Self {
        Self {
            paths: Vec::with_capacity(bytes),
            entries: Vec::with_capacity(files),
            folders: HashMap::default(),
            written: Written::default(),
        }
    }

    /// Every file, by path.
    pub(super) fn files(&self) -> impl Iterator<Item = IndexedFile<'_>> {
        self.entries.iter().map(|entry| self.listed(entry))
    }

    /// The files below a folder, by path; all of them for the root.
    pub(super) fn below(&self, folder: &[u8]) -> impl Iterator<Item = IndexedFile<'_>> {
        let entries = self.entries.get(self.range(folder)).unwrap_or_default();
        entries.iter().map(|entry| self.listed(entry))
    }

    /// The file at a path.
    pub(super) fn file(&self, path: &[u8]) -> Option<IndexedFile<'_>> {
        let at = self.first_from(path, 0);
        let entry = self.entries.get(at)?;
        if self.path(entry) == path {
            Some(self.listed(entry))
        } else {
            None
        }
    }

    /// Whether there is a file below a path.
    pub(super) fn is_folder(&self, path: &[u8]) -> bool {
        self.range(path).next().is_some()
    }

    /// The direct children of a folder; `folder` is empty for the root. A child folder's tree may
    /// be unknown.
    pub(super) fn children(&self, folder: &[u8]) -> Vec<Child> {
        let mut range = self.range(folder);
        let start = if folder.is_empty() {
            0
        } else {
            folder.len() + 1
        };
        let mut children = Vec::new();
        while !range.is_empty()
            && let Some(entry) = self.entries.get(range.start)
        {
            // All entries in the range start with the folder and a slash, so the path is at least
            // this long.
            let path = self.path(entry);
            let rest = &path[start..];
            if let Some(end) = memchr::memchr(b'/', rest) {
                let below = &path[..start + end];
                children.push(Child {
                    name: rest[..end].to_vec(),
                    kind: EntryKind::Folder,
                    id: self.folders.get(below).copied(),
                });
                // Skips everything below the child folder by binary search.
                range.start = self.after(below, range.start);
            } else {
                children.push(Child {
                    name: rest.to_vec(),
                    kind: entry.kind,
                    id: Some(entry.id),
                });
                range.start += 1;
            }
        }
        children
    }

    /// The tree of a folder, if known.
    pub(super) fn folder(&self, path: &[u8]) -> Option<ObjectId> {
        self.folders.get(path).copied()
    }

    /// Adds a file. The path must not be empty.
    pub(super) fn add(
        &mut self,
        path: &[u8],
        kind: EntryKind,
        id: ObjectId,
        marks: Marks,
        stage: u16,
        stat: Stat,
    ) {
        let from = self.paths.len();
        self.paths.extend_from_slice(path);
        self.entries.push(IndexEntry {
            path: from..self.paths.len(),
            kind,
            id,
            marks,
            stage,
            stat,
        });
    }

    /// Reserves room for this many directories.
    pub(super) fn reserve_folders(&mut self, count: usize) {
        self.folders.reserve(count);
    }

    pub(super) fn add_folder(&mut self, path: &[u8], id: ObjectId) {
        self.folders.insert(path.to_vec(), id);
    }

    /// Sorts the files and keeps one side of each conflict: ours, if it exists.
    pub(super) fn sort(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        // Git's own index is always sorted, and most have no conflicts.
        if entries.is_sorted_by(|one, other| self.path(one) < self.path(other)) {
            self.entries = entries;
            return;
        }
        entries.sort_by(|one, other| self.path(one).cmp(self.path(other)));
        entries.dedup_by(|later, kept| {
            let is_same = self.path(later) == self.path(kept);
            // Stage 1 is the base, which comes before ours.
            if is_same && kept.stage == 1 {
                kept.clone_from(later);
            }
            is_same
        });
        self.entries = entries;
    }

    fn listed(&self, entry: &IndexEntry) -> IndexedFile<'_> {
        IndexedFile {
            path: self.path(entry),
            kind: entry.kind,
            id: entry.id,
            marks: entry.marks,
            stat: entry.stat,
            is_unmerged: entry.stage != 0,
        }
    }

    fn path(&self, entry: &IndexEntry) -> &[u8] {
        &self.paths[entry.path.clone()]
    }

    /// The files below a folder.
    fn range(&self, folder: &[u8]) -> Range<usize> {
        if folder.is_empty() {
            return 0..self.entries.len();
        }
        let start = self.first_from(&[folder, b"/"].concat(), 0);
        start..self.after(folder, start)
    }

    /// The first file after all those below a folder.
    fn after(&self, folder: &[u8], from: usize) -> usize {
        // `0` is the byte after `/`.
        self.first_from(&[folder, b"0"].concat(), from)
    }

    fn first_from(&self, path: &[u8], from: usize) -> usize {
        let rest = self.entries.get(from..).unwrap_or_default();
        from + rest.partition_point(|entry| self.path(entry) < path)
    }
}
