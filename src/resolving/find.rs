//! Finds the files that are in conflict.

use std::path::{Path, PathBuf};

use progress_core::source::{Contents, RootedPath};
use progress_git::git::{GitError, Unmerged};
use progress_git::jujutsu;
use progress_git::trees::{WorkingTree, rooted};

use super::{Resolver, has_markers};
use crate::loading::discover;

/// A file that may be in conflict.
#[derive(Debug)]
pub struct Unresolved {
    /// The file.
    pub path: RootedPath,
    /// The versions that the index records, if it does.
    pub unmerged: Option<Unmerged>,
}

/// Finds what to resolve: all of these files, and the progress files below these folders that are
/// in conflict, by path.
///
/// # Errors
///
/// Fails if Git cannot read the index.
pub fn find_unresolved(
    resolver: &Resolver<'_>,
    files: &[PathBuf],
    folders: &[PathBuf],
) -> Result<Vec<Unresolved>, GitError> {
    let unmerged = match resolver.repository {
        // Jujutsu leaves the versions in Git's index even after a conflict is resolved.
        Some(repository) if !jujutsu::is_workspace(resolver.root) => repository.unmerged()?,
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for file in files {
        let path = RootedPath::new(resolver.root, file);
        let unmerged = recorded(&unmerged, &path);
        found.push(Unresolved { path, unmerged });
    }
    for folder in folders {
        for path in in_conflict(resolver, folder, &unmerged) {
            let unmerged = recorded(&unmerged, &path);
            found.push(Unresolved { path, unmerged });
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found.dedup_by(|one, other| one.path == other.path);
    Ok(found)
}

fn recorded(unmerged: &[Unmerged], path: &RootedPath) -> Option<Unmerged> {
    let mut files = unmerged.iter();
    files.find(|file| file.path == path.as_str()).cloned()
}

/// The progress files below a folder that the index records as unmerged, or that have markers.
fn in_conflict(resolver: &Resolver<'_>, folder: &Path, unmerged: &[Unmerged]) -> Vec<RootedPath> {
    let mut paths = Vec::new();
    // If a side removed the file, it may not exist on disk.
    for file in unmerged {
        if resolver.settings.is_candidate(&file.path)
            && let Some(path) = rooted(resolver.root, file.path.as_bytes())
            && path.absolute().starts_with(folder)
        {
            paths.push(path);
        }
    }
    let tree = WorkingTree::new(resolver.root.to_path_buf());
    for path in discover(
        resolver.root,
        folder,
        resolver.repository,
        resolver.settings,
    )
    .files
    {
        // What cannot be read is reported by `progress lint`.
        if tree.read(&path).is_ok_and(|text| has_markers(&text)) {
            paths.push(path);
        }
    }
    paths
}
