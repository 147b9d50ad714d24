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

/// The candidates that a commit changes, compared with each of its parents.
pub type TouchedByParent = Arc<[Vec<Touched>]>;

impl Linker<'_> {
    /// Returns the candidates that a commit changes compared with each of its parents, or with
    /// nothing if it has none; renames are detected. Parents cut off by a shallow clone are left
    /// out.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the trees or a file that may be renamed.
    pub fn touched(&mut self, commit: &Commit) -> Result<TouchedByParent, GitError> {
        if let Some(known) = self.recall_touched(commit.id) {
            return Ok(known);
        }
        let found: TouchedByParent = self.touched_anew(commit)?.into();
        if let Some(memory) = &self.memory {
            memory.keep_touched(commit.id, &found);
        }
        self.read.touched.insert(commit.id, Arc::clone(&found));
        Ok(found)
    }

    /// Returns the old and new paths of the candidates that a commit renames, compared with each of
    /// its parents.
    ///
    /// # Errors
    ///
    /// Fails like [`Self::touched`].
    pub fn renames_of(&mut self, commit: &Commit) -> Result<Vec<(String, String)>, GitError> {
        let mut renames = Vec::new();
        for touched in self.touched(commit)?.iter().flatten() {
            if let (Some((old, _)), Some((new, _))) = (&touched.old, &touched.new)
                && old != new
            {
                renames.push((old.clone(), new.clone()));
            }
        }
        Ok(renames)
    }

    /// Returns the candidates that a commit was found to change before, without reading it.
    pub(crate) fn recall_touched(&mut self, commit: ObjectId) -> Option<TouchedByParent> {
        if let Some(known) = self.read.touched.get(&commit) {
            return Some(Arc::clone(known));
        }
        let known: TouchedByParent = self.memory.as_ref()?.touched(commit)?.into();
        self.read.touched.insert(commit, Arc::clone(&known));
        Some(known)
    }

    /// Whether an earlier run found out which candidates a commit changes.
    pub(super) fn remembers_touched(&self, commit: ObjectId) -> bool {
        let memory = self.memory.as_ref();
        memory.is_some_and(|memory| memory.has_touched(commit))
    }

    fn touched_anew(&mut self, commit: &Commit) -> Result<Vec<Vec<Touched>>, GitError> {
        let (before, after) = self.listings(commit)?;
        if commit.parents.is_empty() {
            return Ok(vec![self.between(&before, &after)?]);
        }
        let mut found = Vec::with_capacity(commit.parents.len());
        for parent in &commit.parents {
            let tree = match self.tree_of(*parent) {
                Err(error) if error.is_missing() && self.repository.is_cut_off_at(commit.id) => {
                    continue;
                }
                read => read?,
            };
            let before = self.lister.list(tree)?;
            found.push(self.between(&before, &after)?);
        }
        Ok(found)
    }

    fn between(&self, before: &Listing, after: &Listing) -> Result<Vec<Touched>, GitError> {
        let (_, before, after) = apart(before, after);
        let mut files: HashMap<&str, [Option<ObjectId>; 2]> = HashMap::default();
        for (side, folders) in [before, after].into_iter().enumerate() {
            for (path, id) in folders.iter().flat_map(|folder| &folder.files) {
                files.entry(path).or_default()[side] = Some(*id);
            }
        }
        let mut found = Vec::new();
        for (path, [old, new]) in files {
            // Not every file of a changed folder has changed.
            if old != new {
                found.push(Touched {
                    old: old.map(|id| (path.to_owned(), id)),
                    new: new.map(|id| (path.to_owned(), id)),
                });
            }
        }
        // The map has no order, but ties between possible renames are broken by position.
        found.sort_by(|one, other| one.path().cmp(other.path()));
        self.joined(found)
    }

    /// Merges the two sides of each rename.
    fn joined(&self, found: Vec<Touched>) -> Result<Vec<Touched>, GitError> {
        let (mut gone, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.new.is_none());
        let (mut new, mut joined): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|it| it.old.is_none());
        for (old_at, new_at) in self.renames(&gone, &new)? {
            if let (Some(old), Some(new)) = (gone.get_mut(old_at), new.get_mut(new_at)) {
                new.old = old.old.take();
            }
        }
        // A renamed file has handed its old side to the new one above.
        gone.retain(|file| file.old.is_some());
        joined.extend(gone);
        joined.extend(new);
        Ok(joined)
    }

    /// Returns which of the new files each of the deleted ones has become.
    fn renames(&self, gone: &[Touched], new: &[Touched]) -> Result<Vec<(usize, usize)>, GitError> {
        let old_sides: Vec<Side<'_>> = gone.iter().map(Touched::side).collect();
        let new_sides: Vec<Side<'_>> = new.iter().map(Touched::side).collect();
        let mut failure = None;
        let pairs = pair_renames(&old_sides, &new_sides, &mut |is_gone, at| {
            let sides = if is_gone { &old_sides } else { &new_sides };
            match self.repository.blob(sides.get(at)?.id?) {
                Ok(bytes) => Some(bytes),
                Err(error) => {
                    // A file that cannot be read must not pass for one that was not renamed.
                    failure = Some(error);
                    None
                }
            }
        });
        match failure {
            Some(error) => Err(error),
            None => Ok(pairs),
        }
    }
}

/// Returns the folders in which two listings may differ, and where these begin. The lister returns the
/// same folder for identical content.
pub(super) fn apart<'l>(
    before: &'l [Arc<ListedFolder>],
    after: &'l [Arc<ListedFolder>],
) -> (usize, &'l [Arc<ListedFolder>], &'l [Arc<ListedFolder>]) {
    let is_same = |(one, other): &(&Arc<ListedFolder>, &Arc<ListedFolder>)| Arc::ptr_eq(one, other);
    let start = before.iter().zip(after).take_while(is_same).count();
    let (before, after) = (&before[start..], &after[start..]);
    let reversed = before.iter().rev().zip(after.iter().rev());
    let end = reversed.take_while(is_same).count();
    (
        start,
        &before[..before.len() - end],
        &after[..after.len() - end],
    )
}

impl Touched {
    fn file(&self) -> Option<&(String, ObjectId)> {
        self.new.as_ref().or(self.old.as_ref())
    }

    pub(super) fn path(&self) -> &str {
        self.file().map_or("", |(path, _)| path)
    }

    fn side(&self) -> Side<'_> {
        Side {
            path: self.path().as_bytes(),
            id: self.file().map(|(_, id)| *id),
        }
    }
}
