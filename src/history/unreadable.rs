//! The progress files of a commit that cannot be read.

use std::collections::BTreeSet;
use std::sync::Arc;

use progress_core::document::{Document, Frontmatter};
use progress_core::source::folder_of;
use progress_core::task_links::{Digest, KnownFile, TaskIndex};
use progress_git::git::{GitError, Snapshot};

/// Returns the progress files of a tree whose frontmatter cannot be read; with a plan, only those
/// that may be part of it.
///
/// # Errors
///
/// Fails if Git cannot read a file.
pub fn unreadable(
    tree: &Snapshot<'_>,
    known: &TaskIndex,
    plan: Option<&str>,
) -> Result<Vec<Arc<KnownFile>>, GitError> {
    // Such a file does not say which plan it is part of, but those beside it do.
    let of_plan = known.files().filter(|file| Some(file.plan()) == plan);
    let folders: BTreeSet<&str> = of_plan.map(|file| folder_of(&file.path)).collect();
    let mut found = Vec::new();
    for file in known.files() {
        let is_wanted = plan.is_none() || folders.contains(folder_of(&file.path));
        if !is_wanted || *file.digest != Digest::default() {
            continue;
        }
        let document = Document::parse(tree.read(file.path.as_bytes())?);
        if matches!(document.frontmatter, Frontmatter::Unreadable(_)) {
            found.push(Arc::clone(file));
        }
    }
    Ok(found)
}
