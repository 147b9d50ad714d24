//! The settings, and the baseline that they name.

use std::path::Path;

use progress_core::config::FILE_NAME;
use progress_core::display::plural;
use progress_core::fix::Texts;

use super::appending::append_keys;
use super::error::InitError;
use super::file_change::{ExistingFile, FileChange};
use crate::checking::{self, BaselineChoice, BaselineRequest, LintRequest};

/// The name of the baseline, if the settings name none.
pub(super) const BASELINE: &str = ".progress-baseline.json";

/// The first line of new settings; editors with a YAML language server use the schema.
const SCHEMA: &str = "# yaml-language-server: $schema=https://github.com/progress-lint/progress-lint/raw/main/schemas/config.schema.json";

/// Returns the change of the settings, which from then on name the baseline if there is a new one.
pub(super) fn settings(
    root: &Path,
    program: &str,
    with_baseline: bool,
) -> Result<Option<FileChange>, InitError> {
    let head = format!(
        "{SCHEMA}\n# `{program} lint --show-settings` prints all settings with their values.\n"
    );
    let file = ExistingFile::read(root, FILE_NAME)?;
    let line = format!("baseline: {BASELINE}\n");
    let after = match (&file.text, with_baseline) {
        (None, false) => head,
        (None, true) => format!("{head}{line}"),
        (Some(_), false) => return Ok(None),
        (Some(text), true) => match append_keys(text, &line) {
            Some(text) => text,
            None => {
                return Err(InitError::NotAppendable {
                    path: FILE_NAME.to_owned(),
                    key: "baseline",
                    line: line.trim_end().to_owned(),
                });
            }
        },
    };
    Ok(FileChange::new(file, after))
}

/// Whether there is a baseline, which settings should name.
pub(super) fn has_baseline(root: &Path) -> Result<bool, InitError> {
    Ok(ExistingFile::read(root, BASELINE)?.text.is_some())
}

/// Returns the baseline that lists all current findings, under its name relative to the root; `None`
/// if the file exists already: new findings must not become known by running this again. Without
/// findings, it is written only if it is `required`.
pub(super) fn baseline(
    root: &Path,
    name: &str,
    required: bool,
) -> Result<Option<FileChange>, InitError> {
    let file = ExistingFile::read(root, name)?;
    if file.text.is_some() {
        return Ok(None);
    }
    let request = LintRequest {
        baseline: BaselineRequest {
            file: BaselineChoice::Ignored,
            is_written: false,
        },
        ..LintRequest::default()
    };
    let (named, found) = request.locate(root)?;
    // What there is to tell is told by the first check.
    let opened = checking::open(&request, named, &found, root, &mut Vec::new())?;
    let texts = Texts::new();
    let workspace = opened.check.load(&texts);
    let known = opened.check.all_findings(&workspace, &texts);
    if known.is_empty() && !required {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    known
        .write(&mut bytes)
        .map_err(|source| InitError::Unreadable {
            path: name.to_owned(),
            source,
        })?;
    let change = FileChange::new(file, String::from_utf8_lossy(&bytes).into_owned());
    Ok(change.map(|change| FileChange {
        summary: Some(format!(
            "lists {}",
            plural(known.len(), "known finding", "known findings")
        )),
        ..change
    }))
}
