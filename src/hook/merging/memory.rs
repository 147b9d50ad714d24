//! The settings from before the first installation, restored by uninstalling.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use progress_git::git::Repository;
use progress_git::write::put_file;

use super::PROGRAM_KEY;
use crate::driver::configuration;
use crate::hook::install::InstallError;

/// The earlier value of each key and, as `set:KEY`, the value that we set.
#[derive(Debug, Default)]
pub(super) struct Memory {
    values: BTreeMap<String, String>,
    /// Whether it was written by a version that did not save what it set.
    is_old: bool,
}

/// The key for the file's format; early builds of 0.1.0 saved only the earlier values.
const FORMAT: &str = "format";
/// The format that is written, and the newest that can be read.
const NEWEST: u32 = 2;

impl Memory {
    /// Reads the saved settings; empty if there are none.
    ///
    /// # Errors
    ///
    /// Fails if a newer version of the program wrote them, or if the file is damaged: what others
    /// had set could not be restored.
    pub(super) fn read(repository: &Repository) -> Result<Self, InstallError> {
        let path = file(repository);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(InstallError::at(&path)(error)),
        };
        let values: BTreeMap<String, String> = match serde_json::from_slice(&bytes) {
            Ok(values) => values,
            Err(error) => return Err(InstallError::at(&path)(error.into())),
        };
        let Some(format) = values.get(FORMAT) else {
            return Ok(Self {
                values,
                is_old: true,
            });
        };
        if !format.parse::<u32>().is_ok_and(|format| format <= NEWEST) {
            return Err(InstallError::Newer(path));
        }
        Ok(Self {
            values,
            is_old: false,
        })
    }

    /// Saves the current value of a key, if any, before it is replaced.
    pub(super) fn note(&mut self, key: &str, old: Option<String>, new: &str) {
        // What an earlier installation set is not to be restored.
        if let Some(old) = old
            && !self.is_ours(key, &old)
        {
            // The user set the same value, which must be kept.
            if old == new {
                return;
            }
            self.values.insert(key.to_owned(), old);
        }
        self.values.insert(set(key), new.to_owned());
    }

    /// Whether we set this value.
    pub(super) fn is_ours(&self, key: &str, value: &str) -> bool {
        // The values themselves must show who set them.
        if self.is_old {
            return key == PROGRAM_KEY || looks_like_ours(key, value);
        }
        self.values.get(&set(key)).is_some_and(|set| set == value)
    }

    /// Returns the value that a key had before.
    pub(super) fn before(&self, key: &str) -> Option<&String> {
        self.values.get(key)
    }

    pub(super) fn write(mut self, repository: &Repository) -> Result<(), InstallError> {
        self.values.insert(FORMAT.to_owned(), NEWEST.to_string());
        let path = file(repository);
        let failed = InstallError::at(&path);
        let bytes =
            serde_json::to_vec_pretty(&self.values).map_err(|error| failed(error.into()))?;
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        let sharing = repository.sharing();
        let made = sharing.make_folder(path.parent().unwrap_or(&path));
        made.and_then(|()| put_file(&path, &bytes, sharing))
            .map_err(failed)
    }

    pub(super) fn forget(repository: &Repository) -> Result<(), InstallError> {
        let path = file(repository);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(InstallError::at(&path)(error))
            }
            _ => Ok(()),
        }
    }
}

fn file(repository: &Repository) -> PathBuf {
    let folder = repository.common_dir().join("progress");
    folder.join("config-before-hooks.json")
}

/// Whether a value is one that `progress hook install` sets, whatever the program's path.
fn looks_like_ours(key: &str, value: &str) -> bool {
    if key == "merge.progress.driver" && value.contains(" merge-driver %O %A %B %L %P") {
        return true;
    }
    configuration("progress")
        .into_iter()
        .any(|(known, ours)| known == key && ours == value)
}

fn set(key: &str) -> String {
    format!("set:{key}")
}
