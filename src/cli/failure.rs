//! Operational errors.

use std::fmt::Display;
use std::io;

use crate::project::RootError;
use crate::selection::{NoFiles, PathError, PlanError, RevisionError};

/// Why a command failed, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// What went wrong, in one line.
    pub message: String,
    /// The lines of a file that show the problem.
    pub excerpt: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Further failures.
    pub further: Vec<Failure>,
}

impl Failure {
    /// Creates a failure without help.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            excerpt: String::new(),
            help: None,
            further: Vec::new(),
        }
    }

    /// Creates the failure for an error, with what to do about it, if anything is known.
    pub(super) fn of(error: &impl Display, help: Option<String>) -> Self {
        Self {
            help,
            ..Self::new(error.to_string())
        }
    }

    /// Creates a failure for a file that could not be read.
    pub(super) fn unreadable(path: impl Display, error: &io::Error) -> Self {
        let failure = Self::new(format!("cannot read `{path}`: {error}"));
        match error.kind() {
            io::ErrorKind::PermissionDenied => {
                failure.help("check the permissions of the file and of its parent directories")
            }
            _ => failure,
        }
    }

    /// Combines several failures into one; `None` if there are none.
    pub(super) fn all(mut failures: impl Iterator<Item = Self>) -> Option<Self> {
        let mut first = failures.next()?;
        first.further.extend(failures);
        Some(first)
    }

    /// What to do about it.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The lines of a file that show the problem.
    #[must_use]
    pub(super) fn excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = excerpt.into();
        self
    }
}

impl From<RootError> for Failure {
    fn from(error: RootError) -> Self {
        Self::new(error.to_string()).help(error.help())
    }
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        Self::of(&error, error.help())
    }
}

impl From<RevisionError> for Failure {
    fn from(error: RevisionError) -> Self {
        Self::of(&error, error.help())
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::new(error.to_string()).help(error.help())
    }
}

impl From<NoFiles> for Failure {
    fn from(error: NoFiles) -> Self {
        Self::new(error.to_string()).help(error.help())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_error_says_what_to_check() {
        let help = |kind: io::ErrorKind| Failure::unreadable("a.md", &kind.into()).help;
        let denied = help(io::ErrorKind::PermissionDenied);
        assert!(denied.is_some_and(|help| help.contains("permissions")));
        assert_eq!(help(io::ErrorKind::FileTooLarge), None);
    }
}
