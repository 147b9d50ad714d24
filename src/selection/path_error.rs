//! Why a path that a user named cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use progress_core::source::with_slashes;
use progress_git::write::WriteError;

use super::sparse;

/// Why a path that a user named cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// The name given to standard input cannot be that of a file.
    #[error("`--stdin-filename {0}` is not a file name")]
    NotAFileName(String),
    /// The path exists, but is excluded by a sparse checkout.
    #[error("`{path}` is outside the sparse checkout")]
    LeftOut {
        /// The path as given.
        path: String,
        /// The path from the root of the repository.
        rooted: String,
    },
    /// The path does not exist.
    #[error("`{path}` does not exist")]
    Absent {
        /// The path as given.
        path: String,
        /// The path that was probably meant.
        near: Option<PathBuf>,
    },
    /// The path cannot be accessed.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The path is neither a file nor a directory.
    #[error("`{path}` is {kind}, not a file")]
    Special {
        /// The path as given.
        path: String,
        /// What it is.
        kind: &'static str,
    },
    /// A symbolic link leads out of the repository or nowhere, so the path must not be written.
    #[error(transparent)]
    LeadsOut(#[from] WriteError),
    /// Standard input is neither in the index nor in a commit.
    #[error("`-` is standard input and cannot be read from {from}")]
    RecordedStdin {
        /// The name of the index or the commit.
        from: String,
    },
    /// The path is not in the index or the commit.
    #[error("`{path}` is not in {from}")]
    NotRecorded {
        /// The path as given.
        path: String,
        /// The name of the index or the commit.
        from: String,
        /// What was probably meant.
        hint: Unrecorded,
    },
    /// The path is a link or a submodule in the index or the commit.
    #[error("`{path}` is not a regular file in {from}")]
    NotRegular {
        /// The path as given.
        path: String,
        /// The name of the index or the commit.
        from: String,
        /// Whether it is a submodule, not a link.
        is_submodule: bool,
    },
}

/// Why a path may be missing from the index or a commit.
#[derive(Debug)]
pub enum Unrecorded {
    /// It was probably misspelled, and this was meant.
    Misspelled(PathBuf),
    /// It exists, but was not added to the index.
    NotAdded,
    /// Unknown.
    Unknown,
}

impl PathError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotAFileName(_) => "pass the name of the file that standard input represents",
            Self::LeftOut { rooted, .. } => return Some(sparse::remedy(rooted)),
            // A shell passes a pattern on if it matches nothing.
            Self::Absent { path, .. } if is_glob(path) => {
                "globs are expanded by the shell or in `include` in `.progress.yaml`; pass files and directories"
            }
            Self::Absent {
                near: Some(near), ..
            } => return Some(did_you_mean(near)),
            Self::Absent { near: None, .. } => {
                "pass an existing file or directory; without one, the whole repository is searched"
            }
            Self::Unreadable { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => {
                    "check the permissions of the file and of its parent directories"
                }
                _ => return None,
            },
            Self::Special { .. } => {
                "pipe the content instead: `progress lint --stdin-filename PATH < …`"
            }
            Self::LeadsOut(error) => return Some(error.help()),
            Self::RecordedStdin { .. } => "pass file names instead",
            Self::NotRecorded { hint, .. } => match hint {
                Unrecorded::Misspelled(near) => return Some(did_you_mean(near)),
                Unrecorded::NotAdded => "run `git add` first",
                Unrecorded::Unknown => {
                    "pass a file or directory that exists there; without a path, all are checked"
                }
            },
            Self::NotRegular {
                is_submodule: true, ..
            } => "it is a submodule; change to its directory and check it there",
            Self::NotRegular { .. } => "it is a symbolic link; pass its target",
        };
        Some(help.to_owned())
    }
}

/// Whether a path that does not exist was probably meant as a pattern.
pub(super) fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '{'])
}

fn did_you_mean(near: &Path) -> String {
    format!("did you mean `{}`?", with_slashes(near))
}
