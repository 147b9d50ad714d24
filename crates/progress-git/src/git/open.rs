//! Repository discovery, and the choice of who reads it.

use std::path::{Path, PathBuf};

use git2::RepositoryOpenFlags as Flags;

use super::command::Git;
use super::environment::Environment;
use super::{GitError, ObjectId};
use crate::jujutsu;
use crate::paths::real_path;

/// A repository that was found.
pub(super) struct Discovered {
    /// libgit2's handle, if it can read the repository.
    pub library: Option<git2::Repository>,
    /// The top of the working tree, or the repository itself if it is bare.
    pub root: PathBuf,
    /// Whether it has no working tree.
    pub is_bare: bool,
    /// The folder with `HEAD`.
    pub git_dir: PathBuf,
    /// The folder shared by all worktrees.
    pub common_dir: PathBuf,
    /// The length of its object IDs.
    pub id_length: usize,
    /// Whether the process's environment variables are about it.
    pub is_at_hand: bool,
    /// `HEAD`, if it was read along with the rest.
    pub head: Option<Head>,
}

/// `HEAD` in a repository that has a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub id: ObjectId,
    /// The full name of the branch; `None` if it is detached.
    pub target: Option<String>,
}

/// Finds the repository whose working tree contains `folder`.
pub(super) fn find(
    folder: &Path,
    environment: &Environment,
) -> Result<Option<Discovered>, GitError> {
    let is_named = environment.git_dir.is_some() || environment.work_tree.is_some();
    let named = if is_named { named(environment)? } else { None };
    if let Some(found) = &named
        // A hook's variables name the repository that it runs for, but the folder may belong to
        // another.
        && (found.is_bare || found.holds(folder))
    {
        return Ok(named.map(Discovered::at_hand));
    }
    if let Some(found) = searched(folder, environment)?
        // A workspace of Jujutsu in between has a working copy of its own.
        && !jujutsu::is_between(&found.root, &real_or_same(folder))
    {
        return Ok(Some(Discovered {
            is_at_hand: found.holds(&environment.current),
            ..found
        }));
    }
    // With the variables set, Git uses that repository from any folder.
    let is_here = real_path(folder).is_ok_and(|folder| folder == environment.current);
    if is_here {
        return Ok(named.map(Discovered::at_hand));
    }
    Ok(None)
}

impl Discovered {
    fn at_hand(self) -> Self {
        Self {
            is_at_hand: true,
            ..self
        }
    }

    fn holds(&self, folder: &Path) -> bool {
        real_or_same(folder).starts_with(&self.root)
    }

    fn of_library(library: git2::Repository) -> Self {
        // libgit2 and the system may spell a folder differently, which breaks prefix comparisons.
        Self {
            root: real_or_same(library.workdir().unwrap_or_else(|| library.path())),
            is_bare: library.workdir().is_none(),
            git_dir: real_or_same(library.path()),
            common_dir: real_or_same(library.commondir()),
            id_length: 20,
            is_at_hand: false,
            head: None,
            library: Some(library),
        }
    }
}

