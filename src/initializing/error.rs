//! Why a repository cannot be set up.

use std::io;

use progress_git::write::{KeptError, WriteError};

use crate::agent::SetupError;
use crate::checking::OpenError;
use crate::hook::InstallError;
use crate::hook::installation::NotInstallable;
use crate::selection::PathError;

/// Why a repository cannot be set up, or that cannot be undone.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// A file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file to change is not text.
    #[error("cannot change `{0}`: it is not UTF-8")]
    NotText(String),
    /// A file has a form to which nothing can be added.
    #[error("cannot add `{key}` to `{path}`")]
    NotAppendable {
        /// The file.
        path: String,
        /// What would be added.
        key: &'static str,
        /// The line to add by hand.
        line: String,
    },
    /// A file was changed after it was read.
    #[error("`{0}` was changed in the meantime")]
    Changed(String),
    /// The existing findings cannot be determined.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The files to check cannot be found.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The hooks cannot be installed.
    #[error(transparent)]
    Hooks(#[from] NotInstallable),
    /// The hooks cannot be removed.
    #[error(transparent)]
    Removal(#[from] InstallError),
    /// The settings of a coding agent cannot be changed.
    #[error(transparent)]
    Agents(#[from] SetupError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// What was done cannot be recorded or read.
    #[error(transparent)]
    Record(#[from] KeptError),
}

impl InitError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unreadable { path, .. } => Some(format!(
                "check the permissions of `{path}`, or skip this part with `--skip`"
            )),
            Self::NotText(_) => Some("skip this part with `--skip`".to_owned()),
            Self::NotAppendable { line, .. } => Some(format!(
                "add `{line}` yourself, or skip this part with `--skip`"
            )),
            Self::Changed(_) => Some("run `progress init` again".to_owned()),
            Self::Open(error) => error.help(),
            Self::Path(error) => error.help(),
            Self::Hooks(error) => error.help(),
            Self::Removal(error) => Some(error.help()),
            Self::Agents(error) => {
                Some(format!("{}, or skip this part with `--skip`", error.help()))
            }
            Self::Write(error) => Some(error.help()),
            // The general advice is about records that history can restore.
            Self::Record(KeptError::Damaged { .. }) => {
                Some("remove it; what was set up can then only be undone by hand".to_owned())
            }
            Self::Record(error) => Some(error.help()),
        }
    }
}
