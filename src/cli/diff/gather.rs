//! The files of both sides that may differ.

use std::collections::BTreeMap;

use progress_core::config::Settings;
use progress_core::source::MAX_BYTES;
use progress_git::git;
use progress_git::git::{Change, Entry, GitError, Repository, Snapshot, pair_renames};
use progress_git::paths::real_path;
use progress_git::trees::{read_file, rooted};

use super::sides::{Asked, Side};
use crate::cli::failure::Failure;

/// A file in one version: its path and bytes.
pub(super) struct Pair {
    pub old: Option<(String, Vec<u8>)>,
    pub new: Option<(String, Vec<u8>)>,
}

/// The files that differ in any byte.
pub(super) fn pairs(
    repository: &Repository,
    asked: &Asked,
    settings: &Settings,
) -> Result<Vec<Pair>, Failure> {
    let gather = Gather {
        repository,
        asked,
        settings,
    };
    let pairs = match asked.new {
        Side::WorkingTree => gather.on_disk(),
        _ => gather.recorded(),
    };
    pairs.map_err(|error| {
        Failure::new(format!("cannot read the versions to compare: {error}"))
            .help("run `git fsck` for details; in a partial clone, try `git fetch --refetch`")
    })
}

struct Gather<'g> {
    repository: &'g Repository,
    asked: &'g Asked,
    settings: &'g Settings,
}

impl<'g> Gather<'g> {
    fn snapshot(&self, side: Side) -> Result<Snapshot<'g>, GitError> {
        match side {
            Side::Commit(id) => Ok(self.repository.tree(self.repository.tree_of(id)?)),
            Side::Index => self.repository.index(),
            Side::Nothing | Side::WorkingTree => Ok(self.repository.empty_tree()),
        }
    }

    /// Whether a path may be a requested progress file.
    fn wants(&self, path: &[u8]) -> bool {
        let Ok(path) = std::str::from_utf8(path) else {
            return false;
        };
        self.asked.includes(path) && (self.settings.is_candidate(path) || self.asked.names(path))
    }

    /// Compares two sides that are both in Git.
    fn recorded(&self) -> Result<Vec<Pair>, GitError> {
        let [old, new] = [
            self.snapshot(self.asked.old)?,
            self.snapshot(self.asked.new)?,
        ];
        let mut changes = git::changes(&old, &new)?;
        // A progress file may have been moved here, but was Markdown there too.
        changes.retain(|change| change.path.ends_with(b".md") || self.wants(&change.path));
        let changes = self.repository.with_renames(changes);
        let is_wanted = |change: &&Change| {
            self.wants(&change.path) || change.from.as_ref().is_some_and(|path| self.wants(path))
        };
        let mut pairs = Vec::new();
        for change in changes.iter().filter(is_wanted) {
            let from = change.from.as_ref().unwrap_or(&change.path);
            pairs.push(Pair {
                old: self.blob(from, change.old)?,
                new: self.blob(&change.path, change.new)?,
            });
        }
        Ok(pairs)
    }

    fn blob(
        &self,
        path: &[u8],
        entry: Option<Entry>,
    ) -> Result<Option<(String, Vec<u8>)>, GitError> {
        let (Some(entry), Ok(path)) = (entry, std::str::from_utf8(path)) else {
            return Ok(None);
        };
        let Some(id) = entry.id.filter(|_| entry.kind.is_file()) else {
            return Ok(None);
        };
        let bytes = self.repository.blob(id)?;
        let is_small = bytes.len() as u64 <= MAX_BYTES;
        Ok(is_small.then(|| (path.to_owned(), bytes)))
    }

    /// Compares a side in Git with the tracked files of the working tree.
    fn on_disk(&self) -> Result<Vec<Pair>, GitError> {
        let index = self.repository.index()?;
        let mut paths: BTreeMap<Vec<u8>, Option<Entry>> = BTreeMap::new();
        let mut add = |snapshot: &Snapshot<'_>, is_old: bool| {
            snapshot.walk(b"", &mut |path, entry| {
                if self.wants(path) && entry.kind.is_file() {
                    let old = paths.entry(path.to_vec()).or_default();
                    *old = old.or(is_old.then_some(entry));
                }
            })
        };
        add(&index, self.asked.old == Side::Index)?;
        if self.asked.old != Side::Index {
            add(&self.snapshot(self.asked.old)?, true)?;
        }
        let mut pairs = Vec::new();
        for (path, old) in paths {
            let old = self.blob(&path, old)?;
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

    /// A file on disk; `None` if it was deleted or is outside the repository.
    fn file(&self, path: &[u8]) -> Option<(String, Vec<u8>)> {
        let root = self.repository.root();
        let path = rooted(root, path)?;
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
    let places = |test: &dyn Fn(&Pair) -> bool| -> Vec<usize> {
        (0..pairs.len())
            .filter(|&at| pairs.get(at).is_some_and(test))
            .collect()
    };
    let gone = places(&|pair| pair.new.is_none());
    let new = places(&|pair| pair.old.is_none());
    let text = |at: usize| {
        let pair = pairs.get(at)?;
        pair.old.as_ref().or(pair.new.as_ref())
    };
    let sides = [&gone, &new].map(|places| {
        places
            .iter()
            .map(|&at| git::Side {
                path: text(at).map_or(b"", |(path, _)| path.as_bytes()),
                id: None,
            })
            .collect::<Vec<_>>()
    });
    let [gone_sides, new_sides] = &sides;
    let renames = pair_renames(gone_sides, new_sides, &mut |is_gone, at| {
        let at = if is_gone { &gone } else { &new }.get(at)?;
        text(*at).map(|(_, bytes)| bytes.clone())
    });
    drop(sides);
    for (old_at, new_at) in renames {
        let (Some(&old_at), Some(&new_at)) = (gone.get(old_at), new.get(new_at)) else {
            continue;
        };
        let old = pairs.get_mut(old_at).and_then(|pair| pair.old.take());
        if let Some(pair) = pairs.get_mut(new_at) {
            pair.old = old;
        }
    }
    pairs.retain(|pair| pair.old.is_some() || pair.new.is_some());
    pairs
}
