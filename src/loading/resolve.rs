//! Resolves paths of files that need not exist.

use std::path::{Path, PathBuf};

use progress_git::paths::real_path;

/// Resolves symbolic links in the path's directory; the file itself may be a link.
#[must_use]
pub fn resolve_parent(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut folder = path;
    while let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) {
        missing.push(name);
        // The deepest directory that exists decides: what is missing below it cannot contain links.
        if let Ok(parent) = real_path(parent) {
            return parent.join(missing.iter().rev().collect::<PathBuf>());
        }
        folder = parent;
    }
    path.to_path_buf()
}
