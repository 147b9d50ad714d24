//! What commits change, and what their trees contain, each read once.

use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::task_links::TaskIndex;
use progress_git::git::{
    Change, Commit, GitError, Listing, ObjectId, Repository, TreeComparer, Uncached,
};

use super::read_ahead::ReadAhead;
use super::touched::apart;
use super::{Linker, TouchedByParent};

/// At most so many commits are read at once.
const MAX_COMMITS: usize = 100_000;

/// What was read about commits.
pub(super) struct ReadOnce<'r> {
    /// Compares the trees of commits.
    trees_apart: TreeComparer<'r>,
    /// What another thread reads ahead.
    pub(super) ahead: Option<ReadAhead>,
    /// The trees of commits.
    trees: HashMap<ObjectId, ObjectId>,
    /// The last commit that was read as a parent: whoever goes back in a history asks for it next.
    parent: Option<Commit>,
    /// Commits that were read before anybody asked for them.
    commits: HashMap<ObjectId, Commit>,
    /// Keeps libgit2 from keeping what is read after these commits.
    uncached: Option<Uncached>,
    /// The changes of the last commit: whoever goes through a history asks several questions about
    /// one commit before the next.
    changes: Option<(ObjectId, Arc<[Change]>)>,
    /// The listings before and after the last commit.
    listed: Option<(ObjectId, Listing, Listing)>,
    /// The tasks of the last listing: most commits change no progress file.
    known: (Listing, TaskIndex),
    /// The candidates that commits change.
    pub(super) touched: HashMap<ObjectId, TouchedByParent>,
}

impl<'r> ReadOnce<'r> {
    pub(super) fn new(repository: &'r Repository) -> Self {
        Self {
            trees_apart: TreeComparer::new(repository),
            ahead: None,
            trees: HashMap::default(),
            parent: None,
            commits: HashMap::default(),
            uncached: None,
            changes: None,
            listed: None,
            known: (Listing::from([]), TaskIndex::default()),
            touched: HashMap::default(),
        }
    }
}

impl Linker<'_> {
    /// The changes of a commit against its first parent, where a renamed file counts as deleted and
    /// added.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read a tree.
    pub fn changes(&mut self, commit: &Commit) -> Result<Arc<[Change]>, GitError> {
        if let Some((known, changes)) = &self.read.changes
            && *known == commit.id
        {
            return Ok(Arc::clone(changes));
        }
        let changes = if let Some(changes) = self.read_ahead(commit.id) {
            changes
        } else {
            let before = self.tree_before(commit)?;
            self.read
                .trees_apart
                .changes(before, Some(commit.tree))?
                .into()
        };
        self.read.changes = Some((commit.id, Arc::clone(&changes)));
        Ok(changes)
    }

    /// A commit.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub fn commit(&mut self, id: ObjectId) -> Result<Commit, GitError> {
        if let Some(commit) = self.read.commits.remove(&id) {
            return Ok(commit);
        }
        match self.read.parent.take_if(|commit| commit.id == id) {
            Some(commit) => Ok(commit),
            None => self.repository.commit(id),
        }
    }

    /// Reads the commits that a walk has found, while libgit2 still has them cached. Of what is read
    /// afterwards, it need keep nothing: this keeps the trees that are needed again.
    pub(super) fn read_commits(&mut self, ids: &[ObjectId]) -> Result<(), GitError> {
        // Of a longer history, the messages alone would fill the memory.
        if ids.len() > MAX_COMMITS {
            return Ok(());
        }
        for id in ids {
            let commit = self.repository.commit(*id)?;
            self.read.trees.insert(*id, commit.tree);
            self.read.commits.insert(*id, commit);
        }
        self.read.uncached = Some(Uncached::begin());
        Ok(())
    }

    /// The tree of a commit.
    pub(super) fn tree_of(&mut self, commit: ObjectId) -> Result<ObjectId, GitError> {
        if let Some(tree) = self.read.trees.get(&commit) {
            return Ok(*tree);
        }
        let tree = self.repository.tree_of(commit)?;
        self.read.trees.insert(commit, tree);
        Ok(tree)
    }

    /// See [`Repository::tree_before`](progress_git::git::Repository::tree_before).
    fn tree_before(&mut self, commit: &Commit) -> Result<Option<ObjectId>, GitError> {
        self.read.trees.insert(commit.id, commit.tree);
        let parent = commit.parents.first();
        if let Some(tree) = parent.and_then(|parent| self.read.trees.get(parent)) {
            return Ok(Some(*tree));
        }
        let Some(Ok(parent)) = parent.map(|parent| self.repository.commit(*parent)) else {
            return self.repository.tree_before(commit);
        };
        self.read.trees.insert(parent.id, parent.tree);
        let before = parent.tree;
        self.read.parent = Some(parent);
        Ok(Some(before))
    }

    /// The candidates before and after a commit. Of the two trees, only one that resembles none that
    /// was listed before is read.
    pub(super) fn listings(&mut self, commit: &Commit) -> Result<(Listing, Listing), GitError> {
        if let Some((last, before, after)) = &self.read.listed
            && *last == commit.id
        {
            return Ok((Arc::clone(before), Arc::clone(after)));
        }
        let (before, after) = self.listings_anew(commit)?;
        self.read.listed = Some((commit.id, Arc::clone(&before), Arc::clone(&after)));
        Ok((before, after))
    }

    fn listings_anew(&mut self, commit: &Commit) -> Result<(Listing, Listing), GitError> {
        let changes = self.changes(commit)?;
        let Some(tree) = self.tree_before(commit)? else {
            let before = Listing::from([]);
            let after = self.lister.list(commit.tree)?;
            return Ok((before, after));
        };
        let is_after_known = self.lister.has_listed(commit.tree);
        if is_after_known && !self.lister.has_listed(tree) {
            let after = self.lister.list(commit.tree)?;
            let was = changes.iter().map(|it| (it.path.as_slice(), it.old));
            let before = self.lister.list_changed(tree, &after, was);
            return Ok((before, after));
        }
        let before = self.lister.list(tree)?;
        let after = if is_after_known {
            self.lister.list(commit.tree)?
        } else {
            let is = changes.iter().map(|it| (it.path.as_slice(), it.new));
            self.lister.list_changed(commit.tree, &before, is)
        };
        Ok((before, after))
    }

    /// The tasks in the files of a listing.
    pub(super) fn known_in(&mut self, listing: &Listing) -> Result<TaskIndex, GitError> {
        let (last, known) = self.read.known.clone();
        if Arc::ptr_eq(&last, listing) {
            return Ok(known);
        }
        let (same, old_folders, new_folders) = apart(&last, listing);
        let mut new = Vec::with_capacity(new_folders.len());
        for folder in new_folders {
            new.push(self.folder(folder)?);
        }
        let known = known.replacing(same..same + old_folders.len(), new);
        self.read.known = (Arc::clone(listing), known.clone());
        Ok(known)
    }
}
