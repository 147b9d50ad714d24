//! One file that is created or changed.

use std::io::ErrorKind;
use std::path::Path;

use progress_core::source::RootedPath;
use progress_git::trees::read_file;
use progress_git::write::WriteError;

use super::error::InitError;
use crate::selection::writable;

/// A file to create or change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file.
    pub path: RootedPath,
    /// Its current content; `None` if it does not exist.
    pub before: Option<String>,
    /// Its new content.
    pub after: String,
    /// What the content is, if it is not worth showing in full.
    pub summary: Option<String>,
}

/// What a part of the set-up needs.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// The files to change.
    pub files: Vec<FileChange>,
    /// What to do by hand, if its files cannot be changed safely.
    pub lines: Option<String>,
}

impl FileChange {
    /// Creates a change, unless the file has this content already.
    pub(super) fn new(file: ExistingFile, after: String) -> Option<Self> {
        if file.text.as_deref() == Some(after.as_str()) {
            return None;
        }
        Some(Self {
            path: file.path,
            before: file.text,
            after,
            summary: None,
        })
    }
}

/// A file that may be changed, as it is now.
#[derive(Clone, Debug)]
pub(super) struct ExistingFile {
    pub path: RootedPath,
    /// Its content; `None` if it does not exist.
    pub text: Option<String>,
}

impl ExistingFile {
    /// Reads a file, by its name relative to the root.
    pub(super) fn read(root: &Path, name: &str) -> Result<Self, InitError> {
        let path = RootedPath::new(root, Path::new(name));
        // A link in a repository of others must not lead to a file elsewhere, which the diff would
        // show. It also would be refused only when other files are written already.
        let target = writable(Path::new(name), root)?;
        // Found out before anything is written, not when half of it is.
        if target
            .metadata()
            .is_ok_and(|it| it.permissions().readonly())
        {
            return Err(WriteError::ReadOnly(name.to_owned()).into());
        }
        let text = match read_file(path.absolute()) {
            Ok((bytes, _)) => {
                // Written back, anything else would be lost.
                let text = String::from_utf8(bytes);
                Some(text.map_err(|_| InitError::NotText(name.to_owned()))?)
            }
            // A dangling link is not a missing file.
            Err(error) if error.kind() == ErrorKind::NotFound && !path.absolute().is_symlink() => {
                None
            }
            Err(source) => {
                return Err(InitError::Unreadable {
                    path: name.to_owned(),
                    source,
                });
            }
        };
        Ok(Self { path, text })
    }
}
