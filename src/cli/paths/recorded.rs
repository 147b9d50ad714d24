//! Resolves paths in the index or a commit, which need not exist on disk.

use std::path::{Path, PathBuf};

use progress_core::source::RootedPath;
use progress_git::git::EntryKind;
use progress_git::paths::real_path;
use progress_git::trees::Recorded;

use super::MAX_COMPARED;
use crate::cli::failure::Failure;
use crate::loading::resolve_parent;

/// Finds a path relative to the directory `current`, and whether it is a directory.
pub(super) fn find(
    path: &Path,
    current: &Path,
    files: &Recorded<'_>,
    source: &str,
) -> Result<(PathBuf, bool), Failure> {
    let shown = path.display();
    if path.as_os_str() == "-" {
        let failure = Failure::new(format!(
            "`-` is standard input and cannot be read from {source}"
        ));
        return Err(failure.help("pass file names instead"));
    }
    let absolute = current.join(path);
    let real = || real_path(&absolute).unwrap_or_else(|_| resolve_parent(&absolute));
    let look = |path: &Path| {
        let path = RootedPath::new(files.root(), path);
        files.kind(&path).map(|kind| (path, kind))
    };
    // Links on disk are followed only if the path as written does not exist.
    let found = look(&absolute).or_else(|| look(&real()));
    let kind = match found {
        Some((path, EntryKind::Folder)) => return Ok((path.absolute().to_path_buf(), true)),
        Some((path, kind)) if kind.is_file() => return Ok((path.absolute().to_path_buf(), false)),
        Some((_, kind)) => kind,
        None => return Err(absent(path, current, files, source)),
    };
    let message = format!("`{shown}` is not a regular file in {source}");
    Err(Failure::new(message).help(match kind {
        EntryKind::Submodule => "it is a submodule; change to its directory and check it there",
        _ => "it is a symbolic link; pass its target",
    }))
}

fn absent(path: &Path, current: &Path, files: &Recorded<'_>, source: &str) -> Failure {
    let failure = Failure::new(format!("`{}` is not in {source}", path.display()));
    if let Some(near) = near_name(path, current, files) {
        return failure.help(format!("did you mean `{}`?", near.display()));
    }
    if current.join(path).exists() && source == "the index" {
        return failure.help("run `git add` first");
    }
    failure.help("pass a file or directory that exists there; without a path, all are checked")
}

/// A path that differs from `path` by a typo in one name.
fn near_name(path: &Path, current: &Path, files: &Recorded<'_>) -> Option<PathBuf> {
    let kind = |path: &Path| files.kind(&RootedPath::new(files.root(), &current.join(path)));
    let existing = path.ancestors().find(|one| kind(one).is_some())?;
    let mut rest = path.strip_prefix(existing).ok()?.components();
    let wrong = rest.next()?.as_os_str().to_str()?.to_owned();
    let names = files.names_in(&RootedPath::new(files.root(), &current.join(existing)));
    let names = names.iter().take(MAX_COMPARED).map(String::as_str);
    let near = existing.join(progress_core::display::nearest(&wrong, names)?);
    let near: PathBuf = near.join(rest.as_path()).components().collect();
    kind(&near).map(|_| near)
}
