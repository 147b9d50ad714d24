//! What is compared with what, as `git diff` reads its arguments.

use std::path::{Path, PathBuf};

use super::super::args::DiffArguments;
use super::super::failure::Failure;
use super::super::project::Project;
use super::super::revision::{broken, unknown};
use crate::git::{ObjectId, RangeError, Repository};
use crate::source::RootedPath;

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// What stands before the first commit.
    Nothing,
    /// A commit.
    Commit(ObjectId),
    /// What the next commit would hold.
    Index,
    /// What lies on disk.
    WorkingTree,
}

/// What is to be compared.
pub(super) struct Asked {
    pub old: Side,
    pub new: Side,
    /// Only these files and what lies below these folders, relative to the root; everything
    /// where there are none.
    pub paths: Vec<RootedPath>,
}

impl Asked {
    /// Reads the arguments.
    pub fn read(
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

    /// Whether a path is asked for.
    pub fn includes(&self, path: &str) -> bool {
        let is_below = |folder: &RootedPath| {
            let rest = path.strip_prefix(folder.as_str());
            folder.as_str().is_empty()
                || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.paths.is_empty() || self.paths.iter().any(is_below)
    }

    /// Whether a file is asked for by its own name.
    pub fn names(&self, path: &str) -> bool {
        self.paths.iter().any(|named| named.as_str() == path)
    }
}

/// The revisions among the arguments.
#[derive(Default)]
struct Revisions {
    named: Vec<ObjectId>,
    /// Whether they stand in one argument, as `A..B`.
    is_range: bool,
}

impl Revisions {
    /// Takes an argument that is a revision or a range; tells whether it is one.
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
            // As in `git diff`, a side that is left out is `HEAD`.
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
                let failure = Failure::new("`--staged` compares the index with one commit");
                Err(failure.help("leave `--staged` out, or name one commit"))
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
    let message = format!("`{}` lies outside the repository", path.display());
    Err(Failure::new(message).help(format!("name what lies below `{}`", root.display())))
}

fn neither(name: &str) -> Failure {
    let failure = Failure::new(format!("`{name}` is neither a commit nor a path here"));
    failure.help("name commits as Git does, such as `main..HEAD`; what is gone goes behind `--`")
}

fn both(name: &str) -> Failure {
    let failure = Failure::new(format!("`{name}` is both a commit and a path"));
    failure.help(format!(
        "write `{name} --` for the commit, and `-- {name}` for the path"
    ))
}
