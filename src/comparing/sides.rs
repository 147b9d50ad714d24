//! The two sides to compare, named like the arguments of `git diff`.

use std::path::{Path, PathBuf};

use progress_core::source::RootedPath;
use progress_git::git::{GitError, ObjectId, RangeError, Repository};

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The empty tree before the first commit.
    Nothing,
    /// A commit.
    Commit(ObjectId),
    /// The index.
    Index,
    /// The working tree.
    WorkingTree,
}

/// What to compare.
#[derive(Debug)]
pub struct Selection {
    /// The old side.
    pub old: Side,
    /// The new side.
    pub new: Side,
    /// Only these files and directories, relative to the root; everything if empty.
    pub paths: Vec<RootedPath>,
}

impl Selection {
    /// Resolves names of revisions and of paths relative to the folder `current`, as `git diff`
    /// does: `names` may be both, and `paths` come after `--`. `is_staged` selects the index instead
    /// of the working tree.
    ///
    /// # Errors
    ///
    /// Fails if a name is neither a revision nor a path or both, or if Git cannot read it.
    pub fn resolve(
        repository: &Repository,
        current: &Path,
        names: &[String],
        paths: &[PathBuf],
        is_staged: bool,
    ) -> Result<Self, SelectionError> {
        let (mut revisions, mut selected) = (Revisions::default(), Vec::new());
        let has_paths = !paths.is_empty();
        for name in names {
            // As in `git diff`, revisions come before paths.
            if selected.is_empty() && revisions.take(name, has_paths, repository, current)? {
                continue;
            }
            if has_paths || !exists(name, current) {
                return Err(SelectionError::Neither(name.clone()));
            }
            selected.push(rooted(Path::new(name), repository, current)?);
        }
        for path in paths {
            selected.push(rooted(path, repository, current)?);
        }
        let (old, new) = revisions.sides(is_staged, repository)?;
        Ok(Self {
            old,
            new,
            paths: selected,
        })
    }

    /// Whether a path is requested.
    pub(super) fn includes(&self, path: &str) -> bool {
        self.paths.is_empty()
            || self.paths.iter().any(|folder| {
                let rest = path.strip_prefix(folder.as_str());
                folder.as_str().is_empty()
                    // `docs` must not include `docs-old`.
                    || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }

    /// Whether a file is requested by its own name.
    pub(super) fn names(&self, path: &str) -> bool {
        self.paths.iter().any(|named| named.as_str() == path)
    }
}

/// The revisions among the arguments.
#[derive(Default)]
struct Revisions {
    named: Vec<ObjectId>,
    /// Whether they were written as one argument, `A..B`.
    is_range: bool,
}

impl Revisions {
    /// Consumes a name if it is a revision or a range; returns whether it is.
    fn take(
        &mut self,
        name: &str,
        must_be: bool,
        repository: &Repository,
        current: &Path,
    ) -> Result<bool, SelectionError> {
        // No more than two revisions can be compared.
        if self.is_range || self.named.len() == 2 {
            return Ok(false);
        }
        if name.is_empty() {
            return Err(SelectionError::Neither(name.to_owned()));
        }
        // `../docs` looks like a range as well, but turns out to be a path.
        let is_range = name.contains("..") && self.named.is_empty();
        let found = if is_range {
            range(name, repository)
        } else {
            repository.commit_named(name).map(|id| vec![id])
        };
        // After `--` come only paths, so what comes before it need not be told from one.
        let exists = !must_be && exists(name, current);
        match found {
            Ok(_) if exists => Err(SelectionError::Both(name.to_owned())),
            Ok(named) => {
                self.is_range = is_range;
                self.named.extend(named);
                Ok(true)
            }
            Err(_) if exists => Ok(false),
            // A plain name may have been meant as a path as well.
            Err(RangeError::Unknown { .. }) if !must_be && !name.contains("..") => {
                Err(SelectionError::Neither(name.to_owned()))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn sides(
        &self,
        is_staged: bool,
        repository: &Repository,
    ) -> Result<(Side, Side), SelectionError> {
        match (self.named.as_slice(), is_staged) {
            ([], false) => Ok((Side::Index, Side::WorkingTree)),
            ([], true) => {
                let old = match repository.head()? {
                    Some(head) => Side::Commit(head.id),
                    None => Side::Nothing,
                };
                Ok((old, Side::Index))
            }
            ([one], false) => Ok((Side::Commit(*one), Side::WorkingTree)),
            ([one], true) => Ok((Side::Commit(*one), Side::Index)),
            ([one, other, ..], false) => Ok((Side::Commit(*one), Side::Commit(*other))),
            ([_, _, ..], true) => Err(SelectionError::StagedRange),
        }
    }
}

/// The commits of a range, `A..B`.
fn range(name: &str, repository: &Repository) -> Result<Vec<ObjectId>, RangeError> {
    // As in `git diff`, an omitted side is `HEAD`.
    let start = if name.starts_with("..") { "HEAD" } else { "" };
    let range = repository.range(Some(&format!("{start}{name}")))?;
    Ok(match range.from {
        Some(from) => vec![from, range.to],
        None => vec![range.to],
    })
}

fn exists(name: &str, current: &Path) -> bool {
    // A dangling link is a path, too.
    !name.is_empty() && current.join(name).symlink_metadata().is_ok()
}

fn rooted(
    path: &Path,
    repository: &Repository,
    current: &Path,
) -> Result<RootedPath, SelectionError> {
    let root = repository.root();
    let rooted = RootedPath::new(root, &current.join(path));
    if rooted.absolute().starts_with(root) {
        return Ok(rooted);
    }
    Err(SelectionError::Outside {
        path: path.to_path_buf(),
        root: root.to_path_buf(),
    })
}

/// Why it is unknown what to compare.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// A name means nothing.
    #[error("`{0}` is neither a commit nor a path")]
    Neither(String),
    /// A name has two meanings.
    #[error("`{0}` is both a commit and a path")]
    Both(String),
    /// A path is outside the repository.
    #[error("`{}` is outside the repository", path.display())]
    Outside {
        /// The path.
        path: PathBuf,
        /// The root of the repository.
        root: PathBuf,
    },
    /// The index was to be compared with several commits.
    #[error("`--staged` compares the index with a single commit")]
    StagedRange,
    /// A revision is invalid.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// Git cannot read the history.
    #[error(transparent)]
    Git(#[from] GitError),
}
