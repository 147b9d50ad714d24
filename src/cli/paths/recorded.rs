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
    let mut found = look_up(&absolute, files);
    if found.is_none() {
        // Links on disk are followed only if the path as written does not exist.
        let real = real_path(&absolute).unwrap_or_else(|_| resolve_parent(&absolute));
        found = look_up(&real, files);
    }
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

fn look_up(path: &Path, files: &Recorded<'_>) -> Option<(RootedPath, EntryKind)> {
    let path = RootedPath::new(files.root(), path);
    let kind = files.kind(&path)?;
    Some((path, kind))
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
    let existing = path
        .ancestors()
        .find(|one| look_up(&current.join(one), files).is_some())?;
    let mut rest = path.strip_prefix(existing).ok()?.components();
    let wrong = rest.next()?.as_os_str().to_str()?.to_owned();
    let names = files.names_in(&RootedPath::new(files.root(), &current.join(existing)));
    let compared = names.iter().take(MAX_COMPARED).map(String::as_str);
    let near = existing.join(progress_core::display::nearest(&wrong, compared)?);
    let path: PathBuf = near.join(rest.as_path()).components().collect();
    look_up(&current.join(&path), files)?;
    Some(path)
}
