//! The files of both sides that may differ.

use std::collections::BTreeMap;

use progress_core::config::Settings;
use progress_core::source::MAX_BYTES;
use progress_git::git;
use progress_git::git::{Entry, GitError, Repository, Snapshot, pair_renames};
use progress_git::paths::real_path;
use progress_git::trees::{read_file, rooted};

use super::{Selection, Side};

/// The path and the bytes of a file in one version.
pub(super) type FileVersion = (String, Vec<u8>);

/// A file in both versions.
pub(super) struct Pair {
    pub old: Option<FileVersion>,
    pub new: Option<FileVersion>,
}

/// The files that differ in any byte.
pub(super) fn pairs(
    repository: &Repository,
    selection: &Selection,
    settings: &Settings,
) -> Result<Vec<Pair>, GitError> {
    let gather = Gather {
        repository,
        selection,
        settings,
    };
    match selection.new {
        Side::WorkingTree => gather.on_disk(),
        _ => gather.recorded(),
    }
}

struct Gather<'g> {
    repository: &'g Repository,
    selection: &'g Selection,
    settings: &'g Settings,
}

impl<'g> Gather<'g> {
    fn snapshot(&self, side: Side) -> Result<Snapshot<'g>, GitError> {
        match side {
            Side::Commit(id) => Ok(self.repository.tree(self.repository.tree_of(id)?)),
            Side::Index => self.repository.index(),
            // The working tree is read from disk, in `on_disk`.
            Side::Nothing | Side::WorkingTree => Ok(self.repository.empty_tree()),
        }
    }

    /// Whether a path may be a requested progress file.
    fn wants(&self, path: &[u8]) -> bool {
        let Ok(path) = std::str::from_utf8(path) else {
            return false;
        };
        // A file that is named by itself is compared, whatever its name.
        self.selection.includes(path)
            && (self.settings.is_candidate(path) || self.selection.names(path))
    }

    /// Compares two sides that are both in Git.
    fn recorded(&self) -> Result<Vec<Pair>, GitError> {
        let [old, new] = [
            self.snapshot(self.selection.old)?,
            self.snapshot(self.selection.new)?,
        ];
        let mut changes = git::changes(&old, &new)?;
        // A progress file may have been moved here, but was Markdown there too.
        changes.retain(|change| change.path.ends_with(b".md") || self.wants(&change.path));
        let changes = self.repository.with_renames(changes);
        let mut pairs = Vec::new();
        for change in &changes {
            let from = change.from.as_ref().unwrap_or(&change.path);
            // Either path decides, because a file can be moved into a plan or out of it.
            if !self.wants(&change.path) && !self.wants(from) {
                continue;
            }
            pairs.push(Pair {
                old: self.blob(from, change.old)?,
                new: self.blob(&change.path, change.new)?,
            });
        }
        Ok(pairs)
    }

    fn blob(&self, path: &[u8], entry: Option<Entry>) -> Result<Option<FileVersion>, GitError> {
        let (Some(entry), Ok(path)) = (entry, std::str::from_utf8(path)) else {
            return Ok(None);
        };
        // A link or a submodule has no tasks.
        let (Some(id), true) = (entry.id, entry.kind.is_file()) else {
            return Ok(None);
        };
        let bytes = self.repository.blob(id)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Ok(None);
        }
        Ok(Some((path.to_owned(), bytes)))
    }

    /// Compares a side in Git with the tracked files of the working tree.
    fn on_disk(&self) -> Result<Vec<Pair>, GitError> {
        let index = self.repository.index()?;
        let tracked = self.wanted_files(&index)?;
        let old = match self.selection.old {
            Side::Index => tracked.clone(),
            side => self.wanted_files(&self.snapshot(side)?)?,
        };
        // As in `git diff`, untracked files do not count.
        let mut paths: BTreeMap<Vec<u8>, Option<Entry>> = BTreeMap::new();
        paths.extend(tracked.into_iter().map(|(path, _)| (path, None)));
        paths.extend(old.into_iter().map(|(path, entry)| (path, Some(entry))));
        let mut pairs = Vec::new();
        for (path, old) in paths {
            let old = self.blob(&path, old)?;
            // What a sparse checkout leaves out is not deleted: the index has it.
            let new = if index.is_left_out(&path) {
                self.blob(&path, index.entry(&path)?)?
            } else {
                self.file(&path)
            };
            if old != new {
                pairs.push(Pair { old, new });
            }
        }
        Ok(joined(pairs))
    }

    fn wanted_files(&self, snapshot: &Snapshot<'_>) -> Result<Vec<(Vec<u8>, Entry)>, GitError> {
        let mut files = Vec::new();
        snapshot.walk(b"", &mut |path, entry| {
            if self.wants(path) && entry.kind.is_file() {
                files.push((path.to_vec(), entry));
            }
        })?;
        Ok(files)
    }

    /// A file on disk; `None` if it was deleted or is outside the repository.
    fn file(&self, path: &[u8]) -> Option<FileVersion> {
        let root = self.repository.root();
        let path = rooted(root, path)?;
        // A directory of the path may be a link that leads out of the repository.
        let folder = real_path(path.absolute().parent()?).ok()?;
        let is_file = path.absolute().symlink_metadata().ok()?.is_file();
        if !is_file || !folder.starts_with(root) {
            return None;
        }
        let (bytes, _) = read_file(path.absolute()).ok()?;
        Some((path.as_str().to_owned(), bytes))
    }
}

/// Pairs files that were renamed in the working tree.
fn joined(mut pairs: Vec<Pair>) -> Vec<Pair> {
    let (gone, new) = (places(&pairs, is_gone), places(&pairs, is_new));
    let [gone_sides, new_sides] = [sides(&pairs, &gone), sides(&pairs, &new)];
    let renames = pair_renames(&gone_sides, &new_sides, &mut |is_gone, at| {
        let at = if is_gone { gone.get(at)? } else { new.get(at)? };
        let (_, bytes) = only_version(pairs.get(*at)?)?;
        Some(bytes.clone())
    });
    // They borrow the pairs, which are about to change.
    drop((gone_sides, new_sides));
    for (old_at, new_at) in renames {
        let (Some(&old_at), Some(&new_at)) = (gone.get(old_at), new.get(new_at)) else {
            continue;
        };
        let old = pairs.get_mut(old_at).and_then(|pair| pair.old.take());
        if let Some(pair) = pairs.get_mut(new_at) {
            pair.old = old;
        }
    }
    // Nothing is left of a pair whose old version was moved to the new name.
    pairs.retain(|pair| pair.old.is_some() || pair.new.is_some());
    pairs
}

fn is_gone(pair: &Pair) -> bool {
    pair.new.is_none()
}

fn is_new(pair: &Pair) -> bool {
    pair.old.is_none()
}

/// The indices of the pairs that pass a test.
fn places(pairs: &[Pair], test: fn(&Pair) -> bool) -> Vec<usize> {
    pairs
        .iter()
        .enumerate()
        .filter(|(_, pair)| test(pair))
        .map(|(at, _)| at)
        .collect()
}

/// What Git compares to find renames, for the pairs at these indices.
fn sides<'p>(pairs: &'p [Pair], places: &[usize]) -> Vec<git::Side<'p>> {
    places
        .iter()
        .map(|at| {
            let version = pairs.get(*at).and_then(only_version);
            git::Side {
                path: version.map_or(b"", |(path, _)| path.as_bytes()),
                id: None,
            }
        })
        .collect()
}

/// The version of a file that is in one side only.
fn only_version(pair: &Pair) -> Option<&FileVersion> {
    pair.old.as_ref().or(pair.new.as_ref())
}
