//! Commits, read on demand.

use super::renames::find_renames;
use super::{Change, Commit, GitError, ObjectId, Range, RangeError, Repository, TreeComparer};

impl Repository {
    /// Resolves a revision; an empty one is `HEAD`.
    ///
    /// # Errors
    ///
    /// Fails if it is unknown.
    pub fn commit_named(&self, name: &str) -> Result<ObjectId, RangeError> {
        let name = if name.is_empty() { "HEAD" } else { name };
        // If only the `git` command can read the repository, opening it resolves `HEAD`, too.
        if name == "HEAD"
            && let Some(head) = self.known_head().as_ref()
        {
            return Ok(head.id);
        }
        if let Some(id) = self.resolve_here(name) {
            return Ok(id);
        }
        // Git accepts names that libgit2 does not.
        match self.objects.commit_named(name)? {
            Some(id) => Ok(id),
            None if name == "HEAD" && self.is_unborn() => Err(RangeError::Empty),
            None => Err(RangeError::Unknown {
                name: name.to_owned(),
                is_shallow: self.is_shallow(),
            }),
        }
    }

    /// Resolves a revision with libgit2.
    fn resolve_here(&self, name: &str) -> Option<ObjectId> {
        let library = self.library()?;
        let object = library.revparse_single(name).ok()?;
        Some(object.peel_to_commit().ok()?.id().into())
    }

