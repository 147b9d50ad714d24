//! The walk of a search: folders that are as an earlier search found them are not listed again.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use progress_core::source::{RootedPath, with_slashes};
use progress_core::workspace::LoadError;
use walkdir::{DirEntry, WalkDir};

use super::discover::{Discovered, is_skipped_name, is_too_long};
use super::folder::{Folder, Rules, Standing};
use super::search::{RULES, Search};

/// Folders of an earlier search, by path.
pub(super) type Known = HashMap<String, Folder>;

/// Finds the candidates below a folder, given the folders of an earlier search for which the same
/// was tracked, and the same rules applied to the whole repository.
pub(super) fn below<'s>(search: &'s Search<'s>, top: &Path, mut known: Known) -> Visit<'s> {
    let mut visit = Visit {
        search,
        found: Discovered::default(),
        visited: Vec::new(),
        listed: 0,
        waiting: vec![Waiting::top(top, search.root)],
    };
    while let Some(next) = visit.waiting.pop() {
        let earlier = next.name.as_ref().and_then(|name| known.remove(name));
        visit.folder(&next, earlier.filter(|_| next.has_known_rules));
    }
    visit.found.files.sort();
    visit.found.ignored.sort();
    visit
}

/// What a search has found.
pub(super) struct Visit<'s> {
    search: &'s Search<'s>,
    pub(super) found: Discovered,
    /// The folders that it came across.
    pub(super) visited: Vec<Folder>,
    /// How many of them it listed that a later search can recognize.
    pub(super) listed: usize,
    /// The last one is next.
    waiting: Vec<Waiting>,
}

/// A folder to be visited.
struct Waiting {
    path: PathBuf,
    /// Relative to the root; `None` if it is not UTF-8.
    name: Option<String>,
    /// Whether the ignore rules above are those of the earlier search.
    has_known_rules: bool,
    /// Whether the search begins here, in which case it looks into the folder whatever that is.
    is_top: bool,
}

/// A folder that is being listed.
struct Listing {
    folder: Folder,
    /// Whether its path can be stored.
    is_named: bool,
    /// Whether the search begins here.
    is_top: bool,
}

