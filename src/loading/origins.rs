//! Pairs new files with deleted ones: the one place that decides what a file was called before.

use std::path::Path;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::source::{Contents, RootedPath, folder_of, name_of};
use progress_git::git::{ObjectId, Repository, Side, pair_renames};
use progress_git::trees::{Recorded, relative};

use super::discover::discover;

/// The files as they are now, whose older names are wanted.
pub struct RenameSearch<'s> {
    /// The repository's root, or the current folder outside Git.
    pub root: &'s Path,
    /// The files as they are now.
    pub contents: &'s dyn Contents,
    /// The repository.
    pub repository: Option<&'s Repository>,
    /// The settings in force.
    pub settings: &'s Settings,
}

impl std::fmt::Debug for RenameSearch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RenameSearch")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl RenameSearch<'_> {
    /// Matches new files with deleted ones: their old paths, and their positions in `new`.
    #[must_use]
    pub fn origins(&self, new: &[&RootedPath], before: &Recorded<'_>) -> Vec<(RootedPath, usize)> {
        let mut gone = self.gone(before, &|_| true);
        if gone.is_empty() {
            return Vec::new();
        }
        gone.sort();
        // The old files may also have become other new files.
        let mut asked: HashMap<&RootedPath, usize> = HashMap::default();
        asked.extend(new.iter().enumerate().map(|(at, path)| (*path, at)));
        let mut others = self.candidates();
        others.retain(|path| !asked.contains_key(path) && before.kind(path).is_none());
        let mut came: Vec<&RootedPath> = new.to_vec();
        came.extend(&others);
        // Of equal files, the same one is then paired, whichever are asked for.
        came.sort();
        let contents: Vec<Option<Vec<u8>>> = came
            .iter()
            .map(|path| self.contents.read(path).ok())
            .collect();
        let old_names = self.names(gone.iter());
        let new_names = self.names(came.iter().copied());
        let mut old_sides = Vec::with_capacity(gone.len());
        for path in &old_names {
            let entry = before.snapshot().entry(path).ok().flatten();
            let id = entry.and_then(|entry| entry.id);
            old_sides.push(Side { path, id });
        }
        let mut new_sides = Vec::with_capacity(came.len());
        for (path, bytes) in new_names.iter().zip(&contents) {
            // In a SHA-256 repository, these IDs match nothing, and contents are compared.
            let id = bytes.as_deref().and_then(ObjectId::of_blob);
            new_sides.push(Side { path, id });
        }
        let mut pairs = pair_renames(&old_sides, &new_sides, &mut |is_gone, at| {
            if is_gone {
                return before.read(gone.get(at)?).ok();
            }
            contents.get(at)?.clone()
        });
        pairs.retain(|(_, to)| asked.contains_key(came[*to]));
        let origins = pairs.into_iter();
        origins
            .map(|(from, to)| (gone[from].clone(), asked[came[to]]))
            .collect()
    }

    /// Whether a file with one of these names was deleted or moved away.
    pub(super) fn misses_one_named(&self, names: &HashSet<&str>, before: &Recorded<'_>) -> bool {
        !self
            .gone(before, &|path| names.contains(name_of(path)))
            .is_empty()
    }

    /// The files that were deleted or moved away, of those that are wanted.
    fn gone(
        &self,
        before: &Recorded<'_>,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Vec<RootedPath> {
        let listed = before.listed(self.root, &|path| {
            is_wanted(path) && (is_markdown(path) || self.settings.is_candidate(path))
        });
        let Some(Ok(mut gone)) = listed else {
            return Vec::new();
        };
        let mut links = HashMap::default();
        gone.retain(|path| {
            let path = path.as_str();
            // A link in place of a file that was moved often leads to where it is now.
            !self.contents.exists(path)
                || self.contents.is_link(path)
                || self.is_below_link(folder_of(path), &mut links)
        });
        gone
    }

    /// Whether a folder is a link, or below one; `known` are the answers for folders.
    fn is_below_link(&self, folder: &str, known: &mut HashMap<String, bool>) -> bool {
        if folder.is_empty() {
            return false;
        }
        if let Some(known) = known.get(folder) {
            return *known;
        }
        let is_below =
            self.is_below_link(folder_of(folder), known) || self.contents.is_link(folder);
        known.insert(folder.to_owned(), is_below);
        is_below
    }

    /// The paths in Git, for files of any root.
    fn names<'p>(&self, paths: impl Iterator<Item = &'p RootedPath>) -> Vec<Vec<u8>> {
        paths
            .map(|path| relative(self.root, path.absolute()).unwrap_or_default())
            .collect()
    }

    /// All files that may be progress files.
    fn candidates(&self) -> Vec<RootedPath> {
        let listed = self
            .contents
            .listed(self.root, &|path| self.settings.is_candidate(path));
        match listed {
            Some(listed) => listed.unwrap_or_default(),
            None => discover(self.root, self.root, self.repository, self.settings).files,
        }
    }
}

/// Whether a file is Markdown: a file may have come from where no progress files are searched.
fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"))
}
