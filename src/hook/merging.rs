//! Configures Git to use the merge driver, and undoes that.

mod memory;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use memory::Memory;
use progress_git::git::Repository;
use progress_git::trees::read_file;
use progress_git::write::{create_file, put_file};

use super::block::{Markers, Origin};
use super::install::InstallError;
use crate::driver::{attributes, configuration};

/// The setting with the program's path, for scripts that do not contain it.
pub const PROGRAM_KEY: &str = "progress.program";

/// The version of our part of the attributes, recorded in its first line.
const VERSION: u32 = 1;

/// The state of the merge driver in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merging {
    /// Git calls it for progress files.
    Ready,
    /// It is not configured.
    NotConfigured,
    /// A different command is configured than would be set now.
    Stale,
    /// No attributes assign progress files to it.
    NoAttributes,
}

/// Returns the state of the merge driver; `program` is what Git should call.
#[must_use]
pub fn state(repository: &Repository, program: &str) -> Merging {
    let Some(driver) = repository.setting_in_force("merge.progress.driver") else {
        return Merging::NotConfigured;
    };
    let mut expected = configuration(program).into_iter();
    if expected.any(|(key, value)| key == "merge.progress.driver" && value != driver.value) {
        return Merging::Stale;
    }
    if has_attributes(repository) {
        Merging::Ready
    } else {
        Merging::NoAttributes
    }
}

/// Whether any attributes assign files to the merge driver.
fn has_attributes(repository: &Repository) -> bool {
    sends(&attributes_file(repository)) || is_committed(repository)
}

/// Whether attributes that are shared through commits do.
#[must_use]
pub fn is_committed(repository: &Repository) -> bool {
    sends(&repository.root().join(".gitattributes"))
}

fn sends(file: &Path) -> bool {
    // Attributes in the working tree may be anything, and a pipe would never end.
    let Ok((bytes, _)) = read_file(file) else {
        return false;
    };
    let text = String::from_utf8_lossy(&bytes);
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .any(|line| line.split_whitespace().any(|word| word == "merge=progress"))
}

/// Fails if a newer version of the program has set up the merge driver, before anything is changed.
pub(super) fn check(repository: &Repository) -> Result<(), InstallError> {
    Memory::read(repository)?;
    let path = attributes_file(repository);
    let bytes = fs::read(&path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    match markers().find(&text) {
        Some(found) if found.version > VERSION => Err(InstallError::Newer(path)),
        _ => Ok(()),
    }
}

/// Configures the merge driver; returns whether anything changed.
///
/// The previous settings are saved first, and the attributes that assign files to the driver are
/// written last: Git finds a working driver at every moment, even if the process is killed.
pub(super) fn set_up(
    repository: &Repository,
    program: &Path,
    patterns: &[&str],
    names_program: bool,
) -> Result<bool, InstallError> {
    let program_path = program.to_string_lossy().into_owned();
    let mut entries = configuration(&program_path);
    if names_program {
        entries.push((PROGRAM_KEY, program_path));
    }
    let mut memory = Memory::read(repository)?;
    for (key, value) in &entries {
        memory.note(key, repository.own_setting(key), value);
    }
    memory.write(repository)?;
    let mut is_new = false;
    for (key, value) in entries {
        if repository.own_setting(key).as_deref() != Some(&value) {
            repository.set(key, &value)?;
            is_new = true;
        }
    }
    Ok(write_attributes(repository, patterns)? || is_new)
}

/// Undoes what was set, but not what others have set since; returns whether anything changed.
pub(super) fn take_back(repository: &Repository) -> Result<bool, InstallError> {
    // First, so that Git does not call a driver that is only half removed.
    let mut was_there = remove_attributes(repository)?;
    let memory = Memory::read(repository)?;
    let mut keys = vec![PROGRAM_KEY];
    // Every merge fails with a driver that has a name and no command, so the command, which is set
    // first, is removed last.
    let driver_keys = configuration("progress").into_iter();
    keys.extend(driver_keys.rev().map(|(key, _)| key));
    for key in keys {
        let Some(value) = repository.own_setting(key) else {
            continue;
        };
        if !memory.is_ours(key, &value) {
            continue;
        }
        was_there = true;
        match memory.before(key) {
            Some(value) => repository.set(key, value)?,
            None => repository.unset(key)?,
        }
    }
    Memory::forget(repository)?;
    Ok(was_there)
}

fn attributes_file(repository: &Repository) -> PathBuf {
    repository.common_dir().join("info").join("attributes")
}

fn markers() -> Markers {
    Markers::new("progress attributes", |inner| {
        inner
            .lines()
            .all(|line| line.ends_with(" merge=progress diff=progress"))
    })
}

fn write_attributes(repository: &Repository, patterns: &[&str]) -> Result<bool, InstallError> {
    let path = attributes_file(repository);
    let failed = InstallError::at(&path);
    let lines = attributes(patterns).join("\n");
    let part = format!(
        "# >>> progress attributes, version {VERSION} >>>\n{lines}\n# <<< progress attributes <<<\n"
    );
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| failed(std::io::Error::other("it is not UTF-8")))?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let sharing = repository.sharing();
            let made = sharing.make_folder(path.parent().unwrap_or(&path));
            // Fails if another program has created the file in the meantime.
            made.and_then(|()| create_file(&path, part.as_bytes(), sharing))
                .map_err(failed)?;
            return Ok(true);
        }
        Err(error) => return Err(failed(error)),
    };
    let new = markers().with(&text, &part);
    if new == text {
        return Ok(false);
    }
    put_file(&path, new.as_bytes(), repository.sharing()).map_err(failed)?;
    Ok(true)
}

fn remove_attributes(repository: &Repository) -> Result<bool, InstallError> {
    let path = attributes_file(repository);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let Some(rest) = markers().without(&text) else {
        return Ok(false);
    };
    // The file was created for our part, and nobody has added anything since.
    let result = if rest.origin == Origin::Alone && rest.text.is_empty() {
        fs::remove_file(&path)
    } else {
        put_file(&path, rest.text.as_bytes(), repository.sharing())
    };
    result.map_err(InstallError::at(&path))?;
    Ok(true)
}
