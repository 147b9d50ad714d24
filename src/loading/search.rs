//! A search for candidates on disk: what it looks for, and what it looks into.

use std::cell::OnceCell;
use std::hash::{BuildHasher, Hash};
use std::io::ErrorKind;
use std::path::Path;
use std::time::SystemTime;

use foldhash::fast::FixedState;
use progress_core::config::Settings;
use progress_core::source::{RootedPath, with_slashes};
use progress_git::git::Repository;
use progress_git::jujutsu;
use walkdir::DirEntry;

use super::discover::is_candidate;
use super::folder::{Folder, Rules, Standing};
use super::tracked::Tracked;
use crate::cache::Stamp;

/// Git's file of ignore rules in a folder.
pub(super) const RULES: &str = ".gitignore";

/// A search on disk.
pub(super) struct Search<'a> {
    pub(super) root: &'a Path,
    pub(super) repository: Option<&'a Repository>,
    settings: &'a Settings,
    tracked: OnceCell<Option<Tracked>>,
    /// Hashes what later searches compare.
    seed: u64,
    /// When the search began; `None` if its folders need not be recognized later.
    started: Option<SystemTime>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        root: &'a Path,
        repository: Option<&'a Repository>,
        settings: &'a Settings,
    ) -> Self {
        Self {
            root,
            repository,
            settings,
            tracked: OnceCell::new(),
            seed: 0,
            started: None,
        }
    }

    /// A search whose folders a later one can recognize, if it has the same seed.
    pub(super) fn recognizable(self, seed: u64, started: SystemTime) -> Self {
        Self {
            seed,
            started: Some(started),
            ..self
        }
    }

    /// The tracked candidates; `None` outside a repository.
    pub(super) fn tracked(&self) -> Option<&Tracked> {
        let tracked = self.tracked.get_or_init(|| {
            let repository = self.repository?;
            Some(Tracked::in_index(repository, self.settings, self.seed))
        });
        tracked.as_ref()
    }

    /// Whether the index was read.
    pub(super) fn has_read_index(&self) -> bool {
        self.tracked.get().is_some()
    }

    /// A hash of a stamp; `None` if that may not show every change since the search began.
    pub(super) fn settled(&self, stamp: Option<Stamp>) -> Option<u64> {
        let stamp = stamp?;
        let is_settled = stamp.is_settled_at(self.started?);
        is_settled.then(|| self.hash(stamp))
    }

    /// Hashes what a later search compares.
    pub(super) fn hash(&self, value: impl Hash) -> u64 {
        FixedState::with_seed(self.seed).hash_one(value)
    }

    /// The stamp of a folder, as [`Self::settled`] returns it.
    pub(super) fn stamp_of_folder(&self, path: &Path) -> Option<u64> {
        self.started
            .and_then(|_| self.settled(Stamp::of_folder(path)))
    }

    /// Whether a folder is as an earlier search found it.
    pub(super) fn is_still(&self, earlier: &Folder, path: &Path) -> bool {
        let has_same_rules = || match earlier.rules {
            Rules::None => true,
            Rules::Stamped(_) => self.rules_in(path) == earlier.rules,
            Rules::Unknown => false,
        };
        earlier.stamp.is_some()
            && earlier.stamp == self.stamp_of_folder(path)
            && has_same_rules()
            && earlier.has_plain_names()
    }

    /// Whether to look into a folder.
    pub(super) fn standing(&self, path: &Path) -> Standing {
        let Some(repository) = self.repository else {
            return Standing::Searched;
        };
        let Ok(relative) = path.strip_prefix(self.root) else {
            return Standing::Searched;
        };
        // Ignore rules do not apply to tracked files, so a folder that has one is searched anyway.
        let is_tracked = |tracked: &Tracked| tracked.folders.contains(&with_slashes(relative));
        if self.tracked().is_some_and(is_tracked) {
            return Standing::Searched;
        }
        // Files of nested repositories and workspaces are not part of this one.
        if path.join(".git").exists() || jujutsu::is_workspace(path) {
            return Standing::Foreign;
        }
        // The empty name adds the slash by which patterns for folders match.
        if repository.is_ignored(&relative.join("")) {
            return Standing::Ignored;
        }
        Standing::Searched
    }

    /// The ignore rules in a folder.
    pub(super) fn rules_in(&self, folder: &Path) -> Rules {
        if self.started.is_none() {
            return Rules::Unknown;
        }
        let file = folder.join(RULES);
        match self.settled(Stamp::of(&file)) {
            Some(stamp) => Rules::Stamped(stamp),
            None if is_missing(&file) => Rules::None,
            None => Rules::Unknown,
        }
    }

    /// Whether Git ignores a candidate; `None` for any other file.
    pub(super) fn candidate(&self, entry: &DirEntry) -> Option<bool> {
        // A symbolic link does not count as a file here, so it is never followed.
        if !entry.file_type().is_file() || !self.may_match(entry) {
            return None;
        }
        let path = RootedPath::new(self.root, entry.path());
        // Tracked files are not ignored, whatever the rules say.
        let is_tracked = |tracked: &Tracked| tracked.candidates.contains(path.as_str());
        if self.tracked().is_some_and(is_tracked) {
            return Some(false);
        }
        if !is_candidate(&path, self.repository.is_some(), self.settings) {
            return None;
        }
        // Few files match the globs, so Git's ignore rules are asked about those alone.
        let is_ignored = |repository: &Repository| repository.is_ignored(Path::new(path.as_str()));
        Some(self.repository.is_some_and(is_ignored))
    }

    /// A cheap test before a path is built; the include globs decide.
    fn may_match(&self, entry: &DirEntry) -> bool {
        let path = entry.path().as_os_str().as_encoded_bytes();
        self.settings.include.may_match(path)
    }
}

/// Whether nothing has this name, not even a broken link; `false` if the system cannot tell.
pub(super) fn is_missing(file: &Path) -> bool {
    let data = file.symlink_metadata();
    data.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}
