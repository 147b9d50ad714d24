//! The candidate files that a commit changes.

use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_git::git::{Commit, GitError, ListedFolder, Listing, ObjectId, Side, pair_renames};

use super::Linker;

/// A file changed by a commit that may be a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its path and content before the commit.
    pub old: Option<(String, ObjectId)>,
    /// Its path and content after the commit.
    pub new: Option<(String, ObjectId)>,
}

impl Linker<'_> {
    /// Returns the candidates that a commit changes compared with each of its parents, or with
    /// nothing if it has none; renames are detected. Parents cut off by a shallow clone are left
    /// out.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the trees or a file that may be renamed.
    pub fn touched(&mut self, commit: &Commit) -> Result<Vec<Vec<Touched>>, GitError> {
        let after = self.lister.list(commit.tree)?;
        if commit.parents.is_empty() {
            return Ok(vec![self.between(&Listing::from([]), &after)?]);
        }
        let mut found = Vec::with_capacity(commit.parents.len());
        for parent in &commit.parents {
            let tree = match self.repository.tree_of(*parent) {
                Err(error) if error.is_missing() && self.repository.is_shallow() => continue,
                read => read?,
            };
            let before = self.lister.list(tree)?;
            found.push(self.between(&before, &after)?);
        }
        Ok(found)
    }

    fn between(&self, before: &Listing, after: &Listing) -> Result<Vec<Touched>, GitError> {
        let (old, new) = (by_path(before), by_path(after));
        // The lister returns the same folder for identical content.
        let is_changed = |folder: &ListedFolder| {
            let path = folder.path.as_str();
            old.get(path) != new.get(path)
        };
        let mut files: HashMap<&str, [Option<ObjectId>; 2]> = HashMap::default();
        for folder in before.iter().filter(|folder| is_changed(folder)) {
            for (path, id) in &folder.files {
                files.entry(path).or_default()[0] = Some(*id);
            }
        }
        for folder in after.iter().filter(|folder| is_changed(folder)) {
            for (path, id) in &folder.files {
                files.entry(path).or_default()[1] = Some(*id);
            }
        }
        let file = |path: &str, id: Option<ObjectId>| Some((path.to_owned(), id?));
        let mut found: Vec<Touched> = files
            .into_iter()
            .filter(|(_, [old, new])| old != new)
            .map(|(path, [old, new])| Touched {
                old: file(path, old),
                new: file(path, new),
            })
            .collect();
        found.sort_by(|one, other| one.path().cmp(other.path()));
        self.joined(found)
    }

    /// Merges the two sides of each rename.
    fn joined(&self, found: Vec<Touched>) -> Result<Vec<Touched>, GitError> {
        let (mut gone, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.new.is_none());
        let (mut new, mut found): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|it| it.old.is_none());
        let mut failure = None;
        let pairs = {
            let sides = [&gone, &new].map(|files| files.iter().map(Touched::side));
            let [gone, new] = sides.map(Iterator::collect::<Vec<_>>);
            pair_renames(&gone, &new, &mut |is_gone, at| {
                let side = if is_gone { &gone } else { &new }.get(at)?;
                let bytes = self.repository.blob(side.id?);
                bytes.map_err(|error| failure = Some(error)).ok()
            })
        };
        if let Some(error) = failure {
            return Err(error);
        }
        for (old_at, new_at) in pairs {
            if let (Some(old), Some(new)) = (gone.get_mut(old_at), new.get_mut(new_at)) {
                new.old = old.old.take();
            }
        }
        gone.retain(|file| file.old.is_some());
        found.extend(gone);
        found.extend(new);
        Ok(found)
    }
}

/// Returns the folders of a listing by path, identified by their addresses.
fn by_path(listing: &Listing) -> HashMap<&str, *const ListedFolder> {
    let folders = listing.iter();
    folders
        .map(|it| (it.path.as_str(), Arc::as_ptr(it)))
        .collect()
}

impl Touched {
    fn file(&self) -> Option<&(String, ObjectId)> {
        self.new.as_ref().or(self.old.as_ref())
    }

    fn path(&self) -> &str {
        self.file().map_or("", |(path, _)| path)
    }

    fn side(&self) -> Side<'_> {
        Side {
            path: self.path().as_bytes(),
            id: self.file().map(|(_, id)| *id),
        }
    }
}
