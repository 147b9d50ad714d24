//! Writes the hooks of coding agents into their settings, and removes them.
//!
//! Everything else in these files keeps its bytes. Nothing is set up twice where one program reads
//! the file of another.

mod block;
mod file;
mod json;
mod members;
mod plan;
mod settings;
mod targets;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::Path;

pub use plan::plan_setup;
use progress_core::source::RootedPath;
use progress_git::write::{Store, WriteError};
pub use settings::SettingsError;
pub use targets::Target;

use crate::project::Root;

/// What to do with the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// They should be there.
    Install,
    /// They should not be there.
    Remove,
}

/// What becomes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupStep {
    /// Whose part it is.
    pub target: Target,
    /// The file, relative to the root.
    pub path: String,
    /// Its text now; `None` if it does not exist.
    pub before: Option<String>,
    /// Its text afterwards; `None` if it should not exist.
    pub after: Option<String>,
    /// Why nothing is set up in this file.
    pub covered_by: Option<&'static str>,
}

/// Why agents could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A file has a form that is not understood.
    #[error("cannot change `{path}`: {source}")]
    Settings {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: SettingsError,
    },
    /// A file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file changed meanwhile.
    #[error("`{0}` changed while it was being edited")]
    Changed(String),
}

impl SetupError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Settings { .. } => {
                "nothing was changed; fix the file, or add the hooks by hand: `progress agent \
                 setup --dry-run` in an empty directory shows them"
                    .to_owned()
            }
            Self::Unreadable { .. } => "nothing was changed".to_owned(),
            Self::Write(error) => error.help(),
            Self::Changed(_) => "run the command again".to_owned(),
        }
    }
}

impl SetupStep {
    /// Whether the file is already as it should be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.before == self.after
    }
}

/// Writes the files.
///
/// # Errors
///
/// Fails if a file cannot be written, or changed meanwhile. The files before it are written.
pub fn write_setup(root: &Root, steps: &[SetupStep]) -> Result<(), SetupError> {
    let store = Store::open(root.repository.as_ref(), &root.folder);
    for step in steps.iter().filter(|step| !step.is_done()) {
        let path = RootedPath::new(&root.folder, Path::new(&step.path));
        match (&step.before, &step.after) {
            (Some(before), Some(after)) => {
                store.replace(&path, |current| {
                    if current != before.as_bytes() {
                        return Err(SetupError::Changed(step.path.clone()));
                    }
                    Ok(Some(after.clone().into_bytes()))
                })?;
            }
            (None, Some(after)) => store.create(&path, after.as_bytes())?,
            (Some(_), None) => delete(path.absolute(), &step.path)?,
            (None, None) => {}
        }
    }
    Ok(())
}

fn delete(path: &Path, shown: &str) -> Result<(), SetupError> {
    fs::remove_file(path).map_err(|source| {
        SetupError::Write(WriteError::Unwritable {
            path: shown.to_owned(),
            source,
        })
    })
}