impl Visit<'_> {
    fn folder(&mut self, at: &Waiting, earlier: Option<Folder>) {
        match earlier {
            // Nothing in it matters.
            Some(earlier) if earlier.standing == Standing::Ignored => self.visited.push(earlier),
            Some(earlier) if self.search.is_still(&earlier, &at.path) => self.repeat(at, earlier),
            earlier => self.list(at, earlier.map(|earlier| earlier.rules)),
        }
    }

    /// Adds what is in a folder that has not changed. The folders in it may have.
    fn repeat(&mut self, at: &Waiting, folder: Folder) {
        let root = self.search.root;
        let rooted = |name| RootedPath::new(root, &at.path.join(name));
        self.found
            .files
            .extend(folder.candidates.iter().map(rooted));
        self.found.ignored.extend(folder.ignored.iter().map(rooted));
        for name in folder.folders.iter().rev() {
            self.waiting.push(at.below(name.as_ref(), true));
        }
        self.visited.push(folder);
    }

    /// Lists a folder. Those in it are listed as well, unless the earlier search knows this one,
    /// with these rules; then it may know them, and they wait.
    fn list(&mut self, at: &Waiting, earlier_rules: Option<Rules>) {
        let waits = earlier_rules.is_some();
        let mut entries = WalkDir::new(&at.path)
            .follow_root_links(at.is_top)
            .max_depth(if waits { 1 } else { usize::MAX })
            .into_iter();
        // From the outermost on.
        let mut open: Vec<Listing> = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    // It is about a folder that was entered already, or about something in one.
                    for listing in open.iter_mut().skip(error.depth().saturating_sub(1)) {
                        listing.folder.stamp = None;
                    }
                    self.add_error(error, &at.path);
                    continue;
                }
            };
            self.close(&mut open, entry.depth());
            // A link is followed only if the search begins with it.
            let is_folder = entry.file_type().is_dir() || entry.depth() == 0;
            if !is_folder {
                if let Some(listing) = open.last_mut() {
                    self.add_file(&entry, listing);
                }
                continue;
            }
            match self.enter(&entry, at, open.last_mut(), waits) {
                Some(listing) => open.push(listing),
                None => entries.skip_current_dir(),
            }
        }
        if let (Some(earlier_rules), Some(listing)) = (earlier_rules, open.first()) {
            let rules = listing.folder.rules;
            let has_known_rules = rules == earlier_rules && rules != Rules::Unknown;
            for name in listing.folder.folders.iter().rev() {
                self.waiting.push(at.below(name.as_ref(), has_known_rules));
            }
        }
        self.close(&mut open, 0);
    }

    /// Decides about a folder; `None` if nothing in it is to be listed now.
    fn enter(
        &mut self,
        entry: &DirEntry,
        at: &Waiting,
        above: Option<&mut Listing>,
        waits: bool,
    ) -> Option<Listing> {
        let is_top = above.is_none() && at.is_top;
        let path = match above {
            None => at.name.clone(),
            Some(above) => {
                above.distrust_if_boundary(entry.file_name());
                if is_skipped_name(entry.file_name()) {
                    return None;
                }
                let name = entry.file_name().to_str();
                match name {
                    Some(name) => above.folder.folders.push(name.to_owned()),
                    // It cannot be stored that the folder is there.
                    None => above.folder.stamp = None,
                }
                if waits {
                    if name.is_none() {
                        self.waiting.push(at.below(entry.file_name(), false));
                    }
                    return None;
                }
                path_below(above.path(), name)
            }
        };
        let standing = if is_top {
            Standing::Searched
        } else {
            self.search.standing(entry.path())
        };
        let is_searched = standing == Standing::Searched;
        let listing = Listing {
            is_named: path.is_some(),
            is_top,
            folder: Folder {
                path: path.unwrap_or_default(),
                standing,
                // Before its names are read, so that a later change is noticed.
                stamp: is_searched
                    .then(|| self.search.stamp_of_folder(entry.path()))
                    .flatten(),
                ..Folder::default()
            },
        };
        if is_searched {
            return Some(listing);
        }
        self.finish(listing);
        None
    }

    fn add_file(&mut self, entry: &DirEntry, listing: &mut Listing) {
        let name = entry.file_name();
        listing.distrust_if_boundary(name);
        let folder = &mut listing.folder;
        // Some file systems do not distinguish case.
        if name.eq_ignore_ascii_case(RULES)
            && let Some(above) = entry.path().parent()
        {
            folder.rules = self.search.rules_in(above);
        }
        let Some(is_ignored) = self.search.candidate(entry) else {
            return;
        };
        let (names, paths) = if is_ignored {
            (&mut folder.ignored, &mut self.found.ignored)
        } else {
            (&mut folder.candidates, &mut self.found.files)
        };
        paths.push(RootedPath::new(self.search.root, entry.path()));
        match name.to_str() {
            Some(name) => names.push(name.to_owned()),
            None => folder.stamp = None,
        }
    }

    fn add_error(&mut self, error: walkdir::Error, folder: &Path) {
        if self.search.repository.is_none() || !is_too_long(error.io_error()) {
            self.found.errors.push(unreadable(error, folder));
        }
    }

    /// Ends the listings of all folders that are not above this depth.
    fn close(&mut self, open: &mut Vec<Listing>, depth: usize) {
        while open.len() > depth
            && let Some(listing) = open.pop()
        {
            self.finish(listing);
        }
    }

    fn finish(&mut self, listing: Listing) {
        if listing.folder.stamp.is_some() {
            self.listed += 1;
        }
        if listing.is_named {
            self.visited.push(listing.folder);
        }
    }
}

impl Listing {
    /// The path, if it can be stored.
    fn path(&self) -> Option<&str> {
        self.is_named.then_some(self.folder.path.as_str())
    }

    /// Whether a folder belongs to another repository or workspace depends on what is behind such a
    /// name, which its stamp does not show.
    fn distrust_if_boundary(&mut self, name: &OsStr) {
        if !self.is_top && (name == ".git" || name == ".jj") {
            self.folder.stamp = None;
        }
    }
}

