//! Writes the hooks of coding agents into their settings, and removes them.
//!
//! Everything else in these files keeps its bytes. Nothing is set up twice where one program reads
//! the file of another.

mod block;
mod calls;
mod file;
mod json;
mod members;
mod obstacles;
mod plan;
mod settings;
mod targets;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::Path;

pub use obstacles::obstacles;
pub(super) use plan::is_set_up;
pub use plan::{SetupPlan, plan_setup};
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
        /// What can be added by hand instead, if something is to be added.
        own: Option<String>,
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
            Self::Settings {
                source: SettingsError::Empty,
                ..
            } => "delete the file, or write `{}` into it".to_owned(),
            Self::Settings { own: None, .. } => "the file was left alone; fix it".to_owned(),
            Self::Settings { .. } => {
                "the file was left alone; fix it, or add what is above by hand".to_owned()
            }
            Self::Unreadable { .. } => "the file was left alone".to_owned(),
            Self::Write(WriteError::LeadsOut(_) | WriteError::Dangling(_)) => {
                "replace the link with a file of this repository; nothing was changed".to_owned()
            }
            Self::Write(error) => error.help(),
            Self::Changed(_) => "run the command again".to_owned(),
        }
    }
}

impl SetupError {
    /// What can be added to the file by hand instead.
    #[must_use]
    pub fn own(&self) -> Option<&str> {
        match self {
            Self::Settings {
                source: SettingsError::Empty,
                ..
            } => None,
            Self::Settings { own, .. } => own.as_deref(),
            _ => None,
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

/// Writes the file of a step.
///
/// # Errors
///
/// Fails if the file cannot be written, or changed meanwhile. It is left alone then.
pub fn write_setup(root: &Root, step: &SetupStep) -> Result<(), SetupError> {
    if step.is_done() {
        return Ok(());
    }
    let store = Store::open(root.repository.as_ref(), &root.folder);
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
        (Some(before), None) => delete(&root.folder, &path, before)?,
        (None, None) => {}
    }
    Ok(())
}

/// Deletes a file, and the directories that had nothing else.
fn delete(root: &Path, path: &RootedPath, before: &str) -> Result<(), SetupError> {
    let shown = path.as_str().to_owned();
    let file = path.absolute();
    match fs::read(file) {
        Ok(current) if current == before.as_bytes() => {}
        _ => return Err(SetupError::Changed(shown)),
    }
    if let Err(source) = fs::remove_file(file) {
        let path = shown;
        return Err(WriteError::Unwritable { path, source }.into());
    }
    // Git does not know empty directories, but they would pass for signs of a host.
    let directories = file.ancestors().skip(1);
    for directory in directories.take_while(|directory| *directory != root) {
        if fs::remove_dir(directory).is_err() {
            break;
        }
    }
    Ok(())
}
