//! JSON output of `progress import`.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::update::{ChangeItem, change_item};
use crate::importing::{Conflict, Import};
use crate::report::{FormatVersion, write_json};

/// Output of `progress import --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ImportJson<'a> {
    /// Version of this format.
    version: FormatVersion,
    /// The format that was read, as `--from` names it.
    from: &'static str,
    /// Whether the files were left as they are.
    dry_run: bool,
    /// The new files.
    created: Vec<CreatedItem<'a>>,
    /// The files that change.
    updated: Vec<UpdatedItem<'a>>,
    /// The number of tasks that stay as they are.
    unchanged: usize,
    /// Values that changed here and in the source, and are kept.
    conflicts: Vec<ConflictItem<'a>>,
    /// Values that still differ from the source: with `--ours`, those that changed on both sides; with
    /// `--theirs`, those that changed only in the progress file.
    kept: Vec<ConflictItem<'a>>,
    /// Tasks that are no longer in the source.
    gone: Vec<GoneItem<'a>>,
    /// What was left out or interpreted.
    remarks: Vec<RemarkItem<'a>>,
}

/// A new file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CreatedItem<'a> {
    /// The file, relative to the root of the repository.
    path: &'a str,
    /// The number of its tasks.
    tasks: usize,
}

/// A file that changes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UpdatedItem<'a> {
    /// The file, relative to the root of the repository.
    path: &'a str,
    /// The changed values.
    changes: Vec<ChangeItem<'a>>,
}

/// A value that differs from that of the source.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ConflictItem<'a> {
    /// The ID of the task.
    task: &'a str,
    /// The file, relative to the root of the repository.
    path: &'a str,
    /// The key.
    key: &'static str,
    /// The value in the file.
    here: &'a str,
    /// The value in the source.
    there: &'a str,
}

/// A task that is no longer in the source.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct GoneItem<'a> {
    /// The ID of the task.
    task: &'a str,
    /// The file, relative to the root of the repository.
    path: &'a str,
}

/// What was left out or interpreted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RemarkItem<'a> {
    /// What it is.
    what: &'a str,
    /// The tasks or files, as the source names them.
    tasks: &'a [String],
}

pub(super) fn write(done: &Import, is_dry_run: bool, out: &mut dyn Write) -> io::Result<()> {
    let created = done.created.iter().map(|(draft, tasks)| CreatedItem {
        path: draft.path.as_str(),
        tasks: *tasks,
    });
    let updated = done.updated.iter().map(|file| UpdatedItem {
        path: &file.path,
        changes: file.changed.iter().map(change_item).collect(),
    });
    let gone = done.gone.iter().map(|gone| GoneItem {
        task: &gone.task,
        path: &gone.path,
    });
    let remarks = done.remarks.iter().map(|remark| RemarkItem {
        what: &remark.what,
        tasks: &remark.tasks,
    });
    let output = ImportJson {
        version: FormatVersion,
        from: done.format.as_str(),
        dry_run: is_dry_run,
        created: created.collect(),
        updated: updated.collect(),
        unchanged: done.unchanged,
        conflicts: done.conflicts.iter().map(conflict).collect(),
        kept: done.kept.iter().map(conflict).collect(),
        gone: gone.collect(),
        remarks: remarks.collect(),
    };
    write_json(&output, out)
}

fn conflict(conflict: &Conflict) -> ConflictItem<'_> {
    ConflictItem {
        task: &conflict.task,
        path: &conflict.path,
        key: conflict.key,
        here: &conflict.here,
        there: &conflict.there,
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<ImportJson<'_>>("import");
}