impl Waiting {
    fn top(path: &Path, root: &Path) -> Self {
        let relative = path.strip_prefix(root).ok().and_then(Path::to_str);
        Self {
            path: path.to_owned(),
            name: relative.map(|name| with_slashes(name.as_ref())),
            has_known_rules: true,
            is_top: true,
        }
    }

    fn below(&self, name: &OsStr, has_known_rules: bool) -> Self {
        Self {
            path: self.path.join(name),
            name: path_below(self.name.as_deref(), name.to_str()),
            has_known_rules,
            is_top: false,
        }
    }
}

/// A path relative to the root, if it can be stored.
fn path_below(above: Option<&str>, name: Option<&str>) -> Option<String> {
    match (above?, name?) {
        ("", name) => Some(name.to_owned()),
        (above, name) => Some(format!("{above}/{name}")),
    }
}

fn unreadable(error: walkdir::Error, folder: &Path) -> LoadError {
    LoadError {
        path: error.path().unwrap_or(folder).display().to_string(),
        source: error
            .into_io_error()
            // walkdir has an error without a cause only for a loop of links.
            .unwrap_or_else(|| io::Error::other("link loop")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, SystemTime};

    use progress_core::config::Settings;

    use super::*;

    #[test]
    fn only_folders_that_have_changed_are_listed_again() {
        let top = tempfile::tempdir().unwrap();
        for folder in ["progress/a", "progress/b", "c"] {
            std::fs::create_dir_all(top.path().join(folder)).unwrap();
        }
        std::fs::write(top.path().join("progress/a/x.md"), "").unwrap();
        let settings = Settings::default();
        // Everything is at rest then.
        let later = SystemTime::now() + Duration::from_secs(100_000);
        let search = |known: Vec<Folder>| {
            let search = Search::new(top.path(), None, &settings).recognizable(7, later);
            let known = known.into_iter().map(|it| (it.path.clone(), it));
            let visit = below(&search, top.path(), known.collect());
            (visit.found.files.len(), visit.listed, visit.visited)
        };
        let (files, listed, folders) = search(Vec::new());
        assert_eq!((files, listed, folders.len()), (1, 5, 5));
        let (files, listed, folders) = search(folders);
        assert_eq!((files, listed, folders.len()), (1, 0, 5));
        std::thread::sleep(Duration::from_millis(20));
        std::fs::create_dir(top.path().join("progress/b/new")).unwrap();
        std::fs::write(top.path().join("progress/b/new/y.md"), "").unwrap();
        let (files, listed, _) = search(folders);
        assert_eq!((files, listed), (2, 2));
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_reported_each_time() {
        use std::os::unix::fs::PermissionsExt;

        let top = tempfile::tempdir().unwrap();
        let closed = top.path().join("a/closed");
        std::fs::create_dir_all(&closed).unwrap();
        std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o000)).unwrap();
        if std::fs::read_dir(&closed).is_ok() {
            // An administrator can read everything.
            return;
        }
        let settings = Settings::default();
        let mut known = Known::default();
        for _ in 0..3 {
            let later = SystemTime::now() + Duration::from_secs(100_000);
            let search = Search::new(top.path(), None, &settings).recognizable(7, later);
            let visit = below(&search, top.path(), known);
            assert_eq!(visit.found.errors.len(), 1);
            known = visit
                .visited
                .into_iter()
                .map(|it| (it.path.clone(), it))
                .collect();
        }
    }
    #[test]
    fn a_search_may_begin_at_a_link() {
        let top = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(top.path().join("real/progress/b")).unwrap();
        for file in ["real/progress/a.md", "real/progress/b/c.md"] {
            std::fs::write(top.path().join(file), "").unwrap();
        }
        let link = top.path().join("link");
        std::os::unix::fs::symlink("real", &link).unwrap();
        let settings = Settings::default();
        let search = Search::new(&link, None, &settings);
        let visit = below(&search, &link, Known::default());
        assert_eq!(visit.found.files.len(), 2);
        let mut names: Vec<&str> = visit.visited.iter().map(|it| it.path.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["", "progress", "progress/b"]);
    }
}
