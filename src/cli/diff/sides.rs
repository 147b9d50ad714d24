//! The two sides to compare, parsed like the arguments of `git diff`.

use std::path::{Path, PathBuf};

use progress_core::source::RootedPath;
use progress_git::git::{ObjectId, RangeError, Repository};

use crate::cli::args::DiffArguments;
use crate::cli::failure::Failure;
use crate::cli::project::Project;
use crate::cli::revision::{broken, unknown};

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
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
pub(super) struct Asked {
    pub old: Side,
    pub new: Side,
    /// Only these files and directories, relative to the root; everything if empty.
    pub paths: Vec<RootedPath>,
}

impl Asked {
    /// Parses the arguments.
    pub(super) fn read(
        arguments: &DiffArguments,
        repository: &Repository,
        project: &Project,
    ) -> Result<Self, Failure> {
        let (mut revisions, mut paths) = (Revisions::default(), Vec::new());
        let has_paths = !arguments.paths.is_empty();
        for name in &arguments.names {
            let is_revision =
                paths.is_empty() && revisions.take(name, has_paths, repository, project)?;
            if !is_revision {
                if has_paths || !exists(name, project) {
                    return Err(neither(name));
                }
                paths.push(Path::new(name));
            }
        }
        paths.extend(arguments.paths.iter().map(PathBuf::as_path));
        let (old, new) = revisions.sides(arguments.staged, repository)?;
        let paths = paths.iter().map(|path| rooted(path, project));
        Ok(Self {
            old,
            new,
            paths: paths.collect::<Result<_, _>>()?,
        })
    }

    /// Whether a path is requested.
    pub(super) fn includes(&self, path: &str) -> bool {
        self.paths.is_empty()
            || self.paths.iter().any(|folder| {
                let rest = path.strip_prefix(folder.as_str());
                folder.as_str().is_empty()
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
    /// Consumes an argument if it is a revision or a range; returns whether it is.
    fn take(
        &mut self,
        name: &str,
        must_be: bool,
        repository: &Repository,
        project: &Project,
    ) -> Result<bool, Failure> {
        if self.is_range || self.named.len() == 2 {
            return Ok(false);
        }
        let found = if name.contains("..") && self.named.is_empty() {
            // As in `git diff`, an omitted side is `HEAD`.
            let start = if name.starts_with("..") { "HEAD" } else { "" };
            let range = repository.range(Some(&format!("{start}{name}")));
            range.map(|range| {
                self.is_range = true;
                range.from.into_iter().chain([range.to]).collect()
            })
        } else if name.is_empty() {
            return Err(neither(name));
        } else {
            repository.commit_named(name).map(|id| vec![id])
        };
        let exists = !must_be && exists(name, project);
        match found {
            Ok(_) if exists => Err(both(name)),
            Ok(named) => {
                self.named.extend::<Vec<_>>(named);
                Ok(true)
            }
            Err(_) if exists => Ok(false),
            Err(RangeError::Unknown { .. }) if !must_be && !name.contains("..") => {
                Err(neither(name))
            }
            Err(error) => Err(unknown(&error)),
        }
    }

    fn sides(&self, staged: bool, repository: &Repository) -> Result<(Side, Side), Failure> {
        let commit = |id: &ObjectId| Side::Commit(*id);
        match (self.named.as_slice(), staged) {
            ([], false) => Ok((Side::Index, Side::WorkingTree)),
            ([], true) => {
                let head = repository.head().map_err(|error| broken(&error))?;
                let head = head.map_or(Side::Nothing, |head| Side::Commit(head.id));
                Ok((head, Side::Index))
            }
            ([one], false) => Ok((commit(one), Side::WorkingTree)),
            ([one], true) => Ok((commit(one), Side::Index)),
            ([one, other, ..], false) => Ok((commit(one), commit(other))),
            ([_, _, ..], true) => {
                let failure = Failure::new("`--staged` compares the index with a single commit");
                Err(failure.help("remove `--staged`, or pass one commit"))
            }
        }
    }
}

fn exists(name: &str, project: &Project) -> bool {
    !name.is_empty() && project.current.join(name).symlink_metadata().is_ok()
}

fn rooted(path: &Path, project: &Project) -> Result<RootedPath, Failure> {
    let root = &project.root.folder;
    let rooted = RootedPath::new(root, &project.current.join(path));
    if rooted.absolute().starts_with(root) {
        return Ok(rooted);
    }
    let message = format!("`{}` is outside the repository", path.display());
    Err(Failure::new(message).help(format!("pass a path inside `{}`", root.display())))
}

fn neither(name: &str) -> Failure {
    let failure = Failure::new(format!("`{name}` is neither a commit nor a path"));
    failure.help("pass revisions such as `main..HEAD`; put deleted paths after `--`")
}

fn both(name: &str) -> Failure {
    let failure = Failure::new(format!("`{name}` is both a commit and a path"));
    failure.help(format!(
        "write `{name} --` for the commit, and `-- {name}` for the path"
    ))
}
