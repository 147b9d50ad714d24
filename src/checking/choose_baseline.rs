//! Chooses and opens the file of known findings.

use std::path::{Path, PathBuf};

use progress_core::config::Settings;
use progress_git::write::Store;

use super::open_error::OpenError;
use super::request::{BaselineChoice, LintRequest, Origin};
use super::{BaselineFile, BaselineText, GatedRange, Notice, Source};
use crate::project::Root;
use crate::selection::writable;

/// Opens the file of known findings that a request names, or else the settings; `None` if there is
/// none.
pub(super) fn choose_baseline(
    request: &LintRequest,
    settings: &Settings,
    source: &Source<'_>,
    range: Option<&GatedRange<'_>>,
    (root, current): (&Root, &Path),
    notices: &mut Vec<Notice>,
) -> Result<Option<BaselineFile>, OpenError> {
    let is_written = request.baseline.is_written;
    match &request.baseline.file {
        BaselineChoice::Named(path) => {
            let text = text_at_start(path, range, notices);
            let absolute = if is_written {
                // A link must not lead out of the repository.
                writable(path, current)?
            } else {
                current.join(path)
            };
            let name = path.display().to_string();
            open_file(absolute, name, text, is_written, root).map(Some)
        }
        BaselineChoice::Configured => configured(request, settings, source, root),
        BaselineChoice::Ignored => Ok(None),
    }
}

/// The text at the start of a range, from which the baseline is read like the settings.
fn text_at_start(
    path: &Path,
    range: Option<&GatedRange<'_>>,
    notices: &mut Vec<Notice>,
) -> Option<BaselineText> {
    let range = range?;
    let text = range.gate.baseline(path);
    if matches!(text, Some(BaselineText(Ok(None)))) {
        notices.push(Notice::NoBaseline {
            path: path.to_path_buf(),
            start: range.gate.name.clone(),
        });
    }
    text
}

/// Opens the baseline that the settings name.
fn configured(
    request: &LintRequest,
    settings: &Settings,
    source: &Source<'_>,
    root: &Root,
) -> Result<Option<BaselineFile>, OpenError> {
    // A run that reports only what is new has dropped old findings already, and would take every
    // entry of the baseline for a finding that is gone.
    if request.new_from.is_some() || matches!(request.origin, Origin::Range { .. }) {
        return Ok(None);
    }
    let is_written = request.baseline.is_written;
    let Some(name) = &settings.baseline else {
        return if is_written {
            Err(OpenError::NoBaseline)
        } else {
            Ok(None)
        };
    };
    // Nobody has named this file but the repository itself, so that not even reading it may follow
    // a link out of the repository.
    let absolute = writable(Path::new(name), &root.folder)?;
    let files = source.recorded();
    // Like the settings, the baseline comes from where the files come from.
    let text = files.map(|files| BaselineText(files.root_file(name)));
    open_file(absolute, name.clone(), text, is_written, root).map(Some)
}

fn open_file(
    path: PathBuf,
    name: String,
    text: Option<BaselineText>,
    is_written: bool,
    root: &Root,
) -> Result<BaselineFile, OpenError> {
    let store = Store::open(root.repository.as_ref(), &root.folder);
    Ok(BaselineFile::open(path, name, text, is_written, store)?)
}
