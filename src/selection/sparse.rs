//! Files that exist, but lie outside a sparse checkout.

use std::path::Path;

use progress_core::config::Settings;
use progress_core::model::plan_path::same_plan;
use progress_core::source::{RootedPath, folder_of};
use progress_core::task_links::KnownFile;
use progress_git::git::Repository;

use super::PathError;
use crate::linking::Linker;
use crate::loading::resolve_parent;

/// Returns how to bring a file or folder, relative to the root, into the checkout.
#[must_use]
pub fn remedy(path: &str) -> String {
    // What has no extension is most likely a folder.
    let is_file = Path::new(path).extension().is_some();
    let folder = match folder_of(path) {
        folder if is_file && !folder.is_empty() => folder,
        _ => path,
    };
    format!("add it with `git sparse-checkout add {folder}`")
}

/// Returns the error for a missing path, if it is one outside the sparse checkout.
pub(super) fn missing(path: &Path, current: &Path) -> Option<PathError> {
    let absolute = resolve_parent(&current.join(path));
    let mut above = absolute.ancestors();
    let repository = open(above.find(|folder| folder.is_dir())?)?;
    let rooted = RootedPath::new(repository.root(), &absolute);
    if !repository.leaves_out(rooted.as_str().as_bytes()) {
        return None;
    }
    Some(PathError::LeftOut {
        path: path.display().to_string(),
        rooted: rooted.as_str().to_owned(),
    })
}

/// Returns a progress file outside the sparse checkout that passes a test.
pub(super) fn find(
    root: &Path,
    settings: &Settings,
    is_wanted: impl Fn(&KnownFile) -> bool,
) -> Option<String> {
    let repository = open(root)?;
    let known = Linker::new(&repository, settings).staged().ok()?;
    let found = known
        .files()
        .find(|file| is_wanted(file) && repository.leaves_out(file.path.as_bytes()))?;
    Some(found.path.clone())
}

/// Returns a file of the plan of this name or in this folder, if it is outside the checkout.
pub(super) fn file_of_plan(root: &Path, settings: &Settings, name: &str) -> Option<String> {
    find(root, settings, |file| {
        same_plan(file.plan(), name) || folder_of(&file.path) == name.trim_end_matches('/')
    })
}

fn open(folder: &Path) -> Option<Repository> {
    let mut repository = Repository::discover(folder).ok()??;
    repository.stay_local();
    Some(repository)
}
