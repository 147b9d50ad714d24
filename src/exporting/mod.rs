//! Plans in the formats of other tools.

mod gather;
mod times;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

pub use gather::gather;
use progress_bridge::Written;
pub use times::CommitTimes;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file exists.
    #[error("`{}` exists already", .0.display())]
    Exists(PathBuf),
    /// A path leads out of the folder to write to.
    #[error("`{}` is outside the output directory", .0.escape_debug())]
    Outside(String),
    /// A file cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

/// Writes the files: to `out` itself if it is only one, otherwise below it. Returns their paths.
///
/// # Errors
///
/// Fails if a file exists or cannot be written. If one exists, none is written.
pub fn write_files(
    written: &Written,
    out: &Path,
    is_folder: bool,
) -> Result<Vec<PathBuf>, ExportError> {
    let mut targets = Vec::with_capacity(written.files.len());
    for (path, _) in &written.files {
        // Names in files must not decide where files are written, whatever a format makes of them.
        if is_folder && !is_below(path) {
            return Err(ExportError::Outside(path.clone()));
        }
        let target = if is_folder {
            out.join(path)
        } else {
            out.to_path_buf()
        };
        // A symbolic link to nothing exists too.
        if target.symlink_metadata().is_ok() {
            return Err(ExportError::Exists(target));
        }
        targets.push(target);
    }
    for (target, (_, text)) in targets.iter().zip(&written.files) {
        write_one(target, text).map_err(|source| ExportError::Unwritable {
            path: target.clone(),
            source,
        })?;
    }
    Ok(targets)
}

/// Whether a path consists of names only.
fn is_below(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    parts.all(|part| matches!(part, Component::Normal(_)))
}

fn write_one(target: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    // An export can be repeated, so nothing is flushed to disk file by file.
    let mut file = File::create_new(target)?;
    let written = file.write_all(text.as_bytes());
    if written.is_err() {
        // What was written of it is of no use.
        let _ = fs::remove_file(target);
    }
    written
}