    /// The commit at `HEAD`; `None` before the first commit.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub fn head(&self) -> Result<Option<Commit>, GitError> {
        // Fast path: a revision would have to be parsed, and libgit2 would read the commit too.
        let id = self.library().and_then(|it| it.refname_to_id("HEAD").ok());
        if let Some(id) = id
            && let Ok(commit) = self.commit(id.into())
        {
            return Ok(Some(commit));
        }
        match self.commit_named("HEAD") {
            Ok(id) => self.commit(id).map(Some),
            Err(RangeError::Empty) => Ok(None),
            Err(RangeError::Git(error)) => Err(error),
            Err(error) => Err(GitError::missing(error.to_string())),
        }
    }

    /// The tree of `HEAD`; `None` before the first commit.
    ///
    /// # Errors
    ///
    /// Fails if `HEAD` cannot be read.
    pub fn head_tree(&self) -> Result<Option<ObjectId>, GitError> {
        Ok(self.head()?.map(|head| head.tree))
    }

    /// Whether `HEAD` is an unborn branch.
    fn is_unborn(&self) -> bool {
        // A detached `HEAD` points at a commit.
        let Some(name) = self.head_target() else {
            return false;
        };
        !self.has_reference(&name)
    }

    /// Whether there is a local branch of this name.
    #[must_use]
    pub fn has_branch(&self, name: &str) -> bool {
        self.has_reference(&format!("refs/heads/{name}"))
    }

    /// Whether a local or remote branch has a name that starts with this.
    ///
    /// # Errors
    ///
    /// Fails if the references cannot be listed.
    pub fn has_branch_below(&self, prefix: &str) -> Result<bool, GitError> {
        if let Some(library) = self.library() {
            for pattern in ["refs/heads/", "refs/remotes/*/"] {
                let mut found = library.references_glob(&format!("{pattern}{prefix}*"))?;
                if found.next().is_some() {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let local = format!("refs/heads/{prefix}*");
        let remote = format!("refs/remotes/*/{prefix}*");
        let found = self
            .git
            .line(&["for-each-ref", "--count=1", "--format=x", &local, &remote])?;
        Ok(!found.is_empty())
    }

    fn has_reference(&self, name: &str) -> bool {
        if let Some(library) = self.library() {
            return library.find_reference(name).is_ok();
        }
        // One process serves all names.
        self.objects.commit_named(name).is_ok_and(|id| id.is_some())
    }

    /// The merge base of two commits; `None` if they share no history.
    ///
    /// # Errors
    ///
    /// Fails if a commit cannot be read.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, GitError> {
        if let (Some(library), Some(first), Some(second)) = (self.library(), one.oid(), other.oid())
        {
            return match library.merge_base(first, second) {
                Ok(base) => Ok(Some(base.into())),
                // A commit that does not exist is not found either, but in the object database.
                Err(error)
                    if error.code() == git2::ErrorCode::NotFound
                        && error.class() == git2::ErrorClass::Merge =>
                {
                    Ok(None)
                }
                Err(error) => Err(error.into()),
            };
        }
        let ask = ["merge-base", &one.to_string(), &other.to_string()];
        match self.git.line(&ask) {
            Ok(id) => Ok(ObjectId::from_hex(&id)),
            // Git prints nothing if there is no merge base, and reports failure.
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the repository is a shallow clone.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        // An empty file cuts nothing off.
        let cuts = self.common_dir().join("shallow").metadata();
        cuts.is_ok_and(|cuts| cuts.len() > 0)
    }

    /// Whether the history of a shallow clone is cut off at a commit, so that its parents are
    /// missing.
    #[must_use]
    pub fn is_cut_off_at(&self, commit: ObjectId) -> bool {
        let cuts = std::fs::read_to_string(self.common_dir().join("shallow"));
        let name = commit.to_string();
        cuts.is_ok_and(|cuts| cuts.lines().any(|line| line.trim() == name))
    }

    /// The commits of a range, children before their parents, newest first.
    ///
    /// # Errors
    ///
    /// Fails if the walk cannot begin.
    pub fn history(
        &self,
        range: &Range,
    ) -> Result<impl Iterator<Item = Result<Commit, GitError>> + '_, GitError> {
        let ids = self.commit_ids(range)?;
        Ok(ids.into_iter().map(|id| self.commit(id)))
    }

    /// The IDs of the commits of a range, children before their parents, newest first.
    ///
    /// # Errors
    ///
    /// Fails if the history cannot be read.
    pub fn commit_ids(&self, range: &Range) -> Result<Vec<ObjectId>, GitError> {
        match self.walk(range)? {
            Some(ids) => Ok(ids),
            None => self.walk_by_command(range),
        }
    }

    /// Walks a range with libgit2; `None` if it cannot read the repository.
    fn walk(&self, range: &Range) -> Result<Option<Vec<ObjectId>>, GitError> {
        let (Some(library), Some(to)) = (self.library(), range.to.oid()) else {
            return Ok(None);
        };
        let mut walk = match self.objects.database() {
            // Whoever asks for the commits afterwards finds them in the cache of this database. It
            // cannot be written to, so only the walk gets it.
            Some(database) => {
                let own = library.odb()?;
                library.set_odb(database)?;
                let walk = library.revwalk();
                library.set_odb(&own)?;
                walk?
            }
            None => library.revwalk()?,
        };
        // Children must come before their parents even if clocks disagree; dates only order what is
        // unrelated.
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME)?;
        walk.push(to)?;
        if let Some(from) = range.from.and_then(|from| from.oid()) {
            walk.hide(from)?;
        }
        let ids: Result<Vec<ObjectId>, git2::Error> =
            walk.map(|id| id.map(ObjectId::from)).collect();
        Ok(Some(ids?))
    }

    fn walk_by_command(&self, range: &Range) -> Result<Vec<ObjectId>, GitError> {
        let mut ask = vec!["rev-list".to_owned(), "--topo-order".to_owned()];
        ask.push(range.to.to_string());
        ask.extend(range.from.map(|from| format!("^{from}")));
        let text = self.git.run(&ask)?;
        let text = String::from_utf8_lossy(&text);
        Ok(text.lines().filter_map(ObjectId::from_hex).collect())
    }

    /// A commit.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        self.objects.commit(id)
    }

    /// The tree of a commit.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, for example beyond the boundary of a shallow clone.
    pub fn tree_of(&self, id: ObjectId) -> Result<ObjectId, GitError> {
        Ok(self.commit(id)?.tree)
    }

    /// The changes of a commit against its first parent, with renames.
    ///
    /// # Errors
    ///
    /// Fails if a tree cannot be read.
    pub fn changes(&self, commit: &Commit) -> Result<Vec<Change>, GitError> {
        Ok(find_renames(self, self.changes_apart(commit)?))
    }

    /// Detects renames among changes.
    #[must_use]
    pub fn with_renames(&self, changes: Vec<Change>) -> Vec<Change> {
        find_renames(self, changes)
    }

    /// The tree before a commit: that of its first parent, or `None` for a root commit. Beyond the
    /// boundary of a shallow clone it is the commit's own tree, because its changes are unknown.
    ///
    /// # Errors
    ///
    /// Fails if the parent cannot be read.
    pub fn tree_before(&self, commit: &Commit) -> Result<Option<ObjectId>, GitError> {
        let Some(parent) = commit.parents.first() else {
            return Ok(None);
        };
        match self.tree_of(*parent) {
            Ok(tree) => Ok(Some(tree)),
            // Compared with the empty tree, the commit would seem to add every file.
            Err(error) if error.is_missing() && self.is_cut_off_at(commit.id) => {
                Ok(Some(commit.tree))
            }
            Err(error) => Err(error),
        }
    }

    /// The changes of a commit, where a renamed file counts as deleted and added. No contents are
    /// read.
    ///
    /// A root commit is compared with the empty tree.
    ///
    /// # Errors
    ///
    /// Fails if a tree cannot be read.
    pub fn changes_apart(&self, commit: &Commit) -> Result<Vec<Change>, GitError> {
        let before = self.tree_before(commit)?;
        TreeComparer::new(self).changes(before, Some(commit.tree))
    }
}
