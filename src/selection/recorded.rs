//! Resolves paths in the index or a commit, which need not exist on disk.

use std::path::{Path, PathBuf};

use progress_core::source::RootedPath;
use progress_git::git::EntryKind;
use progress_git::paths::real_path;
use progress_git::trees::Recorded;

use super::MAX_COMPARED;
use super::path_error::{PathError, Unrecorded};
use crate::loading::resolve_parent;

/// Finds a path relative to the directory `current`, and whether it is a directory.
pub(super) fn find(
    path: &Path,
    current: &Path,
    files: &Recorded<'_>,
    source: &str,
) -> Result<(PathBuf, bool), PathError> {
    if path.as_os_str() == "-" {
        return Err(PathError::RecordedStdin {
            from: source.to_owned(),
        });
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
    Err(PathError::NotRegular {
        path: path.display().to_string(),
        from: source.to_owned(),
        is_submodule: kind == EntryKind::Submodule,
    })
}

fn look_up(path: &Path, files: &Recorded<'_>) -> Option<(RootedPath, EntryKind)> {
    let path = RootedPath::new(files.root(), path);
    let kind = files.kind(&path)?;
    Some((path, kind))
}

fn absent(path: &Path, current: &Path, files: &Recorded<'_>, source: &str) -> PathError {
    let hint = match near_name(path, current, files) {
        Some(near) => Unrecorded::Misspelled(near),
        // Something on disk can be added to the index, but not to a commit.
        None if current.join(path).exists() && source == "the index" => Unrecorded::NotAdded,
        None => Unrecorded::Unknown,
    };
    PathError::NotRecorded {
        path: path.display().to_string(),
        from: source.to_owned(),
        hint,
    }
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
    // A suggestion must not fail for the names after it.
    look_up(&current.join(&path), files)?;
    Some(path)
}