/// A path with links resolved, or unchanged if it cannot be resolved.
fn real_or_same(path: &Path) -> PathBuf {
    real_path(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The repository named by environment variables.
fn named(environment: &Environment) -> Result<Option<Discovered>, GitError> {
    let current = &environment.current;
    // Only Git supports a separate common folder or reference backend.
    if environment.common_dir.is_some() || environment.moves_references {
        return by_command(current, true).map(Some);
    }
    let opened = match &environment.git_dir {
        Some(git_dir) => open(git_dir, Flags::NO_SEARCH | Flags::NO_DOTGIT, &[]),
        None => open(current, flags(environment), &environment.ceilings),
    };
    let library = match opened {
        Ok(Some(library)) => library,
        Ok(None) => return Ok(None),
        Err(error) => {
            return by_command(current, true)
                .map(Some)
                .map_err(|git| or(git, error));
        }
    };
    if let Some(work_tree) = &environment.work_tree {
        library.set_workdir(work_tree, false)?;
    } else if environment.git_dir.is_some() && takes_current_folder(&library) {
        // libgit2 assumes the folder above `.git` instead.
        library.set_workdir(current, false)?;
    }
    Ok(Some(Discovered::of_library(library)))
}

/// Whether Git would use the current folder as the working tree of a repository that is named
/// without one.
fn takes_current_folder(library: &git2::Repository) -> bool {
    let config = library.config();
    let own = config.and_then(|config| config.get_string("core.worktree"));
    !library.is_bare() && !library.is_worktree() && own.is_err()
}

/// The repository around a folder.
fn searched(folder: &Path, environment: &Environment) -> Result<Option<Discovered>, GitError> {
    match open(folder, flags(environment), &environment.ceilings) {
        Ok(None) => Ok(None),
        // libgit2 supports neither references elsewhere nor `safe.bareRepository`. Git does; if
        // there is no `git`, neither matters.
        Ok(Some(library)) if environment.moves_references || library.workdir().is_none() => {
            match by_command(folder, false) {
                Ok(found) if environment.moves_references => Ok(Some(found)),
                Err(error) if error.is_reported() => Err(error),
                _ => Ok(Some(Discovered::of_library(library))),
            }
        }
        Ok(Some(library)) => Ok(Some(Discovered::of_library(library))),
        Err(error) => by_command(folder, false)
            .map(Some)
            .map_err(|git| or(git, error)),
    }
}

fn flags(environment: &Environment) -> Flags {
    if environment.crosses_filesystems {
        Flags::CROSS_FS
    } else {
        Flags::empty()
    }
}

fn open(
    path: &Path,
    flags: Flags,
    ceilings: &[PathBuf],
) -> Result<Option<git2::Repository>, git2::Error> {
    match git2::Repository::open_ext(path, flags, ceilings) {
        Ok(library) => Ok(Some(library)),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Prefers Git's explanation of why a repository cannot be opened, unless `git` is missing.
fn or(git: GitError, library: git2::Error) -> GitError {
    if git.is_reported() {
        git
    } else {
        library.into()
    }
}

/// The repository around a folder, according to `git`. A process costs more than its answers, so
/// one is asked everything.
fn by_command(folder: &Path, keeps_environment: bool) -> Result<Discovered, GitError> {
    let git = Git::inside(folder, keeps_environment);
    let ask = [
        "rev-parse",
        "--path-format=absolute",
        "--is-bare-repository",
        "--show-object-format",
        "--git-dir",
        "--git-common-dir",
        // Fails in a bare repository.
        "--show-toplevel",
        // Fail before the first commit.
        "HEAD^{commit}",
        "--symbolic-full-name",
        "HEAD",
    ];
    let (lines, end) = git.lines(&ask);
    // Git prints each answer before it fails at the next question, so what precedes a failure
    // counts.
    let [bare, format, git_dir, common_dir, ..] = lines.as_slice() else {
        return Err(end
            .err()
            .unwrap_or_else(|| GitError::new("`git rev-parse` returned nothing")));
    };
    let is_bare = bare == "true";
    let git_dir = PathBuf::from(git_dir);
    let root = match (lines.get(4), end) {
        // `--show-toplevel` has failed here, and nothing follows.
        _ if is_bare => git_dir.clone(),
        (Some(root), _) => PathBuf::from(root),
        (None, Err(error)) => return Err(error),
        (None, Ok(())) => return Err(GitError::new("`git rev-parse` returned no working tree")),
    };
    Ok(Discovered {
        library: None,
        root: real_path(&root).unwrap_or(root),
        is_bare,
        git_dir,
        common_dir: PathBuf::from(common_dir),
        id_length: if format == "sha256" { 32 } else { 20 },
        is_at_hand: keeps_environment,
        head: head(&lines),
    })
}

/// `HEAD` from the last lines that `git rev-parse` printed.
fn head(lines: &[String]) -> Option<Head> {
    let name = lines.get(6)?;
    Some(Head {
        id: ObjectId::from_hex(lines.get(5)?)?,
        // Git names a detached `HEAD` like this.
        target: if name == "HEAD" {
            None
        } else {
            Some(name.clone())
        },
    })
}
