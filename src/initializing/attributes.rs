//! The attributes by which Git merges progress files by meaning, in every clone.

use std::path::Path;

use progress_git::git::Repository;

use super::appending::append_lines;
use super::error::InitError;
use super::file_change::{ExistingFile, FileChange};
use crate::driver;
use crate::hook::merging;

/// Returns the change of `.gitattributes`; `None` if it has such attributes.
pub(super) fn attributes(
    root: &Path,
    repository: &Repository,
    program: &str,
    patterns: &[&str],
) -> Result<Option<FileChange>, InitError> {
    if merging::is_committed(repository) {
        return Ok(None);
    }
    let file = ExistingFile::read(root, ".gitattributes")?;
    let lines = driver::attributes(patterns).join("\n");
    let text = file.text.as_deref().unwrap_or_default();
    let lines = format!(
        "# Merges progress files by meaning, in clones where `{program} hook install` was run.\n{lines}\n"
    );
    let after = append_lines(text, &lines);
    Ok(FileChange::new(file, after))
}
