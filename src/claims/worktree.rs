//! Worktrees by Git's names for them, which do not change when they are moved.

use std::fs;
use std::path::{Path, PathBuf};

use progress_git::git::Repository;
use progress_git::paths::real_path;

/// Git's name for the current worktree; empty for the main one.
pub(super) fn name(repository: &Repository) -> Option<String> {
    let own = repository.git_dir();
    // Only the main worktree has the shared folder as its own.
    if own == repository.common_dir() {
        return Some(String::new());
    }
    Some(own.file_name()?.to_str()?.to_owned())
}

/// The current location of the worktree with this name, as recorded by Git; `common` is the folder
/// shared by all. With `worktree.useRelativePaths` the record is relative to that folder, so that
/// both can be moved together.
pub(super) fn location(common: &Path, name: &str) -> Option<PathBuf> {
    let top = if name.is_empty() {
        // Elsewhere, as in a submodule, Git does not record the main working tree.
        if common.file_name()? != ".git" {
            return None;
        }
        common.parent()?.to_path_buf()
    } else {
        // A plain name, which cannot lead out of the folder.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            return None;
        }
        let folder = common.join("worktrees").join(name);
        let noted = fs::read_to_string(folder.join("gitdir")).ok()?;
        let link = folder.join(noted.trim_end_matches(['\r', '\n']));
        link.parent()?.to_path_buf()
    };
    let location = real_path(&top).ok()?;
    if location.is_dir() {
        Some(location)
    } else {
        None
    }
}

/// The tops of all worktrees that exist, beginning with the main one.
pub(super) fn all(common: &Path) -> Vec<PathBuf> {
    let mut names = vec![String::new()];
    if let Ok(entries) = fs::read_dir(common.join("worktrees")) {
        let found = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.extend(found);
    }
    names.sort_unstable();
    names
        .iter()
        .filter_map(|name| location(common, name))
        .collect()
}
