//! Working trees by the names under which Git keeps them, which stay when they are moved.

use std::fs;
use std::path::{Path, PathBuf};

use crate::git::Repository;

/// The name under which Git keeps the working tree at hand; empty for the main one.
pub(super) fn name(repository: &Repository) -> Option<String> {
    let own = repository.git_dir();
    if own == repository.common_dir() {
        return Some(String::new());
    }
    Some(own.file_name()?.to_str()?.to_owned())
}

/// Where the working tree of a name is now, as Git has noted it; `common` is the folder that all
/// share. Its note is relative to that folder if Git was told so, and then stays true when both
/// are moved.
pub(super) fn place(common: &Path, name: &str) -> Option<PathBuf> {
    let top = if name.is_empty() {
        common.file_name().filter(|name| *name == ".git")?;
        common.parent()?.to_path_buf()
    } else {
        // A name, and no way out of the folder.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            return None;
        }
        let folder = common.join("worktrees").join(name);
        let noted = fs::read_to_string(folder.join("gitdir")).ok()?;
        let link = folder.join(noted.trim_end_matches(['\r', '\n']));
        link.parent()?.to_path_buf()
    };
    fs::canonicalize(top).ok().filter(|top| top.is_dir())
}
