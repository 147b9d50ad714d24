//! Tracked candidates, which count even if an ignore rule matches them.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::{FixedState, FoldHasher};
use progress_core::collections::HashSet;
use progress_core::config::Settings;
use progress_core::source::{folder_of, is_temporary, name_of};
use progress_git::git::Repository;

/// The tracked candidates of a repository.
///
/// They only extend what is allowed: existing files are found by walking, without following links.
#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) candidates: HashSet<String>,
    /// Every folder with a tracked file, which needs no ignore check.
    pub(super) folders: HashSet<String>,
    /// Differs if the candidates or folders differ, given the same seed; `None` if the index cannot
    /// be read.
    pub(super) digest: Option<u64>,
}

impl Tracked {
    pub(super) fn in_index(repository: &Repository, settings: &Settings, seed: u64) -> Self {
        let mut reader = Reader {
            settings,
            candidates: HashSet::default(),
            folders: HashSet::default(),
            last: Vec::new(),
            hasher: FixedState::with_seed(seed).build_hasher(),
        };
        // Without a readable index, only the ignore rules count.
        let read = repository.visit_tracked(&mut |path| reader.add(path));
        Self {
            candidates: reader.candidates,
            folders: reader.folders,
            digest: read.ok().map(|()| reader.hasher.finish()),
        }
    }
}

struct Reader<'s> {
    settings: &'s Settings,
    candidates: HashSet<String>,
    folders: HashSet<String>,
    /// The folder of the last file, since the files of a folder follow each other.
    last: Vec<u8>,
    hasher: FoldHasher<'static>,
}

impl Reader<'_> {
    fn add(&mut self, path: &[u8]) {
        let folder = memchr::memrchr(b'/', path).map_or(&b""[..], |end| &path[..end]);
        if folder != self.last {
            folder.clone_into(&mut self.last);
            if let Ok(folder) = std::str::from_utf8(folder) {
                self.add_folder(folder);
            }
        }
        // Most files are of no interest, and matching globs takes time.
        if self.settings.include.may_match(path)
            && let Ok(path) = std::str::from_utf8(path)
            && self.settings.is_candidate(path)
            && !is_temporary(name_of(path))
        {
            self.note(path, b'c');
            self.candidates.insert(path.to_owned());
        }
    }

    fn add_folder(&mut self, folder: &str) {
        let mut folder = folder;
        // Once a folder is there, its parents are there as well.
        while !folder.is_empty() && !self.folders.contains(folder) {
            self.note(folder, b'f');
            self.folders.insert(folder.to_owned());
            folder = folder_of(folder);
        }
    }

    fn note(&mut self, path: &str, kind: u8) {
        self.hasher.write(path.as_bytes());
        // The first ends a path, since no path contains it.
        self.hasher.write(&[0, kind]);
    }
}
