//! Telling Git of the merge driver, and taking that back.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::block::{Markers, Origin};
use super::install::InstallError;
use crate::git::Repository;
use crate::merge::driver::{attributes, configuration};
use crate::write::{create_file, put_file};

/// Where the program is named for scripts that do not name it.
pub const PROGRAM_KEY: &str = "progress.program";

/// How the merge driver stands in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merging {
    /// Git calls it for progress files.
    Ready,
    /// The configuration does not name it.
    NotConfigured,
    /// The configuration names another command than would be set now.
    Stale,
    /// No attributes send progress files to it.
    NoAttributes,
}

/// How the merge driver stands; `program` is what Git should call.
#[must_use]
pub fn standing(repository: &Repository, program: &str) -> Merging {
    let mut entries = configuration(program).into_iter();
    let values = |key: &str| {
        repository
            .setting_in_force(key)
            .map(|setting| setting.value)
    };
    let Some(driver) = values("merge.progress.driver") else {
        return Merging::NotConfigured;
    };
    if entries.any(|(key, value)| key == "merge.progress.driver" && value != driver) {
        return Merging::Stale;
    }
    if has_attributes(repository) {
        Merging::Ready
    } else {
        Merging::NoAttributes
    }
}

/// Whether some attributes send files to the merge driver.
fn has_attributes(repository: &Repository) -> bool {
    sends(&attributes_file(repository)) || is_committed(repository)
}

/// Whether the attributes that everybody gets do.
#[must_use]
pub fn is_committed(repository: &Repository) -> bool {
    sends(&repository.root().join(".gitattributes"))
}

fn sends(file: &Path) -> bool {
    let text = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines();
    lines.any(|line| {
        let is_ours = |word| word == "merge=progress";
        !line.starts_with('#') && line.split_whitespace().any(is_ours)
    })
}

/// Tells Git of the merge driver; whether anything was new.
pub(super) fn set_up(
    repository: &Repository,
    program: &Path,
    patterns: &[&str],
    names_program: bool,
) -> Result<bool, InstallError> {
    let program = program.to_string_lossy().into_owned();
    let mut entries = configuration(&program);
    if names_program {
        entries.push((PROGRAM_KEY, program));
    }
    remember(repository, &entries)?;
    let mut is_new = false;
    for (key, value) in entries {
        if repository.own_setting(key).as_deref() != Some(&value) {
            repository.set(key, &value)?;
            is_new = true;
        }
    }
    Ok(write_attributes(repository, patterns)? || is_new)
}

/// Takes it back; whether anything was there.
pub(super) fn take_back(repository: &Repository) -> Result<bool, InstallError> {
    let memory = memory(repository);
    let before = remembered(&memory);
    let mut was_there = false;
    let keys = configuration("progress").into_iter().map(|(key, _)| key);
    for key in keys.chain([PROGRAM_KEY]) {
        if repository.own_setting(key).is_none() {
            continue;
        }
        was_there = true;
        match before.get(key) {
            Some(value) => repository.set(key, value)?,
            None => repository.unset(key)?,
        }
    }
    let removed = fs::remove_file(&memory);
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(InstallError::at(&memory)(error));
        }
        _ => {}
    }
    Ok(remove_attributes(repository)? || was_there)
}

/// What the configuration said before the first installation, for the last uninstallation.
fn memory(repository: &Repository) -> PathBuf {
    let folder = repository.common_dir().join("progress");
    folder.join("config-before-hooks.json")
}

fn remembered(memory: &Path) -> BTreeMap<String, String> {
    let bytes = fs::read(memory).ok();
    let values = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    values.unwrap_or_default()
}

fn remember(repository: &Repository, entries: &[(&str, String)]) -> Result<(), InstallError> {
    let memory = memory(repository);
    if memory.exists() {
        return Ok(());
    }
    let values = entries.iter().filter_map(|(key, new)| {
        let old = repository.own_setting(key).filter(|old| old != new)?;
        Some(((*key).to_owned(), old))
    });
    let values: BTreeMap<String, String> = values.collect();
    let failed = InstallError::at(&memory);
    let bytes = serde_json::to_vec_pretty(&values).map_err(|error| failed(error.into()))?;
    create_file(&memory, &bytes).map_err(failed)
}

fn attributes_file(repository: &Repository) -> PathBuf {
    repository.common_dir().join("info").join("attributes")
}

fn markers() -> Markers {
    Markers::new("progress attributes")
}

fn write_attributes(repository: &Repository, patterns: &[&str]) -> Result<bool, InstallError> {
    let path = attributes_file(repository);
    let failed = InstallError::at(&path);
    let lines = attributes(patterns).join("\n");
    let part = format!(
        "# >>> progress attributes, version 1 >>>\n{lines}\n# <<< progress attributes <<<\n"
    );
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| failed(std::io::Error::other("it is not UTF-8")))?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(&failed)?;
            create_file(&path, part.as_bytes()).map_err(failed)?;
            return Ok(true);
        }
        Err(error) => return Err(failed(error)),
    };
    let new = markers().with(&text, &part);
    if new == text {
        return Ok(false);
    }
    put_file(&path, new.as_bytes()).map_err(failed)?;
    Ok(true)
}

fn remove_attributes(repository: &Repository) -> Result<bool, InstallError> {
    let path = attributes_file(repository);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let Some(rest) = markers().without(&text) else {
        return Ok(false);
    };
    let removed = if rest.origin == Origin::Alone && rest.text.is_empty() {
        fs::remove_file(&path)
    } else {
        put_file(&path, rest.text.as_bytes())
    };
    removed.map_err(InstallError::at(&path))?;
    Ok(true)
}
