//! Fixing findings: in memory, and on disk.

use std::collections::BTreeMap;
use std::convert::Infallible;

use progress_core::fix::{Fixed, FixedFile, Texts, add_ignores, fix_all};
use progress_core::lint::Safety;
use progress_core::source::RootedPath;
use progress_core::workspace::Workspace;
use progress_git::write::{Store, WriteError};

use super::Check;

/// What was fixed, and where.
#[derive(Debug)]
pub struct WrittenFixes {
    /// The files as they are now.
    pub workspace: Workspace,
    /// The number of fixes made.
    pub fixes: usize,
    /// The number of files written.
    pub written: usize,
    /// Files that could not be written, and why.
    pub failed: Vec<(RootedPath, FixError)>,
    /// The text for the output if a file was piped: the original bytes, unless they were fixed.
    pub piped: Option<Vec<u8>>,
}

/// Why a fixed file was not written.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// It changed in the meantime.
    #[error("changed while it was being fixed")]
    Changed,
}

/// Fixes the files of a check in memory. `piped` is the file given instead of read.
#[must_use]
pub fn fix(check: &Check<'_>, piped: &Texts, safety: Safety) -> Fixed {
    let fixed = fix_all(
        |texts: &Texts| Ok::<_, Infallible>(load(check, piped, texts)),
        &|workspace| check.fixable(workspace, piped, safety),
        safety,
    );
    match fixed {
        Ok(fixed) => fixed,
        Err(never) => match never {},
    }
}

/// Adds ignore comments for the findings of a check in memory; they count as fixes.
#[must_use]
pub fn ignore(check: &Check<'_>, piped: &Texts) -> Fixed {
    let fixed = add_ignores(
        |texts: &Texts| Ok::<_, Infallible>(load(check, piped, texts)),
        &|workspace| check.unknown(workspace, piped),
    );
    match fixed {
        Ok(fixed) => fixed,
        Err(never) => match never {},
    }
}

/// Loads the files. That never fails: files that cannot be read are errors of the workspace.
fn load(check: &Check<'_>, piped: &Texts, texts: &Texts) -> Workspace {
    // What was fixed so far takes precedence over the text as it was piped.
    let mut all = piped.clone();
    all.extend(texts.clone());
    check.load(&all)
}

/// Writes fixed files to disk, except one that was piped.
#[must_use]
pub fn write_fixes(check: &Check<'_>, piped: &Texts, result: Fixed) -> WrittenFixes {
    let Fixed { workspace, files } = result;
    let store = Store::open(check.source.repository, check.source.root);
    let (mut fixes, mut written, mut failed) = (0, 0, Vec::new());
    for (path, file) in &files {
        if let Some(original) = piped.get(path) {
            // The text was decoded from invalid UTF-8. The original bytes are returned instead.
            if file.before.as_bytes() != original {
                continue;
            }
        } else {
            if let Err(error) = write(&store, path, file) {
                // One file that cannot be written does not keep the others from being fixed.
                failed.push((path.clone(), error));
                continue;
            }
            written += 1;
        }
        fixes += file.fixed;
    }
    WrittenFixes {
        // Files that could not be written are unchanged.
        workspace: if failed.is_empty() {
            workspace
        } else {
            check.load(piped)
        },
        fixes,
        written,
        failed,
        piped: returned(piped, &files),
    }
}

/// The output for a piped file: the original bytes, unless they were fixed.
fn returned(piped: &Texts, files: &BTreeMap<RootedPath, FixedFile>) -> Option<Vec<u8>> {
    let (path, original) = piped.iter().next()?;
    match files.get(path) {
        // Otherwise, bytes that are not UTF-8 would be lost in the fixed text.
        Some(file) if file.before.as_bytes() == original => Some(file.after.clone().into_bytes()),
        _ => Some(original.clone()),
    }
}

fn write(store: &Store, path: &RootedPath, file: &FixedFile) -> Result<(), FixError> {
    store.replace(path, |current| {
        // Do not overwrite a concurrent change.
        if current != file.before.as_bytes() {
            return Err(FixError::Changed);
        }
        Ok(Some(file.after.clone().into_bytes()))
    })?;
    Ok(())
}
