//! Reports what changed.

use std::io::{self, Write};

use progress_core::display::{shortened, visible};
use progress_core::update::Changed;
use serde::Serialize;

use crate::cli::args::{TableFormat, UpdateOutput};
use crate::cli::failure::Failure;
use crate::cli::table::{EMPTY, Screen};
use crate::cli::{Console, ExitStatus};
use crate::project::Project;
use crate::report::{Base, DiffOptions, FormatVersion, write_diff, write_json};
use crate::updating::UpdatedFile;

/// Maximum length of a value in a line.
const MAX_SHOWN: usize = 120;

/// Output of `progress update`, `start`, `done` and their like with `--format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UpdateJson<'a> {
    /// Version of this format.
    version: FormatVersion,
    /// Whether the files were left as they are.
    dry_run: bool,
    /// The files that change.
    files: Vec<FileItem<'a>>,
}

/// A file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FileItem<'a> {
    /// The file, relative to the root of the repository.
    path: &'a str,
    /// The changed values.
    changes: Vec<ChangeItem<'a>>,
    /// Remarks for the reader.
    notes: Vec<String>,
}

/// A changed value.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct ChangeItem<'a> {
    /// The ID of the task; null for a value of the phase.
    task: Option<&'a str>,
    /// The ID of the success criterion; null for any other value.
    criterion: Option<&'a str>,
    /// The key.
    key: &'a str,
    /// JSON Pointer to the value; one that ends in `/-` appends to a list.
    pointer: &'a str,
    /// The old value; null if there was none.
    old: Option<&'a str>,
    /// The new value; null if it is removed.
    new: Option<&'a str>,
}

/// Reports what changed; if `finds`, the files were found by task and are named.
pub(super) fn tell(
    project: &Project,
    updated: &[UpdatedFile<'_>],
    finds: bool,
    output: &UpdateOutput,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if output.format == TableFormat::Json {
        let output = UpdateJson {
            version: FormatVersion,
            dry_run: output.dry_run,
            files: updated.iter().map(file_item).collect(),
        };
        // The remarks are in the JSON, not on standard error.
        return console.finish(ExitStatus::Clean, |out| write_json(&output, out));
    }
    let base = project.base();
    for file in updated {
        for remark in &file.outcome.remarks {
            let word = if remark.is_warning() {
                "warning"
            } else {
                "note"
            };
            console.note(&format!("{word}: {remark}"));
        }
    }
    if updated.iter().all(|file| file.after.is_none()) {
        // On standard error, because the result is empty.
        console.note("nothing to change");
    }
    let options = DiffOptions {
        color: console.colors_stdout(),
        terminal: console.terminal.stdout,
    };
    let screen = console.screen();
    console.finish(ExitStatus::Clean, |out| {
        for file in updated {
            if output.dry_run {
                // Equal texts give no diff.
                let after = file.after.as_deref().unwrap_or(&file.before);
                write_diff(file.path.as_str(), &file.before, after, options, out)?;
            } else {
                lines(file, finds.then_some(&base), screen, out)?;
            }
        }
        Ok(())
    })
}

fn lines(
    file: &UpdatedFile<'_>,
    base: Option<&Base>,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    if file.after.is_none() {
        return Ok(());
    }
    if let Some(base) = base {
        let path = base.shown(file.path.as_str()).to_string();
        writeln!(out, "{}", visible(&path))?;
    }
    for changed in &file.outcome.changed {
        writeln!(out, "{}", visible(&line(changed, screen)))?;
    }
    Ok(())
}

/// `tasks/TASK-1.1/status: pending → completed`.
pub(in crate::cli) fn line(changed: &Changed, screen: Screen) -> String {
    let task = match (&changed.task, &changed.criterion) {
        (Some(task), _) => format!("tasks/{task}/"),
        (None, Some(criterion)) => format!("success_criteria/{criterion}/"),
        (None, None) => String::new(),
    };
    let (old, new) = (value(changed.old.as_deref()), value(changed.new.as_deref()));
    // In a JSON Pointer, `-` is the place after the last item.
    if changed.pointer.ends_with("/-") {
        return format!("{task}{}: + {new}", changed.key);
    }
    if changed.new.is_none() && is_item(&changed.pointer) {
        return format!("{task}{}: - {old}", changed.key);
    }
    let arrow = screen.sign('→');
    format!("{task}{}: {old} {arrow} {new}", changed.key)
}

fn value(text: Option<&str>) -> String {
    match text {
        Some(text) => shortened(text, MAX_SHOWN).into_owned(),
        None => EMPTY.to_owned(),
    }
}

/// Whether a JSON Pointer is to an item of a list.
fn is_item(pointer: &str) -> bool {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
}

fn file_item<'a>(file: &'a UpdatedFile<'_>) -> FileItem<'a> {
    FileItem {
        path: file.path.as_str(),
        changes: file.outcome.changed.iter().map(change_item).collect(),
        notes: file
            .outcome
            .remarks
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

pub(in crate::cli) fn change_item(changed: &Changed) -> ChangeItem<'_> {
    ChangeItem {
        task: changed.task.as_deref(),
        criterion: changed.criterion.as_deref(),
        key: &changed.key,
        pointer: &changed.pointer,
        old: changed.old.as_deref(),
        new: changed.new.as_deref(),
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<UpdateJson<'_>>("update");
}
