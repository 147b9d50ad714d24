//! The error for directories without progress files.

use std::path::{Path, PathBuf};

use progress_core::config::Settings;
use progress_core::display::shortened;
use progress_core::source::RootedPath;
use progress_core::task_links::KnownFile;

use super::sparse;

/// Maximum `include` patterns quoted in a message, and maximum length of each.
const MAX_PATTERNS: usize = 6;
const MAX_QUOTED: usize = 60;

/// No directory that was searched contains progress files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no progress files found in {}{}", .folders.join(", "), but_outside(.outside.as_deref()))]
pub struct NoFiles {
    /// The directories, as shown in messages.
    folders: Vec<String>,
    /// A progress file there that is outside the sparse checkout.
    outside: Option<String>,
    /// The patterns that progress files match.
    patterns: Vec<String>,
}

impl NoFiles {
    /// Creates the error for these directories, and finds out why there are no files. `current` is
    /// the directory in which the command runs.
    #[must_use]
    pub fn in_folders(
        folders: &[PathBuf],
        root: &Path,
        current: &Path,
        settings: &Settings,
    ) -> Self {
        let mut roots = Vec::new();
        for folder in folders {
            roots.push(RootedPath::new(root, folder));
        }
        let is_in = |file: &KnownFile| {
            let path = Path::new(&file.path);
            // Compared by components: `docs` does not contain `docs-old`.
            roots.iter().any(|it| path.starts_with(it.as_str()))
        };
        Self {
            folders: folders.iter().map(|it| shown(it, root, current)).collect(),
            outside: sparse::find(root, settings, is_in),
            patterns: settings
                .include
                .patterns()
                .iter()
                .map(|pattern| format!("`{}`", shortened(pattern, MAX_QUOTED)))
                .take(MAX_PATTERNS)
                .collect(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        // The files exist and are only missing from a sparse checkout.
        if let Some(outside) = &self.outside {
            return sparse::remedy(outside);
        }
        if self.patterns.is_empty() {
            return "add patterns to `include` in `.progress.yaml`".to_owned();
        }
        format!(
            "create one with `progress new PLAN PHASE`; existing ones must match {} (`include` in \
             `.progress.yaml`), must have `type: progress`, and are skipped if they match `exclude` \
             or are ignored by Git",
            self.patterns.join(" or ")
        )
    }
}

fn but_outside(path: Option<&str>) -> String {
    match path {
        Some(path) => format!("; `{path}` is outside the sparse checkout"),
        None => String::new(),
    }
}

fn shown(folder: &Path, root: &Path, current: &Path) -> String {
    if folder == current {
        return "this directory".to_owned();
    }
    match folder.strip_prefix(root) {
        // The root has no name relative to itself.
        Ok(below) if !below.as_os_str().is_empty() => format!("`{}`", below.display()),
        _ => format!("`{}`", folder.display()),
    }
}
