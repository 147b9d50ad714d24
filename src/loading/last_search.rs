//! The last search of a whole repository. As long as the same is tracked and the same ignore rules
//! apply, only the folders that have changed since are listed again.

use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::SystemTime;

use progress_core::config::Settings;
use progress_git::git::{IgnoreSources, Repository};
use serde::{Deserialize, Serialize};

use super::discover::Discovered;
use super::folder::Folder;
use super::search::{Search, is_missing};
use super::visit::{Known, below};
use crate::cache::{self, Cache, Stamp};

/// A larger cache keeps only the latest search.
const MAX_BYTES: usize = 1 << 20;

/// A search, with everything that it follows from.
#[derive(Serialize, Deserialize)]
struct LastSearch {
    /// Random, so that nothing can be crafted to have the hash of something else.
    seed: u64,
    /// The rules for the whole repository, as a hash.
    rules: u64,
    /// The stamp of the index, as a hash; `None` if that does not show every later change.
    index: Option<u64>,
    /// What is tracked, as a hash.
    tracked: u64,
    folders: Vec<Folder>,
}

/// Searches a whole repository, and lists only the folders that have changed since the last such
/// search; `None` if that cannot be known. What changed just before `started` is listed again next
/// time.
#[doc(hidden)]
#[must_use]
pub fn search_again(
    root: &Path,
    repository: &Repository,
    settings: &Settings,
    started: SystemTime,
) -> Option<Discovered> {
    if !cache::is_enabled() || !Stamp::IS_KNOWN {
        return None;
    }
    let sources = repository.ignore_sources()?;
    let mut cache = Cache::open(repository.common_dir(), "search", &[], MAX_BYTES);
    let globs = format!("{:?} {:?}", settings.include, settings.exclude);
    let key = cache::digest(&(root.as_os_str().as_encoded_bytes(), globs, user()));
    let last: Option<LastSearch> = cache.get(&key);
    let seed = last.as_ref().map(|last| last.seed);
    // The standard library's hasher is a source of randomness that needs no dependency.
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one(0));
    let search = Search::new(root, Some(repository), settings).recognizable(seed, started);
    let rules = hash_of_rules(&sources, &search)?;
    let index = search.settled(Stamp::of(repository.index_file()));
    let tracked = || search.tracked().and_then(|tracked| tracked.digest);
    let last = last.filter(|last| {
        let has_same_index = index.is_some() && index == last.index;
        last.rules == rules && (has_same_index || tracked() == Some(last.tracked))
    });
    let is_new = last.as_ref().is_none_or(|last| last.index != index);
    let (known, known_tracked) = last.map(LastSearch::into_known).unzip();
    let mut visit = below(&search, root, known.unwrap_or_default());
    let tracked = match known_tracked {
        Some(known) if !search.has_read_index() => Some(known),
        _ => tracked(),
    };
    // Another process has changed the index meanwhile.
    if known_tracked.is_some() && known_tracked != tracked {
        visit = below(&search, root, Known::default());
    }
    let is_worth_storing = is_new && index.is_some() || visit.listed > 0;
    // What could not be found out may be found out next time.
    if is_worth_storing
        && let Some(tracked) = tracked
        && !repository.has_missed_ignore_rules()
    {
        let last = LastSearch {
            seed,
            rules,
            index,
            tracked,
            folders: visit.visited,
        };
        cache.put(&key, &last);
        cache.save(|| repository.sharing());
    }
    Some(visit.found)
}

/// The user, if the system tells: what one may read, another may not.
#[cfg(unix)]
fn user() -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let process = Path::new("/proc/self").metadata().ok()?;
    Some(process.uid())
}

#[cfg(not(unix))]
fn user() -> Option<u32> {
    None
}

/// Hashes the rules for the whole repository; `None` if they were changed just now.
fn hash_of_rules(sources: &IgnoreSources, search: &Search<'_>) -> Option<u64> {
    let mut stamps = Vec::new();
    for file in &sources.files {
        // Many name `/dev/null` to have no rules.
        stamps.push(if is_missing(file) || file == Path::new("/dev/null") {
            None
        } else {
            Some(search.settled(Stamp::of(file))?)
        });
    }
    let rules = (&sources.files, &sources.ignores_case, stamps);
    Some(search.hash(rules))
}

impl LastSearch {
    /// The folders by path, and the hash of what was tracked.
    fn into_known(self) -> (Known, u64) {
        let folders = self.folders.into_iter();
        let known = folders
            .map(|folder| (folder.path.clone(), folder))
            .collect();
        (known, self.tracked)
    }
}
