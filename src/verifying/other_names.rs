//! Which files may be missing files under another name.

use progress_core::collections::{HashMap, HashSet};
use progress_core::source::{Contents, folder_of, name_of};
use progress_core::verdict::{FileEvidence, FileKey, FileState, Words, is_named_by_directory};
use progress_core::workspace::paths_in;

use super::past::Past;

/// If more files than this have the same name, the name alone says nothing about one of them.
const MAX_ALIKE: usize = 3;

/// The files of the history that have the names of missing files, or similar names.
#[derive(Debug, Default)]
pub(super) struct OtherNames {
    by_name: HashMap<String, Vec<String>>,
    by_key: HashMap<FileKey, Vec<String>>,
    /// The files that commits created, each with the position of the commit, oldest first.
    created_by_key: HashMap<FileKey, Vec<(usize, String)>>,
    created_in: HashMap<String, Vec<(usize, String)>>,
}

/// A span of time, as the positions of the first and the last commit.
type Time = (usize, usize);

impl OtherNames {
    /// Looks for files that may be these missing ones.
    pub(super) fn find(missing: &[&str], contents: &dyn Contents, past: &Past) -> Self {
        let names: HashSet<&str> = missing.iter().map(|path| name_of(path)).collect();
        let keys: HashSet<FileKey> = missing.iter().filter_map(|it| FileKey::of(it)).collect();
        let mut found = Self::default();
        if missing.is_empty() {
            return found;
        }
        let mut seen: HashSet<&str> = HashSet::default();
        let changed = past.work.iter().flatten().filter(|it| !it.is_plan);
        for path in changed.map(|it| it.path.as_str()) {
            if !seen.insert(path) {
                continue;
            }
            // A file that was moved may have been moved again or deleted since.
            if names.contains(name_of(path)) {
                let of_name = found.by_name.entry(name_of(path).to_owned());
                of_name.or_default().push(path.to_owned());
            }
            let key = FileKey::of(path).filter(|key| keys.contains(key));
            if let Some(key) = key.filter(|_| contents.exists(path)) {
                found.by_key.entry(key).or_default().push(path.to_owned());
            }
        }
        let folders: HashSet<&str> = missing.iter().map(|path| folder_of(path)).collect();
        for (at, path) in past.new_files() {
            if folders.contains(folder_of(path)) {
                let in_folder = found.created_in.entry(folder_of(path).to_owned());
                in_folder.or_default().push((at, path.to_owned()));
            }
            if let Some(key) = FileKey::of(path).filter(|key| keys.contains(key)) {
                let with_key = found.created_by_key.entry(key);
                with_key.or_default().push((at, path.to_owned()));
            }
        }
        found
    }

    /// Lets other files stand in for missing ones, each for one. `time` is when they may have been
    /// created.
    pub(super) fn stand_in(&self, files: &mut [FileEvidence], time: Option<Time>) {
        let is_missing =
            |it: &FileEvidence| matches!(it.state, FileState::Never | FileState::Removed);
        if !files.iter().any(is_missing) {
            return;
        }
        let mut taken: HashSet<String> = HashSet::default();
        for file in files.iter().filter(|it| !is_missing(it)) {
            taken.extend(paths_in(&file.path).into_iter().map(str::to_owned));
        }
        // The most similar names come first, so that a file is not taken for a less similar one.
        for search in [Search::Key, Search::Name, Search::Words] {
            for file in files.iter_mut().filter(|it| is_missing(it)) {
                let paths = paths_in(&file.path);
                let found = paths
                    .iter()
                    .flat_map(|path| self.candidates(search, path, time));
                let free = found.filter(|path| !taken.contains(*path));
                let best = free.max_by_key(|it| shared(it, &file.path));
                if let Some(path) = best.map(str::to_owned) {
                    taken.insert(path.clone());
                    file.state = FileState::Renamed(path);
                }
            }
        }
    }

    fn candidates(&self, search: Search, missing: &str, time: Option<Time>) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        match search {
            Search::Key => {
                let Some(key) = FileKey::of(missing) else {
                    return found;
                };
                let known = self.by_key.get(&key).into_iter().flatten();
                found.extend(known.map(String::as_str));
                found.extend(within(time, self.created_by_key.get(&key)));
            }
            Search::Name => {
                let known = self.by_name.get(name_of(missing));
                let known = known.map_or(&[][..], Vec::as_slice);
                let is_common = is_named_by_directory(missing) || known.len() > MAX_ALIKE;
                let parent = |path| name_of(folder_of(path));
                let like = known
                    .iter()
                    .filter(|path| !is_common || parent(path) == parent(missing));
                found.extend(like.map(String::as_str));
            }
            Search::Words => {
                let words = Words::of(name_of(missing));
                let mut nearby = within(time, self.created_in.get(folder_of(missing)));
                nearby.retain(|path| words.resemble(&Words::of(name_of(path))));
                found.extend(nearby);
            }
        }
        found.retain(|path| *path != missing);
        found
    }
}

/// Those of the created files that commits of a time created.
fn within(time: Option<Time>, created: Option<&Vec<(usize, String)>>) -> Vec<&str> {
    let (Some((from, to)), Some(created)) = (time, created) else {
        return Vec::new();
    };
    let first = created.partition_point(|(at, _)| *at < from);
    let rest = created.get(first..).unwrap_or_default().iter();
    let meanwhile = rest.take_while(|(at, _)| *at <= to);
    meanwhile.map(|(_, path)| path.as_str()).collect()
}

/// How the name of a file may differ from that of the missing one.
#[derive(Clone, Copy)]
enum Search {
    /// It has another extension, is in the plural or the like.
    Key,
    /// It is the same, in another directory.
    Name,
    /// It shares words, and the file was created meanwhile in the same directory.
    Words,
}

/// The number of directories and names that two paths have in common.
fn shared(one: &str, other: &str) -> usize {
    let parts: HashSet<&str> = other.split('/').collect();
    one.split('/').filter(|part| parts.contains(part)).count()
}
