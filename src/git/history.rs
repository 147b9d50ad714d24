//! Commits, read as they are asked for.

use super::{GitError, ObjectId, Repository};

/// One commit.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its name.
    pub id: ObjectId,
    /// Its parents, the branch it was made on first.
    pub parents: Vec<ObjectId>,
    /// The tree it records.
    pub tree: ObjectId,
    /// Who wrote it.
    pub author: String,
    /// When it was written, in seconds since 1970.
    pub time: i64,
    /// The minutes by which the author's clock was ahead of UTC.
    pub offset: i32,
    /// Its message; bytes that are not UTF-8 are replaced.
    pub message: String,
}

/// What a commit does to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path that it has from then on; of what is gone, the path it had. Not always UTF-8.
    pub path: Vec<u8>,
    /// The path it had before, where it was renamed.
    pub from: Option<Vec<u8>>,
    /// Whether the path is gone.
    pub is_delete: bool,
}

/// Which commits are walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Those that cannot be reached from here are wanted.
    pub from: Option<ObjectId>,
    /// Those that can be reached from here are wanted.
    pub to: ObjectId,
}

/// A range that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RangeError {
    /// There is no commit yet.
    #[error("there is no commit yet")]
    Empty,
    /// A revision that names no commit.
    #[error("`{name}` names no commit")]
    Unknown {
        /// What was given.
        name: String,
        /// Whether the history is cut off, so that it may lie behind the cut.
        is_shallow: bool,
    },
    /// Git could not answer.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl Repository {
    /// The commits of `A..B`, of all that `B` builds on, or of all of `HEAD`'s history.
    ///
    /// # Errors
    ///
    /// Fails where a part names no commit.
    pub fn range(&self, text: Option<&str>) -> Result<Range, RangeError> {
        let text = text.unwrap_or("HEAD");
        let (from, to) = match text.split_once("...") {
            Some((from, to)) => {
                let (from, to) = (self.commit_named(from)?, self.commit_named(to)?);
                (Some(self.merge_base(from, to)?), to)
            }
            None => match text.split_once("..") {
                Some((from, to)) => (Some(self.commit_named(from)?), self.commit_named(to)?),
                None => (None, self.commit_named(text)?),
            },
        };
        Ok(Range { from, to })
    }

    /// The commit that a revision names; `HEAD` where it is empty.
    ///
    /// # Errors
    ///
    /// Fails where it names none.
    pub fn commit_named(&self, name: &str) -> Result<ObjectId, RangeError> {
        let name = if name.is_empty() { "HEAD" } else { name };
        let found = self.inner.revparse_single(name);
        let commit = found.and_then(|object| object.peel_to_commit());
        commit.map(|commit| commit.id().into()).map_err(|_| {
            if name == "HEAD" && self.is_unborn() {
                return RangeError::Empty;
            }
            RangeError::Unknown {
                name: name.to_owned(),
                is_shallow: self.is_shallow(),
            }
        })
    }

    fn is_unborn(&self) -> bool {
        let head = self.inner.head();
        head.is_err_and(|error| error.code() == git2::ErrorCode::UnbornBranch)
    }

    /// The newest commit that both build on; the first of them where they share none.
    fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<ObjectId, GitError> {
        match self.inner.merge_base(one.oid()?, other.oid()?) {
            Ok(base) => Ok(base.into()),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(one),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the history is cut off somewhere.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.inner.is_shallow()
    }

    /// The commits of a range, children before their parents, newest first.
    ///
    /// # Errors
    ///
    /// Fails where the walk cannot begin.
    pub fn history(
        &self,
        range: &Range,
    ) -> Result<impl Iterator<Item = Result<Commit, GitError>> + '_, GitError> {
        let mut walk = self.inner.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME)?;
        walk.push(range.to.oid()?)?;
        if let Some(from) = range.from {
            walk.hide(from.oid()?)?;
        }
        Ok(walk.map(|id| self.read_commit(id?)))
    }

    /// A commit.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be read.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        self.read_commit(id.oid()?)
    }

    fn read_commit(&self, id: git2::Oid) -> Result<Commit, GitError> {
        let commit = self.inner.find_commit(id)?;
        let author = commit.author();
        let time = author.when();
        Ok(Commit {
            id: id.into(),
            parents: commit.parent_ids().map(ObjectId::from).collect(),
            tree: commit.tree_id().into(),
            author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            time: time.seconds(),
            offset: time.offset_minutes(),
            message: String::from_utf8_lossy(commit.message_bytes()).into_owned(),
        })
    }

    /// The tree of a commit.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be read: behind the cut of a shallow clone.
    pub fn tree_of(&self, id: ObjectId) -> Result<ObjectId, GitError> {
        Ok(self.inner.find_commit(id.oid()?)?.tree_id().into())
    }

    /// What a commit does to paths, compared with its first parent; renames are found.
    ///
    /// # Errors
    ///
    /// Fails where a tree cannot be read.
    pub fn changes(&self, commit: &Commit) -> Result<Vec<Change>, GitError> {
        let mut diff = self.diff(commit)?;
        let mut options = git2::DiffFindOptions::new();
        diff.find_similar(Some(options.renames(true)))?;
        let path = |file: git2::DiffFile<'_>| file.path_bytes().unwrap_or_default().to_vec();
        let change = |delta: git2::DiffDelta<'_>| {
            let is_delete = delta.status() == git2::Delta::Deleted;
            let is_rename = delta.status() == git2::Delta::Renamed;
            Change {
                path: path(if is_delete {
                    delta.old_file()
                } else {
                    delta.new_file()
                }),
                from: is_rename.then(|| path(delta.old_file())),
                is_delete,
            }
        };
        Ok(diff.deltas().map(change).collect())
    }

    /// Whether every path that a commit changes passes a test.
    ///
    /// # Errors
    ///
    /// Fails where a tree cannot be read.
    pub fn touches_only(
        &self,
        commit: &Commit,
        test: &dyn Fn(&[u8]) -> bool,
    ) -> Result<bool, GitError> {
        let diff = self.diff(commit)?;
        let passes = |file: git2::DiffFile<'_>| file.path_bytes().is_some_and(test);
        let mut deltas = diff.deltas();
        Ok(deltas.all(|delta| passes(delta.new_file())))
    }

    /// A commit against its first parent; against nothing where it has none, or where that
    /// lies behind the cut of a shallow clone.
    fn diff(&self, commit: &Commit) -> Result<git2::Diff<'_>, GitError> {
        let tree = self.inner.find_tree(commit.tree.oid()?)?;
        let parent = commit.parents.first().and_then(|parent| parent.oid().ok());
        let parent = parent.and_then(|id| self.inner.find_commit(id).ok());
        let before = parent.map(|parent| parent.tree()).transpose()?;
        Ok(self
            .inner
            .diff_tree_to_tree(before.as_ref(), Some(&tree), None)?)
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    ///
    /// Fails where it is not there, as in a partial clone.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        Ok(self.inner.find_blob(id.oid()?)?.content().to_vec())
    }
}
