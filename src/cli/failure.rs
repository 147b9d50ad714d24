//! Operational trouble, in words.

use std::fmt::Display;
use std::io;

/// Why a command cannot do what it was asked to, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, in one line.
    pub message: String,
    /// The lines of a file that show it.
    pub excerpt: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What went wrong besides.
    pub further: Vec<Failure>,
}

impl Failure {
    /// A failure with nothing to advise.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            excerpt: String::new(),
            help: None,
            further: Vec::new(),
        }
    }

    /// What could not be read, and why.
    pub fn unreadable(path: impl Display, error: &io::Error) -> Self {
        let failure = Self::new(format!("cannot read `{path}`: {error}"));
        match error.kind() {
            io::ErrorKind::PermissionDenied => {
                failure.help("check who may read it, and each folder that it lies in")
            }
            _ => failure,
        }
    }

    /// Several failures as one; `None` of none.
    pub fn all(failures: impl Iterator<Item = Self>) -> Option<Self> {
        let mut failures = failures;
        let mut first = failures.next()?;
        first.further.extend(failures);
        Some(first)
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The lines of a file that show it.
    #[must_use]
    pub fn excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = excerpt.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_read_hears_where_to_look() {
        let help = |kind: io::ErrorKind| Failure::unreadable("a.md", &kind.into()).help;
        let denied = help(io::ErrorKind::PermissionDenied);
        assert!(denied.is_some_and(|help| help.contains("who may read")));
        assert_eq!(help(io::ErrorKind::FileTooLarge), None);
    }
}
